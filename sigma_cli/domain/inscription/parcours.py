"""Rules of a parcours under way: lengthened, shortened, left (RF-06, RF-08)."""

from datetime import date

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.texte import replier
from sigma_cli.errors import RuleViolation


def check_still_there(parcours: str, sortie: date | None) -> None:
    """Refuse to move the end of a parcours that its holder left (RF-08)."""
    if sortie is not None:
        raise RuleViolation(
            f"{parcours} s’est terminé par une sortie le {date_fr(sortie)} ; si c’est une erreur, "
            f"« sigma stagiaire leave {parcours} --annuler » d’abord.",
            regle="RF-08",
        )


def check_leaving(parcours: str, le: date, *, fin_prevue: date) -> None:
    """Refuse to leave after the planned end: the parcours is to be lengthened first (RF-08)."""
    if le > fin_prevue:
        raise RuleViolation(
            f"{parcours} devait finir le {date_fr(fin_prevue)}, avant cette sortie ; le prolonger "
            f"d’abord : « sigma stagiaire extend {parcours} --fin {le.isoformat()} ».",
            regle="RF-08",
        )


def check_running(parcours: str, fin: date, *, jour: date) -> None:
    """Refuse to move a parcours that is over (PAR-02)."""
    if fin < jour:
        raise RuleViolation(
            f"{parcours} s’est terminé le {date_fr(fin)} : il ne change plus de session. Pour une autre "
            "formation, inscrire la personne à cette session (« sigma stagiaire enrol »).",
            regle="PAR-02",
        )


def check_same_action(
    parcours: str, actions: tuple[str, str], *, attache: tuple[str, str] | None
) -> None:
    """Refuse another action to who holds a place of the first, or waits for one (PAR-02).

    `actions` are the one of now and the one aimed at; `attache` says what holds the parcours to its
    action, and the command that lets it go.
    """
    ici, la = actions
    if ici != la and attache:
        quoi, commande = attache
        raise RuleViolation(
            f"{parcours} {quoi}, qui ne suit pas de {ici} vers {la} ; d’abord « {commande} », ou choisir une "
            f"session de {ici}.",
            regle="PAR-02",
        )


def dates_after_move(
    entree: date, session: tuple[date, date], *, jour: date, ref: str
) -> tuple[date, date]:
    """Return the entry and the end in a session (its start and end) joined on `jour` (PAR-02).

    Who had entered already goes on that day, or with the session if it starts later. Raises RuleViolation
    when the session is over.
    """
    debut, fin = session
    if fin < jour:
        raise RuleViolation(
            f"{ref} s’est terminée le {date_fr(fin)} : choisir une session à venir ou en cours.",
            regle="PAR-02",
        )
    return (debut if jour <= entree else max(debut, jour)), fin


def never_came(sortie: date | None, *, entree: date, motif: str | None = None) -> bool:
    """Tell a parcours that nobody began: left on the day of entry or before, or by its reason (PAR-03)."""
    if sortie is None:
        return False
    return sortie <= entree or "jamais venu" in replier(motif or "")


def warn_late_rqth(parcours: str, *, jour: date, entree: date, rqth: bool) -> list[Avertissement]:
    """Say that a quality recorded after the day of entry opens no option (Q9-05)."""
    if not rqth or jour <= entree:
        return []
    message = (
        f"{parcours} : RQTH notée après l’entrée ({date_fr(entree)}) ; elle n’ouvre pas de droit d’option, "
        "qui s’exerce à l’entrée."
    )
    return [Avertissement(regle="Q9-05", message=message)]


def warn_beyond_action(
    parcours: str, fin: date, *, action: str, fin_action: date
) -> list[Avertissement]:
    """Say that the new end goes beyond the one of the action (RF-06)."""
    if fin <= fin_action:
        return []
    message = (
        f"{parcours} finirait le {date_fr(fin)}, après la fin prévue de {action} "
        f"({date_fr(fin_action)}) ; à voir avec la Région."
    )
    return [Avertissement(regle="RF-06", message=message)]
