"""When a bundle is due, and what it is made of; what is counted comes through the context."""

from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain.consolidation.lots import Lot
from sigma_cli.domain.dates import local_day
from sigma_cli.flux.contrat import Contexte, Revelation
from sigma_cli.models.flux import FluxFichier

CODE: Final = "region"


def count_due(db: Session, contexte: Contexte) -> int:
    """Return 1 until the bundle of the day is made."""
    query = select(FluxFichier.produit_le).where(FluxFichier.code == CODE)
    dernier = db.exec(query.order_by(col(FluxFichier.sequence).desc()).limit(1)).first()
    return int(dernier is None or local_day(dernier) < contexte.jour)


def load(db: Session, reveal: Revelation, contexte: Contexte) -> Lot | None:  # noqa: ARG001 - the shape of every load; no person here
    """Return the bundle of the day, None when it was made."""
    if contexte.situation is None or not count_due(db, contexte):
        return None
    return contexte.situation(db)
