"""Sessions looked at: the sheet of one, what may be said of it, and those a filter keeps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.filtres import FiltreCandidature, FiltreSession, contains
from sigma_cli.domain.offre.diffusion import A_ENVOYER, BLOQUEE, Visibilite, obstacle, over
from sigma_cli.domain.offre.positionnement import Positionnement, positioning
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.socle import certifications, lookup, visibilite
from sigma_cli.services.socle.fiches import fill
from sigma_cli.store.recherche import matching, narrow_sessions

if TYPE_CHECKING:
    from sigma_cli.services.offre.annulation import Fermeture
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
    `fermeture` tells what putting it to 0 places has just closed.
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
    fermeture: "Fermeture | None" = None


def sheet(
    db: Session,
    session: SessionFormation,
    ref: references.Session,
    acte: Acte,
    *,
    reglages: Reglages,
    avertissements: Sequence[Avertissement] = (),
    fermeture: "Fermeture | None" = None,
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
        a_envoyer=portail.etat == A_ENVOYER,
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
        fermeture=fermeture,
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


def search(
    db: Session, acte: Acte, filtre: FiltreSession, *, reglages: Reglages
) -> Iterator[LigneSession]:
    """Yield the sessions a filter keeps, by composante then number (Q8-05).

    « Ouvertes » are those with places whose end is not past. `etat` says what keeps one from being
    seen, whatever the clock says (RAP-01, SES-03).
    """
    query = narrow_sessions(_rows(), filtre, jour=acte.jour).where(
        *matching(db, SessionFormation, filtre.cherche),
        *matching(db, SessionFormation, filtre.commune),
    )
    for ligne in db.execute(query.execution_options(yield_per=1000)):
        if contains(filtre.commune, ligne.commune):  # the words above may be those of a site
            yield fill(
                LigneSession,
                ligne,
                session=str(references.Session(ligne.composante, ligne.numero)),
                etat=obstacle(
                    ligne.places,
                    finie=over(ligne.date_fin, acte.jour, jours=reglages.jours_apres_fin),
                    bloquee=ligne.bloquee,
                ),
            )


def _rows() -> Any:
    inscrits = (
        select(func.count())
        .where(Parcours.session_id == SessionFormation.id, col(Parcours.date_sortie).is_(None))
        .scalar_subquery()
    )
    colonnes = [
        col(getattr(SessionFormation, nom))
        for nom in ("numero", "date_debut", "date_fin", "places", "code_postal", "commune", "site")
    ]
    return (
        select(
            col(Composante.numero).label("composante"),
            col(Composante.intitule),
            inscrits.label("inscrits"),
            certifications.blocked().label("bloquee"),
            *colonnes,
        )
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .order_by(col(Composante.numero), col(SessionFormation.numero))
    )
