"""An identity corrected once DEFI had it: in both tools, by hand (RF-05)."""

from typing import Final

from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches.defi_ecart import DANS_LES_DEUX, follow, kind

_TITRES: Final = {
    "civilite": "Civilité",
    "nom_naissance": "Nom de naissance",
    "nom_usage": "Nom d’usage",
    "prenom": "Prénom",
    "date_naissance": "Date de naissance",
}

GENRE: Final = kind(
    follow("DEFI_IDENTITE", Portee.STAGIAIRE, _TITRES),
    regle="RF-05",
    titre="Corriger l’identité dans SIGMA et dans DEFI",
    outils=DANS_LES_DEUX,
)
