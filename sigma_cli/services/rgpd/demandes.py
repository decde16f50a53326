"""What was asked of the Région for the person."""

from collections.abc import Sequence
from typing import Any, Final

from sqlmodel import Session, col, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.models.demande import Demande, DemandePlace
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_CHAMPS: Final = {
    "destinataire": "Demandé à",
    "demandee_le": "Demandé le",
    "explication": "Explication",
    "etat": "État",
    "repondue_le": "Réponse le",
    "reponse": "Réponse",
}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return each request; of the document that was joined, only a hash is kept."""
    query = (
        select(Demande, DemandePlace)
        .join(DemandePlace, col(DemandePlace.demande_id) == col(Demande.id))
        .where(col(DemandePlace.parcours_id).in_(personne.parcours))
        .order_by(col(Demande.id))
    )
    return [
        {
            "demande": references.demande(demande.id),
            "parcours": references.parcours(place.parcours_id),
            "justificatif_sha256": place.justificatif_sha256,
        }
        | {champ: getattr(demande, champ) for champ in _CHAMPS}
        for demande, place in db.exec(query)
    ]


def erase(db: Session, _acte: Acte, personne: Personne) -> None:
    """Keep what was asked and answered, and the proof of the document; remove what was written."""
    siennes: Any = select(DemandePlace.demande_id).where(
        col(DemandePlace.parcours_id).in_(personne.parcours)
    )
    db.exec(
        update(Demande).where(col(Demande.id).in_(siennes)).values(explication=EFFACE, reponse=None)
    )


TRACE: Final = Trace(
    code="demandes",
    titre="Demandes à la Région",
    tables=("demande", "demande_place"),
    titres={
        "demande": "Demande",
        "parcours": "Parcours",
        "justificatif_sha256": "Empreinte du justificatif",
    }
    | _CHAMPS,
    read=read,
    erase=erase,
)
