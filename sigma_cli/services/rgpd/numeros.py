"""The numbers that others replaced: their kind and their dates."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, delete, select

from sigma_cli.domain.acte import Acte
from sigma_cli.models.stagiaire import NumeroRemplace
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_TITRES: Final = {"classe": "Type de numéro", "du": "Du", "au": "Au"}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return each number replaced; itself is not kept, only a keyed hash."""
    query = select(NumeroRemplace).where(NumeroRemplace.stagiaire_id == personne.ident)
    lignes = db.exec(query.order_by(col(NumeroRemplace.id)))
    return [{champ: getattr(ligne, champ) for champ in _TITRES} for ligne in lignes]


def erase(db: Session, _acte: Acte, personne: Personne) -> None:
    """Remove the hashes."""
    db.exec(delete(NumeroRemplace).where(col(NumeroRemplace.stagiaire_id) == personne.ident))


TRACE: Final = Trace(
    code="numeros_remplaces",
    titre="Numéros remplacés",
    tables=("nir_historique",),
    titres=_TITRES,
    read=read,
    erase=erase,
)
