"""What is said around candidatures: dates, places, meetings, persons to tell."""

from collections.abc import Sequence
from datetime import date

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.errors import RuleViolation


def warn_outside_session(
    ref: str, prevues: tuple[date, date], session: tuple[date, date]
) -> list[Avertissement]:
    """Say that planned dates go beyond those of the session (Q2-15); each pair is start and end."""
    if session[0] <= prevues[0] and prevues[1] <= session[1]:
        return []
    message = f"{ref} : les dates prévisionnelles débordent de celles de la session ; à vérifier."
    return [Avertissement(regle="Q2-15", message=message)]


def warn_more_than_places(session: str, retenus: int, places: int) -> list[Avertissement]:
    """Say that more persons are retained or enrolled than there are places: a human decision (Q1-06)."""
    if retenus <= places:
        return []
    message = f"{session} : {retenus} personnes retenues ou inscrites pour {places} places."
    return [Avertissement(regle="SES-05", message=message)]


def check_meeting_unused(session: str, reunion: date, candidatures: Sequence[str]) -> None:
    """Refuse to remove a meeting on which people are positioned, naming them (Q2-12)."""
    if candidatures:
        raise RuleViolation(
            f"{session} : des personnes sont positionnées sur l’information collective du "
            f"{date_fr(reunion)} ({', '.join(candidatures)}) ; les convoquer à une autre date d’abord, "
            "« sigma candidature convoke ».",
            regle="Q2-12",
        )


def warn_forgotten(candidature: str | None, parcours: str) -> list[Avertissement]:
    """Say that someone of this name was retained, and that the registration does not say so (Q1-07)."""
    if candidature is None:
        return []
    message = (
        f"une personne de ce nom est retenue ({candidature}) ; si c’est elle : sigma candidature link "
        f"{candidature} {parcours}."
    )
    return [Avertissement(regle="Q1-07", message=message)]


def warn_near(candidature: str, session: str) -> Avertissement:
    """Say that a candidature to the same session may be of the same person (CAN-01)."""
    message = (
        f"{candidature}, à {session}, ressemble à celle-ci (même adresse, ou nom et prénom inversés) : "
        "vérifier que ce sont deux personnes."
    )
    return Avertissement(regle="CAN-01", message=message)


def warn_other_name(candidature: str, parcours: str) -> Avertissement:
    """Say that the person of a parcours does not bear the name of the candidature tied to it (Q1-07)."""
    message = (
        f"{candidature} est liée à {parcours}, qui porte un autre nom ; vérifier que c’est la même "
        "personne."
    )
    return Avertissement(regle="Q1-07", message=message)
