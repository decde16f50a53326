"""The tasks that people had to do about the person in other tools."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select, update

from sigma_cli.domain.acte import Acte
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.statuts import EtatTache, Portee
from sigma_cli.services.rgpd import candidatures
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs
from sigma_cli.services.taches import REGISTRE

_TITRES: Final = {
    "titre": "À faire",
    "etat": "État",
    "ouverte_le": "Ouverte le",
    "close_le": "Fermée le",
}
_MOTIF: Final = "l’identité a été effacée"


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return each task about the person, one of their parcours or of their candidatures."""
    query = select(Tache).where(_about(db, personne)).order_by(col(Tache.id))
    return [
        {
            "titre": REGISTRE[tache.genre].titre,
            "etat": tache.etat,
            "ouverte_le": tache.ouverte_le,
            "close_le": tache.close_le,
        }
        for tache in db.exec(query)
    ]


def erase(db: Session, acte: Acte, personne: Personne) -> None:
    """Close what is still to do: nobody could."""
    db.exec(
        update(Tache)
        .where(_about(db, personne), col(Tache.etat) == EtatTache.A_FAIRE.value)
        .values(etat=EtatTache.SANS_OBJET.value, motif=_MOTIF, close_le=acte.le)
    )


def _about(db: Session, personne: Personne) -> ColumnElement[bool]:
    """Return the condition on a task: its object is the person, a parcours or a candidature of theirs."""
    objets = {
        Portee.STAGIAIRE: [personne.ident],
        Portee.PARCOURS: list(personne.parcours),
        Portee.CANDIDATURE: [ligne.id for ligne in candidatures.of(db, personne)],
    }
    return or_(
        *(
            and_(
                col(Tache.genre).in_(
                    [genre.code for genre in REGISTRE.values() if genre.portee is portee]
                ),
                col(Tache.objet_id).in_(idents),
            )
            for portee, idents in objets.items()
        )
    )


TRACE: Final = Trace(
    code="taches",
    titre="Saisies à faire ailleurs",
    tables=("tache", "tache_outil"),
    titres=_TITRES,
    read=read,
    erase=erase,
)
