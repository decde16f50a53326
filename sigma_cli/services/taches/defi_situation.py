"""A situation corrected once DEFI had the parcours: there only (RF-07)."""

from typing import Final

from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.defi_ecart import follow, kind

_TITRES: Final = {
    "categorie_public": "Catégorie du public",
    "niveau_entree": "Niveau d’entrée",
    "rqth": "RQTH (1 oui, 0 non)",
}

GENRE: Final = kind(
    follow("DEFI_SITUATION", Portee.PARCOURS, _TITRES),
    regle="RF-07",
    titre="Mettre la situation de la personne à jour dans DEFI",
    outils=(Outil.DEFI,),
)
