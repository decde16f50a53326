"""Cancel a session and have its people go to another one, as one act (SES-08, PAR-02)."""

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.inscription import deplacement
from sigma_cli.services.offre import sessions
from sigma_cli.services.offre.fiche import FicheSession
from sigma_cli.services.socle import lookup
from sigma_cli.services.socle.fiches import fill


def cancel(
    db: Session,
    acte: Acte,
    ref: references.Session,
    *,
    vers: references.Session,
    motif: str,
    force: bool,
    reglages: Reglages,
) -> FicheSession:
    """Move who has not left to `vers`, then put the session to 0 places; `force` as `sessions.cancel`.

    Raises as `deplacement.move`: what one person cannot do stops everything.
    """
    session = lookup.session(db, ref)
    restent = select(Parcours.id).where(
        Parcours.session_id == session.id, col(Parcours.date_sortie).is_(None)
    )
    dits: list[Avertissement] = []
    for ident in db.exec(restent.order_by(col(Parcours.id))).all():
        fiche = deplacement.move(db, acte, ident, vers, motif=motif, reglages=reglages)
        dits += fiche.avertissements
    annulee = sessions.cancel(db, acte, ref, motif=motif, force=force, reglages=reglages)
    return fill(FicheSession, annulee, avertissements=[*dits, *annulee.avertissements])
