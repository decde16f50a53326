"""Keep up to date the folded texts that searches look into (Q8-05)."""

from sqlmodel import Session, select

from sigma_cli.domain import references
from sigma_cli.domain.offre.composantes import composante_key, session_key
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation


def follow_composante(db: Session, composante: Composante) -> None:
    """Write the text of a composante, and that of its sessions, which holds it."""
    composante.recherche = composante_key(
        composante.numero, composante.intitule, composante.certifinfo
    )
    db.add(composante)
    query = select(SessionFormation).where(SessionFormation.composante_id == composante.id)
    for session in db.exec(query):
        _write(session, composante)
        db.add(session)


def follow_session(db: Session, session: SessionFormation) -> None:
    """Write the text of a session."""
    _write(session, db.get_one(Composante, session.composante_id))
    db.add(session)


def _write(session: SessionFormation, composante: Composante) -> None:
    ref = str(references.Session(composante.numero, session.numero))
    session.recherche = session_key(
        ref, composante.intitule, composante.certifinfo, session.commune, session.site
    )
