"""Export « stagiaires »: one row per parcours, without any NIR (NIR-12)."""

from typing import Final

from sigma_cli.domain.filtres import FiltreStagiaire
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.stagiaires.colonnes import COLONNES
from sigma_cli.exports.stagiaires.requete import load

EXPORT: Final = Export(
    code="stagiaires",
    titre="Stagiaires",
    colonnes=COLONNES,
    filtre=FiltreStagiaire,
    personnel=True,
    load=load,
)
