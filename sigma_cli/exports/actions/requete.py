"""Rows of the export, and the narrowing that the list of actions shares."""

from collections.abc import Iterator

from sqlmodel import Session, col, func, select

from sigma_cli.domain.filtres import FiltreAction, contains
from sigma_cli.formats.colonnes import Cellule, Ligne
from sigma_cli.models.action import Action


def find(db: Session, filtre: FiltreAction) -> Iterator[Action]:
    """Yield the actions a filter keeps, by number (Q8-05)."""
    query = select(Action).order_by(col(Action.numero))
    if filtre.convention:
        query = query.where(
            func.upper(col(Action.convention)).startswith(
                filtre.convention.upper(), autoescape=True
            )
        )
    if filtre.annee is not None:
        query = query.where(Action.annee == filtre.annee)
    if filtre.statut:
        query = query.where(func.upper(Action.statut) == filtre.statut.upper())
    for action in db.exec(query):
        if contains(filtre.cherche, action.numero, action.convention, action.intitule):
            yield action


def load(db: Session, filtre: FiltreAction) -> Iterator[Ligne]:
    """Yield the cells of one row per action."""
    return map(_cells, find(db, filtre))


def load_complete(db: Session, filtre: FiltreAction) -> Iterator[Ligne]:
    """Yield the cells of one row per action, and those that are not shown in the list."""
    for action in find(db, filtre):
        yield (
            *_cells(action),
            action.niveau_sortie,
            action.effectif,
            action.places_remunerees,
            action.places_utilisees,
            action.date_vote,
            action.programme,
        )


def _cells(action: Action) -> tuple[Cellule, ...]:
    return (
        action.convention,
        action.numero,
        action.intitule,
        action.statut,
        action.annee,
        action.date_debut,
        action.date_fin_prevue,
    )
