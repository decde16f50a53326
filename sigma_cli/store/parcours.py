"""Which parcours count: conditions that flows, tasks and counts share, so that none forgets one.

They read a `Parcours`, or a `Stagiaire`, of the statement they are put in.
"""

from typing import Any

from sqlmodel import and_, col, exists, select

from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire


def takes_place() -> Any:
    """Keep the parcours of sessions that will take place, or did (SES-08)."""
    tenue = exists().where(
        col(SessionFormation.id) == col(Parcours.session_id), col(SessionFormation.places) > 0
    )
    return tenue.correlate(Parcours)


def attended() -> Any:
    """Keep the parcours that took place: their session does, and their holder came (SES-08, PAR-03)."""
    return and_(~col(Parcours.jamais_venu), takes_place())


def without_prescription() -> Any:
    """Keep the registrations of this base that nobody is known to have prescribed (Q2-01)."""
    prescrite = exists().where(
        col(Candidature.parcours_id) == col(Parcours.id), col(Candidature.mode).is_not(None)
    )
    return and_(
        col(Parcours.prescripteur_id).is_(None),
        ~col(Parcours.repris),
        ~prescrite.correlate(Parcours),
    )


def in_training() -> Any:
    """Keep the persons who have a parcours that took place: nothing is owed about the others."""
    siens = select(Parcours.id).where(col(Parcours.stagiaire_id) == col(Stagiaire.id), attended())
    return siens.correlate(Stagiaire).exists()
