"""What must not be kept nor repeated in clear: anything that could be a NIR, wherever it stands."""

import re
from typing import Final

MASQUE: Final = "•••"
_REPETES: Final = 60  # characters
# Typer has already written control characters and rare spaces as \\x09 or \\u202f.
_SEPARATEURS: Final = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|[\W_]")
# Letters between digits are those of Corsica, 2A and 2B, or digits mistyped: O for 0, I and L for 1.
_CHIFFRES: Final = 13
_NUMERO: Final = re.compile(r"(?:\d|[ABOIL](?=[\dOIL])){13}", re.IGNORECASE)

_ENTIER: Final = re.compile(r"[1-8]\d{4}[0-9AB]{2}\d{6}(\d\d)?", re.IGNORECASE)
# As people write it: sex, year, month, département, commune, order, key; blanks between the parts.
_PARTIES: Final = [r"[\dOIL]{2}", r"[\dOIL]{2}", r"[\dOIL][\dOILAB]", r"[\dOIL]{3}", r"[\dOIL]{3}"]
_ECRIT: Final = re.compile(
    r"(?<!\d)[1-478IL][\W_]{0,2}"
    + r"[\W_]{0,2}".join(_PARTIES)
    + r"(?:[\W_]{0,2}[\dOIL]{2})?(?!\d)",
    re.IGNORECASE,
)


def repeatable(texte: str) -> str:
    """Return what a message may repeat of a text read in a file: its beginning, or the mask (NIR-12)."""
    return MASQUE if is_sensitive(texte) else texte[:_REPETES]


def is_number(texte: str) -> bool:
    """Tell whether the text is a number and nothing else; a date and an hour in a name are not."""
    return _ENTIER.fullmatch(_SEPARATEURS.sub("", texte)) is not None


def is_sensitive(texte: str) -> bool:
    """Tell whether 13 digits follow one another once separators are removed (NIR-12)."""
    return len(texte) >= _CHIFFRES and _NUMERO.search(_SEPARATEURS.sub("", texte)) is not None


def holds_nir(texte: str) -> bool:
    """Tell whether a NIR is written in a text that has other reasons to hold digits (NIR-12).

    Dates, phones or a SIRET that follow one another are no NIR here, as they are for `is_sensitive`.
    """
    return len(texte) >= _CHIFFRES and _ECRIT.search(texte) is not None
