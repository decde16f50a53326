"""A request as shown, with the titles of what it is about: nobody has to open them one by one (Q8-01)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import NotFound
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandeChamp, DemandeObjet, DemandePlace
from sigma_cli.models.session import SessionFormation
from sigma_cli.services.socle.fiches import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjetDemande:
    """A composante, or one of its sessions, with its titles and the numbers other tools know it by."""

    objet: str
    convention: str
    action: str
    intitule_action: str
    composante: str
    intitule: str
    session: str | None
    identifiants: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampDemande:
    """A field that is missing somewhere, or is to go from one value to another."""

    champ: str
    avant: Any
    apres: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheDemande:
    """One request; `portails` are the tools where something is missing, `parcours` who needs a place."""

    demande: str
    type: str
    etat: str
    parcours: str | None
    objets: list[ObjetDemande]
    champs: list[ChampDemande]
    portails: list[str]
    explication: str | None
    destinataire: str
    agent: str
    demandee_le: datetime
    repondue_le: date | None
    reponse: str | None
    avertissements: list[Avertissement]


def find(db: Session, ident: int) -> Demande:
    """Return a request. Raises NotFound."""
    demande = db.get(Demande, ident)
    if demande is None:
        raise NotFound(
            f"Demande inconnue : {references.demande(ident)}. « sigma demande list » les donne."
        )
    return demande


def show(db: Session, ident: int) -> FicheDemande:
    """Return one request as shown. Raises NotFound."""
    return sheet(db, find(db, ident))


def sheet(
    db: Session, demande: Demande, avertissements: Sequence[Avertissement] = ()
) -> FicheDemande:
    """Return the sheet of a request already loaded."""
    champs = db.exec(
        select(DemandeChamp)
        .where(DemandeChamp.demande_id == demande.id)
        .order_by(col(DemandeChamp.champ))
    )
    return fill(
        FicheDemande,
        demande,
        demande=references.demande(demande.id),
        type=demande.type.lower(),
        etat=demande.etat.lower(),
        parcours=for_whom(db, [demande.id]).get(demande.id),
        objets=[objet for _, objet in objects(db, [demande.id])],
        champs=[
            fill(ChampDemande, c, avant=read_value(c.avant), apres=read_value(c.apres))
            for c in champs
        ],
        portails=demande.portails.lower().split(),
        avertissements=list(avertissements),
    )


def for_whom(db: Session, idents: Sequence[int] | None) -> dict[int, str]:
    """Return the parcours that a place was asked for, by request (Q9-07)."""
    query = select(DemandePlace.demande_id, DemandePlace.parcours_id)
    if idents is not None:
        query = query.where(col(DemandePlace.demande_id).in_(idents))
    return {demande: references.parcours(parcours) for demande, parcours in db.exec(query)}


def objects(db: Session, idents: Sequence[int] | None) -> Iterator[tuple[int, ObjetDemande]]:
    """Yield what the requests are about, in their order: one SELECT, and one for the other numbers."""
    query: Any = (
        select(
            DemandeObjet,
            Action,
            Composante,
            SessionFormation,
        )
        .join(Composante, col(Composante.id) == col(DemandeObjet.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(
            SessionFormation, col(SessionFormation.id) == col(DemandeObjet.session_id), isouter=True
        )
        .order_by(col(DemandeObjet.demande_id), col(DemandeObjet.rang))
    )
    if idents is not None:
        query = query.where(col(DemandeObjet.demande_id).in_(idents))
    lignes = list(db.exec(query))
    connus = _sessions(db, {composante.id for _, _, composante, _ in lignes})
    for lien, action, composante, session in lignes:
        yield lien.demande_id, describe(action, composante, session, connus[composante.id])


def describe(
    action: Action,
    composante: Composante,
    session: SessionFormation | None,
    sessions: Iterable[SessionFormation],
) -> ObjetDemande:
    """Return an object with its titles; `sessions` are those of its composante."""
    ref = str(references.Session(composante.numero, session.numero)) if session else None
    voulues = [session] if session else list(sessions)
    return ObjetDemande(
        objet=ref or composante.numero,
        convention=action.convention,
        action=action.numero,
        intitule_action=action.intitule,
        composante=composante.numero,
        intitule=composante.intitule,
        session=ref,
        identifiants=[texte for une in voulues if (texte := _other_numbers(composante, une))],
    )


def _other_numbers(composante: Composante, session: SessionFormation) -> str:
    """Return the numbers by which the Carif and Kairos know a session; what a request must quote."""
    numeros = (("Carif", session.numero_carif), ("Kairos", session.numero_kairos))
    dits = ", ".join(f"{outil} {numero}" for outil, numero in numeros if numero)
    return f"{references.Session(composante.numero, session.numero)} : {dits}" if dits else ""


def _sessions(db: Session, composantes: set[int]) -> dict[int, list[SessionFormation]]:
    par_composante: dict[int, list[SessionFormation]] = {ident: [] for ident in composantes}
    query = (
        select(SessionFormation)
        .where(col(SessionFormation.composante_id).in_(composantes))
        .order_by(col(SessionFormation.numero))
    )
    for session in db.exec(query):
        par_composante[session.composante_id].append(session)
    return par_composante


def read_value(texte: str | None) -> Any:
    """Return a value kept as JSON text."""
    return None if texte is None else json.loads(texte)
