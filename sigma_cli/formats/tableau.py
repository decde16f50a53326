"""Tables that people hand over, CSV or xlsx: read row by row, traps refused (CLI.md §3, `import`).

What a file is comes from its content, never from its name. Memory is bounded whatever the file:
a CSV is streamed, a workbook is refused beyond limits checked before it is opened.
"""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule, cell_text
from sigma_cli.formats.fichier import message_systeme

RANGEES_AVANT_TITRES: Final = 20  # publishers put a title, a date, a blank line above the table
_ZIP: Final = b"PK\x03\x04"
_ZIP_VIDE: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0"

Reconnait: TypeAlias = Callable[[Sequence[str]], bool]


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


@dataclass(frozen=True, slots=True)
class Tableau:
    """The titles, and the rows under them as they come: to be read once, inside the `with`."""

    titres: tuple[str, ...]
    lignes: Iterator[Rangee]


@contextmanager
def read_table(chemin: Path, *, entete: Reconnait | None = None) -> Iterator[Tableau]:
    """Yield the table of a CSV or of the first visible sheet of an xlsx; blank rows are skipped.

    The titles are the first of the 20 first rows that `entete` recognises, else the first row.

    Raises:
        InvalidInput: absent, unreadable, empty, of another kind, damaged, or a trap; the file
            and the line are named. Also while the rows are read.
    """
    try:
        with chemin.open("rb") as entree:
            yield _split(_pad(_rows(entree, chemin.name)), entete, chemin.name)
    except OSError as error:
        raise InvalidInput(f"{chemin} : {_cause(error)}.") from error


def place(rangee: Rangee, titre: str) -> str:
    """Return where a cell is, as messages say it: `ligne 12, colonne « Code »`."""
    return f"ligne {rangee.numero}, colonne « {titre} »"


def _rows(entree: BinaryIO, nom: str) -> Iterator[Rangee]:
    """Choose the reader by the first bytes; each is loaded when it serves."""
    debut = entree.read(len(_ZIP))
    entree.seek(0)
    if not debut:
        raise InvalidInput(f"{nom} : le fichier est vide.")
    if debut == _OLE:
        raise InvalidInput(
            f"{nom} : ancien format .xls, ou classeur protégé par mot de passe ; l’enregistrer "
            "en .xlsx sans mot de passe."
        )
    if debut in {_ZIP, _ZIP_VIDE}:
        from sigma_cli.formats.tableau_xlsx import rows_of_workbook  # noqa: PLC0415 - for xlsx only

        numerotees: Iterator[tuple[int, Sequence[Cellule]]] = rows_of_workbook(entree, nom)
    else:
        from sigma_cli.formats.tableau_csv import rows_of_csv  # noqa: PLC0415 - for csv only

        numerotees = rows_of_csv(entree, nom)
    for numero, cellules in numerotees:
        if any(cellule not in {None, ""} for cellule in cellules):
            yield Rangee(numero, tuple(cellules))


def _pad(rangees: Iterator[Rangee]) -> Iterator[Rangee]:
    """Drop the empty cells at the end: spreadsheets save columns nobody sees."""
    for rangee in rangees:
        longueur = len(rangee.cellules)
        while rangee.cellules[longueur - 1] in {None, ""}:
            longueur -= 1
        yield Rangee(rangee.numero, rangee.cellules[:longueur])


def _split(rangees: Iterator[Rangee], entete: Reconnait | None, nom: str) -> Tableau:
    """Set the titles apart; what stands above them is not part of the table."""
    tete = list(islice(rangees, RANGEES_AVANT_TITRES if entete else 1))
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
    return Tableau(titres=choisis, lignes=lignes)


def _title(cellule: Cellule) -> str:
    return " ".join(cell_text(cellule).split())


def _cause(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "ce fichier n’existe pas ; vérifier le nom et le dossier"
    if error.errno == errno.EISDIR:
        return "c’est un dossier ; donner le nom d’un fichier .csv ou .xlsx"
    return f"ce fichier ne se lit pas ({message_systeme(error)})"
