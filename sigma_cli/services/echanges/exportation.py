"""Write a registered export in the asked format; the caller decides where the bytes go."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Any, BinaryIO, Final, Protocol

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.stagiaires import with_numbers
from sigma_cli.formats.colonnes import Colonne, Ligne
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle import filtres, journal
from sigma_cli.store.coffre import Coffre


class Format(StrEnum):
    """Formats of a file for a person or a script."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


class Tabulaire(Protocol):
    """What a table needs to be written."""

    @property
    def titre(self) -> str: ...
    @property
    def colonnes(self) -> Sequence[Colonne]: ...


_MODULES: Final = {
    Format.XLSX: "sigma_cli.formats.xlsx.ecriture",
    Format.CSV: "sigma_cli.formats.csv_fr",
    Format.JSON: "sigma_cli.formats.json_fr",
}
Libelles = Mapping[str, Mapping[str, str]]
_TELS_QUELS: Final[Libelles] = {}
_PAS: Final = 500  # rows between two words of progress


def load_writer(vers: Format) -> None:
    """Load what writes a format, before the file is there: Python may lose a Ctrl+C while it imports."""
    import_module(_MODULES[vers])


def export(
    db: Session,
    sortie: BinaryIO,
    quoi: Export,
    filtre: Any,
    *,
    vers: Format,
    le: datetime,
    libelles: Libelles = _TELS_QUELS,
    avance: Callable[[int], None] = lambda _pas: None,
) -> int:
    """Write the rows a filter keeps and return their number. `le` dates an xlsx; nothing else.

    `libelles` are the labels of the codes of some columns, by key: people read them, scripts the codes.
    `avance` is told how many rows have gone by. Raises NotFound when the filter names nothing.
    """
    filtres.check_named(db, filtre)
    lignes = _counted(quoi.load(db, filtre), avance)
    if vers is not Format.JSON:
        lignes = _said(quoi, lignes, libelles)
    return write_rows(sortie, quoi, lignes, vers=vers, le=le)


def write_rows(
    sortie: BinaryIO, quoi: Tabulaire, lignes: Iterable[Ligne], *, vers: Format, le: datetime
) -> int:
    """Write rows under their columns, wherever they come from; return their number."""
    return _ECRIRE[vers](sortie, quoi, lignes, le)


def _said(quoi: Export, lignes: Iterator[Ligne], libelles: Libelles) -> Iterator[Ligne]:
    """Return the rows with labels for codes, where a column has some."""
    noms = {i: libelles[c.cle] for i, c in enumerate(quoi.colonnes) if c.cle in libelles}
    if not noms:
        return lignes
    return (
        [noms[i].get(str(x), x) if i in noms else x for i, x in enumerate(ligne)]
        for ligne in lignes
    )


def _counted(lignes: Iterable[Ligne], avance: Callable[[int], None]) -> Iterator[Ligne]:
    for rang, ligne in enumerate(lignes, 1):
        yield ligne
        if rang % _PAS == 0:
            avance(_PAS)


def export_numbers(
    db: Session,
    acte: Acte,
    sortie: BinaryIO,
    filtre: Any,
    *,
    coffre: Coffre,
    vers: Format,
    libelles: Libelles = _TELS_QUELS,
) -> int:
    """Write the stagiaires with their numbers in clear, and record it before the file may appear.

    Commits the record: a file is never there without it. Raises KeyProblem, BrokenBase.
    """
    numeros.check_key(db, coffre)

    def reveal(ident: int, scelle: bytes) -> str:
        return numeros.reveal(coffre, ident, scelle).valeur

    quoi = with_numbers(reveal)
    lignes = export(db, sortie, quoi, filtre, vers=vers, le=acte.le, libelles=libelles)
    apres = {"format": vers.value, "lignes": lignes, "nia": filtre.nia}
    journal.record(db, acte, "export.avec-nir", quoi.code, apres=apres)
    db.commit()
    return lignes


def _xlsx(sortie: BinaryIO, quoi: Tabulaire, lignes: Iterable[Ligne], le: datetime) -> int:
    from sigma_cli.formats.xlsx.ecriture import write_xlsx  # noqa: PLC0415 - openpyxl loads for xlsx only

    return write_xlsx(sortie, quoi.colonnes, lignes, titre_feuille=quoi.titre, produit_le=le)


def _csv(sortie: BinaryIO, quoi: Tabulaire, lignes: Iterable[Ligne], _le: datetime) -> int:
    from sigma_cli.formats.csv_fr import write_csv  # noqa: PLC0415 - one format is loaded

    return write_csv(sortie, quoi.colonnes, lignes)


def _json(sortie: BinaryIO, quoi: Tabulaire, lignes: Iterable[Ligne], _le: datetime) -> int:
    from sigma_cli.formats.json_fr import write_json  # noqa: PLC0415 - one format is loaded

    return write_json(sortie, quoi.colonnes, lignes)


_ECRIRE: Final[dict[Format, Callable[[BinaryIO, Tabulaire, Iterable[Ligne], datetime], int]]] = {
    Format.XLSX: _xlsx,
    Format.CSV: _csv,
    Format.JSON: _json,
}
