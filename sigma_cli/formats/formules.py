"""Cells of a workbook whose value is not what a person typed: formulas, links, errors."""

from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

_REFERENCES: Final = 5  # cells named in a message


@dataclass(frozen=True, slots=True)
class Releve:
    """What a sheet holds that its values do not tell, cells by reference (`C3`), the first ones.

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
        self._formules: list[str] = []
        self._liees: list[str] = []
        self._illisibles: list[str] = []

    @property
    def releve(self) -> Releve:
        """What was seen."""
        return Releve(
            nb_formules=self._nombre,
            formules=tuple(self._formules),
            liees=tuple(self._liees),
            illisibles=tuple(self._illisibles),
        )

    def add_error(self, ligne: int, colonne: int) -> None:
        """Note a cell that shows an error."""
        _keep(self._illisibles, reference(ligne, colonne))

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
            _keep(self._formules, self.ouverte)
            if self._liee:
                _keep(self._liees, self.ouverte)
            if not self._valeur and self.ouverte not in self._illisibles:
                _keep(self._illisibles, self.ouverte)
            self.ouverte = ""


def _keep(references: list[str], nouvelle: str) -> None:
    if len(references) < _REFERENCES:
        references.append(nouvelle)


def reference(ligne: int, colonne: int) -> str:
    """Return `C3` from the ranks of a row and a column, from 1."""
    lettres = ""
    while colonne:
        colonne, reste = divmod(colonne - 1, 26)
        lettres = chr(ord("A") + reste) + lettres
    return f"{lettres}{ligne}"
