"""Export « composantes »: one row per session, composantes without session included (Q8-01, Q8-03)."""

from typing import Final

from sigma_cli.domain.filtres import FiltreComposante
from sigma_cli.exports.composantes.colonnes import COLONNES
from sigma_cli.exports.composantes.requete import load
from sigma_cli.exports.contrat import Export

EXPORT: Final = Export(
    code="composantes",
    titre="Composantes",
    colonnes=COLONNES,
    filtre=FiltreComposante,
    personnel=False,
    load=load,
)
