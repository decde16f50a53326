"""What the imported identities answer: by the keyed hash of the number."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from sigma_cli.domain.personnes.identite import Reponse
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.models.annuaire import IdentiteImportee
from sigma_cli.referentiels.statuts import Provenance
from sigma_cli.store.coffre import Memoire


def fingerprint(memoire: Memoire, nir: Nir) -> bytes:
    """Return the hash under which an imported identity is kept."""
    return memoire.fingerprint(f"annuaire {nir.valeur}")


def load(db: Session, empreintes: Iterable[bytes]) -> dict[bytes, Reponse]:
    """Return what is known of these numbers, in one SELECT."""
    query = select(IdentiteImportee).where(col(IdentiteImportee.empreinte).in_(list(empreintes)))
    return {
        ligne.empreinte: Reponse(
            provenance=Provenance.ANNUAIRE,
            nom_naissance=ligne.nom_naissance,
            prenom=ligne.prenom,
            civilite=ligne.civilite,
            date_naissance=ligne.date_naissance,
        )
        for ligne in db.exec(query)
    }
