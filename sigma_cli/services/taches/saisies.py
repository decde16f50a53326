"""Days on which someone ticked that a thing was typed in Kairos."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, and_, col, func, or_, select

from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.statuts import Outil


def typed_on(db: Session, objets: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], date]:
    """Return the last such day by kind of task and object, among the objects named by kind."""
    voulus = [
        and_(col(Tache.genre) == genre, col(Tache.objet_id).in_(idents))
        for genre, idents in objets.items()
    ]
    query = (
        select(Tache.genre, Tache.objet_id, func.max(TacheOutil.fait_le))
        .join(TacheOutil, col(TacheOutil.tache_id) == col(Tache.id))
        .where(TacheOutil.outil == Outil.KAIROS.value, or_(*voulus))
        .group_by(col(Tache.genre), col(Tache.objet_id))
    )
    return {(genre, ident): jour for genre, ident, jour in db.exec(query)}
