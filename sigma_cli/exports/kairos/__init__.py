"""Export « kairos »: a sheet to type from, for no flow goes there (Q1-02)."""

from typing import Final

from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.kairos.colonnes import COLONNES
from sigma_cli.exports.kairos.requete import load

EXPORT: Final = Export(
    code="kairos",
    titre="Kairos",
    colonnes=COLONNES,
    filtre=FiltreCandidature,
    personnel=True,
    load=load,
)
