"""Export « composantes »: one row per session, composantes without session included (Q8-01, Q8-03)."""

from dataclasses import replace
from typing import Final

from sigma_cli.domain.filtres import FiltreComposante
from sigma_cli.exports.composantes.colonnes import COLONNES, SUITE
from sigma_cli.exports.composantes.requete import load, load_complete
from sigma_cli.exports.contrat import Export

EXPORT: Final = Export(
    code="composantes",
    titre="Composantes",
    colonnes=COLONNES,
    filtre=FiltreComposante,
    personnel=False,
    load=load,
)
COMPLET: Final = replace(EXPORT, colonnes=(*COLONNES, *SUITE), load=load_complete)
"""What it takes to make the same composantes and sessions again in another base."""
