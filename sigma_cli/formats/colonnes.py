"""Columns and cells, as every tabular format understands them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

Cellule: TypeAlias = str | int | date | bool | None
Ligne: TypeAlias = Sequence[Cellule]

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class Genre(StrEnum):
    """What a column holds; a cell of another type is still written, as text."""

    TEXTE = "texte"
    CODE = "code"  # text in every format: `01` and `01004` keep their zeros
    ENTIER = "entier"
    DATE = "date"
    BOOLEEN = "booleen"  # oui/non for people, true/false in JSON


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column of a table: its title for people, its key (ASCII snake_case) for scripts.

    `largeur` is in characters, as spreadsheets count it. Fields may be given by position, so that
    a list of columns reads as the table it describes.
    """

    titre: str
    cle: str
    genre: Genre = Genre.TEXTE
    largeur: int = 16


def check_width(colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> Iterator[Ligne]:
    """Yield the rows; raise ValueError at the first one with a cell too many or too few."""
    largeur = len(colonnes)
    for ligne in lignes:
        if len(ligne) != largeur:
            raise ValueError(f"{largeur} cells expected, {len(ligne)} given")
        yield ligne


def french_date(jour: date) -> str:
    """Return `jour` as JJ/MM/AAAA; strftime would not pad the years before 1000."""
    return f"{jour.day:02d}/{jour.month:02d}/{jour.year:04d}"


def cell_text(cellule: Cellule) -> str:
    """Return the cell as a person reads it: JJ/MM/AAAA, oui/non, nothing for None."""
    if isinstance(cellule, str):
        return str(cellule)
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    return french_date(cellule) if isinstance(cellule, date) else str(cellule)


def to_utf8(texte: str) -> bytes:
    """Encode `texte`; a lone surrogate, which UTF-8 cannot carry, becomes U+FFFD."""
    try:
        return texte.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", texte).encode()
