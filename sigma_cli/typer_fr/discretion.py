"""What may be repeated of the words typed: never a number that could be a NIR, wherever it stands."""

from collections.abc import Sequence
from typing import Final

from sigma_cli.domain.discretion import MASQUE, is_sensitive

_LONGUEUR: Final = 60


def quote(mot: str, args: Sequence[str]) -> str:
    """Return a word fit for a message, or the mask.

    `args` is the whole command line: a NIR typed with spaces and without quotes is several words,
    of which each alone looks harmless.
    """
    coupe = any(c.isdigit() for c in mot) and is_sensitive(" ".join(args))
    if coupe or is_sensitive(mot):
        return MASQUE
    return "".join(c if c.isprintable() else "?" for c in mot)[:_LONGUEUR]
