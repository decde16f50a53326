"""A type of pay that changed once DEFI had the parcours: in both tools (Q9-06, as RF-05)."""

from typing import Final

from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches.defi_ecart import DANS_LES_DEUX, follow, kind

GENRE: Final = kind(
    follow("DEFI_TYPE", Portee.PARCOURS, {"type_remuneration": "Type de rémunération"}),
    regle="RF-05",
    titre="Changer le type de rémunération dans SIGMA et dans DEFI",
    outils=DANS_LES_DEUX,
)
