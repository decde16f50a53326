"""Export « places »: one row per paid place in use, and one per action that has none (A-13)."""

from typing import Final

from sigma_cli.domain.filtres import FiltrePlace
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.places.colonnes import COLONNES
from sigma_cli.exports.places.requete import load

EXPORT: Final = Export(
    code="places",
    titre="Places rémunérées",
    colonnes=COLONNES,
    filtre=FiltrePlace,
    personnel=True,
    load=load,
)
