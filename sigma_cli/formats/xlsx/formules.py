"""Cells of a workbook whose value is not what a person typed: formulas, links, errors."""

from collections import deque
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

_REFERENCES: Final = 5  # cells kept at each end of a sheet


@dataclass(frozen=True, slots=True)
class Releve:
    """What a sheet holds that its values do not tell, cells by reference (`C3`): the first and last ones.

    The last ones, as only those of the table matter, and what stands above it may hold many.

    `illisibles` are errors and formulas never computed, which read as empty cells.
    """

    nb_formules: int = 0
    formules: tuple[str, ...] = ()
    liees: tuple[str, ...] = ()  # formulas that point at another workbook
    illisibles: tuple[str, ...] = ()


class Formules:
    """Follows the cells that hold a formula, told by the reader of the part; the others cost nothing.

    `ouverte` is the reference of the cell being read, when it holds a formula.
    """

    def __init__(self, analyseur: expat.XMLParserType) -> None:
        self._analyseur = analyseur
        self.ouverte = ""
        self._calcul = self._liee = self._valeur = False
        self._nombre = 0
        self._formules, self._liees, self._illisibles = _Gardees(), _Gardees(), _Gardees()

    @property
    def releve(self) -> Releve:
        """What was seen."""
        return Releve(
            nb_formules=self._nombre,
            formules=self._formules.toutes,
            liees=self._liees.toutes,
            illisibles=self._illisibles.toutes,
        )

    def add_error(self, ligne: int, colonne: int) -> None:
        """Note a cell that shows an error."""
        self._illisibles.add(reference(ligne, colonne))

    def start(self, ligne: int, colonne: int) -> None:
        """Note a cell that holds a formula, and listen until it ends."""
        self._nombre += 1
        self.ouverte = reference(ligne, colonne)
        self._calcul, self._liee, self._valeur = True, False, False
        self._analyseur.CharacterDataHandler = self._read

    def _read(self, texte: str) -> None:
        if self._calcul:
            self._liee = self._liee or "[" in texte
        else:
            self._valeur = True

    def end(self, nom: str) -> None:
        """Note the end of an element inside that cell, or of the cell."""
        if nom == "f":
            self._calcul = False
        elif nom == "c":
            self._analyseur.CharacterDataHandler = None
            self._formules.add(self.ouverte)
            if self._liee:
                self._liees.add(self.ouverte)
            if not self._valeur:
                self._illisibles.add(self.ouverte)
            self.ouverte = ""


class _Gardees:
    """The first references told, and the last ones: all that memory should hold of a whole sheet."""

    def __init__(self) -> None:
        self._premieres: list[str] = []
        self._dernieres: deque[str] = deque(maxlen=_REFERENCES)

    @property
    def toutes(self) -> tuple[str, ...]:
        """Return them in order, each once."""
        return tuple(dict.fromkeys((*self._premieres, *self._dernieres)))

    def add(self, nouvelle: str) -> None:
        """Keep a reference, unless others come after it."""
        premieres = len(self._premieres) < _REFERENCES
        (self._premieres if premieres else self._dernieres).append(nouvelle)


def reference(ligne: int, colonne: int) -> str:
    """Return `C3` from the ranks of a row and a column, from 1."""
    lettres = ""
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        lettres = chr(ord("A") + reste) + lettres
    return f"{lettres}{ligne}"
