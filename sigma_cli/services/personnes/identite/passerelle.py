"""Ask the gateway before anything is written: a slow answer must not keep the base locked."""

from dataclasses import dataclass, field

from sqlmodel import Session

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.personnes.identite import REGLE, Reponse
from sigma_cli.domain.personnes.nir import ClasseNir, Nir
from sigma_cli.passerelle.contrat import Muette, Passerelle
from sigma_cli.services.personnes import numeros
from sigma_cli.services.personnes.identite import annuaire
from sigma_cli.store.coffre import Coffre


@dataclass(frozen=True, slots=True, kw_only=True)
class Annonce:
    """What the gateway said of a person to enrol, or why it said nothing."""

    reponse: Reponse | None = None
    avertissements: list[Avertissement] = field(default_factory=list)


def ask(
    db: Session, coffre: Coffre, passerelle: Passerelle, *, nir: Nir, nom_naissance: str
) -> Annonce:
    """Ask for a definitive number that neither the base nor the imported identities answer for.

    A gateway that fails is passed over with a warning. The base is left before the question goes.
    Raises KeyProblem.
    """
    if nir.classe is not ClasseNir.NIR or _is_known(db, coffre, nir):
        return Annonce()
    db.commit()
    try:
        return Annonce(reponse=passerelle.ask(nir, nom_naissance))
    except Muette as panne:
        message = (
            f"la passerelle d’identité est laissée de côté : {panne} ; l’identité n’est pas "
            "certifiée, la vérifier sur la pièce."
        )
        return Annonce(avertissements=[Avertissement(regle=REGLE, message=message)])


def _is_known(db: Session, coffre: Coffre, nir: Nir) -> bool:
    numeros.check_key(db, coffre)
    if numeros.find(db, coffre, nir) is not None:
        return True
    memoire = numeros.memory_if_any(db, coffre)
    if memoire is None:
        return False
    connue = annuaire.load(db, [annuaire.fingerprint(memoire, nir)])
    return any(reponse.suffit for reponse in connue.values())
