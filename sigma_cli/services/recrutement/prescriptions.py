"""Judge the prescription of a candidature on what the base knows (Q2-01 … Q2-05)."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.recrutement.prescription import (
    Situation,
    Structure,
    check_mode,
    check_structure,
    warn_fiche_unknown,
)
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Candidature, Prescripteur
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.recrutement import Mode
from sigma_cli.services.recrutement import fiche_prescripteur
from sigma_cli.services.recrutement.convocations import meetings


def judge(
    db: Session, candidature: Candidature, session: references.Session, *, nouvelle: bool
) -> list[Avertissement]:
    """Judge the mode on the day of positioning (Q2-02 … Q2-05); `nouvelle`: the structure is chosen now."""
    structure: Structure | None = None
    dits: list[Avertissement] = []
    if candidature.prescripteur_id is not None:
        structure = fiche_prescripteur.structure(db, candidature.prescripteur_id)
        dits += check_structure(structure) if nouvelle else []
    mode = Mode(candidature.mode) if candidature.mode else None
    situation = Situation(
        session=str(session),
        le=candidature.positionne_le,
        reunions=meetings(db, candidature.session_id),
        date_vote=_vote(db, candidature.session_id),
        avant_vote=candidature.avant_vote,
    )
    dits += check_mode(mode, structure, situation)
    return dits + warn_fiche_unknown(mode, candidature.fiche_recue_le, candidature.fiche_de)


def said(mode: str | None, prescripteur: Prescripteur | None) -> str | None:
    """Return by whom and how someone was prescribed, in words; None when nobody knows (Q2-01)."""
    if mode is None or prescripteur is None:
        return None
    return f"{Mode(mode).label}, {prescripteur.nom} ({prescripteur.ville})"


def of_parcours(query: Any) -> Any:
    """Join to a SELECT of parcours their Candidature and the Prescripteur known, as two columns more."""
    prescripteur = func.coalesce(col(Candidature.prescripteur_id), col(Parcours.prescripteur_id))
    return (
        query.add_columns(Candidature, Prescripteur)
        .outerjoin(Candidature, col(Candidature.parcours_id) == col(Parcours.id))
        .outerjoin(Prescripteur, col(Prescripteur.id) == prescripteur)
    )


def _vote(db: Session, session_id: int) -> date | None:
    return db.exec(
        select(col(Action.date_vote))
        .join(Composante, col(Composante.action_id) == col(Action.id))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .where(SessionFormation.id == session_id)
    ).one()
