"""Write a registered export in the asked format; the caller decides where the bytes go."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO, Final

from sqlmodel import Session

from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Ligne


class Format(StrEnum):
    """Formats of a file for a person or a script."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


def export(
    db: Session, sortie: BinaryIO, quoi: Export, filtre: Any, *, vers: Format, le: datetime
) -> int:
    """Write the rows a filter keeps and return their number. `le` dates an xlsx; nothing else."""
    return _ECRIRE[vers](sortie, quoi, quoi.load(db, filtre), le)


def _xlsx(sortie: BinaryIO, quoi: Export, lignes: Iterable[Ligne], le: datetime) -> int:
    from sigma_cli.formats.xlsx import write_xlsx  # noqa: PLC0415 - openpyxl loads for xlsx only

    return write_xlsx(sortie, quoi.colonnes, lignes, titre_feuille=quoi.titre, produit_le=le)


def _csv(sortie: BinaryIO, quoi: Export, lignes: Iterable[Ligne], _le: datetime) -> int:
    from sigma_cli.formats.csv_fr import write_csv  # noqa: PLC0415 - one format is loaded

    return write_csv(sortie, quoi.colonnes, lignes)


def _json(sortie: BinaryIO, quoi: Export, lignes: Iterable[Ligne], _le: datetime) -> int:
    from sigma_cli.formats.json_fr import write_json  # noqa: PLC0415 - one format is loaded

    return write_json(sortie, quoi.colonnes, lignes)


_ECRIRE: Final[dict[Format, Callable[[BinaryIO, Export, Iterable[Ligne], datetime], int]]] = {
    Format.XLSX: _xlsx,
    Format.CSV: _csv,
    Format.JSON: _json,
}
