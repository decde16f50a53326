"""Sessions looked at: one with its candidatures when asked, or those a filter keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.filtres import FiltreCandidature, FiltreSession, contains
from sigma_cli.domain.offre.diffusion import obstacle, over
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.offre.fiche import FicheSession, sheet
from sigma_cli.services.socle import certifications, lookup
from sigma_cli.services.socle.fiches import fill
from sigma_cli.store.recherche import matching, narrow_sessions

if TYPE_CHECKING:
    from sigma_cli.services.recrutement.fiche_candidature import LigneCandidature


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
