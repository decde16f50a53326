"""What may be repeated of the words typed: never a number that could be a NIR, wherever it stands."""

import re
from collections.abc import Sequence
from typing import Final

MASQUE: Final = "•••"
# Typer has already written control characters and rare spaces as \\x09 or \\u202f.
_SEPARATEURS: Final = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|[\W_]")
# Letters between digits are those of Corsica, 2A and 2B, or digits mistyped: O for 0, I and L for 1.
_NUMERO: Final = re.compile(r"(?:\d|[ABOIL](?=[\dOIL])){13}", re.IGNORECASE)
_LONGUEUR: Final = 60


def is_sensitive(texte: str) -> bool:
    """Tell whether 13 digits follow one another once separators are removed (NIR-12)."""
    return _NUMERO.search(_SEPARATEURS.sub("", texte)) is not None


def quote(mot: str, args: Sequence[str]) -> str:
    """Return a word fit for a message, or the mask.

    `args` is the whole command line: a NIR typed with spaces and without quotes is several words,
    of which each alone looks harmless.
    """
    coupe = any(c.isdigit() for c in mot) and is_sensitive(" ".join(args))
    if coupe or is_sensitive(mot):
        return MASQUE
    return "".join(c if c.isprintable() else "?" for c in mot)[:_LONGUEUR]
