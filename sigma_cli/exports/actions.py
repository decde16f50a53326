"""Export « actions »: the list of funded actions (Q8-02)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain.filtres import FiltreAction, contains
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne
from sigma_cli.models.action import Action
from sigma_cli.store.perimetre import of_actions, registered

COLONNES: Final = (
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("Intitulé de l’action", "intitule", Genre.TEXTE, 40),
    Colonne("Statut", "statut", Genre.CODE, 8),
    Colonne("Année", "annee", Genre.ENTIER, 8),
    Colonne("Date de début réelle", "date_debut", Genre.DATE, 20),
    Colonne("Date de fin prévue", "date_fin_prevue", Genre.DATE, 18),
)
SUITE: Final = (
    Colonne("Niveau de sortie (effectif rémunéré)", "niveau_sortie", Genre.CODE, 18),
    Colonne("Effectif conventionné", "effectif", Genre.ENTIER, 14),
    Colonne("Places rémunérées", "places_remunerees", Genre.ENTIER, 14),
    Colonne("Places utilisées", "places_utilisees", Genre.ENTIER, 14),
    Colonne("Date du vote", "date_vote", Genre.DATE, 14),
    Colonne("Programme", "programme", Genre.CODE, 14),
    Colonne("Inscrits", "inscrits", Genre.ENTIER, 10),
)


def find(db: Session, filtre: FiltreAction) -> Iterator[tuple[Action, int]]:
    """Yield the actions a filter keeps, by number, each with the people registered (Q8-05, EFF-01)."""
    query = select(Action, registered()).where(*of_actions(filtre)).order_by(col(Action.numero))
    for action, inscrits in db.exec(query):
        if contains(filtre.cherche, action.numero, action.convention, action.intitule):
            yield action, inscrits


def load(db: Session, filtre: FiltreAction) -> Iterator[Ligne]:
    """Yield the cells of one row per action."""
    return (_cells(action) for action, _ in find(db, filtre))


def load_complete(db: Session, filtre: FiltreAction) -> Iterator[Ligne]:
    """Yield the cells of one row per action, and those that are not shown in the list."""
    for action, inscrits in find(db, filtre):
        yield (
            *_cells(action),
            action.niveau_sortie,
            action.effectif,
            action.places_remunerees,
            action.places_utilisees,
            action.date_vote,
            action.programme,
            inscrits,
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


EXPORT: Final = Export(
    code="actions",
    titre="Actions",
    colonnes=COLONNES,
    filtre=FiltreAction,
    personnel=False,
    load=load,
)
COMPLET: Final = replace(EXPORT, colonnes=(*COLONNES, *SUITE), load=load_complete)
"""What it takes to make the same actions again in another base."""
