"""The files sent since the backup, their states, and the bytes of those that wait."""

from typing import Final

from sqlalchemy import delete, exists, insert, or_, select, update
from sqlmodel import Session

from sigma_cli.errors import RuleViolation
from sigma_cli.flux import REGISTRE
from sigma_cli.services.base.restauration.tables import (
    BLOC,
    BLOC_LA,
    CLE,
    CLE_LA,
    FICHIER,
    FICHIER_LA,
    MEME_FICHIER,
    MEME_NUMERO,
)
from sigma_cli.services.socle import rediffusion

_SUIVI: Final = (  # what changes in a file once it is prepared
    "etat",
    "depose_le",
    "destination",
    "tentatives",
    "erreur",
    "definitif",
    "prochain_essai",
    "acquitte_le",
    "acquittement",
    "nb_rejets",
)


def check_same_key(db: Session) -> None:
    """Refuse to lose the bytes of a file that may have arrived already, for lack of their key."""
    cle, cle_la = (
        db.execute(select(table.c.identifiant)).scalar_one_or_none() for table in (CLE, CLE_LA)
    )
    personnels = [code for code, flux in REGISTRE.items() if flux.personnel]
    attendent = db.scalars(
        select(FICHIER_LA.c.nom)
        .where(FICHIER_LA.c.depose_le.is_(None), FICHIER_LA.c.code.in_(personnels))
        .where(~exists().where(MEME_FICHIER))
    ).all()
    if attendent and cle != cle_la:
        raise RuleViolation(
            f"La clé a changé depuis cette sauvegarde, et {', '.join(attendent)} attend sous "
            "l’actuelle : l’envoyer d’abord (« sigma flux retry »), puis restaurer. Rien n’a changé.",
            regle="RF-02",
        )


def add(db: Session) -> list[str]:
    """Add the files the backup does not know, with the bytes of those that wait; return their names."""
    inconnus = ~exists().where(MEME_NUMERO)
    noms = list(db.scalars(select(FICHIER_LA.c.nom).where(inconnus)))
    colonnes = [colonne.name for colonne in FICHIER.c if colonne.name != "id"]
    ajoutes = select(*(FICHIER_LA.c[nom] for nom in colonnes)).where(inconnus)
    db.execute(insert(FICHIER).from_select(colonnes, ajoutes.order_by(FICHIER_LA.c.id)))
    blocs = (
        select(FICHIER.c.id, BLOC_LA.c.rang, BLOC_LA.c.contenu)
        .select_from(FICHIER)
        .join(FICHIER_LA, MEME_FICHIER)
        .join(BLOC_LA, BLOC_LA.c.fichier_id == FICHIER_LA.c.id)
        .where(FICHIER.c.nom.in_(noms))
    )
    db.execute(insert(BLOC).from_select(["fichier_id", "rang", "contenu"], blocs))
    return noms


def bring_forward(db: Session) -> list[str]:
    """Bring the files that both know to the later of their states; return their names."""
    avances = or_(
        FICHIER.c.depose_le.is_(None) & FICHIER_LA.c.depose_le.is_not(None),
        FICHIER.c.acquitte_le.is_(None) & FICHIER_LA.c.acquitte_le.is_not(None),
    )
    suivis = select(FICHIER.c.nom, *(FICHIER_LA.c[nom] for nom in _SUIVI))
    lignes = db.execute(
        suivis.select_from(FICHIER).join(FICHIER_LA, MEME_FICHIER).where(avances)
    ).all()
    for nom, *valeurs in lignes:
        db.execute(
            update(FICHIER)
            .where(FICHIER.c.nom == nom)
            .values(dict(zip(_SUIVI, valeurs, strict=True)))
        )
    deposes = select(FICHIER.c.id).where(FICHIER.c.depose_le.is_not(None))
    db.execute(delete(BLOC).where(BLOC.c.fichier_id.in_(deposes)))
    return [nom for nom, *_ in lignes]


def show_all_again(db: Session, noms: list[str]) -> None:
    """Let the next full picture leave, when one of these is: it told of sessions as they were since."""
    entiers = [code for code, flux in REGISTRE.items() if flux.une_fois is None]
    query = select(FICHIER.c.id).where(FICHIER.c.nom.in_(noms), FICHIER.c.code.in_(entiers))
    if db.execute(query.limit(1)).first():
        rediffusion.send_again(db)


def left_out(db: Session) -> list[str]:
    """Return the files whose number the backup gives to another one."""
    autres = select(FICHIER_LA.c.nom).where(
        exists().where(MEME_NUMERO, FICHIER.c.sha256 != FICHIER_LA.c.sha256)
    )
    return list(db.scalars(autres.order_by(FICHIER_LA.c.nom)))
