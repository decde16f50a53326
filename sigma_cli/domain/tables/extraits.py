"""The day a file was drawn, when its name tells: `opendata-certifinfo-01072024.csv`."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from sigma_cli.domain.texte import replier

_SEPARATEUR: Final = "[-_. ]?"
_AVANT: Final = r"(?<!\d)"
_APRES: Final = r"(?!\d)"
_DECEMBRE: Final = 12
_MOIS: Final = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet"),
    *("aout", "septembre", "octobre", "novembre", "decembre"),
)
_ANNEE: Final = re.compile(rf"{_AVANT}(20\d\d){_APRES}")
_MOIS_ECRIT: Final = re.compile(rf"(?P<mois>{'|'.join(_MOIS)})[-_. ]?(?P<an>20\d\d){_APRES}")
_FORMES_MOIS: Final = (
    re.compile(rf"{_AVANT}(?P<an>20\d\d){_SEPARATEUR}(?P<mois>\d\d){_APRES}"),
    re.compile(rf"{_AVANT}(?P<mois>\d\d){_SEPARATEUR}(?P<an>20\d\d){_APRES}"),
)
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


def edition_in_name(nom: str, *, jusqu_au: date) -> date | None:
    """Return the day that the name of a publisher’s file holds; a month, or a year, is its first day."""
    jour = date_in_name(nom, jusqu_au=jusqu_au)
    if jour:
        return jour
    mois = max((jour for jour in _months(nom) if jour <= jusqu_au), default=None)
    annees = (date(int(annee), 1, 1) for annee in _ANNEE.findall(nom))
    return mois or max((jour for jour in annees if jour <= jusqu_au), default=None)


def _months(nom: str) -> Iterator[date]:
    for forme in _FORMES_MOIS:
        for trouve in forme.finditer(nom):
            if 1 <= int(trouve["mois"]) <= _DECEMBRE:
                yield date(int(trouve["an"]), int(trouve["mois"]), 1)
    plie = replier(nom)
    for trouve in _MOIS_ECRIT.finditer(plie):
        yield date(int(trouve["an"]), _MOIS.index(trouve["mois"]) + 1, 1)


def _days(nom: str) -> Iterator[date]:
    for forme in _FORMES:
        for trouve in forme.finditer(nom):
            try:
                yield date(int(trouve["an"]), int(trouve["mois"]), int(trouve["jour"]))
            except ValueError:  # digits that are no date
                continue
