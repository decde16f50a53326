"""Find whom an act of the RGPD is about."""

from sqlmodel import Session, col, select

from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import BrokenBase
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.services.personnes import numeros
from sigma_cli.services.rgpd.contrat import Personne
from sigma_cli.services.socle import lookup
from sigma_cli.store.coffre import Coffre


def load(db: Session, ident: int, coffre: Coffre | None, *, montrer_nir: bool = False) -> Personne:
    """Return a person, with their number when the key is given. Raises NotFound, KeyProblem."""
    stagiaire = lookup.stagiaire(db, ident)
    parcours = db.exec(
        select(col(Parcours.id)).where(Parcours.stagiaire_id == ident).order_by(col(Parcours.id))
    ).all()
    if coffre is None:
        return Personne(ident=ident, parcours=parcours)
    numeros.check_key(db, coffre)
    return Personne(
        ident=ident,
        parcours=parcours,
        nir=_number(stagiaire, coffre),
        memoire=numeros.memory_if_any(db, coffre),
        montrer_nir=montrer_nir,
    )


def _number(stagiaire: Stagiaire, coffre: Coffre) -> Nir | None:
    """Open the number; one that was altered must not keep its person from leaving."""
    if stagiaire.nir_chiffre is None:
        return None
    try:
        return numeros.reveal(coffre, stagiaire.id, stagiaire.nir_chiffre)
    except BrokenBase:
        return None
