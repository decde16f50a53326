"""What a change of session or of meeting means for the people who apply to it."""

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.recrutement.recrutement import check_meeting_unused
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import InformationCollective
from sigma_cli.referentiels.recrutement import Etat

_FINIES = (Etat.NON_RETENU.value, Etat.INSCRIT_SIGMA.value)


def check_unused(db: Session, session: references.Session, reunion: InformationCollective) -> None:
    """Refuse to remove a meeting on which people are positioned, naming them (Q2-12)."""
    query = select(Candidature.id).where(Candidature.reunion_id == reunion.id)
    refs = [references.candidature(ident) for ident in db.exec(query.order_by(col(Candidature.id)))]
    check_meeting_unused(str(session), reunion.date, refs)
