"""What deserves an eye: over-booked, empty soon before the start, old numbers that wait, weeks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

VIDE_JOURS: Final = 7
SEMAINES: Final = 12
_SEMAINE: Final = timedelta(days=7)
_UN_AN: Final = timedelta(weeks=52)  # whole weeks: a Monday stays a Monday
AGES: Final = ((30, "moins d’un mois"), (90, "un à trois mois"), (None, "plus de trois mois"))


def alerts(places: int, inscrits: int, *, debut: date, jour: date) -> Iterator[str]:
    """Yield what deserves an eye in a session (SES-03, SES-05)."""
    if places == 0:
        yield "0 place"
        return
    if inscrits > places:
        yield "surréservée"
    if inscrits == 0 and timedelta(0) <= debut - jour <= timedelta(days=VIDE_JOURS):
        yield f"vide à J-{(debut - jour).days}"


def age_class(depuis: date, jour: date) -> str:
    """Return how long a number that is not definitive has waited (NIR-09)."""
    jours = (jour - depuis).days
    return next(nom for limite, nom in AGES if limite is None or jours < limite)


def weeks(jour: date) -> list[date]:
    """Return the Mondays of the last weeks, the present one last."""
    lundi = jour - timedelta(days=jour.weekday())
    return [lundi - _SEMAINE * rang for rang in reversed(range(SEMAINES))]


def a_year_before(lundi: date) -> date:
    """Return the Monday of the same week a year before."""
    return lundi - _UN_AN


def count_by_week(jours: Sequence[date], lundi: date) -> int:
    """Return how many days are in the week that begins on a Monday."""
    return sum(lundi <= jour < lundi + _SEMAINE for jour in jours)
