"""Actions: add, change, show, search."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.filtres import FiltreAction
from sigma_cli.domain.offre.sessions import check_dates
from sigma_cli.domain.places.places import check_quota
from sigma_cli.errors import Conflict
from sigma_cli.exports.actions import find
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.services.socle import journal, lookup, modifications
from sigma_cli.services.socle.fiches import fill
from sigma_cli.store.perimetre import registered

STATUT: Final = "EG"  # of a new action


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheAction:
    """One action as shown. `places_*` count paid places (Q9-01), `inscrits` people (EFF-01)."""

    action: str
    convention: str
    intitule: str
    statut: str
    annee: int
    date_debut: date
    date_fin_prevue: date
    niveau_sortie: str
    effectif: int | None
    inscrits: int
    places_remunerees: int
    places_utilisees: int
    date_vote: date | None
    programme: str
    composantes: list[str]
    avertissements: list[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneAction:
    """One action in a list."""

    action: str
    convention: str
    intitule: str
    statut: str
    annee: int
    date_debut: date
    date_fin_prevue: date
    effectif: int | None
    inscrits: int
    places_remunerees: int
    places_utilisees: int


def add(db: Session, acte: Acte, valeurs: dict[str, Any]) -> FicheAction:
    """Create an action. Raises Conflict when the number is taken, RuleViolation on its dates."""
    numero = valeurs["numero"]
    check_dates(valeurs["date_debut"], valeurs["date_fin_prevue"], objet=numero)
    if db.exec(select(Action.id).where(Action.numero == numero)).first() is not None:
        raise Conflict(f"L’action {numero} existe déjà : la modifier avec « sigma action set ».")
    action = Action(**valeurs, creee_le=acte.le, modifiee_le=acte.le)
    db.add(action)
    journal.record(db, acte, "action.add", numero, apres=valeurs)
    return _sheet(db, action)


def update(db: Session, acte: Acte, numero: str, valeurs: dict[str, Any]) -> FicheAction:
    """Change an action. Raises NotFound, RuleViolation (dates, quota below its use: Q9-01)."""
    action = lookup.action(db, numero)
    difference = modifications.apply(action, valeurs)
    check_dates(action.date_debut, action.date_fin_prevue, objet=numero)
    ordinaires = action.places_utilisees - action.places_en_plus
    check_quota(numero, action.places_remunerees, utilisees=ordinaires)
    if difference:
        action.modifiee_le = acte.le
        db.add(action)
        journal.record(
            db, acte, "action.set", numero, avant=difference.avant, apres=difference.apres
        )
    return _sheet(db, action)


def show(db: Session, numero: str) -> FicheAction:
    """Return one action. Raises NotFound."""
    return _sheet(db, lookup.action(db, numero))


def search(db: Session, filtre: FiltreAction) -> list[LigneAction]:
    """Return the actions a filter keeps, by number (Q8-05)."""
    return [
        fill(LigneAction, action, action=action.numero, inscrits=inscrits)
        for action, inscrits in find(db, filtre)
    ]


def _sheet(db: Session, action: Action) -> FicheAction:
    composantes = db.exec(
        select(Composante.numero)
        .where(Composante.action_id == action.id)
        .order_by(col(Composante.rang))
    )
    return fill(
        FicheAction,
        action,
        action=action.numero,
        inscrits=db.exec(select(registered()).where(Action.id == action.id)).one(),
        composantes=list(composantes),
        avertissements=[],
    )
