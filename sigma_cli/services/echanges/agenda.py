"""Sessions and meetings as a calendar (RFC 5545): stable names, so that importing again updates."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.filtres import FiltreSession
from sigma_cli.formats.xml import legal_text
from sigma_cli.models.composante import Composante
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.store.recherche import narrow_sessions

_PRODUIT: Final = "-//sigma//agenda des sessions//FR"
_ANNULE: Final = "CANCELLED"
_CONFIRME: Final = "CONFIRMED"
_DOMAINE: Final = "forpro-sup"  # references are unique in the Région
_UN_JOUR: Final = timedelta(days=1)


def write(db: Session, filtre: FiltreSession, *, jour: date, ic_seules: bool) -> tuple[bytes, int]:
    """Return the calendar and how many events it holds; same base, same bytes.

    A session at 0 places is cancelled, and its meetings with it (SES-03). `ic_seules` keeps the meetings.
    """
    etablissement = db.get(Etablissement, 1) or Etablissement()
    calendrier = Calendar()
    calendrier.add("prodid", _PRODUIT)
    calendrier.add("version", "2.0")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", legal_text(f"Sessions {etablissement.nom or 'ForPro Sup'}"))
    nombre = 0
    for session, ref, intitule in _sessions(db, filtre, jour):
        if not ic_seules:
            calendrier.add_component(_session(session, ref, intitule))
            nombre += 1
    for reunion, session, ref, intitule in _meetings(db, filtre, jour):
        calendrier.add_component(_meeting(reunion, session, ref, intitule))
        nombre += 1
    calendrier.add_missing_timezones()
    return calendrier.to_ical(), nombre


def _sessions(
    db: Session, filtre: FiltreSession, jour: date
) -> Iterator[tuple[SessionFormation, str, str]]:
    query: Any = (
        select(SessionFormation, Composante)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .order_by(col(SessionFormation.date_debut), col(SessionFormation.id))
    )
    for session, composante in db.exec(narrow_sessions(query, filtre, jour=jour)):
        ref = str(references.Session(composante.numero, session.numero))
        yield session, ref, composante.intitule


def _meetings(
    db: Session, filtre: FiltreSession, jour: date
) -> Iterator[tuple[InformationCollective, SessionFormation, str, str]]:
    query: Any = (
        select(InformationCollective, SessionFormation, Composante)
        .join(SessionFormation, col(SessionFormation.id) == col(InformationCollective.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .order_by(col(InformationCollective.date), col(InformationCollective.id))
    )
    for reunion, session, composante in db.exec(narrow_sessions(query, filtre, jour=jour)):
        ref = str(references.Session(composante.numero, session.numero))
        yield reunion, session, ref, composante.intitule


def _session(session: SessionFormation, ref: str, intitule: str) -> Event:
    evenement = _event(session, f"session-{ref}")
    evenement.add("summary", legal_text(f"{intitule} ({ref})"))
    evenement.add("dtstart", session.date_debut)
    evenement.add("dtend", session.date_fin + _UN_JOUR)  # the day after the last one
    evenement.add("location", legal_text(f"{session.site}, {session.commune}"))
    evenement.add("description", legal_text(f"{session.places} places."))
    evenement.add("transp", "TRANSPARENT")  # a year of training leaves its reader free
    return evenement


def _meeting(
    reunion: InformationCollective,
    session: SessionFormation,
    ref: str,
    intitule: str,
) -> Event:
    evenement = _event(session, f"reunion-{ref}-{reunion.date.isoformat()}")
    evenement.add("summary", legal_text(f"Information collective : {intitule} ({ref})"))
    debut, fin = (_instant(reunion.date, h) for h in (reunion.heure_debut, reunion.heure_fin))
    if debut is None:
        evenement.add("dtstart", reunion.date)
        evenement.add("dtend", reunion.date + _UN_JOUR)
    else:
        evenement.add("dtstart", debut)
        evenement.add("dtend", fin or debut + timedelta(hours=1))
    lieu = reunion.lieu or f"{session.site}, {session.commune}"
    evenement.add("location", legal_text(lieu))
    return evenement


def _event(session: SessionFormation, nom: str) -> Event:
    """Return what every event says: who it is for ever, and which version of it this one is."""
    change = session.modifiee_le.astimezone(UTC).replace(microsecond=0)
    evenement = Event()
    evenement.add("uid", f"{nom.replace('/', '-')}@{_DOMAINE}")
    evenement.add("dtstamp", change)
    evenement.add("last-modified", change)
    evenement.add("sequence", int((session.modifiee_le - session.creee_le).total_seconds()))
    evenement.add("status", _CONFIRME if session.places else _ANNULE)
    return evenement


def _instant(jour: date, heure: str | None) -> datetime | None:
    if heure is None:
        return None
    return datetime.combine(jour, time.fromisoformat(heure.replace("h", ":")), PARIS)
