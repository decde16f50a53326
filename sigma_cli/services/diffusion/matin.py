"""The morning in a few figures: late, today, seats to fill."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.filtres import FiltreSession, FiltreTache
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.offre import fiche
from sigma_cli.services.taches import liste


@dataclass(frozen=True, slots=True, kw_only=True)
class Matin:
    """What waits: tasks, the meetings of the day, the sessions that begin, the seats still free."""

    taches: int
    en_retard: int
    reunions: list[str]
    debuts: list[str]
    places: int
    sessions: int


def tell(db: Session, acte: Acte, *, reglages: Reglages) -> Matin:
    """Return the figures of the day."""
    travail = liste.search(db, acte, FiltreTache(limite=0))
    ouvertes = list(fiche.search(db, acte, FiltreSession(ouvertes=True), reglages=reglages))
    libres = [ligne for ligne in ouvertes if ligne.places > ligne.inscrits]
    return Matin(
        taches=travail.nombre,
        en_retard=travail.en_retard,
        reunions=_meetings(db, acte),
        debuts=[ligne.session for ligne in ouvertes if ligne.date_debut == acte.jour],
        places=sum(ligne.places - ligne.inscrits for ligne in libres),
        sessions=len(libres),
    )


def _meetings(db: Session, acte: Acte) -> list[str]:
    """Return the towns where people are met today."""
    query = (
        select(SessionFormation.commune, func.count())
        .join(
            InformationCollective,
            col(InformationCollective.session_id) == col(SessionFormation.id),
        )
        .where(InformationCollective.date == acte.jour, col(SessionFormation.places) > 0)
        .group_by(SessionFormation.commune)
        .order_by(SessionFormation.commune)
    )
    return [commune for commune, _ in db.exec(query)]
