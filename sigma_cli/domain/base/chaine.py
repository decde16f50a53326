"""Hash chain of the journal: each line seals the one before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_ENCODE: Final = json.JSONEncoder(ensure_ascii=False).encode
_ECRITS: Final = 32  # characters of a hash told to people
GENESE: Final = "0" * 64  # what the first line follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Maillon:
    """A line of the journal, flat: everything its hash covers, then the hash it carries."""

    id: int
    le: datetime
    agent: str
    operation: str
    objet: str
    avant: str
    apres: str
    empreinte_precedente: str
    empreinte: str = ""


def seal(maillon: Maillon) -> str:
    """Return the hex SHA-256 of the line and of the hash before it."""
    champs = [
        maillon.empreinte_precedente,
        maillon.id,
        maillon.le.astimezone(UTC).isoformat(),
        maillon.agent,
        maillon.operation,
        maillon.objet,
        maillon.avant,
        maillon.apres,
    ]
    return hashlib.sha256(_ENCODE(champs).encode()).hexdigest()


def journal_tete(derniere_ligne: int, empreinte: str) -> str:
    """Return what names the end of the chain, to be kept elsewhere: its number, its hash (128 bits)."""
    return f"{derniere_ligne}:{empreinte[:_ECRITS]}"


def first_broken(maillons: Iterable[Maillon], *, apres: str = GENESE) -> int | None:
    """Return the id of the first line that does not follow the one before, None when all do.

    Lines come by id; the first one kept follows `apres`. A missing line breaks the next one; an
    altered one breaks itself.
    """
    precedente = apres
    for maillon in maillons:
        if maillon.empreinte_precedente != precedente or maillon.empreinte != seal(maillon):
            return maillon.id
        precedente = maillon.empreinte
    return None
