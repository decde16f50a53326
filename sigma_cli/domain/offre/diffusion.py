"""When a session may be seen, tool by tool: a promise of nobody, until a person says « seen » (Q2-08)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from sigma_cli.domain.choix import folded_code
from sigma_cli.domain.dates import date_fr, lire_date, lire_instant, local_day
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import Portail

if TYPE_CHECKING:
    from holidays import HolidayBase

A_SAISIR: Final = "à saisir"  # a composante without session: seen nowhere (Q2-07)
A_ENVOYER: Final = "à envoyer"  # no carif file holds it as it is
EN_COURS: Final = "en cours de diffusion"
A_VERIFIER: Final = "devrait être visible – à vérifier"
BLOQUEE: Final = "bloquée au Carif"
NAURA_PAS_LIEU: Final = "n’aura pas lieu"
FINIE: Final = "finie, n’est plus diffusée"
_SAMEDI: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Delais:
    """Hours that pass between the tools, as the settings give them (Q2-08, RAP-04)."""

    diffusion: int
    kairos: int
    kairos_plancher: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibilite:
    """One tool, by its short name: what may be said of the session there, and from when."""

    portail: str
    etat: str
    au_plus_tot: datetime
    vue_le: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart:
    """When a session was entered, and when the carif file that holds it as it is was delivered."""

    saisie_le: datetime
    depose_le: datetime | None

    @property
    def le(self) -> datetime:
        """What the delays run from: the later of the two (Q2-08)."""
        return max(self.saisie_le, self.depose_le or self.saisie_le)


def visible_from(depart: Depart, *, heures: int) -> datetime:
    """Return the earliest instant a session may be seen (Q2-08)."""
    return _after(depart.le, heures)


def kairos_from(depart: Depart, vue_mfr: datetime | None, delais: Delais) -> datetime:
    """Return when Kairos may have it: after Me Former en Région, or a floor from the sending (RAP-04)."""
    if vue_mfr:
        return _after(vue_mfr, delais.kairos)
    return _after(depart.le, delais.kairos_plancher)


def _after(instant: datetime, heures: int) -> datetime:
    return instant.astimezone(UTC) + timedelta(hours=heures)


def over(date_fin: date, jour: date, *, jours: int) -> bool:
    """Tell whether a session ended too long ago to be diffused (A-4)."""
    return (jour - date_fin).days > jours


def obstacle(places: int, *, finie: bool, bloquee: bool) -> str | None:
    """Return why a session cannot be seen, whatever the clock says (RAP-01, SES-03)."""
    if places == 0:
        return NAURA_PAS_LIEU
    if finie:
        return FINIE
    return BLOQUEE if bloquee else None


def state(
    au_plus_tot: datetime, *, empechee: str | None, envoyee: bool, maintenant: datetime
) -> str:
    """Return what may be said of a session today; never « visible » (Q2-08)."""
    if empechee or not envoyee:
        return empechee or A_ENVOYER
    return A_VERIFIER if maintenant >= au_plus_tot else EN_COURS


def visibility(
    depart: Depart,
    vues: Mapping[Portail, datetime],
    *,
    empechee: str | None,
    delais: Delais,
    maintenant: datetime,
) -> Iterator[Visibilite]:
    """Yield each tool in the order the session reaches them.

    `vues` are the tools a person saw it in, `empechee` why it cannot be seen, when it cannot. What was
    seen was sent, whatever the base remembers of it.
    """
    tot = visible_from(depart, heures=delais.diffusion)
    envoyee = depart.depose_le is not None or bool(vues)
    for portail in Portail:
        au_plus_tot = tot
        if portail is Portail.KAIROS:
            au_plus_tot = kairos_from(depart, vues.get(Portail.MFR), delais)
        vue_le = vues.get(portail)
        etat = state(au_plus_tot, empechee=empechee, envoyee=envoyee, maintenant=maintenant)
        if vue_le:
            etat = f"vue le {date_fr(local_day(vue_le))}"
        yield Visibilite(
            portail=portail.value.lower(), etat=etat, au_plus_tot=au_plus_tot, vue_le=vue_le
        )


def read_portail(valeur: str, champ: str) -> Portail:
    """Return a tool by its name, in any case. Raises InvalidInput."""
    try:
        return Portail(folded_code(valeur))
    except ValueError:
        connus = ", ".join(portail.value.lower() for portail in Portail)
        raise InvalidInput(f"{champ} : outil inconnu ; choisir parmi {connus}.") from None


def read_seen(valeur: str, champ: str, *, saisie_le: datetime, maintenant: datetime) -> datetime:
    """Return when a session was seen, `AAAA-MM-JJ[THH:MM]` or `JJ/MM/AAAA`.

    A day without hour is noon, brought between the entry and now when it is one of their days.

    Raises:
        InvalidInput: unreadable.
        RuleViolation: Q2-08 for an instant to come, or before the entry: what was seen then bore
            other dates.
    """
    vue_le = lire_instant(valeur, champ)
    if "T" not in valeur:
        jour = lire_date(valeur, champ)
        if jour == local_day(saisie_le):
            vue_le = max(vue_le, saisie_le)
        if jour == local_day(maintenant):
            vue_le = min(vue_le, maintenant)
    if vue_le > maintenant:
        raise RuleViolation(
            f"{champ} : cette date est à venir ; dire quand vous l’avez vue.", regle="Q2-08"
        )
    if vue_le < saisie_le:
        jour_saisie = date_fr(local_day(saisie_le))
        raise RuleViolation(
            f"{champ} : la session porte ses dates depuis le {jour_saisie} seulement ; ce qui fut vu "
            "avant en portait d’autres.",
            regle="Q2-08",
        )
    return vue_le


def working_days(depuis: date, jusqu_au: date) -> int:
    """Return the number of days worked after one day up to another, of mainland France (A-4, A-20).

    Saturdays, Sundays and public holidays are no such days.
    """
    feries = _public_holidays()
    jours = (depuis + timedelta(days=n) for n in range(1, (jusqu_au - depuis).days + 1))
    return sum(jour.weekday() < _SAMEDI and jour not in feries for jour in jours)


@cache
def _public_holidays() -> "HolidayBase":
    """Return the holidays of France; a year is worked out when a day of it is asked for."""
    from holidays import country_holidays

    return country_holidays("FR")
