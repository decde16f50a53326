"""What the journal tells of the person: what was done, when; never a value, so nothing to erase."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.models.journal import LigneJournal
from sigma_cli.services.rgpd import candidatures
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_TITRES: Final = {"le": "Le", "operation": "Opération", "objet": "Objet"}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return the lines about the person, their parcours and candidatures. Who acted is not theirs to know."""
    objets = [
        references.stagiaire(personne.ident),
        *map(references.parcours, personne.parcours),
        *(references.candidature(ligne.id) for ligne in candidatures.of(db, personne)),
    ]
    query = select(LigneJournal).where(col(LigneJournal.objet).in_(objets))
    lignes = db.exec(query.order_by(col(LigneJournal.id)))
    return [{champ: getattr(ligne, champ) for champ in _TITRES} for ligne in lignes]


TRACE: Final = Trace(
    code="journal", titre="Journal", tables=("journal",), titres=_TITRES, read=read
)
