"""An address that changed once DEFI had it: there only (RF-07)."""

from typing import Final

from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.defi_ecart import follow, kind

_TITRES: Final = {"courriel": "Courriel", "telephone": "Téléphone"}

GENRE: Final = kind(
    follow("DEFI_COORDONNEES", Portee.STAGIAIRE, _TITRES),
    regle="RF-07",
    titre="Mettre les coordonnées à jour dans DEFI",
    outils=(Outil.DEFI,),
)
