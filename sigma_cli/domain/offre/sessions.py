"""Rules of a session: dates, places, meetings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, TypeAlias

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.dates import PARIS, date_fr
from sigma_cli.domain.texte import lire_entier
from sigma_cli.errors import InvalidInput, RuleViolation

_MONTRES: Final = 5  # references named in a refusal
FORCER: Final = "confirmer avec --force et --motif"
SORTIR: Final = "confirmer avec --tous-sortis, ou --force et --motif"
Rendezvous: TypeAlias = tuple[date, str | None]
"""The day of a meeting and the hour it begins, `09h00`, when it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effectif:
    """Places of a session and persons registered in it who have not left."""

    places: int
    inscrits: int


def check_dates(debut: date, fin: date, *, objet: str) -> None:
    """Refuse a run that ends before it starts (SES-02). `objet` names what is dated."""
    if fin < debut:
        raise RuleViolation(
            f"{objet} : la fin ({date_fr(fin)}) est avant le début ({date_fr(debut)}) ; "
            "corriger l’une des deux dates.",
            regle="SES-02",
        )


def read_places(valeur: str, champ: str) -> int:
    """Return a number of places, a whole number of 0 or more (SES-05). Raises InvalidInput."""
    try:
        return lire_entier(valeur, champ)
    except InvalidInput as error:
        raise InvalidInput(
            f"{error.message} 0 place veut dire que la session n’aura pas lieu.", regle="SES-05"
        ) from error


def check_hours(debut: str | None, fin: str | None) -> None:
    """Refuse a meeting that ends before it starts; times read `09h00`. Raises InvalidInput."""
    if debut and fin and fin < debut:
        raise InvalidInput(
            f"--heure-fin : {fin} est avant le début ({debut}) ; corriger l’une des deux heures."
        )


def check_cancellation(
    session: str, inscrits: Sequence[str], *, force: bool, motif: str | None, remede: str = FORCER
) -> None:
    """Refuse 0 places while persons are registered, unless forced with a reason (SES-03, A-9).

    `remede` says how to force it.
    """
    if inscrits and not (force and motif):
        montres = ", ".join(inscrits[:_MONTRES]) + (", …" if len(inscrits) > _MONTRES else "")
        raise RuleViolation(
            f"{session} a encore des inscrits ({len(inscrits)} : {montres}) ; prévenir ces personnes, "
            f"puis {remede}.",
            regle="SES-03",
        )


def check_reason(
    places: int, motif: str | None, *, options: tuple[str, str] = ("--motif", "--places 0")
) -> None:
    """Refuse a reason for not taking place of a session that keeps places (SES-03).

    `options` are how the reason and the 0 places are given. Raises InvalidInput.
    """
    if motif and places > 0:
        dit, zero = options
        raise InvalidInput(
            f"{dit} dit pourquoi une session n’aura pas lieu : donner aussi {zero}, ou retirer {dit}.",
            regle="SES-03",
        )


def check_open(session: str, places: int) -> None:
    """Refuse a registration or a paid place in a session put to 0 places (SES-03)."""
    if places == 0:
        raise RuleViolation(
            f"{session} est à 0 place : elle n’aura pas lieu. Choisir une autre session, ou remettre "
            "des places avec « sigma session set ».",
            regle="SES-03",
        )


def warn_overbooking(session: str, effectif: Effectif) -> list[Avertissement]:
    """Say that more persons are registered than there are places (SES-05): a human decision."""
    if effectif.inscrits <= effectif.places:
        return []
    message = (
        f"{session} : surréservation (inscrits : {effectif.inscrits}, places : {effectif.places})."
    )
    return [Avertissement(regle="SES-05", message=message)]


def warn_double(session: str, premiere: str) -> Avertissement:
    """Say that a session repeats another one: same dates, commune and site (SES-07)."""
    message = (
        f"{session} : mêmes dates, commune et site que {premiere} ; si c’est la même, la mettre à 0 place : "
        f"« sigma session cancel {session} --motif … »."
    )
    return Avertissement(regle="SES-07", message=message)


def warn_outside(
    session: str, debut: date, fin: date, parcours: Iterable[tuple[str, date, date]]
) -> list[Avertissement]:
    """Flag the parcours (reference, entry, end) that the new dates leave outside (SES-04)."""
    dehors = [ref for ref, entree, sortie in parcours if entree < debut or sortie > fin]
    if not dehors:
        return []
    message = (
        f"{session} : les dates changent, ces parcours en débordent maintenant : "
        f"{', '.join(dehors)}."
    )
    return [Avertissement(regle="SES-04", message=message)]


def _hour(heure_debut: str | None) -> time:
    return time.fromisoformat(heure_debut.replace("h", ":")) if heure_debut else time.max


def warn_beyond(
    session: tuple[str, date, date], parcours: tuple[str, date, date]
) -> list[Avertissement]:
    """Say that a parcours (reference, entry, end) goes beyond its session (SES-04)."""
    (lieu, debut, fin), (ref, entree, sortie) = session, parcours
    if debut <= entree and sortie <= fin:
        return []
    message = (
        f"{ref} : ses dates, du {date_fr(entree)} au {date_fr(sortie)}, débordent celles de {lieu}, du "
        f"{date_fr(debut)} au {date_fr(fin)}."
    )
    return [Avertissement(regle="SES-04", message=message)]


def warn_meetings(
    session: str, reunions: Iterable[Rendezvous], *, debut: date, visible_le: datetime
) -> list[Avertissement]:
    """Say which meetings come after the start, or before anyone may have seen them (Q2-09).

    Without an hour, a meeting lasts until its day ends. Never a refusal: a meeting after the start
    exists in the source’s own rows.
    """
    avertissements = []
    for reunion, heure in reunions:
        if reunion > debut:
            message = (
                f"{session} : l’information collective du {date_fr(reunion)} est après le début "
                f"de la session ({date_fr(debut)})."
            )
            avertissements.append(Avertissement(regle="Q2-09", message=message))
        elif datetime.combine(reunion, _hour(heure), PARIS) < visible_le:
            message = (
                f"{session} : les prescripteurs ne verront pas à temps l’information collective du "
                f"{date_fr(reunion)} ; prévoir la fiche de prescription."
            )
            avertissements.append(Avertissement(regle="Q2-09", message=message))
    return avertissements
