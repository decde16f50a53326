"""A parcours with all that its pay rests on: what every decision on it starts from."""

from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.places.places import Compte
from sigma_cli.domain.places.remuneration import Situation
from sigma_cli.errors import NotFound
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandePlace
from sigma_cli.models.place import Remuneration
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.statuts import EtatDemande
from sigma_cli.services.socle.fiches import fill
from sigma_cli.store.perimetre import registered


@dataclass(frozen=True, slots=True, kw_only=True)
class CompteAction:
    """Where an action stands: its paid places (Q9-01), and its people against its convention (EFF-01).

    `en_plus` are the places held above the quota `accordees`, each granted by the Région.
    """

    action: str
    intitule: str
    accordees: int
    en_plus: int
    utilisees: int
    restantes: int
    effectif: int | None
    inscrits: int


C = TypeVar("C", bound=CompteAction)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A parcours with its session, the action that pays and its people, and what is known of its pay."""

    parcours: Parcours
    session: SessionFormation
    ref_session: str
    action: Action
    connu: Remuneration
    inscrits: int

    @property
    def ref(self) -> str:
        """Return the reference of the parcours."""
        return references.parcours(self.parcours.id)

    @property
    def situation(self) -> Situation:
        """Return what the rules read."""
        return Situation(
            parcours=self.ref,
            entree=self.parcours.date_entree,
            fin=self.parcours.date_fin_prevue,
            sortie=self.parcours.date_sortie,
            type_actuel=self.parcours.type_remuneration,
            rqth=self.parcours.rqth,
            droits_are=self.connu.droits_are,
            fin_are=self.connu.fin_are,
            option_regime=self.connu.option_regime,
        )


def load(db: Session, ident: int) -> Dossier:
    """Return a parcours and what its pay rests on. Raises NotFound."""
    trouve = db.exec(
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Parcours, SessionFormation, Composante.numero, Action, registered()
        )
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(Parcours.id == ident)
    ).first()
    if trouve is None:
        ref = references.parcours(ident)
        raise NotFound(f"Parcours inconnu : {ref}. « sigma stagiaire list » donne les parcours.")
    parcours, session, composante, action, inscrits = trouve
    ref_session = str(references.Session(composante, session.numero))
    connu = db.get(Remuneration, ident) or Remuneration(parcours_id=ident)
    return Dossier(parcours, session, ref_session, action, connu, inscrits)


def account(action: Action) -> Compte:
    """Return the paid places of an action."""
    return Compte(
        accordees=action.places_remunerees,
        utilisees=action.places_utilisees,
        en_plus=action.places_en_plus,
    )


def standing(fiche: type[C], action: Action, inscrits: int, **autres: object) -> C:
    """Return a result that says where an action stands, with the other fields it has."""
    return fill(
        fiche,
        account(action),
        action=action.numero,
        intitule=action.intitule,
        effectif=action.effectif,
        inscrits=inscrits,
        **autres,
    )


def open_request(db: Session, dossier: Dossier) -> str | None:
    """Return the request to the Région that still waits for an answer: one at most (Q9-07)."""
    ouverte = db.exec(
        select(DemandePlace.demande_id).where(
            DemandePlace.parcours_id == dossier.parcours.id, col(DemandePlace.ouverte)
        )
    ).first()
    return None if ouverte is None else references.demande(ouverte)


def granted(db: Session, dossier: Dossier) -> DemandePlace | None:
    """Return the request by which the Région granted the place held, for this person alone (Q9-07)."""
    return db.exec(
        select(DemandePlace)
        .join(Demande, col(Demande.id) == col(DemandePlace.demande_id))
        .where(
            DemandePlace.parcours_id == dossier.parcours.id,
            Demande.etat == EtatDemande.ACCORDEE.value,
            col(DemandePlace.liberee_le).is_(None),
        )
    ).first()
