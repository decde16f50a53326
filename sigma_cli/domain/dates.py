"""Dates, hours and instants as the command line and the files write them (CLI.md §1)."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from sigma_cli.errors import InvalidInput

PARIS: Final = ZoneInfo("Europe/Paris")
MIDI: Final = time(12, 0)
ANNEES: Final = range(1900, 2101)

_ISO: Final = re.compile(r"(?P<an>[0-9]{4})-(?P<mois>[0-9]{2})-(?P<jour>[0-9]{2})")
_FRANCAISE: Final = re.compile(r"(?P<jour>[0-9]{2})/(?P<mois>[0-9]{2})/(?P<an>[0-9]{4})")
_HEURE: Final = re.compile(r"([0-9]{1,2})(?:[hH]([0-9]{2})?|:([0-9]{2}))")
_HEURE_ISO: Final = re.compile(r"[0-9]{2}:[0-9]{2}")


def local_day(instant: datetime) -> date:
    """Return the date in Paris of an aware instant: the day that people and rules speak of."""
    return instant.astimezone(PARIS).date()


def lire_date(valeur: str, champ: str) -> date:
    """Return the day written `AAAA-MM-JJ` or `JJ/MM/AAAA`, from 1900 to 2100.

    Raises:
        InvalidInput: another form, a day the calendar lacks, or a year out of range. The value
            is not repeated, as it may be a date of birth.
    """
    texte = valeur.strip()
    lu = _ISO.fullmatch(texte) or _FRANCAISE.fullmatch(texte)
    if lu is None:
        raise InvalidInput(f"{champ} : date illisible ; écrire AAAA-MM-JJ ou JJ/MM/AAAA.")
    annee = int(lu["an"])
    if annee not in ANNEES:
        raise InvalidInput(f"{champ} : année hors de 1900 à 2100 ; vérifier la date.")
    try:
        return date(annee, int(lu["mois"]), int(lu["jour"]))
    except ValueError:  # its text may hold the day: it goes no further
        raise InvalidInput(f"{champ} : ce jour n’existe pas au calendrier.") from None


def lire_heure(valeur: str, champ: str) -> str:
    """Return an hour of the day as `09h00`, from `9h`, `9h30`, `14h15` or `14:15`.

    Raises:
        InvalidInput: another form, or an hour beyond 23h59.
    """
    lu = _HEURE.fullmatch(valeur.strip())
    if lu is None:
        raise InvalidInput(f"{champ} : heure illisible ; écrire par exemple 9h, 9h30 ou 14:15.")
    heures, minutes = int(lu[1]), int(lu[2] or lu[3] or 0)
    if heures not in range(24) or minutes not in range(60):
        raise InvalidInput(f"{champ} : heure hors de 0h00 à 23h59.")
    return f"{heures:02d}h{minutes:02d}"


def lire_instant(valeur: str, champ: str) -> datetime:
    """Return an aware instant of Europe/Paris, at noon when no hour is given.

    Read: `AAAA-MM-JJ`, `AAAA-MM-JJTHH:MM` and `JJ/MM/AAAA`. Of an hour lived twice in October,
    the first is meant.

    Raises:
        InvalidInput: another form, or an hour that the change to summer time skips.
    """
    jour, separateur, heure = valeur.strip().partition("T")
    if not separateur:
        return datetime.combine(lire_date(jour, champ), MIDI, PARIS)
    if not (_ISO.fullmatch(jour) and _HEURE_ISO.fullmatch(heure)):
        raise InvalidInput(f"{champ} : instant illisible ; écrire AAAA-MM-JJTHH:MM.")
    heures, minutes = lire_heure(heure, champ).split("h")
    instant = datetime.combine(lire_date(jour, champ), time(int(heures), int(minutes)), PARIS)
    if instant.astimezone(UTC).astimezone(PARIS).time() != instant.time():
        raise InvalidInput(f"{champ} : cette heure est sautée par le passage à l’heure d’été.")
    return instant


@lru_cache(maxsize=10_000)  # the same days come back from row to row
def date_fr(jour: date) -> str:
    """Return the day as the exports print it: `07/09/2020`."""
    return f"{jour.day:02d}/{jour.month:02d}/{jour.year:04d}"


def check_past(jour: date, champ: str, *, aujourdhui: date) -> None:
    """Refuse a day to come, for what is said to be done. Raises InvalidInput naming `champ`."""
    if jour > aujourdhui:
        raise InvalidInput(
            f"{champ} : {date_fr(jour)} est à venir ; donner le jour où ce fut fait, aujourd’hui au "
            "plus tard."
        )


def instant_fr(instant: datetime) -> str:
    """Return an instant as people read it, in Paris time: `07/09/2020 à 09h30`."""
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %Hh%M}"
