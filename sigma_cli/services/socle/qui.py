"""Who a reference stands for, as every answer repeats it: `P000003 (Diaz Ana, 20F0011_01/02)`."""

from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire

_EFFACE: Final = "identité effacée"


def parcours(db: Session, ident: int) -> str:
    """Return a parcours with its holder and its session."""
    query = (
        select(
            col(Stagiaire.nom_naissance),
            col(Stagiaire.prenom),
            col(Composante.numero),
            col(SessionFormation.numero),
        )
        .select_from(Parcours)
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(Parcours.id == ident)
    )
    return _said(references.parcours(ident), db.exec(query).first())


def candidature(db: Session, ident: int) -> str:
    """Return a candidature with who applies and the session."""
    query = (
        select(
            col(Candidature.nom),
            col(Candidature.prenom),
            col(Composante.numero),
            col(SessionFormation.numero),
        )
        .select_from(Candidature)
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(Candidature.id == ident)
    )
    return _said(references.candidature(ident), db.exec(query).first())


def stagiaire(db: Session, ident: int) -> str:
    """Return a person with the name."""
    trouve = db.get(Stagiaire, ident)
    ligne = (trouve.nom_naissance, trouve.prenom) if trouve else None
    return _said(references.stagiaire(ident), ligne)


def session(db: Session, ref: references.Session) -> str:
    """Return a session with its title, its commune and its first day."""
    ligne = db.exec(
        select(
            col(Composante.intitule),
            col(SessionFormation.commune),
            col(SessionFormation.date_debut),
        )
        .select_from(SessionFormation)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(Composante.numero == ref.composante, SessionFormation.numero == ref.numero)
    ).first()
    if ligne is None:
        return str(ref)
    intitule, commune, debut = ligne
    return f"{ref} ({intitule}, {commune}, {debut:%d/%m/%Y})"


def _said(ref: str, ligne: Any) -> str:
    """Join what is known; nothing is said of who was erased."""
    if ligne is None:
        return ref
    nom, prenom, *session = ligne
    qui = f"{nom or ''} {prenom or ''}".strip() or _EFFACE
    ou = [str(references.Session(*session))] if session else []
    return f"{ref} ({', '.join([qui, *ou])})"
