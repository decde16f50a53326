"""Can a prescripteur position someone in a session by OUIFORM or AUDEF today? Derived, never stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sigma_cli.domain.dates import PARIS, date_fr, local_day

OUVERT: Final = "ouvert"
FERME: Final = "fermé"
_FICHE: Final = "d’ici là, prendre la fiche de prescription."


@dataclass(frozen=True, slots=True, kw_only=True)
class Positionnement:
    """The answer: `etat` is `ouvert` or `fermé`; what to do is in `conseil`, empty when all is well.

    `jusqu_au` is the last day it stays open. `visible_depuis` is the earliest instant at which
    prescripteurs may see the session: never a promise (Q2-08).
    """

    etat: str
    jusqu_au: date | None
    visible_depuis: datetime
    regle: str
    message: str
    conseil: str


def upcoming(reunions: Iterable[date], le: date) -> list[date]:
    """Return the meetings still to come on a day, itself included, in order (Q2-03, A-2)."""
    return sorted(reunion for reunion in reunions if reunion >= le)


def is_before_vote(le: date, date_vote: date | None, *, avant_vote: bool = False) -> bool:
    """Tell whether a day comes before the vote; `avant_vote` speaks when its date is unknown (Q2-05)."""
    return avant_vote if date_vote is None else le < date_vote


def positioning(
    session: str,
    places: int,
    reunions: Sequence[date],
    *,
    date_vote: date | None,
    visible_le: datetime,
    maintenant: datetime,
    vue_le: datetime | None = None,
    bloquee: bool = False,
    a_envoyer: bool = False,
) -> Positionnement:
    """Return whether positioning is open at an instant, until when, and what to do (Q2-08, Q2-10).

    `vue_le` is when a person saw the session, which outweighs the delays; `bloquee` says that the
    Carif holds it back (RAP-01), `a_envoyer` that it was not told of it yet.
    """
    jour = local_day(maintenant)
    a_venir = upcoming(reunions, jour)
    regle, message, conseil = _closed(session, places, reunions, jour, date_vote)
    if message:
        return Positionnement(
            etat=FERME,
            jusqu_au=None,
            visible_depuis=visible_le,
            regle=regle,
            message=message,
            conseil=conseil,
        )
    ouverture = _open(a_venir, visible_le=visible_le, maintenant=maintenant)
    if vue_le is not None:
        conseil = f"La session fut vue le {date_fr(local_day(vue_le))}."
        return replace(ouverture, regle="Q2-10", conseil=conseil)
    if bloquee:
        conseil = f"La session est bloquée au Carif : sigma diagnose {session} ; {_FICHE}"
        return replace(ouverture, regle="RAP-01", conseil=conseil)
    if a_envoyer:
        conseil = f"La session est à envoyer au Carif : sigma flux push carif ; {_FICHE}"
        return replace(ouverture, regle="Q2-08", conseil=conseil)
    return ouverture


def _closed(
    session: str, places: int, reunions: Sequence[date], jour: date, date_vote: date | None
) -> tuple[str, str, str]:
    """Return the rule that keeps positioning closed, why, and what to do; empty texts when none does."""
    ajouter = f"Ajouter une date : sigma session ic add {session} AAAA-MM-JJ ; {_FICHE}"
    if places == 0:
        conseil = f"Si elle a lieu : sigma session set {session} --places N."
        return "SES-03", "la session est à 0 place et n’aura pas lieu.", conseil
    if date_vote is not None and is_before_vote(jour, date_vote):
        message = f"le recrutement précède le vote du {date_fr(date_vote)} : fiche seulement."
        return "Q2-05", message, f"Attendre le {date_fr(date_vote)} ; {_FICHE}"
    if not reunions:
        return "Q2-10", "la session n’a pas d’information collective.", ajouter
    if not upcoming(reunions, jour):
        derniere = date_fr(max(reunions))
        return "Q2-10", f"la dernière information collective est passée ({derniere}).", ajouter
    return "", "", ""


def _open(a_venir: Sequence[date], *, visible_le: datetime, maintenant: datetime) -> Positionnement:
    """Return the open answer; before the delay of diffusion is over, it says to wait, if it is any use."""
    depuis = visible_le.astimezone(PARIS)
    quand = f"{date_fr(depuis.date())} à {depuis:%Hh%M}"
    if maintenant >= visible_le:
        regle, conseil = "Q2-10", f"La session devrait être visible depuis le {quand} : à vérifier."
    elif depuis.date() <= a_venir[-1]:
        regle = "Q2-08"
        conseil = f"Attendre : la session ne peut pas être visible avant le {quand} ; {_FICHE}"
    else:
        regle = "Q2-09"
        conseil = (
            f"Aucune date ne sera vue à temps, la session n’étant pas visible avant le {quand} : en "
            "ajouter une, ou prendre la fiche de prescription."
        )
    return Positionnement(
        etat=OUVERT,
        jusqu_au=a_venir[-1],
        visible_depuis=visible_le,
        regle=regle,
        message=f"jusqu’au {date_fr(a_venir[-1])} compris.",
        conseil=conseil,
    )
