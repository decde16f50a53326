"""What the imported identities hold under the number of the person."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, delete, select

from sigma_cli.domain.acte import Acte
from sigma_cli.models.annuaire import IdentiteImportee
from sigma_cli.services.personnes.identite import annuaire
from sigma_cli.services.rgpd.contrat import Personne, Trace, Valeurs

_TITRES: Final = {
    "nom_naissance": "Nom de naissance",
    "prenom": "Prénom",
    "civilite": "Civilité",
    "date_naissance": "Date de naissance",
    "importee_le": "Importée le",
}


def read(db: Session, personne: Personne) -> Sequence[Valeurs]:
    """Return the imported identity, if any; without the key nothing can be found."""
    empreinte = _fingerprint(personne)
    if empreinte is None:
        return []
    lignes = db.exec(select(IdentiteImportee).where(IdentiteImportee.empreinte == empreinte))
    return [{champ: getattr(ligne, champ) for champ in _TITRES} for ligne in lignes]


def erase(db: Session, _acte: Acte, personne: Personne) -> None:
    """Remove the imported identity."""
    empreinte = _fingerprint(personne)
    if empreinte is not None:
        db.exec(delete(IdentiteImportee).where(col(IdentiteImportee.empreinte) == empreinte))


def _fingerprint(personne: Personne) -> bytes | None:
    if personne.nir is None or personne.memoire is None:
        return None
    return annuaire.fingerprint(personne.memoire, personne.nir)


TRACE: Final = Trace(
    code="annuaire",
    titre="Identité importée d’un autre fichier",
    tables=("identite_importee",),
    titres=_TITRES,
    read=read,
    erase=erase,
)
