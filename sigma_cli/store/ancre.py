"""What the key of the user seals without opening anything: the end of the journal (BAS-04).

Standard library alone: every command that writes passes here.
"""

import hashlib
import hmac
from dataclasses import dataclass


def derive(cle: bytes, usage: bytes) -> bytes:
    """Return the 32 bytes that HKDF-SHA256 derives from a key for a use, without salt (RFC 5869)."""
    extrait = hmac.digest(bytes(32), cle, hashlib.sha256)
    return hmac.digest(extrait, usage + b"\x01", hashlib.sha256)


def identifiant(cle: bytes) -> str:
    """Return what names a key without telling it."""
    return derive(cle, b"sigma identifiant")[:8].hex()


@dataclass(frozen=True, slots=True, repr=False)
class Sceau:
    """Seals the end of the journal under a derived key; `cle` names the user’s."""

    cle: str
    _secret: bytes

    @classmethod
    def of(cls, cle: bytes) -> "Sceau":
        """Derive the working key from the 32 bytes of the user’s key."""
        return cls(cle=identifiant(cle), _secret=derive(cle, b"sigma journal"))

    def seal(self, ligne: int, empreinte: str) -> bytes:
        """Return the HMAC of the number and the hash of a line."""
        return hmac.digest(self._secret, f"{ligne}:{empreinte}".encode(), hashlib.sha256)

    def holds(self, sceau: bytes, ligne: int, empreinte: str) -> bool:
        """Tell whether a seal is the one of this line."""
        return hmac.compare_digest(sceau, self.seal(ligne, empreinte))
