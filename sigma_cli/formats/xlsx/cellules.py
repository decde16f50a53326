"""Cells of an xlsx in writing: one per column and kind, filled again row after row.

openpyxl makes a cell of each value, looks at what it is, and guesses formulas and errors from texts.
Our columns say what they hold: a text is a text, and the same 100,000 rows take a quarter less time
(measured, `benchmarks/volumes.py`).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Final

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import TYPE_NUMERIC, TYPE_STRING
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, cell_text
from sigma_cli.formats.xml import legal_text

MAX_CARACTERES: Final = 32_767  # in a cell of Excel; openpyxl would cut without a word
_TOO_LONG: Final = 10**15  # Excel keeps 15 digits and rounds the others
_FIRST_DATE: Final = date(1900, 3, 1)  # before, Excel counts a 29 February 1900
_TYPE_DATE: Final = "d"
_ECHAPPEMENT: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

Remplit = Callable[[Cellule], Cell]


class SheetOfCells(WriteOnlyWorksheet):
    """A sheet whose rows are cells that know their column, already filled."""

    def _values_to_row(self, cellules: Iterable[Cell], rang: int) -> Iterator[Cell]:
        """Say which row the cells are in: all that is left to know of them."""
        for cellule in cellules:
            cellule.row = rang
            yield cellule


def cell(feuille: Any, rang: int, genre: str, *, format_: str | None = None) -> Any:
    """Return an empty cell of a column, by its rank from 1."""
    cellule = WriteOnlyCell(feuille)
    cellule.column, cellule.data_type = rang, genre
    if format_ is not None:
        cellule.number_format = format_
    return cellule


def filler(feuille: Any, rang: int, colonne: Colonne) -> Remplit:
    """Return what puts a value in a cell of a column: as the column says, else as text."""
    texte = cell(feuille, rang, TYPE_STRING)

    def fill_text(valeur: Cellule) -> Cell:
        plain = (
            type(valeur) is str
            and len(valeur) < MAX_CARACTERES // 2
            and valeur.isprintable()
            and "_x" not in valeur
        )
        texte._value = valeur if plain else _checked(colonne, cell_text(valeur))  # noqa: SLF001 - what the cell holds
        return texte  # type: ignore[no-any-return]  # openpyxl types it Any

    if colonne.genre is Genre.ENTIER:
        return _number_filler(cell(feuille, rang, TYPE_NUMERIC), fill_text)
    if colonne.genre is Genre.DATE:
        return _day_filler(cell(feuille, rang, _TYPE_DATE, format_="DD/MM/YYYY"), fill_text)
    return fill_text


def _number_filler(nombre: Any, fill_text: Remplit) -> Remplit:
    def fill(valeur: Cellule) -> Cell:
        if type(valeur) is not int or abs(valeur) >= _TOO_LONG:
            return fill_text(valeur)
        nombre._value = valeur  # noqa: SLF001 - what the cell holds
        return nombre  # type: ignore[no-any-return]  # openpyxl types it Any

    return fill


def _day_filler(jour: Any, fill_text: Remplit) -> Remplit:
    def fill(valeur: Cellule) -> Cell:
        if not isinstance(valeur, date) or valeur < _FIRST_DATE:
            return fill_text(valeur)
        jour._value = valeur  # noqa: SLF001 - what the cell holds
        return jour  # type: ignore[no-any-return]  # openpyxl types it Any

    return fill


def _checked(colonne: Colonne, brut: str) -> str:
    """Return legal text. Raises InvalidInput when it is too long for a cell."""
    texte = legal_text(brut)
    # counted as Excel does, where a character of the other planes is worth two
    if len(texte.encode("utf-16-le")) > 2 * MAX_CARACTERES:
        raise InvalidInput(
            f"Colonne « {colonne.titre} » : un texte dépasse {MAX_CARACTERES} caractères, "
            "limite d’une cellule xlsx ; le raccourcir ou choisir le format csv."
        )
    return escaped(texte)


def escaped(texte: str) -> str:
    """Return text that spreadsheets show as it is: they would read `_x0041_` as `A`."""
    return _ECHAPPEMENT.sub("_x005F_", texte) if "_x" in texte else texte
