"""What hangs on an action: what a filter keeps of it, and the people registered in it."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from sigma_cli.domain.filtres import Perimetre
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours


def of_actions(filtre: Perimetre) -> list[ColumnElement[bool]]:
    """Return what keeps the actions of a filter (Q8-05); the query reads the actions."""
    egal = ((Action.numero, filtre.action), (Action.annee, filtre.annee))
    conditions = [col(colonne) == voulu for colonne, voulu in egal if voulu is not None]
    if filtre.convention:
        debut = filtre.convention.upper()
        conditions.append(func.upper(Action.convention).startswith(debut, autoescape=True))
    if filtre.statut:
        conditions.append(func.upper(Action.statut) == filtre.statut.upper())
    return conditions


def under_actions(filtre: Perimetre) -> list[ColumnElement[bool]]:
    """Return what keeps the composantes of these actions, and what hangs on them: the query has them."""
    conditions = of_actions(filtre)
    return (
        [col(Composante.action_id).in_(select(col(Action.id)).where(*conditions))]
        if conditions
        else []
    )


def came() -> Any:
    """Keep the parcours whose holder came or is to come: those who left count (EFF-01, PAR-03)."""
    sortie = col(Parcours.date_sortie)
    return or_(sortie.is_(None), sortie > col(Parcours.date_entree))


def registered() -> Any:
    """Return the column that counts the people of an action, to hold against its convention (EFF-01).

    Those who left count, those who never came do not (PAR-03), nor does a session at 0 places (SES-08).
    """
    return (
        select(func.count(col(Parcours.id)))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(
            Composante.action_id == Action.id,
            col(SessionFormation.places) > 0,
            came(),
        )
        .correlate(Action)
        .scalar_subquery()
    )
