"""What the shared texts of a workbook weigh once every cell that points at one has its own copy.

A workbook keeps a text once, and python-calamine copies it into each cell: 24 KB of file ask for 8 GB
(measured, 0.9). Looked at only when a bound that costs nothing is passed.
"""

from array import array
from collections.abc import Callable, Iterable
from typing import Final
from xml.parsers import expat

CARACTERES_MAX: Final = 32_767  # in a cell of Excel


class TexteDemesure(Exception):
    """A text that no spreadsheet could hold, or texts that no memory should; the message is French."""


class _Textes:
    """Reads the texts of one part: the weight of each `si`, or the sum of those that cells name."""

    def __init__(self) -> None:
        self.poids = array("I")  # bytes of each shared text
        self._ecoute = False
        self._octets = self._caracteres = 0

    def read(self, blocs: Iterable[bytes]) -> "array[int]":
        analyseur = expat.ParserCreate()
        analyseur.StartElementHandler = self._start
        analyseur.EndElementHandler = self._end
        analyseur.CharacterDataHandler = self._text
        _parse(analyseur, blocs)
        return self.poids

    def _start(self, nom: str, _attributs: dict[str, str]) -> None:
        genre = nom.rpartition(":")[2]
        self._ecoute = genre == "t"
        if genre == "si":
            self._octets = self._caracteres = 0

    def _text(self, texte: str) -> None:
        if self._ecoute:
            self._octets += len(texte.encode())
            self._caracteres += len(texte)

    def _end(self, nom: str) -> None:
        self._ecoute = False
        if nom.rpartition(":")[2] != "si":
            return
        if self._caracteres > CARACTERES_MAX:
            raise TexteDemesure(
                f"un de ses textes dépasse {CARACTERES_MAX} caractères, plus qu’une cellule n’en tient ; "
                "le raccourcir"
            )
        self.poids.append(self._octets)


class _Renvois:
    """Adds up what the cells of one sheet point at."""

    def __init__(self, poids: "array[int]") -> None:
        self._poids = poids
        self._partage = self._ecoute = False
        self._rang = ""
        self.total = 0

    def read(self, blocs: Iterable[bytes]) -> int:
        analyseur = expat.ParserCreate()
        analyseur.StartElementHandler = self._start
        analyseur.EndElementHandler = self._end
        analyseur.CharacterDataHandler = self._text
        _parse(analyseur, blocs)
        return self.total

    def _start(self, nom: str, attributs: dict[str, str]) -> None:
        genre = nom.rpartition(":")[2]
        if genre == "c":
            self._partage = attributs.get("t") == "s"
        self._ecoute, self._rang = genre == "v" and self._partage, ""

    def _text(self, texte: str) -> None:
        if self._ecoute:
            self._rang = (self._rang + texte)[: len("4294967296")]

    def _end(self, _nom: str) -> None:
        if self._ecoute and self._rang.strip().isdecimal():
            rang = int(self._rang)
            self.total += self._poids[rang] if rang < len(self._poids) else 0
        self._ecoute = False


def _parse(analyseur: expat.XMLParserType, blocs: Iterable[bytes]) -> None:
    """Read a part that has been read once already: it is whole, and declares no entity."""
    for bloc in blocs:
        analyseur.Parse(bloc)
    analyseur.Parse(b"", True)  # noqa: FBT003 - the end, which expat takes by position


def check_weight(
    partages: Iterable[str],
    feuilles: Iterable[str],
    *,
    lire: Callable[[str], Iterable[bytes]],
    maximum: int,
) -> None:
    """Refuse texts too long, or too heavy once copied into the cells of one sheet.

    `lire` gives the bytes of a part; `maximum` is in bytes. Raises TexteDemesure.
    """
    poids: array[int] = array("I")
    for partie in partages:
        autres = _Textes().read(lire(partie))
        poids, courts = (autres, poids) if len(autres) > len(poids) else (poids, autres)
        for rang, octets in enumerate(courts):  # whichever of them the reader follows
            poids[rang] = max(poids[rang], octets)
    for feuille in feuilles:
        if _Renvois(poids).read(lire(feuille)) > maximum:
            raise TexteDemesure(
                f"classeur démesuré, ses textes répétés font plus de {maximum >> 20} Mo ; "
                "l’enregistrer en CSV"
            )
