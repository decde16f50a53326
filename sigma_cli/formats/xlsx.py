"""XLSX with real dates and numbers, codes as text, and the same bytes for the same input."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, BinaryIO, Final

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.archive import DatedZip
from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne, cell_text, check_width
from sigma_cli.formats.xml import legal_text

MAX_LIGNES: Final = 1_048_575  # a sheet of Excel has 2^20 rows, one is for the titles
MAX_CARACTERES: Final = 32_767  # in a cell of Excel; openpyxl would cut without a word
_TOO_LONG: Final = 10**15  # Excel keeps 15 digits and rounds the others
_SUSPECTS: Final = ("=", "#")  # openpyxl guesses formulas and errors from these
_FIRST_DATE: Final = date(1900, 3, 1)  # before, Excel counts a 29 February 1900

_Converter = Callable[[Cellule], object]


def write_xlsx(
    sortie: BinaryIO,
    colonnes: Sequence[Colonne],
    lignes: Iterable[Ligne],
    *,
    titre_feuille: str,
    produit_le: datetime,
    en_memoire: bool = False,
) -> int:
    """Write one sheet, its title row frozen and filtered; return the number of rows below it.

    `en_memoire` keeps the rows from the temporary folder of the system, when they are secret. Text is never a formula, booleans are oui/non, dates before March 1900 and integers of more
    than 15 digits are text. `produit_le`, aware, dates the file: same input, same bytes.

    Raises:
        InvalidInput: more than 1,048,575 rows, or a text of more than 32,767 characters.
        OSError: no room, here or in the temporary folder of the system.
    """
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(titre_feuille)
    _lay_out(feuille, colonnes, en_memoire=en_memoire)
    with _rows_on_disk(feuille):
        nombre = _append_rows(feuille, colonnes, lignes)
        feuille.auto_filter.ref = f"A1:{get_column_letter(len(colonnes))}{nombre + 1}"
        le = produit_le.astimezone(UTC)
        classeur.properties.creator = "sigma"
        classeur.properties.created = classeur.properties.modified = le.replace(tzinfo=None)
        with DatedZip(sortie, date_time=le) as archive:
            ExcelWriter(classeur, archive).write_data()
    return nombre


@contextmanager
def _rows_on_disk(feuille: Any) -> Iterator[None]:
    """Remove the temporary file where openpyxl keeps the rows; tell its failures as an OSError."""
    try:
        yield
    except SerialisationError as error:
        code = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(code, os.strerror(code)) from error
    finally:
        with suppress(SerialisationError):
            if not feuille.closed:
                feuille.close()
        with suppress(FileNotFoundError):  # already removed, unless the writing failed
            feuille._writer.cleanup()  # noqa: SLF001 - openpyxl would keep it until the process ends


class _InMemory(WorksheetWriter):
    """Rows that never touch a temporary file."""

    def cleanup(self) -> None:
        """Remove nothing: the memory goes with the sheet."""


def _lay_out(feuille: Any, colonnes: Sequence[Colonne], *, en_memoire: bool) -> None:
    """Set what openpyxl writes before the rows: widths, frozen titles, and the titles."""
    for rang, colonne in enumerate(colonnes, 1):
        feuille.column_dimensions[get_column_letter(rang)].width = colonne.largeur
    feuille.freeze_panes = "A2"
    if en_memoire:
        feuille._writer = _InMemory(feuille, out=BytesIO())  # noqa: SLF001 - openpyxl offers no other way
        feuille._writer.write_top()  # noqa: SLF001 - as above
    titres = [_text_cell(feuille, colonne.titre) for colonne in colonnes]
    for titre in titres:
        titre.font = Font(bold=True)
    feuille.append(titres)


def _append_rows(feuille: Any, colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> int:
    converters = [_converter(feuille, colonne) for colonne in colonnes]
    nombre = 0
    for nombre, ligne in enumerate(limit_rows(check_width(colonnes, lignes)), 1):  # noqa: B007 - the count is the result
        feuille.append([convert(c) for convert, c in zip(converters, ligne, strict=True)])
    return nombre


def limit_rows(lignes: Iterable[Ligne]) -> Iterator[Ligne]:
    """Yield the rows; raise InvalidInput at the first one that a sheet has no room for."""
    for nombre, ligne in enumerate(lignes):
        if nombre == MAX_LIGNES:
            raise InvalidInput(
                f"Plus de {MAX_LIGNES} lignes, un classeur xlsx n’en tient pas davantage : "
                "choisir le format csv."
            )
        yield ligne


def _converter(feuille: Any, colonne: Colonne) -> _Converter:
    """Return what turns a cell of this column into what openpyxl appends."""

    def text(cellule: Cellule) -> object:
        if cellule is None or (isinstance(cellule, str) and _is_plain(cellule)):
            return cellule
        return _text(feuille, colonne, cell_text(cellule))

    def number(cellule: Cellule) -> object:
        exact = type(cellule) is int and abs(cellule) < _TOO_LONG
        return cellule if exact else text(cellule)

    modele = WriteOnlyCell(feuille)
    modele.number_format = "DD/MM/YYYY"

    def day(cellule: Cellule) -> object:
        if not isinstance(cellule, date) or cellule < _FIRST_DATE:
            return text(cellule)
        modele.value = cellule  # one cell for the whole column: openpyxl writes it at once
        return modele

    return {Genre.ENTIER: number, Genre.DATE: day}.get(colonne.genre, text)


def _is_plain(texte: str) -> bool:
    """Tell, cheaply, the text that openpyxl writes as it is: nearly all of it."""
    return texte.isprintable() and texte[:1] not in _SUSPECTS and len(texte) < MAX_CARACTERES // 2


def _text(feuille: Any, colonne: Colonne, brut: str) -> object:
    """Return legal text, in a cell of its own when openpyxl would take it for something else."""
    texte = legal_text(brut)
    # counted as Excel does, where a character of the other planes is worth two
    if len(texte.encode("utf-16-le")) > 2 * MAX_CARACTERES:
        raise InvalidInput(
            f"Colonne « {colonne.titre} » : un texte dépasse {MAX_CARACTERES} caractères, "
            "limite d’une cellule xlsx ; le raccourcir ou choisir le format csv."
        )
    return _text_cell(feuille, texte) if texte[:1] in _SUSPECTS else texte


def _text_cell(feuille: Any, texte: str) -> Cell:
    cellule = WriteOnlyCell(feuille, value=texte)
    cellule.data_type = TYPE_STRING
    return cellule
