"""Export « demandes »: the requests to the Région, with the titles of what they are about (Q8-01)."""

from typing import Final

from sigma_cli.domain.filtres import FiltreDemande
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.demandes.colonnes import COLONNES
from sigma_cli.exports.demandes.requete import load

EXPORT: Final = Export(
    code="demandes",
    titre="Demandes",
    colonnes=COLONNES,
    filtre=FiltreDemande,
    personnel=True,
    load=load,
)
