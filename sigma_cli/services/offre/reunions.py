"""Meetings of a session: added, corrected, taken off, one a day at most."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.offre.sessions import check_hours
from sigma_cli.errors import Conflict, NotFound
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.offre import fiche as fiche_session
from sigma_cli.services.offre import sessions
from sigma_cli.services.offre.fiche import FicheSession
from sigma_cli.services.socle import journal, lookup, modifications


def add(
    db: Session,
    acte: Acte,
    ref: references.Session,
    jour: date,
    details: Mapping[str, Any],
    *,
    reglages: Reglages,
) -> FicheSession:
    """Add a meeting, one a day at most (Conflict). The session is to diffuse again (Q1-01)."""
    session = lookup.session(db, ref)
    check_hours(details.get("heure_debut"), details.get("heure_fin"))
    if _find(db, session, jour) is not None:
        raise Conflict(
            f"{ref} a déjà une information collective ce jour-là ; « sigma session ic set » la corrige."
        )
    db.add(InformationCollective(session_id=session.id, date=jour, **details))
    sessions.mark(db, acte, session)
    journal.record(db, acte, "session.ic.add", str(ref), apres={"date": jour} | dict(details))
    rendezvous = [(jour, details.get("heure_debut"))]
    avertissements = sessions.announce(session, ref, rendezvous, reglages=reglages)
    return fiche_session.sheet(
        db, session, ref, acte, reglages=reglages, avertissements=avertissements
    )


def update(
    db: Session,
    acte: Acte,
    ref: references.Session,
    jour: date,
    details: Mapping[str, Any],
    *,
    reglages: Reglages,
) -> FicheSession:
    """Correct hours, place or seats of a meeting; what is not given does not change.

    The day is what people are convened to: another day is another meeting. Raises NotFound, InvalidInput.
    """
    session, reunion = _load(db, ref, jour)
    difference = modifications.apply(reunion, details)
    check_hours(reunion.heure_debut, reunion.heure_fin)
    avertissements = []
    if difference.touches("heure_debut"):
        rendezvous = [(jour, reunion.heure_debut)]
        avertissements = sessions.announce(session, ref, rendezvous, reglages=reglages)
    if difference:
        db.add(reunion)
        sessions.mark(db, acte, session)
        avant, apres = ({"date": jour} | cote for cote in (difference.avant, difference.apres))
        journal.record(db, acte, "session.ic.set", str(ref), avant=avant, apres=apres)
    return fiche_session.sheet(
        db, session, ref, acte, reglages=reglages, avertissements=avertissements
    )


def remove(
    db: Session, acte: Acte, ref: references.Session, jour: date, *, reglages: Reglages
) -> FicheSession:
    """Take a meeting off a session. Raises NotFound when there is none that day."""
    session, reunion = _load(db, ref, jour)
    from sigma_cli.services.recrutement import reunions  # noqa: PLC0415 - most changes need none of it

    reunions.check_unused(db, ref, reunion)
    db.delete(reunion)
    sessions.mark(db, acte, session)
    journal.record(db, acte, "session.ic.remove", str(ref), avant={"date": jour})
    return fiche_session.sheet(db, session, ref, acte, reglages=reglages)


def _load(
    db: Session, ref: references.Session, jour: date
) -> tuple[SessionFormation, InformationCollective]:
    session = lookup.session(db, ref)
    reunion = _find(db, session, jour)
    if reunion is None:
        raise NotFound(
            f"{ref} n’a pas d’information collective le {date_fr(jour)} ; « sigma session show {ref} » "
            "donne les dates."
        )
    return session, reunion


def _find(db: Session, session: SessionFormation, jour: date) -> InformationCollective | None:
    return db.exec(
        select(InformationCollective).where(
            InformationCollective.session_id == session.id, InformationCollective.date == jour
        )
    ).first()
