"""Tables that people hand over, CSV, xlsx or JSON: read row by row, traps refused (CLI.md §3, `import`).

What a file is comes from its content, never from its name. Memory is bounded whatever the file:
a CSV is streamed, a workbook is refused beyond limits checked before it is opened.
"""

import codecs
import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from sigma_cli.errors import Conflict, InvalidInput
from sigma_cli.formats.colonnes import Cellule, cell_text
from sigma_cli.formats.fichier import message_systeme

if TYPE_CHECKING:
    from sigma_cli.formats.xlsx.lecture import Feuille

RANGEES_AVANT_TITRES: Final = 20  # publishers put a title, a date, a blank line above the table
_DEBUT: Final = 64  # bytes that tell what a file is
_ZIP: Final = b"PK\x03\x04"
_ZIP_VIDE: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_CLASSEUR: Final = (".xlsx", ".xlsm")
_CROCHET: Final = re.compile(rb"\s*[\[{]")
_JSON: Final = re.compile(rb"\s*(?:\[\s*(?:[{\]]|$)|\{\s*(?:[\"}]|$))")

Reconnait: TypeAlias = Callable[[Sequence[str]], bool]
Rangees: TypeAlias = Iterator[tuple[int, Sequence[Cellule]]]
LitCsv: TypeAlias = Callable[[BinaryIO, str], Rangees]


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row, numbered as an editor or a spreadsheet shows it; a CSV record bears its first line.

    `cellules` is as long as the titles, longer only when the file has more cells there. A CSV
    gives texts; a workbook also dates, whole numbers, booleans, and None for an empty cell.
    """

    numero: int
    cellules: tuple[Cellule, ...]

    def texte(self, rang: int) -> str:
        """Return a cell as a person reads it, without blanks around; `rang` from 0."""
        return cell_text(self.cellules[rang]).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """The titles, and the rows under them as they come: to be read once, inside the `with`.

    `numero` is the row of the titles; a JSON without any object has neither titles nor rows. `genre` is `csv`, `xlsx` or `json`; `feuille` tells more of
    a workbook. `check_unchanged` raises Conflict when the file has changed since it was opened.
    """

    titres: tuple[str, ...]
    lignes: Iterator[Rangee]
    numero: int
    genre: str
    feuille: "Feuille | None"
    check_unchanged: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Source:
    """Numbered rows, and what kind of file they come from."""

    genre: str
    rangees: Iterator[tuple[int, Sequence[Cellule]]]
    feuille: "Feuille | None" = None


@contextmanager
def read_table(
    chemin: Path,
    *,
    entete: Reconnait | None = None,
    feuille: str | None = None,
    editeur: bool = False,
) -> Iterator[Tableau]:
    """Yield the table of a CSV, a JSON or a sheet of an xlsx; blank rows are skipped.

    Of a workbook, `feuille` names the sheet, else the first visible one is read.

    The titles are the first of the 20 first rows that `entete` recognises, else the first row.
    With `editeur`, a CSV is a publisher’s: a damaged row hurts that row alone, a cut file is refused.

    Raises:
        InvalidInput: absent, unreadable, empty, of another kind, damaged, or a trap; the file
            and the line are named. Also while the rows are read.
    """
    try:
        with chemin.open("rb") as entree:
            rows_of_csv = _rows_of_publisher if editeur else _rows_of_csv
            source = _source(entree, chemin.name, feuille, partial(rows_of_csv, entete=entete))
            verifier = partial(_check_unchanged, chemin, entree, os.fstat(entree.fileno()))
            yield _split(source, entete, chemin.name, verifier)
    except OSError as error:
        raise InvalidInput(f"{chemin} : {_cause(error)}.") from error


def place(rangee: Rangee, titre: str) -> str:
    """Return where a cell is, as messages say it: `ligne 12, colonne « Code »`."""
    return f"ligne {rangee.numero}, colonne « {titre} »"


def _source(entree: BinaryIO, nom: str, feuille: str | None, rows_of_csv: LitCsv) -> _Source:
    """Choose the reader by the first bytes; each is loaded when it serves."""
    if not entree.seekable():
        raise InvalidInput(
            f"{nom} : ce n’est pas un fichier ordinaire ; l’enregistrer d’abord, puis donner son nom."
        )
    debut = entree.read(_DEBUT)
    entree.seek(0)
    if not debut:
        raise InvalidInput(f"{nom} : le fichier est vide.")
    if debut.startswith(_OLE):
        raise InvalidInput(
            f"{nom} : ancien format .xls, ou classeur protégé par mot de passe ; l’enregistrer "
            "en .xlsx sans mot de passe."
        )
    if debut.startswith((_ZIP, _ZIP_VIDE)):
        from sigma_cli.formats.xlsx.lecture import read_sheet  # noqa: PLC0415 - for xlsx only

        page = read_sheet(entree, nom, feuille=feuille)
        return _Source("xlsx", page.rangees, page)
    if nom.lower().endswith(_CLASSEUR):
        raise InvalidInput(
            f"{nom} : malgré son nom, ce n’est pas un classeur, ou il est abîmé ; l’ouvrir dans le "
            "tableur et l’enregistrer de nouveau en .xlsx (un CSV s’appelle .csv)."
        )
    if _is_json(debut.removeprefix(codecs.BOM_UTF8), nom):
        from sigma_cli.formats.tableau_json import rows_of_json  # noqa: PLC0415 - for json only

        return _Source("json", rows_of_json(entree, nom))
    return _Source("csv", rows_of_csv(entree, nom))


def _rows_of_csv(entree: BinaryIO, nom: str, *, entete: Reconnait | None) -> Rangees:
    from sigma_cli.formats.tableau_csv import rows_of_csv  # noqa: PLC0415 - for csv only

    return rows_of_csv(entree, nom, entete)


def _rows_of_publisher(entree: BinaryIO, nom: str, *, entete: Reconnait | None) -> Rangees:
    from sigma_cli.formats.csv_editeur import rows_of_publisher  # noqa: PLC0415 - for csv only

    return rows_of_publisher(entree, nom, entete)


def _is_json(debut: bytes, nom: str) -> bool:
    """Tell a JSON from a CSV whose first cell begins with a bracket: by what follows it."""
    motif = _CROCHET if nom.lower().endswith(".json") else _JSON
    return motif.match(debut) is not None


def _check_unchanged(chemin: Path, entree: BinaryIO, avant: os.stat_result) -> None:
    apres = os.fstat(entree.fileno())
    if (avant.st_size, avant.st_mtime_ns) != (apres.st_size, apres.st_mtime_ns):
        raise Conflict(
            f"{chemin.name} a changé pendant sa lecture : fermer le tableur qui l’a ouvert, puis "
            "recommencer."
        )


def _filled(rangees: Iterable[tuple[int, Sequence[Cellule]]]) -> Iterator[Rangee]:
    """Leave the blank rows out, and the empty cells at the end of each."""
    return _pad(
        Rangee(numero, tuple(cellules))
        for numero, cellules in rangees
        if any(cellule not in {None, ""} for cellule in cellules)
    )


def _pad(rangees: Iterator[Rangee]) -> Iterator[Rangee]:
    """Drop the empty cells at the end: spreadsheets save columns nobody sees."""
    for rangee in rangees:
        longueur = len(rangee.cellules)
        while rangee.cellules[longueur - 1] in {None, ""}:
            longueur -= 1
        yield Rangee(rangee.numero, rangee.cellules[:longueur])


def _split(
    source: _Source, entete: Reconnait | None, nom: str, check_unchanged: Callable[[], None]
) -> Tableau:
    """Set the titles apart; what stands above them is not part of the table."""
    rangees = _filled(source.rangees)
    tete = list(islice(rangees, RANGEES_AVANT_TITRES if entete else 1))
    if not tete and source.genre == "json":  # no object, no key: the export of an empty base
        return Tableau(
            titres=(),
            lignes=iter(()),
            numero=1,
            genre=source.genre,
            feuille=None,
            check_unchanged=check_unchanged,
        )
    if not tete:
        raise InvalidInput(f"{nom} : aucune ligne remplie.")
    titres = [tuple(map(_title, rangee.cellules)) for rangee in tete]
    rang = next((rang for rang, textes in enumerate(titres) if entete and entete(textes)), 0)
    choisis = titres[rang]
    vides = ("",) * len(choisis)
    lignes = (
        Rangee(rangee.numero, rangee.cellules + vides[len(rangee.cellules) :])
        for rangee in chain(tete[rang + 1 :], rangees)
    )
    return Tableau(
        titres=choisis,
        lignes=lignes,
        numero=tete[rang].numero,
        genre=source.genre,
        feuille=source.feuille,
        check_unchanged=check_unchanged,
    )


def _title(cellule: Cellule) -> str:
    return " ".join(cell_text(cellule).split())


def _cause(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "ce fichier n’existe pas ; vérifier le nom et le dossier"
    if error.errno == errno.EISDIR:
        return "c’est un dossier ; donner le nom d’un fichier .csv ou .xlsx"
    return f"ce fichier ne se lit pas ({message_systeme(error)})"
