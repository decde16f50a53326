"""What was erased or purged since the backup is erased again: a restoration brings nobody back (BAS-04)."""

from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.base.restauration.tables import (
    CANDIDATURE,
    CANDIDATURE_LA,
    IDENTITE,
    IDENTITE_LA,
    JOURNAL,
    JOURNAL_LA,
    STAGIAIRE,
    STAGIAIRE_LA,
    TETE_LA,
)
from sigma_cli.services.rgpd import purge
from sigma_cli.services.rgpd.effacement import forget
from sigma_cli.services.rgpd.personne import load
from sigma_cli.services.socle import journal
from sigma_cli.store.coffre import Coffre

_MEME = (STAGIAIRE.c.id == STAGIAIRE_LA.c.id) & (STAGIAIRE.c.cree_le == STAGIAIRE_LA.c.cree_le)


def carry(db: Session, acte: Acte, reglages: Reglages, coffre: Coffre | None) -> int:
    """Erase in the copy what the replaced base no longer holds; return how many objects."""
    effaces = _erased(db, acte, coffre)
    sans_numero = _numbers(db, acte, reglages, coffre)
    candidatures = _applicants(db, acte, reglages)
    return effaces + sans_numero + candidatures + _imported(db) + _journal(db, acte)


def _erased(db: Session, acte: Acte, coffre: Coffre | None) -> int:
    query = select(STAGIAIRE.c.id).join(STAGIAIRE_LA, _MEME)
    partis = query.where(STAGIAIRE.c.efface_le.is_(None), STAGIAIRE_LA.c.efface_le.is_not(None))
    idents = list(db.scalars(partis.order_by(STAGIAIRE.c.id)))
    for ident in idents:
        forget(db, acte, load(db, ident, coffre))
        journal.record(db, acte, "rgpd.erase.reprise", references.stagiaire(ident))
    return len(idents)


def _numbers(db: Session, acte: Acte, reglages: Reglages, coffre: Coffre | None) -> int:
    query = select(STAGIAIRE.c.id).join(STAGIAIRE_LA, _MEME)
    sans = query.where(STAGIAIRE.c.nir_classe.is_not(None), STAGIAIRE_LA.c.nir_classe.is_(None))
    purges = exists().where(JOURNAL_LA.c.operation == "rgpd.purge.nir")
    idents = list(db.scalars(sans.where(purges).order_by(STAGIAIRE.c.id)))
    for ident in idents:
        purge.forget_number(db, acte, reglages, ident, coffre)
    return len(idents)


def _applicants(db: Session, acte: Acte, reglages: Reglages) -> int:
    meme = (CANDIDATURE.c.id == CANDIDATURE_LA.c.id) & (
        CANDIDATURE.c.creee_le == CANDIDATURE_LA.c.creee_le
    )
    partis = (
        select(CANDIDATURE.c.id)
        .join(CANDIDATURE_LA, meme)
        .where(CANDIDATURE.c.efface_le.is_(None), CANDIDATURE_LA.c.efface_le.is_not(None))
    )
    idents = list(db.scalars(partis.order_by(CANDIDATURE.c.id)))
    for ident in idents:
        purge.forget_candidature(db, acte, reglages, ident)
    return len(idents)


def _imported(db: Session) -> int:
    """Remove the imported identities that a purge took since, and only then: none may be there yet."""
    purge_ = exists().where(
        JOURNAL_LA.c.operation == "rgpd.purge.annuaire",
        ~exists().where(JOURNAL.c.empreinte == JOURNAL_LA.c.empreinte),
    )
    partis = ~exists().where(IDENTITE_LA.c.empreinte == IDENTITE.c.empreinte)
    return db.execute(delete(IDENTITE).where(partis, purge_)).rowcount  # type: ignore[attr-defined,no-any-return]


def _journal(db: Session, acte: Acte) -> int:
    """Compact the journal as far as the replaced one was; one that was altered is left to its reader."""
    jusqu_au = db.scalars(select(TETE_LA.c.jusqu_au)).first()
    if jusqu_au is None or not journal.verify(db).intact:
        return 0
    return journal.compact(db, acte, jusqu_au + timedelta(microseconds=1))
