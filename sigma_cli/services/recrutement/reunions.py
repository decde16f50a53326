"""What a change of session or of meeting means for the people who apply to it."""

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.recrutement.recrutement import check_meeting_unused, warn_applicants
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.recrutement import Etat
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches import suivi

_FINIES = (Etat.NON_RETENU.value, Etat.INSCRIT_SIGMA.value)


def check_unused(db: Session, session: references.Session, reunion: InformationCollective) -> None:
    """Refuse to remove a meeting on which people are positioned, naming them (Q2-12)."""
    query = select(Candidature.id).where(Candidature.reunion_id == reunion.id)
    refs = [references.candidature(ident) for ident in db.exec(query.order_by(col(Candidature.id)))]
    check_meeting_unused(str(session), reunion.date, refs)


def places_changed(
    db: Session, acte: Acte, reglages: Reglages, session: SessionFormation
) -> list[Avertissement]:
    """Close or open anew what is owed about the applicants; name those to tell at 0 places (SES-03)."""
    lignes = db.exec(
        select(Candidature.id, Candidature.etat)
        .where(Candidature.session_id == session.id)
        .order_by(col(Candidature.id))
    ).all()
    suivi.refresh(db, acte, reglages, Portee.CANDIDATURE, [ident for ident, _ in lignes])
    if session.places > 0:
        return []
    return warn_applicants(
        [references.candidature(ident) for ident, etat in lignes if etat not in _FINIES]
    )
