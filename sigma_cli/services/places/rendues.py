"""Paid places given back with what they were for, and never taken back unasked (Q1-06, Q9-01)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.texte import plural
from sigma_cli.models.place import Attribution
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Decision, TypeRemuneration
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import remuneration
from sigma_cli.services.places.remuneration import Choix

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

# Why someone never came is not for the journal, where the reason of a release goes.
JAMAIS_VENU: Final = "Désistement avant l’entrée"
_SANS_SESSION: Final = "La session n’aura pas lieu"
_RENDUES: Final = (TypeRemuneration.REGION.value, TypeRemuneration.PROTECTION_SOCIALE.value)


def release_session(
    db: Session, acte: Acte, reglages: Reglages, session: SessionFormation, *, motif: str
) -> list[Avertissement]:
    """Take back the paid and the protected places of a session that will not take place (SES-08, Q9-01)."""
    occupees = db.exec(
        select(Parcours.id, Parcours.type_remuneration)
        .where(Parcours.session_id == session.id, col(Parcours.type_remuneration).in_(_RENDUES))
        .order_by(col(Parcours.id))
    ).all()
    choix = Choix(decision=Decision.LIBEREE, type=None, motif=motif)
    suites = [
        avertissement
        for ident, _ in occupees
        for avertissement in remuneration.change(
            db, acte, reglages, dossiers.load(db, ident), choix
        )
    ]
    dites = [
        Avertissement(
            regle=regle,
            message=f"{plural(len(refs), quoi)}, la session n’aura pas lieu : {', '.join(refs)}.",
        )
        for genre, regle, quoi in (
            (TypeRemuneration.REGION, "Q9-01", "place rémunérée rendue"),
            (TypeRemuneration.PROTECTION_SOCIALE, "SES-08", "protection sociale retirée"),
        )
        if (refs := [references.parcours(ident) for ident, sien in occupees if sien == genre])
    ]
    return [*dites, *suites]


def warn_session(db: Session, session: SessionFormation) -> list[Avertissement]:
    """Say which places a session that takes place after all had given back (Q1-06)."""
    inscrits = select(Parcours.id).where(Parcours.session_id == session.id)
    rendues = _releases(db, col(Attribution.parcours_id).in_(inscrits))
    return _warn([une for une in rendues if (une.motif or "").startswith(_SANS_SESSION)])


def warn_return(db: Session, parcours: Parcours) -> list[Avertissement]:
    """Say that the place given back at a leaving, about to be undone, is not taken back (Q1-06)."""
    return _warn(
        [
            une
            for une in _releases(db, col(Attribution.parcours_id) == parcours.id)
            if une.motif == JAMAIS_VENU
            or (parcours.date_sortie and une.le.astimezone(PARIS).date() >= parcours.date_sortie)
        ]
    )


def _releases(db: Session, lesquels: "ColumnElement[bool]") -> Sequence[Attribution]:
    """Return, for some parcours, the release of a place that nothing was decided after."""
    dernieres = (
        select(func.max(Attribution.id)).where(lesquels).group_by(col(Attribution.parcours_id))
    )
    query = (
        select(Attribution)
        .where(col(Attribution.id).in_(dernieres), Attribution.decision == Decision.LIBEREE.value)
        .order_by(col(Attribution.parcours_id))
    )
    return db.exec(query).all()


def _warn(rendues: Sequence[Attribution]) -> list[Avertissement]:
    if not rendues:
        return []
    refs = [references.parcours(une.parcours_id) for une in rendues]
    quoi = "la place rémunérée n’est pas reprise"
    if len(refs) > 1:
        quoi = f"les places rémunérées ne sont pas reprises ({', '.join(refs)})"
    message = f"{quoi} : sigma place allocate {refs[0]} --motif …"
    return [Avertissement(regle="Q9-01", message=message)]
