"""What the journal tells of the person: what was done, when; never a value, so nothing to erase."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.models.journal import LigneJournal
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_TITRES: Final = {"le": "Le", "operation": "Opération", "objet": "Objet"}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return the lines about the person or their parcours. Who acted is not the person’s to know."""
    objets = [references.stagiaire(personne.ident), *map(references.parcours, personne.parcours)]
    query = select(LigneJournal).where(col(LigneJournal.objet).in_(objets))
    lignes = db.exec(query.order_by(col(LigneJournal.id)))
    return [{champ: getattr(ligne, champ) for champ in _TITRES} for ligne in lignes]


TRACE: Final = Trace(
    code="journal", titre="Journal", tables=("journal",), titres=_TITRES, read=read
)
