"""A parcours lengthened or shortened once DEFI had it: the new end, in both tools (RF-06)."""

from typing import Final

from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches.defi_ecart import DANS_LES_DEUX, follow, kind

_TITRES: Final = {"date_entree": "Entrée", "date_fin_prevue": "Fin prévue"}

GENRE: Final = kind(
    follow("DEFI_DATES", Portee.PARCOURS, _TITRES),
    regle="RF-06",
    titre="Saisir les nouvelles dates du parcours dans SIGMA et dans DEFI",
    outils=DANS_LES_DEUX,
)
