"""The NIR at rest: sealed with AES-256-GCM, found again by a keyed hash, masked elsewhere.

The key of the user is never used itself: HKDF-SHA256 derives one key to seal, one to hash and
a public identifier from it (RFC 5869). Sealed text is bound to its owner: a ciphertext copied to
another row does not open.

What must still be recognised once its value is gone (a number replaced, an imported identity) is
hashed under a random key of the base itself, the `Memoire`, kept sealed: a change of the
user’s key seals it anew and leaves those hashes as they are. A hash under the user’s key could not be
made again, and would let the holder of an old, leaked key try numbers against today’s base.
"""

import base64
import codecs
import hashlib
import hmac
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sigma_cli.errors import BrokenBase, Conflict, KeyProblem, TransportFailed
from sigma_cli.formats.fichier import message_systeme, write_whole
from sigma_cli.store.ancre import Sceau, derive, identifiant

TAILLE: Final = 32  # bytes of a key
_NONCE: Final = 12  # bytes, NIST SP 800-38D
_MARQUE: Final = "\ufeff"
_LUS: Final = 1000  # bytes: a key is 44 characters, an endless file is none
_MEMOIRE: Final = (
    "la mémoire des empreintes"  # whom its key is sealed for, and how messages name it
)


@dataclass(frozen=True, slots=True, repr=False)
class Coffre:
    """Seals and hashes under one key; `identifiant` names the key without telling it."""

    identifiant: str
    journal: Sceau
    _sceau: bytes
    _index: bytes

    @classmethod
    def of(cls, cle: bytes) -> "Coffre":
        """Derive the working keys from the 32 bytes of the user’s key."""
        return cls(
            identifiant=identifiant(cle),
            journal=Sceau.of(cle),
            _sceau=derive(cle, b"sigma sceau"),
            _index=derive(cle, b"sigma index"),
        )

    def seal(self, clair: bytes, *, proprietaire: str) -> bytes:
        """Return nonce and ciphertext of `clair`, bound to its owner’s reference."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - many never seal

        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._sceau).encrypt(nonce, clair, proprietaire.encode())

    def open(self, scelle: bytes, *, proprietaire: str) -> bytes:
        """Return what was sealed for this owner. Raises BrokenBase when it was tampered with."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - many never open
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        try:
            return AESGCM(self._sceau).decrypt(
                scelle[:_NONCE], scelle[_NONCE:], proprietaire.encode()
            )
        except (InvalidTag, ValueError) as error:  # ValueError: too short to hold a nonce
            raise BrokenBase(
                f"Ce qui est scellé pour {proprietaire} ne se déchiffre pas : la ligne a été altérée ou "
                "déplacée ; lancer « sigma base check »."
            ) from error

    def fingerprint(self, nir: str) -> bytes:
        """Return the keyed hash (HMAC-SHA256, 32 bytes) that stands for a NIR in the base."""
        return hmac.digest(self._index, nir.encode(), hashlib.sha256)


@dataclass(frozen=True, slots=True, repr=False)
class Memoire:
    """Keyed hashes that outlive a change of the user’s key."""

    _cle: bytes

    @classmethod
    def new(cls) -> "Memoire":
        """Draw the random key of a base."""
        return cls(os.urandom(TAILLE))

    @classmethod
    def open(cls, scelle: bytes, coffre: Coffre) -> "Memoire":
        """Return what `seal` made. Raises BrokenBase when it was tampered with."""
        return cls(coffre.open(scelle, proprietaire=_MEMOIRE))

    def seal(self, coffre: Coffre) -> bytes:
        """Return the key sealed, as the base keeps it."""
        return coffre.seal(self._cle, proprietaire=_MEMOIRE)

    def fingerprint(self, texte: str) -> bytes:
        """Return the keyed hash (HMAC-SHA256, 32 bytes) that stands for a text."""
        return hmac.digest(self._cle, texte.encode(), hashlib.sha256)


def read_key(*, variable: str | None, fichier: Path, servie: bool = False) -> bytes:
    """Return the 32 bytes of the key: the environment’s text first, else the file (NIR-12).

    `servie` tells that numbers are already sealed: a new key would not read them.
    Raises KeyProblem when it is missing, malformed, or when others may read the file.
    """
    if variable:
        return _decode(variable, "SIGMA_CLE")
    try:
        with fichier.open("rb") as ouvert:  # the file whose rights are looked at is the one read
            droits = os.fstat(ouvert.fileno()).st_mode
            texte = _as_text(ouvert.read(_LUS))
    except FileNotFoundError as error:
        remede = (
            "remettre à cet endroit la clé d’origine, la seule qui lise les numéros enregistrés"
            if servie
            else "lancer « sigma init » pour en créer une"
        )
        raise KeyProblem(
            f"Pas de clé à {fichier} : {remede}, ou la donner par SIGMA_CLE_FICHIER ou SIGMA_CLE."
        ) from error
    except OSError as error:
        raise KeyProblem(f"La clé {fichier} ne se lit pas ({message_systeme(error)}).") from error
    if os.name == "posix" and droits & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyProblem(
            f"La clé {fichier} est lisible par d’autres : lancer « chmod 600 {fichier} »."
        )
    return _decode(texte, str(fichier))


def create_key(fichier: Path) -> None:
    """Write a new random key, readable by its owner only.

    Raises Conflict when one is there, KeyProblem when the system refuses.
    """
    if fichier.exists():
        raise _kept(fichier)
    if fichier.is_symlink():
        raise KeyProblem(
            f"{fichier} est un lien vers un fichier absent : rattacher le support qui porte la clé, "
            "ou choisir un autre emplacement avec SIGMA_CLE_FICHIER."
        )
    try:
        fichier.parent.mkdir(parents=True, exist_ok=True)
        write_whole(fichier, _write_key, mode=0o600)
    except Conflict as error:  # made meanwhile by another program
        raise _kept(fichier) from error
    except (OSError, TransportFailed) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        assert isinstance(cause, OSError)
        raise KeyProblem(
            f"La clé ne peut pas être écrite à {fichier} ({message_systeme(cause)}) : choisir un "
            "autre emplacement avec SIGMA_CLE_FICHIER."
        ) from error


def _write_key(sortie: BinaryIO) -> int:
    return sortie.write(base64.b64encode(os.urandom(TAILLE)) + b"\n")


def _kept(fichier: Path) -> Conflict:
    return Conflict(f"Une clé existe déjà à {fichier} : elle est gardée.")


def _as_text(octets: bytes) -> str:
    """Return the text of a key file, whatever an editor of Windows saved it as: a BOM, UTF-16."""
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return octets.decode("utf-16", "replace")
    if octets[1:2] == b"\0":
        return octets.decode("utf-16-le", "replace")
    if octets[:1] == b"\0":
        return octets.decode("utf-16-be", "replace")
    return octets.decode("utf-8-sig", "replace")


def _decode(texte: str, origine: str) -> bytes:
    try:
        cle = base64.b64decode(texte.strip().removeprefix(_MARQUE).strip(), validate=True)
    except ValueError as error:  # not ASCII, or not base64
        raise KeyProblem(
            f"La clé ({origine}) n’est pas du base64 : remettre la clé d’origine."
        ) from error
    if len(cle) != TAILLE:
        raise KeyProblem(
            f"La clé ({origine}) fait {len(cle)} octets au lieu de {TAILLE} : remettre la clé "
            "d’origine."
        )
    return cle
