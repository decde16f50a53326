"""Find one object by its reference, or say which reference names nothing."""

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.errors import NotFound
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.referentiel import ReferentielImport
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Stagiaire


def action(db: Session, numero: str) -> Action:
    """Return the action of this number. Raises NotFound."""
    trouvee = db.exec(select(Action).where(Action.numero == numero)).first()
    if trouvee is None:
        raise NotFound(f"Action inconnue : {numero}. « sigma action list » donne les actions.")
    return trouvee


def composante(db: Session, numero: str) -> Composante:
    """Return the composante of this reference. Raises NotFound."""
    trouvee = db.exec(select(Composante).where(Composante.numero == numero)).first()
    if trouvee is None:
        raise NotFound(
            f"Composante inconnue : {numero}. « sigma composante list » donne les composantes."
        )
    return trouvee


def session(db: Session, ref: references.Session) -> SessionFormation:
    """Return the session of this reference. Raises NotFound."""
    trouvee = db.exec(
        select(SessionFormation)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(Composante.numero == ref.composante, SessionFormation.numero == ref.numero)
    ).first()
    if trouvee is None:
        raise NotFound(f"Session inconnue : {ref}. « sigma session list » donne les sessions.")
    return trouvee


def stagiaire(db: Session, ident: int) -> Stagiaire:
    """Return the person of this row number. Raises NotFound, also once the identity is erased."""
    trouve = db.get(Stagiaire, ident)
    ref = references.stagiaire(ident)
    if trouve is None:
        raise NotFound(f"Stagiaire inconnu : {ref}. « sigma stagiaire list » donne les stagiaires.")
    if trouve.efface_le is not None:
        raise NotFound(
            f"L’identité de {ref} a été effacée (RGPD) : il n’en reste que les parcours."
        )
    return trouve


def last_import(db: Session, nom: str) -> ReferentielImport | None:
    """Return the import in use of a table, None when it was never imported."""
    dernier = select(func.max(ReferentielImport.id)).where(ReferentielImport.nom == nom)
    return db.exec(
        select(ReferentielImport).where(col(ReferentielImport.id) == dernier.scalar_subquery())
    ).first()
