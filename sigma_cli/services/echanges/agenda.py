"""Sessions and meetings as a calendar (RFC 5545): stable names, so that importing again updates."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.filtres import FiltreSession
from sigma_cli.domain.texte import plural
from sigma_cli.formats.xml import legal_text
from sigma_cli.models.composante import Composante
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.journal import LigneJournal
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.store.recherche import narrow_sessions

_PRODUIT: Final = "-//sigma//agenda des sessions//FR"
_ANNULE: Final = "CANCELLED"
_CONFIRME: Final = "CONFIRMED"
_DOMAINE: Final = "forpro-sup"  # references are unique in the Région
_RETRAIT: Final = "session.ic.remove"
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
    reunions = _by_session(db)
    retirees = _removed(db)
    for session, composante in _sessions(db, filtre, jour):
        ref = str(references.Session(composante.numero, session.numero))
        version = max(session.modifiee_le, composante.modifiee_le)
        commun = _Commun(session, ref, composante.intitule, version)
        siennes = reunions.get(session.id, [])
        evenements = [] if ic_seules else [_session(commun)]
        evenements += [_meeting(commun, reunion) for reunion in siennes]
        gardees = {reunion.date for reunion in siennes}
        evenements += [_cancelled(commun, le) for le in retirees.get(ref, ()) if le not in gardees]
        for evenement in evenements:
            calendrier.add_component(evenement)
        nombre += len(evenements)
    calendrier.add_missing_timezones()
    return calendrier.to_ical(), nombre


@dataclass(frozen=True, slots=True)
class _Commun:
    """What the events of a session share; `version` is when it or its diploma last changed."""

    session: SessionFormation
    ref: str
    intitule: str
    version: datetime


def _sessions(
    db: Session, filtre: FiltreSession, jour: date
) -> Iterator[tuple[SessionFormation, Composante]]:
    query: Any = (
        select(SessionFormation, Composante)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .order_by(col(SessionFormation.date_debut), col(SessionFormation.id))
    )
    yield from db.exec(narrow_sessions(query, filtre, jour=jour))


def _by_session(db: Session) -> dict[int, list[InformationCollective]]:
    trouvees: dict[int, list[InformationCollective]] = {}
    for reunion in db.exec(select(InformationCollective).order_by(col(InformationCollective.date))):
        trouvees.setdefault(reunion.session_id, []).append(reunion)
    return trouvees


def _removed(db: Session) -> dict[str, list[date]]:
    """Return by session the days of the meetings taken away: calendars that hold them must hear of it."""
    retirees: dict[str, list[date]] = {}
    query = select(LigneJournal.objet, LigneJournal.avant).where(LigneJournal.operation == _RETRAIT)
    for ref, avant in db.exec(query.order_by(col(LigneJournal.id))):
        le = date.fromisoformat(json.loads(avant)["date"])
        if le not in retirees.setdefault(ref, []):
            retirees[ref].append(le)
    return retirees


def _session(commun: _Commun) -> Event:
    session = commun.session
    evenement = _event(commun, f"session-{commun.ref}")
    evenement.add("summary", legal_text(f"{commun.intitule} ({commun.ref})"))
    evenement.add("dtstart", session.date_debut)
    evenement.add("dtend", session.date_fin + _UN_JOUR)  # the day after the last one
    evenement.add("location", legal_text(f"{session.site}, {session.commune}"))
    evenement.add("description", legal_text(f"{plural(session.places, 'place')}."))
    evenement.add("transp", "TRANSPARENT")  # a year of training leaves its reader free
    return evenement


def _meeting(commun: _Commun, reunion: InformationCollective) -> Event:
    evenement = _named(commun, reunion.date)
    debut, fin = (_instant(reunion.date, h) for h in (reunion.heure_debut, reunion.heure_fin))
    if debut is None:
        _all_day(evenement, reunion.date)
    else:
        evenement.add("dtstart", debut)
        evenement.add("dtend", fin or debut + timedelta(hours=1))
    lieu = reunion.lieu or f"{commun.session.site}, {commun.session.commune}"
    evenement.add("location", legal_text(lieu))
    return evenement


def _cancelled(commun: _Commun, le: date) -> Event:
    """Return a meeting that was taken away: what a calendar holds of it is struck out."""
    evenement = _named(commun, le)
    _all_day(evenement, le)
    evenement["status"] = _ANNULE
    return evenement


def _named(commun: _Commun, le: date) -> Event:
    evenement = _event(commun, f"reunion-{commun.ref}-{le.isoformat()}")
    titre = f"Information collective : {commun.intitule} ({commun.ref})"
    evenement.add("summary", legal_text(titre))
    return evenement


def _all_day(evenement: Event, le: date) -> None:
    evenement.add("dtstart", le)
    evenement.add("dtend", le + _UN_JOUR)


def _event(commun: _Commun, nom: str) -> Event:
    """Return what every event says: who it is for ever, and which version of it this one is."""
    change = commun.version.astimezone(UTC).replace(microsecond=0)
    evenement = Event()
    evenement.add("uid", f"{nom.replace('/', '-')}@{_DOMAINE}")
    evenement.add("dtstamp", change)
    evenement.add("last-modified", change)
    age = commun.version - commun.session.creee_le
    evenement.add("sequence", max(0, int(age.total_seconds())))
    evenement.add("status", _CONFIRME if commun.session.places else _ANNULE)
    return evenement


def _instant(jour: date, heure: str | None) -> datetime | None:
    if heure is None:
        return None
    return datetime.combine(jour, time.fromisoformat(heure.replace("h", ":")), PARIS)
