"""Export « candidatures »: one row per candidature, all that is known of it."""

from typing import Final

from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.exports.candidatures.colonnes import COLONNES
from sigma_cli.exports.candidatures.requete import load
from sigma_cli.exports.contrat import Export

EXPORT: Final = Export(
    code="candidatures",
    titre="Candidatures",
    colonnes=COLONNES,
    filtre=FiltreCandidature,
    personnel=True,
    load=load,
)
