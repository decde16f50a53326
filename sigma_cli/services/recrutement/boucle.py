"""The end of a candidature: the person is enrolled, and the parcours bears it (INSCRIT_SIGMA)."""

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.referentiels.recrutement import Evenement
from sigma_cli.services.recrutement.dossier import load, move


def close(db: Session, acte: Acte, ident: int, parcours: int) -> list[Avertissement]:
    """Tie a candidature to the parcours it led to; the caller refreshes the tasks of both.

    Raises NotFound, RuleViolation (Q2-01 without prescription, Q2-17 when not retained, SES-03).
    """
    return move(
        db,
        acte,
        load(db, ident),
        Evenement.INSCRIRE,
        {"parcours_id": parcours},
        jour=acte.jour,
        details={"parcours": references.parcours(parcours)},
    )
