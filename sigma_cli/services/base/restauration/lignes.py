"""The lines sent since the backup, and the marks that take their parcours off the queues."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, exists, func, insert, not_, or_, select, update
from sqlmodel import Session

from sigma_cli.flux import REGISTRE
from sigma_cli.services.base.restauration.tables import (
    FICHIER,
    FICHIER_LA,
    LIGNE,
    LIGNE_LA,
    MEME_LIGNE,
    MEME_PARCOURS,
    PARCOURS,
    PARCOURS_LA,
    known,
    lines_of_both,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laissees:
    """Lines of a file whose parcours the backup does not know: to be entered again as sent."""

    fichier: str
    lignes: int


def bring_forward(db: Session) -> int:
    """Note on the lines that both know what was refused, and sent again, since."""
    champs = ("rejet", "repris_le", "motif_renvoi")
    depuis = or_(
        LIGNE.c.rejet.is_(None) & LIGNE_LA.c.rejet.is_not(None),
        LIGNE.c.repris_le.is_(None) & LIGNE_LA.c.repris_le.is_not(None),
    )
    query = lines_of_both(
        select(LIGNE.c.fichier_id, LIGNE.c.numero, *(LIGNE_LA.c[nom] for nom in champs))
    )
    lignes = db.execute(query.join(LIGNE, MEME_LIGNE).where(depuis)).all()
    for fichier_id, numero, *valeurs in lignes:
        db.execute(
            update(LIGNE)
            .where(LIGNE.c.fichier_id == fichier_id, LIGNE.c.numero == numero)
            .values(dict(zip(champs, valeurs, strict=True)))
        )
    return len(lignes)


def add(db: Session) -> int:
    """Add the lines the backup lacks, of the parcours it knows; return how many."""
    colonnes = [colonne.name for colonne in LIGNE.c if colonne.name != "fichier_id"]
    deja = LIGNE.alias()
    parti = exists().where(
        deja.c.parcours_id == LIGNE_LA.c.parcours_id,
        deja.c.code == LIGNE_LA.c.code,
        deja.c.evenement == LIGNE_LA.c.evenement,
        deja.c.repris_le.is_(None),
        LIGNE_LA.c.repris_le.is_(None),
    )
    lignes = lines_of_both(select(FICHIER.c.id, *(LIGNE_LA.c[nom] for nom in colonnes))).where(
        known(), not_(exists().where(MEME_LIGNE)), not_(parti)
    )
    return _count(db.execute(insert(LIGNE).from_select(["fichier_id", *colonnes], lignes)))


def set_marks(db: Session) -> int:
    """Take off the queues what left since, and put back there what was taken back since."""
    faits = 0
    for flux in REGISTRE.values():
        for evenement, marqueur in (flux.une_fois.marqueurs if flux.une_fois else {}).items():
            ici, la = PARCOURS.c[marqueur], PARCOURS_LA.c[marqueur]
            lignes = exists().where(
                LIGNE.c.parcours_id == PARCOURS.c.id,
                LIGNE.c.code == flux.code,
                LIGNE.c.evenement == evenement,
            )
            vivante = lignes.where(LIGNE.c.repris_le.is_(None))
            note = select(la).where(MEME_PARCOURS, la.is_not(None)).scalar_subquery()
            partis = update(PARCOURS).where(
                ici.is_(None), note.is_not(None), or_(vivante, not_(lignes))
            )
            faits += _count(db.execute(partis.values({ici: note})))
            rendus = update(PARCOURS).where(
                ici.is_not(None),
                exists().where(MEME_PARCOURS, la.is_(None)),
                lignes,
                not_(vivante),
            )
            faits += _count(db.execute(rendus.values({ici: None})))
    return faits


def left_out(db: Session) -> list[Laissees]:
    """Return by file how many lines are of parcours that the backup does not know."""
    query = (
        select(FICHIER_LA.c.nom, func.count())
        .join(LIGNE_LA, LIGNE_LA.c.fichier_id == FICHIER_LA.c.id)
        .where(not_(known()))
        .group_by(FICHIER_LA.c.nom)
        .order_by(FICHIER_LA.c.nom)
    )
    return [Laissees(fichier=nom, lignes=nombre) for nom, nombre in db.execute(query)]


def _count(fait: Any) -> int:
    return fait.rowcount if isinstance(fait, CursorResult) else 0
