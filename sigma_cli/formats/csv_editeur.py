"""CSV of the publishers of codes: large, and damaged in a row or two, which cost those rows alone."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, Final, TypeAlias

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.csv_fr import read_cell
from sigma_cli.formats.tableau_csv import APERCU, LIGNE_MAX, find_separator, rows_of_csv

Reconnait: TypeAlias = Callable[[Sequence[str]], bool]

ILLISIBLE: Final = "\ufffd"  # what stands for a byte that no encoding reads
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SUITE_MAX: Final = 20  # lines of one quoted cell; beyond, the quote is a stray one
# Letters of French, and marks that go on the letter before, in UTF-8 amid Windows-1252.
_UTF8_ISOLE: Final = re.compile(rb"((?:[\xc2\xc3\xc5\xcc\xcd][\x80-\xbf]|\xe2\x80[\x80-\xbf])+)")


def rows_of_publisher(
    entree: BinaryIO, nom: str, entete: Reconnait | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line; `entree` stays open.

    Each line is read for itself: UTF-8, else Windows-1252 with what UTF-8 strayed into it; a byte of
    neither becomes `ILLISIBLE`. A quote without its other half is a character like any other.

    Raises:
        InvalidInput: the file stops in the middle of its last row, or a line is too long.
    """
    debut = entree.read(APERCU)
    entree.seek(0)
    if debut.startswith(_UTF16) or b"\n" not in debut:
        yield from rows_of_csv(entree, nom, entete)
        return
    separateur = find_separator(_decode(debut.removeprefix(codecs.BOM_UTF8)), entete)
    lignes = _Lignes(entree, nom)
    largeur = 0
    for numero, texte in lignes:
        cellules = _cells(texte, separateur) or _quoted(texte, lignes, separateur)
        if cellules is None or (lignes.cut and len(cellules) < largeur):
            raise _cut(nom, numero)
        largeur = len(cellules)
        yield numero, [read_cell(cellule) for cellule in cellules]


class _Lignes:
    """The lines of a file, decoded, some of them looked at before their turn."""

    def __init__(self, entree: BinaryIO, nom: str) -> None:
        self._nom = nom
        self._lues = enumerate(iter(partial(entree.readline, LIGNE_MAX + 1), b""), 1)
        self._vues: list[tuple[int, str]] = []
        self.cut = False  # the line just given is the last, and has no end

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while ligne := self._next():
            self.cut = not ligne[1].endswith("\n")
            yield ligne

    def ahead(self) -> Iterator[str]:
        """Yield what follows, without taking it."""
        for rang in range(_SUITE_MAX):
            if rang == len(self._vues):
                vue = next(self._lues, None)
                if vue is None:
                    return
                self._vues.append(self._decoded(*vue))
            yield self._vues[rang][1]

    def take(self, nombre: int) -> None:
        """Count lines that were looked at as given."""
        self.cut = not self._vues[nombre - 1][1].endswith("\n")
        del self._vues[:nombre]

    def _next(self) -> tuple[int, str] | None:
        if self._vues:
            return self._vues.pop(0)
        lue = next(self._lues, None)
        return self._decoded(*lue) if lue else None

    def _decoded(self, numero: int, ligne: bytes) -> tuple[int, str]:
        if len(ligne) > LIGNE_MAX:
            raise InvalidInput(f"{self._nom}, ligne {numero} : plus de {LIGNE_MAX} caractères.")
        if numero == 1:
            ligne = ligne.removeprefix(codecs.BOM_UTF8)
        return numero, _decode(ligne)


def _decode(ligne: bytes) -> str:
    """Return the text of a line; what is certainly UTF-8 in it is read as such."""
    if ligne.isascii():
        return ligne.decode("ascii").replace("\0", ILLISIBLE)
    try:
        texte = ligne.decode()
    except UnicodeDecodeError:
        morceaux = enumerate(_UTF8_ISOLE.split(ligne))  # what is UTF-8 has the odd ranks
        texte = "".join(
            morceau.decode("utf-8" if rang % 2 else "cp1252", "replace")
            for rang, morceau in morceaux
        )
    return unicodedata.normalize("NFC", texte).replace("\0", ILLISIBLE)


def _cells(texte: str, separateur: str) -> list[str] | None:
    """Return the cells of a record, None when a quote has no other half in it."""
    if '"' not in texte:
        nu = texte.rstrip("\r\n")
        return nu.split(separateur) if nu else [""]
    try:
        return next(csv.reader([texte], delimiter=separateur, strict=True))
    except (csv.Error, StopIteration):
        return None


def _quoted(texte: str, lignes: _Lignes, separateur: str) -> list[str] | None:
    """Return the cells of a record of several lines, else of this line without its stray quotes.

    None when the file ends inside quotes.
    """
    entier = texte
    for nombre, suite in enumerate(lignes.ahead(), 1):
        entier += suite
        cellules = _cells(entier, separateur)
        if cellules is not None:
            lignes.take(nombre)
            return cellules
    if lignes.cut:
        return None
    return [cellule.strip('"') for cellule in texte.rstrip("\r\n").split(separateur)]


def _cut(nom: str, ligne: int) -> InvalidInput:
    return InvalidInput(
        f"{nom}, ligne {ligne} : le fichier s’arrête au milieu de cette ligne ; le télécharger de "
        "nouveau, en entier.",
        regle="RAP-06",
    )
