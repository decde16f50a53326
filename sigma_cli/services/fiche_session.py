"""A session as shown: its own fields, its meetings, who is in it, and what may be said of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.diffusion import BLOQUEE, NAURA_PAS_LIEU, Visibilite
from sigma_cli.domain.filtres import FiltreCandidature, FiltreSession, contains
from sigma_cli.domain.positionnement import Positionnement, positioning
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services import lookup, visibilite
from sigma_cli.services.fiches import fill

if TYPE_CHECKING:
    from sigma_cli.services.recrutement.fiche_candidature import LigneCandidature


@dataclass(frozen=True, slots=True, kw_only=True)
class Reunion:
    """A recruitment meeting; times read `09h00`."""

    date: date
    heure_debut: str | None
    heure_fin: str | None
    lieu: str | None
    places: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheSession:
    """One session as shown. What concerns its diffusion and positioning is derived (Q2-08, Q2-10).

    `diffusion` and `visible_au_plus_tot` are those of the public portal; `visibilite` tells each tool.
    """

    session: str
    intitule: str
    date_debut: date
    date_fin: date
    places: int
    inscrits: int
    motif_annulation: str | None
    site: str
    adresse: str | None
    code_postal: str
    code_insee: str
    commune: str
    siret: str | None
    uai: str | None
    numero_carif: str | None
    numero_kairos: str | None
    informations_collectives: list[Reunion]
    a_diffuser: bool
    diffusion: str
    visible_au_plus_tot: datetime
    visibilite: list[Visibilite]
    positionnement_demat: str
    positionnement: Positionnement
    avertissements: list[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheAvecCandidatures(FicheSession):
    """The same, with where each candidature stands."""

    candidatures: "list[LigneCandidature]"


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneSession:
    """One session in a list."""

    session: str
    intitule: str
    date_debut: date
    date_fin: date
    places: int
    inscrits: int
    code_postal: str
    commune: str
    site: str
    etat: str | None


def sheet(
    db: Session,
    session: SessionFormation,
    ref: references.Session,
    acte: Acte,
    *,
    reglages: Reglages,
    avertissements: Sequence[Avertissement] = (),
) -> FicheSession:
    """Return the sheet of a session already loaded."""
    outils = visibilite.of_session(db, session, acte, reglages)
    portail = visibilite.public(outils)
    intitule, date_vote = _offer(db, session)
    reunions = _meetings(db, session)
    ouverture = positioning(
        str(ref),
        session.places,
        [reunion.date for reunion in reunions],
        date_vote=date_vote,
        visible_le=portail.au_plus_tot,
        maintenant=acte.le,
        vue_le=visibilite.seen_online(outils),
        bloquee=portail.etat == BLOQUEE,
    )
    inscrits = select(func.count()).where(
        Parcours.session_id == session.id, col(Parcours.date_sortie).is_(None)
    )
    return fill(
        FicheSession,
        session,
        session=str(ref),
        intitule=intitule,
        inscrits=db.exec(inscrits).one(),
        informations_collectives=reunions,
        diffusion=portail.etat,
        visible_au_plus_tot=portail.au_plus_tot,
        visibilite=outils,
        positionnement_demat=ouverture.etat,
        positionnement=ouverture,
        avertissements=list(avertissements),
    )


def show(
    db: Session,
    acte: Acte,
    ref: references.Session,
    *,
    candidatures: bool = False,
    reglages: Reglages,
) -> FicheSession:
    """Return one session, with its candidatures when asked. Raises NotFound."""
    session = lookup.session(db, ref)
    fiche = sheet(db, session, ref, acte, reglages=reglages)
    if not candidatures:
        return fiche
    from sigma_cli.services.recrutement import fiche_candidature  # noqa: PLC0415 - shown when asked

    lignes = fiche_candidature.search(db, FiltreCandidature(session=ref))
    return fill(FicheAvecCandidatures, fiche, candidatures=list(lignes))


def search(db: Session, acte: Acte, filtre: FiltreSession) -> Iterator[LigneSession]:
    """Yield the sessions a filter keeps, by composante then number (Q8-05).

    « Ouvertes » are those with places whose end is not past.
    """
    inscrits = (
        select(func.count())
        .where(Parcours.session_id == SessionFormation.id, col(Parcours.date_sortie).is_(None))
        .scalar_subquery()
    )
    query: Any = (
        select(SessionFormation, Composante.numero, Composante.intitule, inscrits)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .order_by(col(Composante.numero), col(SessionFormation.numero))
    )
    if filtre.du:
        query = query.where(col(SessionFormation.date_fin) >= filtre.du)
    if filtre.au:
        query = query.where(col(SessionFormation.date_debut) <= filtre.au)
    if filtre.ouvertes:
        query = query.where(
            col(SessionFormation.places) > 0, col(SessionFormation.date_fin) >= acte.jour
        )
    for session, numero, intitule, nombre in db.exec(query):
        ref = str(references.Session(numero, session.numero))
        textes = (ref, intitule, session.commune, session.site)
        if contains(filtre.cherche, *textes) and contains(filtre.commune, session.commune):
            yield fill(
                LigneSession,
                session,
                session=ref,
                intitule=intitule,
                inscrits=nombre,
                etat=NAURA_PAS_LIEU if session.places == 0 else None,
            )


def _offer(db: Session, session: SessionFormation) -> tuple[str, date | None]:
    """Return the title of the composante, and the day of the vote of its action."""
    return db.exec(
        select(Composante.intitule, col(Action.date_vote))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(Composante.id == session.composante_id)
    ).one()


def _meetings(db: Session, session: SessionFormation) -> list[Reunion]:
    reunions = db.exec(
        select(InformationCollective)
        .where(InformationCollective.session_id == session.id)
        .order_by(col(InformationCollective.date))
    )
    return [fill(Reunion, reunion) for reunion in reunions]
