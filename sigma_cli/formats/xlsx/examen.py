"""One part of a workbook read by expat: the rectangle of its cells, and what it must not hold."""

from typing import Final, Never
from xml.parsers import expat

from sigma_cli.formats.xlsx.formules import Formules, Releve, reference
from sigma_cli.formats.xlsx.textes import CARACTERES_MAX

CELLULES_MAX: Final = 5_000_000  # rows × columns of a sheet: 250,000 rows of 20 columns
_DEMESURE: Final = CELLULES_MAX + 1  # what a nonsensical reference counts for
_PROFONDEUR_MAX: Final = 100
_MORCEAU_MAX: Final = 1 << 20  # bytes of a tag, a comment or an attribute, or of all of a cell
_PARTIE: Final = 2  # depth of the elements right under that of a whole part
_CHIFFRES: Final = "0123456789"
_RANG_MAX: Final = len("1048576")  # digits of the last row
_LUES: Final = ("/worksheet", "/sharedStrings", "/styles")  # relationships that calamine follows


class Piege(Exception):
    """Why a part is refused, in French; raised through expat, which lets it pass."""


class Examen:
    """Reads one XML part with expat, and measures the rectangle of its cells.

    `renvois` are its cells that point at a shared text; `texte`, the bytes of the longest of these,
    tags included, when the part holds them.
    """

    def __init__(self) -> None:
        self._analyseur = expat.ParserCreate()
        self._analyseur.StartElementHandler = self._start
        self._analyseur.EndElementHandler = self._end
        self._analyseur.StartDoctypeDeclHandler = self._refuse_doctype
        self._donnes = 0  # bytes
        self._profondeur = self._ligne = self._colonne = 0
        self._lignes = self._colonnes = 0
        self.renvois = self.texte = self._debut = 0
        self._place, self._stagne = (0, 0), 0
        self._rangs: dict[str, int] = {}
        self._formules = Formules(self._analyseur)

    @property
    def releve(self) -> Releve:
        """What was seen, once the part is closed."""
        return self._formules.releve

    def feed(self, bloc: bytes, *, final: bool = False) -> None:
        """Read on; `final` closes the part. Raises Piege."""
        self._donnes += len(bloc)
        try:
            self._analyseur.Parse(bloc, final)
        except expat.ExpatError as error:
            raise Piege(
                "classeur abîmé, son XML ne se lit pas ; l’ouvrir et l’enregistrer de nouveau"
            ) from error
        # expat reads an unfinished piece again at each block: an endless one would take for ever
        if self._donnes - self._analyseur.CurrentByteIndex > _MORCEAU_MAX:
            raise Piege("classeur piégé : un morceau de son XML n’en finit pas")
        self._check_cell(len(bloc))

    def _check_cell(self, lus: int) -> None:
        """Refuse a cell that goes on from block to block; nothing is asked of the others."""
        place = (self._ligne, self._colonne)
        self._stagne = self._stagne + lus if place == self._place and self._colonne else 0
        self._place = place
        if self._stagne > _MORCEAU_MAX:
            raise Piege(
                f"la cellule {reference(*place)} dépasse {CARACTERES_MAX} caractères, plus qu’une cellule "
                "n’en tient ; la raccourcir"
            )

    @staticmethod
    def _refuse_doctype(*_: object) -> Never:
        raise Piege("classeur piégé : son XML déclare des entités, qu’aucun tableur n’écrit")

    def _start(self, nom: str, attributs: dict[str, str]) -> None:
        self._profondeur += 1
        if self._profondeur > _PROFONDEUR_MAX:
            raise Piege("classeur piégé : XML imbriqué sans fin")
        if nom == "c":  # nearly all elements of a sheet are these four: the shortest way out
            self._measure(attributs.get("r"))
            genre = attributs.get("t")
            if genre == "s":
                self.renvois += 1
            elif genre == "e":
                self._formules.add_error(self._ligne, self._colonne)
        elif nom not in {"v", "t", "is"}:
            self._start_other(nom.rpartition(":")[2], attributs)

    def _start_other(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "row":
            self._ligne, self._colonne = self._ligne + 1, 0
        elif nom == "f":
            self._formules.start(self._ligne, self._colonne)
        elif nom == "c":  # with a prefix
            self._profondeur -= 1
            self._start("c", attributs)
        elif nom == "Relationship":
            _check_target(attributs)
        elif nom == "sst":
            self._analyseur.StartElementHandler = self._start_text
            self._analyseur.EndElementHandler = self._end_text
        elif self._profondeur == _PARTIE:  # what follows the rows is in no cell
            self._colonne = 0

    def _start_text(self, nom: str, _attributs: dict[str, str]) -> None:
        """Follow shared texts: from the start of each to its end."""
        self._profondeur += 1
        if self._profondeur > _PROFONDEUR_MAX:
            raise Piege("classeur piégé : XML imbriqué sans fin")
        if nom.rpartition(":")[2] == "si":
            self._debut = self._analyseur.CurrentByteIndex

    def _end_text(self, nom: str) -> None:
        self._profondeur -= 1
        if nom.rpartition(":")[2] == "si":
            self.texte = max(self.texte, self._analyseur.CurrentByteIndex - self._debut)

    def _end(self, nom: str) -> None:
        self._profondeur -= 1
        if self._formules.ouverte:
            self._formules.end(nom.rpartition(":")[2])

    def _measure(self, reference: str | None) -> None:
        """Place a cell by its reference, else after the previous one, and grow the rectangle."""
        if reference:
            lettres = reference.rstrip(_CHIFFRES)
            rang = reference[len(lettres) :]
            self._colonne = self._rangs.get(lettres) or self._rank(lettres)
            self._ligne = int(rang) if 0 < len(rang) <= _RANG_MAX else _DEMESURE
        else:
            self._colonne += 1
        if self._colonne > self._colonnes or self._ligne > self._lignes:
            self._grow()

    def _rank(self, lettres: str) -> int:
        self._rangs[lettres] = _column(lettres)
        return self._rangs[lettres]

    def _grow(self) -> None:
        self._colonnes = max(self._colonnes, self._colonne)
        self._lignes = max(self._lignes, self._ligne)
        if self._colonnes * self._lignes > CELLULES_MAX:
            raise Piege(
                f"feuille démesurée, plus de {CELLULES_MAX} cellules entre la première et la "
                "dernière ; supprimer les cellules égarées, ou l’enregistrer en CSV"
            )


def _column(lettres: str) -> int:
    """Return the rank of a column from its letters, `A` is 1; nonsense is beyond every limit."""
    if not (lettres.isascii() and lettres.isalpha() and len(lettres) <= len("XFD")):
        return _DEMESURE
    rang = 0
    for lettre in lettres.upper():
        rang = rang * 26 + ord(lettre) - ord("A") + 1
    return rang


def _check_target(attributs: dict[str, str]) -> None:
    """Refuse a sheet kept in a part that was not read here as XML."""
    lue = attributs.get("Type", "").endswith(_LUES)
    if lue and not attributs.get("Target", "").lower().endswith(".xml"):
        raise Piege("classeur piégé : une feuille n’est pas en XML")
