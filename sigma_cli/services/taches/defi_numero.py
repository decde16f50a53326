"""A number that changed once DEFI had it, a NIA become NIR for one: in both tools (RF-05, NIR-08).

The number is never shown: the task gives the command that reads it.
"""

from typing import Final

from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches.defi_ecart import DANS_LES_DEUX, Ecart, kind
from sigma_cli.services.taches.defi_emission import Emission


def change(emission: Emission) -> bool:
    """Tell whether the person bears another number than the one sent."""
    return emission.nir_rang is None or emission.nir_rang_ici > emission.nir_rang


def empreinte(emission: Emission) -> str:
    """Return what stands for the number in the key of a task; nothing to type without a number."""
    return "" if emission.stagiaire.nir_empreinte is None else str(emission.nir_rang_ici)


GENRE: Final = kind(
    Ecart(
        code="DEFI_NUMERO",
        portee=Portee.STAGIAIRE,
        titres={"nir": "Nouveau numéro"},
        change=change,
        empreinte=empreinte,
        commande="sigma stagiaire show {} --montrer-nir",
    ),
    regle="RF-05",
    titre="Saisir le nouveau numéro dans SIGMA et dans DEFI",
    outils=DANS_LES_DEUX,
)
