"""Who a stagiaire is, at enrolment: the gateway asked beforehand, and what is known told with its origin."""

from collections.abc import Mapping
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

_MOIS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre"),
    *("octobre", "novembre", "décembre"),
)
_NES: Final = {"féminin": "née", "masculin": "né"}
_INSCRITS: Final = {"féminin": "inscrite", "masculin": "inscrit"}


def ask_gateway(config: Config, demande: "Demande", coffre: "Coffre | None") -> "Annonce | None":
    """Ask the identity gateway, when there is one, before the base is opened to write."""
    passerelle = acces.gateway(config)
    if passerelle is None or demande.nir is None or coffre is None:
        return None
    from sigma_cli.services.personnes.identite.passerelle import ask

    with acces.reading(config) as db:
        return ask(db, coffre, passerelle, nir=demande.nir, nom_naissance=demande.nom_naissance)


def enrolled(inscrit: "Inscrit") -> str:
    """Say who was enrolled, where; the word agrees when the gender is known."""
    champs = (inscrit.identite.get(champ) for champ in ("nom_naissance", "prenom"))
    qui = f"{inscrit.stagiaire} ({' '.join(champ.valeur or '' for champ in champs if champ)})"
    genre = inscrit.identite.get("genre")
    mot = _INSCRITS.get((genre.valeur or "") if genre else "", ": inscription")
    return f"{qui} {mot} à {inscrit.session} : parcours {inscrit.parcours}."


def tell(inscrit: "Inscrit") -> None:
    """Say who was enrolled, to hold against the paper (NIR-05); the JSON says where each part comes from."""
    connus = {champ: connu.valeur for champ, connu in inscrit.identite.items() if connu.valeur}
    noms = [connus[champ] for champ in ("nom_naissance", "prenom") if champ in connus]
    if usage := connus.get("nom_usage"):
        noms.insert(1, f"nom d’usage {usage}")
    dits = ", ".join(filter(None, (*noms, _birth(connus))))
    tete = "Identité certifiée" if inscrit.certifiee else "À comparer avec la pièce d’identité"
    hint(f"{tete} : {dits}.")


def _birth(connus: Mapping[str, str]) -> str:
    """Say when and where someone was born; the word agrees when the gender is known."""
    ne = _NES.get(connus.get("genre", ""))
    quand = ""
    if jour := connus.get("date_naissance"):
        quand = f"le {date_fr(date.fromisoformat(jour))}"
    elif annee := connus.get("annee_naissance"):
        mois = connus.get("mois_naissance")
        quand = f"en {_MOIS[int(mois) - 1]} {annee}" if mois else f"en {annee}"
    lieu = f" ({lu})" if (lu := connus.get("lieu_naissance")) else ""
    return f"{ne or 'naissance'} {quand}{lieu}" if quand else lieu.strip()
