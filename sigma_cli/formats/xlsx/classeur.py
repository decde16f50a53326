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
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.xlsx.examen import Examen, Piege
from sigma_cli.formats.xlsx.formules import Releve
from sigma_cli.formats.xlsx.textes import CARACTERES_MAX, TexteDemesure, check_weight

TAILLE_MAX: Final = 64 << 20  # bytes of the file
DEPLIE_MAX: Final = 256 << 20  # bytes once unpacked
_PARTIES_MAX: Final = 5_000
_BLOC: Final = 1 << 16
_XML: Final = (".xml", ".rels", ".vml")
# what zipfile raises on a damaged archive; NotImplementedError is an unknown compression
_ABIMEE: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Classeur:
    """The bytes of a workbook that may be opened, and what was seen in each of its parts."""

    contenu: bytes
    releves: dict[str, Releve]


def read_checked(entree: BinaryIO, nom: str) -> Classeur:
    """Return a workbook that may be opened. Raises InvalidInput otherwise."""
    contenu = entree.read(TAILLE_MAX + 1)
    if len(contenu) > TAILLE_MAX:
        raise InvalidInput(f"{nom} : plus de {TAILLE_MAX >> 20} Mo ; l’enregistrer en CSV.")
    entree.seek(0)
    try:
        with ZipFile(entree) as archive:
            releves = _check(archive)
    except (Piege, TexteDemesure) as piege:
        raise InvalidInput(f"{nom} : {piege}.") from piege
    except _ABIMEE as error:
        raise InvalidInput(
            f"{nom} : classeur abîmé ou incomplet ; l’ouvrir et l’enregistrer de nouveau en .xlsx."
        ) from error
    return Classeur(contenu, releves)


def _check(archive: ZipFile) -> dict[str, Releve]:
    parties = archive.infolist()
    noms = {key(partie.filename) for partie in parties}
    if "xl/workbook.xml" not in noms:
        raise Piege("ce n’est pas un classeur .xlsx ; l’enregistrer en .xlsx ou en CSV")
    if len(noms) != len(parties) or len(parties) > _PARTIES_MAX:
        raise Piege("archive piégée : parties en double ou trop nombreuses")
    reste, examens = DEPLIE_MAX, {}
    for partie in parties:
        examen = Examen() if key(partie.filename).endswith(_XML) else None
        for bloc in _unpack(archive, partie):
            reste -= len(bloc)
            if reste < 0:
                raise Piege(
                    f"classeur démesuré, plus de {DEPLIE_MAX >> 20} Mo une fois déplié ; "
                    "l’enregistrer en CSV"
                )
            if examen:
                examen.feed(bloc)
        if examen:
            examen.feed(b"", final=True)
            examens[partie.filename] = examen
    _check_texts(archive, examens)
    return {key(nom): examen.releve for nom, examen in examens.items()}


def key(nom: str) -> str:
    """Return the name of a part as calamine looks for it: in any case, with either slash."""
    return nom.lower().replace("\\", "/").lstrip("/")


def _check_texts(archive: ZipFile, examens: Mapping[str, Examen]) -> None:
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
        raise Piege("classeur chiffré ; l’enregistrer sans mot de passe")
    entiere = copy(partie)
    entiere.file_size = DEPLIE_MAX + 1  # zipfile would stop at the declared size
    lu = 0
    with archive.open(entiere) as source:
        while bloc := source.read(_BLOC):
            lu += len(bloc)
            yield bloc
    if lu != partie.file_size:
        raise Piege("archive piégée : une partie n’a pas la taille annoncée")
