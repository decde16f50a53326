"""Who a stagiaire is, at enrolment: the gateway asked beforehand, and what is known told with its origin."""

from datetime import date
from typing import TYPE_CHECKING, Final

from sigma_cli.commands.cadre import acces
from sigma_cli.config import Config
from sigma_cli.console import hint
from sigma_cli.domain.dates import date_fr

if TYPE_CHECKING:
    from sigma_cli.services.inscription.demande import Demande, Inscrit
    from sigma_cli.services.personnes.identite.passerelle import Annonce
    from sigma_cli.store.coffre import Coffre

_IDENTITE: Final = {
    "civilite": "civilité",
    "nom_naissance": "nom de naissance",
    "nom_usage": "nom d’usage",
    "prenom": "prénom",
    "date_naissance": "née ou né le",
    "genre": "genre",
    "annee_naissance": "année de naissance",
    "mois_naissance": "mois de naissance",
    "lieu_naissance": "lieu de naissance",
}


def ask_gateway(config: Config, demande: "Demande", coffre: "Coffre | None") -> "Annonce | None":
    """Ask the identity gateway, when there is one, before the base is opened to write."""
    passerelle = acces.gateway(config)
    if passerelle is None or demande.nir is None or coffre is None:
        return None
    from sigma_cli.services.personnes.identite.passerelle import ask

    with acces.reading(config) as db:
        return ask(db, coffre, passerelle, nir=demande.nir, nom_naissance=demande.nom_naissance)


def tell(inscrit: "Inscrit") -> None:
    """Say what is known of the person and where each part comes from (NIR-05)."""
    champs = (
        f"{_IDENTITE[champ]} {_readable(champ, connu.valeur)} ({connu.provenance})"
        for champ, connu in inscrit.identite.items()
    )
    certifiee = "certifiée" if inscrit.certifiee else "non certifiée"
    hint(f"Identité {certifiee} : {', '.join(champs)}.")


def _readable(champ: str, valeur: str | None) -> str:
    if valeur and champ == "date_naissance":
        return date_fr(date.fromisoformat(valeur))
    return valeur or ""
