"""What was noted of the person’s pay: option, rights to the ARE, the check of their protection."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, delete, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.models.place import Remuneration
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_CHAMPS: Final = {
    "depuis": "Rémunéré depuis le",
    "option_regime": "Option",
    "rqth_du": "RQTH du",
    "rqth_au": "RQTH au",
    "droits_are": "Droits à l’ARE",
    "fin_are": "Dernier jour de l’ARE",
    "protection_le": "Protection sociale vérifiée le",
    "protection_comment": "Vérifiée comment",
    "p2s_depose_le": "Dossier P2S déposé le",
}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return the facts of each parcours; who checked is an agent, and is left out."""
    query = select(Remuneration).where(col(Remuneration.parcours_id).in_(personne.parcours))
    return [
        {"parcours": references.parcours(ligne.parcours_id)}
        | {champ: getattr(ligne, champ) for champ in _CHAMPS}
        for ligne in db.exec(query.order_by(col(Remuneration.parcours_id)))
    ]


def erase(db: Session, _acte: Acte, personne: Personne) -> None:
    """Remove the facts: the decisions that rest on them stay, and count."""
    db.exec(delete(Remuneration).where(col(Remuneration.parcours_id).in_(personne.parcours)))


TRACE: Final = Trace(
    code="remuneration",
    titre="Rémunération",
    tables=("remuneration",),
    titres={"parcours": "Parcours"} | _CHAMPS,
    read=read,
    erase=erase,
)
