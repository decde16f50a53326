"""CSV as French spreadsheets open it: `;`, UTF-8 with BOM, CRLF, no cell they would execute.

Neutralising is reversible: what `write_csv` protects, `read_cell` gives back as it was (Q8-04).
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import BinaryIO, Final

from sigma_cli.formats.colonnes import (
    Cellule,
    Colonne,
    Ligne,
    cell_text,
    french_date,
    to_utf8,
)

SEPARATEUR: Final = ";"
_FIN: Final = "\r\n"
_BLOC: Final = 64  # rows written at once: a suspect cell has so many rows looked at again
_DATES: Final = 50_000  # dates remembered with their text: more than a century
_ECRITS: Final = frozenset({str, int, type(None)})  # cells that csv.writer writes as we do
_DEBUTS: Final = (";", ';"', "\n", '\n"')  # what stands before a cell in a written block
_CERTAINS: Final = "'=+@\t"
_TIRETS: Final = (';"-', ';"\r', "\n-", '\n"-', '\n"\r')
_SUSPECTS: Final = frozenset("'=+-@\t\r")
_EXECUTABLE: Final = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED: Final = re.compile(r"'+[=+\-@\t\r]")


def write_cell(cellule: Cellule) -> str | int | None:
    """Return what is handed to `csv.writer`, harmless to a spreadsheet; a lone `-` stays (Q8-06).

    Text that a spreadsheet would run, or that looks already neutralised, gets one `'` in front.
    """
    if isinstance(cellule, str):
        if cellule[:1] in _SUSPECTS and cellule != "-" and _EXECUTABLE.match(cellule):
            return f"'{cellule}"
        return cellule
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    return french_date(cellule) if isinstance(cellule, date) else cellule


def read_cell(texte: str) -> str:
    """Return the text `write_cell` was given: its exact inverse on every text.

    A CSV of ours that a spreadsheet saved as a workbook has the same texts in its cells.
    """
    return texte[1:] if _NEUTRALISED.match(texte) else texte


def write_csv(
    sortie: BinaryIO, colonnes: Sequence[Colonne], lignes: Iterable[Ligne], *, bom: bool = True
) -> int:
    """Write the titles then the rows as they come; return the number of rows, titles excluded.

    Dates are JJ/MM/AAAA, booleans oui/non, None nothing, a lone surrogate U+FFFD (CLI.md §4).
    """
    if bom:
        sortie.write(codecs.BOM_UTF8)
    _write_block(sortie, [[colonne.titre for colonne in colonnes]])
    prepare = _Preparation(len(colonnes))
    nombre, suite = 0, iter(lignes)
    while bloc := [prepare.row(ligne) for ligne in islice(suite, _BLOC)]:
        _write_block(sortie, bloc)
        nombre += len(bloc)
    return nombre


class _Preparation:
    """Turns into text the cells that `csv.writer` would not write as we do.

    Rows whose cells have the same types are prepared alike: what to do is found once.
    """

    def __init__(self, largeur: int) -> None:
        self._largeur = largeur
        self._plans: dict[tuple[type, ...], list[int]] = {}
        self._dits: dict[Cellule, str] = {}

    def row(self, ligne: Ligne) -> Ligne:
        types = tuple(map(type, ligne))
        rangs = self._plans.get(types)
        if rangs is None:
            rangs = self._plans[types] = self._plan(types)
        if not rangs:
            return ligne
        cellules, dits = list(ligne), self._dits
        for rang in rangs:
            cellule = cellules[rang]
            dit = dits.get(cellule)
            if dit is None:
                dit = self._say(cellule)
            cellules[rang] = dit
        return cellules

    def _plan(self, types: tuple[type, ...]) -> list[int]:
        """Return the ranks of the cells to turn into text. Raises ValueError on a wrong width."""
        if len(types) != self._largeur:
            raise ValueError(f"{self._largeur} cells expected, {len(types)} given")
        return [rang for rang, genre in enumerate(types) if genre not in _ECRITS]

    def _say(self, cellule: Cellule) -> str:
        """Say a date or a boolean, and remember it: dates repeat from row to row."""
        dit = cell_text(cellule)
        if not isinstance(cellule, bool) and len(self._dits) < _DATES:
            self._dits[cellule] = dit
        return dit


def _write_block(sortie: BinaryIO, lignes: Sequence[Ligne]) -> None:
    """Write rows at once; only those where a cell may be executable are looked at one by one."""
    texte = _csv_text(lignes)
    if _may_run(texte):
        texte = _csv_text([[write_cell(cellule) for cellule in ligne] for ligne in lignes])
    sortie.write(to_utf8(texte))


def _may_run(texte: str) -> bool:
    """Tell whether a written block may hold an executable cell; the lone `-` of meetings is none.

    A character that is nowhere is found out at once, several times quicker than by an expression.
    """
    presents = [signe for signe in _CERTAINS if signe in texte]
    return (
        texte.lstrip('"')[:1] in _SUSPECTS
        or any(f"{debut}{signe}" in texte for signe in presents for debut in _DEBUTS)
        or any(debut in texte for debut in _TIRETS)
        or texte.count(";-") != texte.count(";-;") + texte.count(f";-{_FIN}")
    )


def _csv_text(lignes: Sequence[Ligne]) -> str:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=SEPARATEUR, lineterminator=_FIN).writerows(lignes)
    return tampon.getvalue()
