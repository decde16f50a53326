"""The account of the paid places: by action, in total, what each was given for, what was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltrePlace
from sigma_cli.exports.places import held
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandePlace
from sigma_cli.models.place import Attribution
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.services.places.dossier import CompteAction, standing
from sigma_cli.services.socle.fiches import fill
from sigma_cli.store.perimetre import of_actions, registered

_WHO: Final[tuple[Any, ...]] = (
    col(Stagiaire.nom_naissance),
    col(Stagiaire.prenom),
    col(Composante.numero),
    col(SessionFormation.numero),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDonnee:
    """One place in use: whose, by which way, why, since when when it is not the entry, by whom."""

    parcours: str
    nom: str
    session: str
    action: str
    decision: str
    raison: str
    depuis: date | None
    campagne: str | None
    demande: str | None
    agent: str
    le: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeDePlace:
    """One request to the Région, its answer, and the hash of the document that was attached."""

    demande: str
    parcours: str
    nom: str
    session: str
    action: str
    etat: str
    demandee_le: datetime
    repondue_le: date | None
    reponse: str | None
    destinataire: str
    justificatif_sha256: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatPlaces:
    """Paid places by action, and their sum: those of the établissement (Q9-01, A-13).

    `effectif` is unknown as soon as that of one action is (EFF-01).
    """

    nombre: int
    resultats: list[CompteAction]
    accordees: int
    en_plus: int
    utilisees: int
    restantes: int
    effectif: int | None
    inscrits: int
    places: list[PlaceDonnee]
    demandes: list[DemandeDePlace]


def state(db: Session, filtre: FiltrePlace) -> EtatPlaces:
    """Return the paid places of the actions a filter keeps, with their sum."""
    query = select(Action, registered()).where(*of_actions(filtre)).order_by(col(Action.numero))
    comptes = [standing(CompteAction, action, inscrits) for action, inscrits in db.exec(query)]
    effectifs = [compte.effectif for compte in comptes if compte.effectif is not None]
    return EtatPlaces(
        nombre=len(comptes),
        resultats=comptes,
        accordees=sum(compte.accordees for compte in comptes),
        en_plus=sum(compte.en_plus for compte in comptes),
        utilisees=sum(compte.utilisees for compte in comptes),
        restantes=sum(compte.restantes for compte in comptes),
        effectif=sum(effectifs) if len(effectifs) == len(comptes) else None,
        inscrits=sum(compte.inscrits for compte in comptes),
        places=list(_given(db, filtre)),
        demandes=list(_asked(db, *of_actions(filtre))),
    )


def _given(db: Session, filtre: FiltrePlace) -> Iterable[PlaceDonnee]:
    """Yield the places in use, each with the decision that gave it."""
    query: Any = (
        select(Attribution, Action.numero, *_WHO)
        .join(Action, col(Action.id) == col(Attribution.action_id))
        .join(Parcours, col(Parcours.id) == col(Attribution.parcours_id))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(*held(filtre), *of_actions(filtre))
        .order_by(col(Action.numero), col(Attribution.parcours_id))
    )
    for ligne, action, *qui in db.execute(query.execution_options(yield_per=1000)):
        yield fill(
            PlaceDonnee,
            ligne,
            **_who(*qui),
            parcours=references.parcours(ligne.parcours_id),
            action=action,
            raison=reason(ligne),
            campagne=references.campagne(ligne.campagne_id) if ligne.campagne_id else None,
            demande=references.demande(ligne.demande_id) if ligne.demande_id else None,
        )


def _who(nom: str, prenom: str | None, composante: str, numero: int) -> dict[str, str]:
    """Return who a reference is, and where: people know no reference by heart."""
    return {
        "nom": " ".join(filter(None, (nom, prenom))),
        "session": str(references.Session(composante, numero)),
    }


def reason(ligne: Attribution) -> str:
    """Return why a decision was made: its criteria, then its reason."""
    return " – ".join(texte for texte in (ligne.criteres, ligne.motif) if texte)


def asked_of(db: Session, parcours_id: int) -> list[DemandeDePlace]:
    """Return the requests made for one parcours, oldest first."""
    return list(_asked(db, DemandePlace.parcours_id == parcours_id))


def _asked(db: Session, *voulues: Any) -> Iterable[DemandeDePlace]:
    query: Any = (
        select(Demande, DemandePlace, Action.numero, *_WHO)
        .join(DemandePlace, col(DemandePlace.demande_id) == col(Demande.id))
        .join(Parcours, col(Parcours.id) == col(DemandePlace.parcours_id))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(*voulues)
        .order_by(col(Demande.id))
    )
    for demande, place, action, *qui in db.exec(query):
        yield fill(
            DemandeDePlace,
            demande,
            **_who(*qui),
            demande=references.demande(demande.id),
            parcours=references.parcours(place.parcours_id),
            action=action,
            justificatif_sha256=place.justificatif_sha256,
        )
