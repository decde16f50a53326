"""Someone who left once DEFI had the parcours: nothing is recalled, it is typed there (RF-08)."""

from typing import Final

from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches.defi_ecart import DANS_LES_DEUX, follow, kind

GENRE: Final = kind(
    follow("DEFI_SORTIE", Portee.PARCOURS, {"date_sortie": "Sortie"}),
    regle="RF-08",
    titre="Saisir la sortie ou l’abandon dans SIGMA et dans DEFI",
    outils=DANS_LES_DEUX,
)
