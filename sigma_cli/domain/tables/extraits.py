"""The day a file was drawn, when its name tells: `opendata-certifinfo-01072024.csv`."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

_SEPARATEUR: Final = "[-_. ]?"
_AVANT: Final = r"(?<!\d)"
_APRES: Final = r"(?!\d)"
_FORMES: Final = (
    re.compile(
        rf"{_AVANT}(?P<an>20\d\d){_SEPARATEUR}(?P<mois>\d\d){_SEPARATEUR}(?P<jour>\d\d){_APRES}"
    ),
    re.compile(
        rf"{_AVANT}(?P<jour>\d\d){_SEPARATEUR}(?P<mois>\d\d){_SEPARATEUR}(?P<an>20\d\d){_APRES}"
    ),
)


def date_in_name(nom: str, *, jusqu_au: date) -> date | None:
    """Return the latest day that the name of a file holds, not later than `jusqu_au`."""
    return max((jour for jour in _days(nom) if jour <= jusqu_au), default=None)


def _days(nom: str) -> Iterator[date]:
    for forme in _FORMES:
        for trouve in forme.finditer(nom):
            try:
                yield date(int(trouve["an"]), int(trouve["mois"]), int(trouve["jour"]))
            except ValueError:  # digits that are no date
                continue
