"""Meetings of a session as one cell holds them: all of its dates, and no other."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.exports.composantes import meetings
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.offre import reunions


def changes(avant: Sequence[date], apres: Sequence[date] | None) -> list[str]:
    """Return what a cell changes of the meetings, in words; None is a cell left empty."""
    if apres is None or apres == avant:
        return []
    return [f"Informations collectives : {meetings(avant)} → {meetings(apres)}"]


def replace(
    db: Session,
    acte: Acte,
    ref: references.Session,
    avant: Sequence[date],
    apres: Sequence[date],
    *,
    reglages: Reglages,
) -> list[Avertissement]:
    """Take off and add meetings, one by one as the commands do; return what the rules say."""
    dits: list[Avertissement] = []
    for jour in sorted(set(avant) - set(apres)):
        reunions.remove(db, acte, ref, jour, reglages=reglages)
    for jour in sorted(set(apres) - set(avant)):
        fiche = reunions.add(db, acte, ref, jour, {}, reglages=reglages)
        dits += fiche.avertissements
    return dits
