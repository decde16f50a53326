"""Letters as `.eml` files (RFC 5322, MIME): any mail program opens them as drafts, none is ever sent.

The same letter always gives the same bytes: what a mail library would draw at random or read from a
clock comes from the letter itself.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sigma_cli.errors import InvalidInput

PIECE_MAX: Final = 10 * 1024 * 1024  # bytes; mail servers refuse more
_LIGNE_MAX: Final = 76  # characters: RFC 2045 §6.7, RFC 2047 §2
_OBJET_COURT: Final = _LIGNE_MAX - len("Subject: ")
_POLITIQUE: Final = SMTP.clone(max_line_length=_LIGNE_MAX)
_PARIS: Final = ZoneInfo("Europe/Paris")
_TYPES: Final = {  # of this program, not of the machine: the same file everywhere
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ADRESSE: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_INCONNU: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A file attached to a letter. Its content never shows in a message."""

    nom: str
    contenu: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of the content: what is kept of a document without keeping it."""
        return hashlib.sha256(self.contenu).hexdigest()

    @property
    def type_mime(self) -> str:
        """Return the media type of its name, that of any file when it is not a usual one."""
        return _TYPES.get(Path(self.nom).suffix.lower(), _INCONNU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Courrier:
    """A letter: addresses without names, one line of subject, plain text, an aware instant."""

    de: str | None
    a: str
    objet: str
    corps: str
    le: datetime
    pieces: tuple[Piece, ...] = ()


def read_piece(chemin: Path, champ: str) -> Piece:
    """Return a file to attach. Raises InvalidInput naming `champ`: absent, unreadable, empty, too big."""
    try:
        taille = chemin.stat().st_size
        if not chemin.is_file():
            raise InvalidInput(f"{champ} : {chemin} n’est pas un fichier ; en donner un.")
        if taille > PIECE_MAX:
            raise InvalidInput(
                f"{champ} : {chemin} dépasse 10 Mo, les messageries le refuseraient ; le réduire."
            )
        contenu = chemin.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput(f"{champ} : {chemin} n’existe pas ; vérifier le chemin.") from error
    except OSError as error:
        raise InvalidInput(f"{champ} : {chemin} ne se lit pas ; vérifier ses droits.") from error
    if not contenu:
        raise InvalidInput(f"{champ} : {chemin} est vide (0 octet) ; joindre le bon document.")
    return Piece(nom=chemin.name, contenu=contenu)


def to_eml(courrier: Courrier) -> bytes:
    """Return the letter as bytes: CRLF, headers in ASCII, text in UTF-8.

    `X-Unsent` makes Outlook open it as a message to send, as Thunderbird’s « Edit as new » does.
    Raises InvalidInput for an address that no mail server reads.
    """
    message = EmailMessage(policy=_POLITIQUE)
    if courrier.de:
        message["From"] = _address(courrier.de)
    message["To"] = _address(courrier.a)
    message.set_raw("Subject", _subject(courrier.objet))
    message["Date"] = format_datetime(courrier.le.astimezone(_PARIS))
    message["Message-ID"] = f"<{_fingerprint(courrier)}@sigma.invalid>"
    message["X-Unsent"] = "1"
    message.set_content(courrier.corps, cte="quoted-printable")
    for piece in courrier.pieces:
        _attach(message, piece)
    if courrier.pieces:
        message.set_boundary(f"=_{_fingerprint(courrier)}")
    return message.as_bytes()


def _subject(objet: str) -> str:
    """Return a subject already folded: what folds `message["Subject"]` may lose a space where it cuts."""
    if objet.isascii() and len(objet) <= _OBJET_COURT:
        return objet
    return Header(objet, "utf-8", maxlinelen=_LIGNE_MAX, header_name="Subject").encode()


def _address(adresse: str) -> str:
    if not _ADRESSE.fullmatch(adresse):
        raise InvalidInput(
            f"L’adresse {adresse!a} n’est pas une adresse électronique ; corriger la configuration "
            "ou la fiche de l’établissement."
        )
    return adresse


def _attach(message: EmailMessage, piece: Piece) -> None:
    genre, sous_genre = piece.type_mime.split("/")
    message.add_attachment(piece.contenu, maintype=genre, subtype=sous_genre, filename=piece.nom)


def _fingerprint(courrier: Courrier) -> str:
    """Return what names this letter and no other: 32 hexadecimal digits."""
    somme = hashlib.sha256()
    for partie in _parts(courrier):
        somme.update(f"{len(partie)}:".encode() + partie)
    return somme.hexdigest()[:32]


def _parts(courrier: Courrier) -> Iterator[bytes]:
    textes = (courrier.de or "", courrier.a, courrier.objet, courrier.corps, str(courrier.le))
    yield from (texte.encode() for texte in textes)
    for piece in courrier.pieces:
        yield piece.nom.encode("utf-8", "surrogateescape")
        yield piece.contenu
