"""Export « places »: one row per paid place in use, and one per action that has none (A-13)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, func, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.filtres import FiltrePlace
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.place import Attribution
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.statuts import TypeRemuneration
from sigma_cli.store.perimetre import of_actions, registered

COLONNES: Final = (
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("Intitulé de l’action", "intitule", Genre.TEXTE, 34),
    Colonne("Places accordées", "accordees", Genre.ENTIER, 14),
    Colonne("Accordées en plus", "en_plus", Genre.ENTIER, 14),
    Colonne("Places utilisées", "utilisees", Genre.ENTIER, 14),
    Colonne("Places restantes", "restantes", Genre.ENTIER, 14),
    Colonne("N Parcours", "parcours", Genre.CODE, 12),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Rémunéré depuis", "depuis", Genre.DATE, 16),
    Colonne("Décision", "decision", Genre.CODE, 16),
    Colonne("Critères", "criteres", Genre.TEXTE, 40),
    Colonne("Motif", "motif", Genre.TEXTE, 40),
    Colonne("Campagne", "campagne", Genre.CODE, 12),
    Colonne("Demande", "demande", Genre.CODE, 12),
    Colonne("Décidé par", "agent", Genre.TEXTE, 20),
    Colonne("Décidé le", "le", Genre.DATE, 14),
    Colonne("Effectif conventionné", "effectif", Genre.ENTIER, 14),
    Colonne("Inscrits", "inscrits", Genre.ENTIER, 10),
    Colonne("Nom", "nom_naissance", Genre.TEXTE, 24),
    Colonne("Prénom", "prenom", Genre.TEXTE, 20),
)


def held(filtre: FiltrePlace) -> list[Any]:
    """Return what keeps the decisions that gave the places held now: the last one of each parcours.

    Said of each decision by itself, so that those of one action cost what it holds.
    """
    region = TypeRemuneration.REGION.value
    suivante, paye = aliased(Attribution), aliased(Parcours)
    fin = func.coalesce(paye.date_sortie, paye.date_fin_prevue)
    en_cours = [fin >= filtre.en_cours_au] if filtre.en_cours_au else []
    conditions: list[Any] = [
        col(Attribution.type_remuneration) == region,
        exists().where(
            col(paye.id) == col(Attribution.parcours_id),
            col(paye.type_remuneration) == region,
            *en_cours,
        ),
        ~exists().where(
            col(suivante.parcours_id) == col(Attribution.parcours_id),
            col(suivante.id) > col(Attribution.id),
            col(suivante.type_remuneration) == region,
        ),
    ]
    return conditions


def load(db: Session, filtre: FiltrePlace) -> Iterator[Ligne]:
    """Yield the cells, by action then parcours; an action without place in use has one row."""
    query: Any = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Action,
            Attribution,
            Composante.numero,
            SessionFormation.numero,
            Stagiaire.nom_naissance,
            Stagiaire.prenom,
        )
        .select_from(Action)
        .outerjoin(
            Attribution,
            and_(col(Attribution.action_id) == col(Action.id), *held(filtre)),
        )
        .outerjoin(Parcours, col(Parcours.id) == col(Attribution.parcours_id))
        .outerjoin(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .outerjoin(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .outerjoin(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(*of_actions(filtre))
        .order_by(col(Action.numero), col(Attribution.parcours_id))
    )
    comptes = select(Action.id, registered()).where(*of_actions(filtre))
    inscrits: dict[int, int] = dict(db.exec(comptes).all())
    lignes = db.execute(query.execution_options(yield_per=1000))
    for action, decision, composante, session, *nom in lignes:
        utilisees, en_plus = action.places_utilisees, action.places_en_plus
        yield (
            action.convention,
            action.numero,
            action.intitule,
            action.places_remunerees,
            en_plus,
            utilisees,
            action.places_remunerees + en_plus - utilisees,
            *(_place(decision, composante, session) if decision else [None] * 11),
            action.effectif,
            inscrits[action.id],
            *nom,
        )


def _place(decision: Attribution, composante: str, session: int) -> list[Cellule]:
    campagne, demande = decision.campagne_id, decision.demande_id
    return [
        references.parcours(decision.parcours_id),
        composante,
        f"{session:02d}",
        decision.depuis,
        decision.decision,
        decision.criteres,
        decision.motif,
        references.campagne(campagne) if campagne else None,
        references.demande(demande) if demande else None,
        decision.agent,
        local_day(decision.le),
    ]


EXPORT: Final = Export(
    code="places",
    titre="Places rémunérées",
    colonnes=COLONNES,
    filtre=FiltrePlace,
    personnel=True,
    load=load,
)
