"""Sessions entered twice: same composante, dates, commune and site (SES-07)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.offre.sessions import warn_double
from sigma_cli.domain.texte import replier
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.services.socle import lookup


def first_like(
    db: Session, composante: references.Composante, valeurs: Mapping[str, Any]
) -> str | None:
    """Return the first session that these values would repeat. Raises NotFound."""
    parent = lookup.composante(db, str(composante))
    lieu = (valeurs["commune"], valeurs["site"])
    numero = _first(db, parent.id, (valeurs["date_debut"], valeurs["date_fin"]), lieu)
    return None if numero is None else str(references.Session(parent.numero, numero))


def warn(
    db: Session, session: SessionFormation, ref: references.Session
) -> Iterator[Avertissement]:
    """Say that a session repeats another one; one at 0 places repeats nothing."""
    if session.places == 0:
        return
    dates, lieu = (session.date_debut, session.date_fin), (session.commune, session.site)
    numero = _first(db, session.composante_id, dates, lieu, sauf=session.numero)
    if numero is not None:
        yield warn_double(str(ref), str(references.Session(ref.composante, numero)))


def pairs(db: Session, perimetre: Any) -> Iterator[tuple[str, str]]:
    """Yield each session that repeats another, after the first of them; `perimetre` narrows the SELECT."""
    query: Any = (
        select(Composante.numero, SessionFormation)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(col(SessionFormation.places) > 0)
        .order_by(col(Composante.numero), col(SessionFormation.numero))
    )
    premieres: dict[tuple[str, date, date, str, str], int] = {}
    for numero, session in db.exec(perimetre(query)):
        lieu = (replier(session.commune), replier(session.site))
        cle = (numero, session.date_debut, session.date_fin, *lieu)
        premiere = premieres.setdefault(cle, session.numero)
        if premiere != session.numero:
            yield (
                str(references.Session(numero, session.numero)),
                str(references.Session(numero, premiere)),
            )


def _first(
    db: Session,
    composante_id: int,
    dates: tuple[date, date],
    lieu: tuple[str, str],
    *,
    sauf: int | None = None,
) -> int | None:
    debut, fin = dates
    query = select(
        col(SessionFormation.numero), col(SessionFormation.commune), col(SessionFormation.site)
    ).where(
        SessionFormation.composante_id == composante_id,
        SessionFormation.date_debut == debut,
        SessionFormation.date_fin == fin,
        SessionFormation.places > 0,
        SessionFormation.numero != sauf,
    )
    voulu = tuple(map(replier, lieu))
    for numero, *autre in db.exec(query.order_by(col(SessionFormation.numero))):
        if tuple(map(replier, autre)) == voulu:
            return int(numero)
    return None
