"""The files in which the person was sent: which, when, at which line."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.models.flux import FluxFichier, FluxLigne
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs
from sigma_cli.services.taches import instantanes

_TITRES: Final = {
    "parcours": "Parcours",
    "flux": "Envoyé à",
    "fichier": "Fichier",
    "ligne": "Ligne",
    "produit_le": "Produit le",
    "depose_le": "Déposé le",
    "rejet": "Refusé pour",
    "motif_renvoi": "Renvoyé pour",
}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return each sending; of the content, only keyed hashes are kept."""
    query = (
        select(FluxLigne, FluxFichier)
        .join(FluxFichier, col(FluxFichier.id) == col(FluxLigne.fichier_id))
        .where(col(FluxLigne.parcours_id).in_(personne.parcours))
        .order_by(col(FluxFichier.id), col(FluxLigne.numero))
    )
    return [
        {
            "parcours": references.parcours(ligne.parcours_id),
            "flux": ligne.code,
            "fichier": fichier.nom,
            "ligne": ligne.numero,
            "produit_le": fichier.produit_le,
            "depose_le": fichier.depose_le,
            "rejet": ligne.rejet,
            "motif_renvoi": ligne.motif_renvoi,
        }
        for ligne, fichier in db.exec(query)
    ]


def erase(db: Session, _acte: Acte, personne: Personne) -> None:
    """Keep the ledger, so that nothing is sent twice (RF-02); remove what was remembered of it."""
    instantanes.forget(db, personne.parcours)


TRACE: Final = Trace(
    code="envois",
    titre="Envois",
    tables=("flux_ligne", "flux_fichier", "flux_bloc"),
    titres=_TITRES,
    read=read,
    erase=erase,
)
