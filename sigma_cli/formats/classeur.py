"""Look at a workbook before anything opens it: what it would weigh, and what it must not hold.

python-calamine lays a sheet out as a full rectangle: two cells in opposite corners ask for 512 GB
and abort the process (measured, 0.9). It also trusts the sizes a zip declares. So every part is
unpacked here once, against limits, by expat, which stops at any document type: an entity, internal
or external, needs one.
"""

import zlib
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import BinaryIO, Final, Never
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.formules import Formules, Releve, reference
from sigma_cli.formats.textes_xlsx import CARACTERES_MAX, TexteDemesure, check_weight

TAILLE_MAX: Final = 64 << 20  # bytes of the file
DEPLIE_MAX: Final = 256 << 20  # bytes once unpacked
CELLULES_MAX: Final = 5_000_000  # rows × columns of a sheet: 250,000 rows of 20 columns
_DEMESURE: Final = CELLULES_MAX + 1  # what a nonsensical reference counts for
_PARTIES_MAX: Final = 5_000
_PROFONDEUR_MAX: Final = 100
_MORCEAU_MAX: Final = 1 << 20  # bytes of a tag, a comment or an attribute, or of all of a cell
_PARTIE: Final = 2  # depth of the elements right under that of a whole part
_BLOC: Final = 1 << 16
_CHIFFRES: Final = "0123456789"
_RANG_MAX: Final = len("1048576")  # digits of the last row
_XML: Final = (".xml", ".rels", ".vml")
_LUES: Final = ("/worksheet", "/sharedStrings", "/styles")  # relationships that calamine follows
# what zipfile raises on a damaged archive; NotImplementedError is an unknown compression
_ABIMEE: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Classeur:
    """The bytes of a workbook that may be opened, and what was seen in each of its parts."""

    contenu: bytes
    releves: dict[str, Releve]


class _Piege(Exception):
    """Why a part is refused, in French; raised through expat, which lets it pass."""


def read_checked(entree: BinaryIO, nom: str) -> Classeur:
    """Return a workbook that may be opened. Raises InvalidInput otherwise."""
    contenu = entree.read(TAILLE_MAX + 1)
    if len(contenu) > TAILLE_MAX:
        raise InvalidInput(f"{nom} : plus de {TAILLE_MAX >> 20} Mo ; l’enregistrer en CSV.")
    entree.seek(0)
    try:
        with ZipFile(entree) as archive:
            releves = _check(archive)
    except (_Piege, TexteDemesure) as piege:
        raise InvalidInput(f"{nom} : {piege}.") from piege
    except _ABIMEE as error:
        raise InvalidInput(
            f"{nom} : classeur abîmé ou incomplet ; l’ouvrir et l’enregistrer de nouveau en .xlsx."
        ) from error
    return Classeur(contenu, releves)


def _check(archive: ZipFile) -> dict[str, Releve]:
    parties = archive.infolist()
    noms = {partie.filename for partie in parties}
    if "xl/workbook.xml" not in noms:
        raise _Piege("ce n’est pas un classeur .xlsx ; l’enregistrer en .xlsx ou en CSV")
    if len(noms) != len(parties) or len(parties) > _PARTIES_MAX:
        raise _Piege("archive piégée : parties en double ou trop nombreuses")
    reste, examens = DEPLIE_MAX, {}
    for partie in parties:
        examen = _Examen() if partie.filename.endswith(_XML) else None
        for bloc in _unpack(archive, partie):
            reste -= len(bloc)
            if reste < 0:
                raise _Piege(
                    f"classeur démesuré, plus de {DEPLIE_MAX >> 20} Mo une fois déplié ; "
                    "l’enregistrer en CSV"
                )
            if examen:
                examen.feed(bloc)
        if examen:
            examen.feed(b"", final=True)
            examens[partie.filename] = examen
    _check_texts(archive, examens)
    return {nom: examen.releve for nom, examen in examens.items()}


def _check_texts(archive: ZipFile, examens: Mapping[str, "_Examen"]) -> None:
    """Weigh the shared texts exactly, but only if they may be too long or too heavy."""
    long = max((examen.texte for examen in examens.values()), default=0)
    # in UTF-16 a text may weigh less here than what it becomes
    lourdes = [nom for nom, e in examens.items() if e.renvois * long * 2 > DEPLIE_MAX]
    if long > CARACTERES_MAX or lourdes:
        partages = [nom for nom, examen in examens.items() if examen.texte]
        check_weight(
            partages,
            lourdes,
            lire=lambda nom: _unpack(archive, archive.getinfo(nom)),
            maximum=DEPLIE_MAX,
        )


def _unpack(archive: ZipFile, partie: ZipInfo) -> Iterator[bytes]:
    """Yield all that a part holds, whatever size it declares; refuse one that lies about it."""
    if partie.flag_bits & 1:
        raise _Piege("classeur chiffré ; l’enregistrer sans mot de passe")
    entiere = copy(partie)
    entiere.file_size = DEPLIE_MAX + 1  # zipfile would stop at the declared size
    lu = 0
    with archive.open(entiere) as source:
        while bloc := source.read(_BLOC):
            lu += len(bloc)
            yield bloc
    if lu != partie.file_size:
        raise _Piege("archive piégée : une partie n’a pas la taille annoncée")


class _Examen:
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
        """Read on; `final` closes the part. Raises _Piege."""
        self._donnes += len(bloc)
        try:
            self._analyseur.Parse(bloc, final)
        except expat.ExpatError as error:
            raise _Piege(
                "classeur abîmé, son XML ne se lit pas ; l’ouvrir et l’enregistrer de nouveau"
            ) from error
        # expat reads an unfinished piece again at each block: an endless one would take for ever
        if self._donnes - self._analyseur.CurrentByteIndex > _MORCEAU_MAX:
            raise _Piege("classeur piégé : un morceau de son XML n’en finit pas")
        self._check_cell(len(bloc))

    def _check_cell(self, lus: int) -> None:
        """Refuse a cell that goes on from block to block; nothing is asked of the others."""
        place = (self._ligne, self._colonne)
        self._stagne = self._stagne + lus if place == self._place and self._colonne else 0
        self._place = place
        if self._stagne > _MORCEAU_MAX:
            raise _Piege(
                f"la cellule {reference(*place)} dépasse {CARACTERES_MAX} caractères, plus qu’une cellule "
                "n’en tient ; la raccourcir"
            )

    @staticmethod
    def _refuse_doctype(*_: object) -> Never:
        raise _Piege("classeur piégé : son XML déclare des entités, qu’aucun tableur n’écrit")

    def _start(self, nom: str, attributs: dict[str, str]) -> None:
        self._profondeur += 1
        if self._profondeur > _PROFONDEUR_MAX:
            raise _Piege("classeur piégé : XML imbriqué sans fin")
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
            raise _Piege("classeur piégé : XML imbriqué sans fin")
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
            raise _Piege(
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
    if lue and not attributs.get("Target", "").endswith(".xml"):
        raise _Piege("classeur piégé : une feuille n’est pas en XML")
