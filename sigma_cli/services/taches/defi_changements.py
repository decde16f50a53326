"""What changed once DEFI had it, one row a kind: to type there by hand, and in the Région’s SIGMA or not."""

from collections.abc import Mapping
from typing import Final

from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.contrat import Genre
from sigma_cli.services.taches.defi_ecart import Ecart, follow, kind
from sigma_cli.services.taches.defi_emission import Emission

_LES_DEUX: Final = (Outil.SIGMA, Outil.DEFI)


def _other_number(emission: Emission) -> bool:
    """Tell whether the person bears another number than the one sent (NIR-08)."""
    return emission.nir_rang is None or emission.nir_rang_ici > emission.nir_rang


def _number(emission: Emission) -> str:
    """Return what stands for the number in the key of a task; nothing to type without a number."""
    return "" if emission.stagiaire.nir_empreinte is None else str(emission.nir_rang_ici)


def _followed(
    code: str,
    portee: Portee,
    *,
    regle: str,
    titre: str,
    champs: Mapping[str, str],
    outils: tuple[Outil, ...] = _LES_DEUX,
    partis: bool = False,
) -> Genre:
    ecart = follow(code, portee, champs, partis=partis)
    return kind(ecart, regle=regle, titre=titre, outils=outils)


IDENTITE: Final = _followed(
    "DEFI_IDENTITE",
    Portee.STAGIAIRE,
    regle="RF-05",
    titre="Corriger l’identité dans SIGMA (Région) et dans DEFI",
    champs={
        "civilite": "Civilité",
        "nom_naissance": "Nom de naissance",
        "nom_usage": "Nom d’usage",
        "prenom": "Prénom",
        "date_naissance": "Date de naissance",
    },
)
# The number is never shown: the task gives the command that reads it.
NUMERO: Final = kind(
    Ecart(
        code="DEFI_NUMERO",
        portee=Portee.STAGIAIRE,
        titres={"nir": "Nouveau numéro"},
        change=_other_number,
        empreinte=_number,
        commande="sigma stagiaire show {} --montrer-nir",
    ),
    regle="RF-05",
    titre="Saisir le nouveau numéro dans SIGMA (Région) et dans DEFI",
    outils=_LES_DEUX,
)
DATES: Final = _followed(
    "DEFI_DATES",
    Portee.PARCOURS,
    regle="RF-06",
    titre="Saisir les nouvelles dates du parcours dans SIGMA (Région) et dans DEFI",
    champs={"date_entree": "Entrée", "date_fin_prevue": "Fin prévue"},
)
SESSION: Final = _followed(
    "DEFI_SESSION",
    Portee.PARCOURS,
    regle="RF-06",
    titre="Saisir le changement de session dans SIGMA (Région) et dans DEFI",
    champs={"session": "Nouvelle session"},
)
SORTIE: Final = _followed(
    "DEFI_SORTIE",
    Portee.PARCOURS,
    regle="RF-08",
    titre="Saisir la sortie ou l’abandon dans SIGMA (Région) et dans DEFI",
    champs={"date_sortie": "Sortie"},
    partis=True,
)
COORDONNEES: Final = _followed(
    "DEFI_COORDONNEES",
    Portee.STAGIAIRE,
    regle="RF-07",
    titre="Mettre les coordonnées à jour dans DEFI",
    champs={"courriel": "Courriel", "telephone": "Téléphone"},
    outils=(Outil.DEFI,),
)
SITUATION: Final = _followed(
    "DEFI_SITUATION",
    Portee.PARCOURS,
    regle="RF-07",
    titre="Mettre la situation de la personne à jour dans DEFI",
    champs={
        "categorie_public": "Catégorie du public",
        "niveau_entree": "Niveau d’entrée",
        "rqth": "RQTH (1 oui, 0 non)",
    },
    outils=(Outil.DEFI,),
)
