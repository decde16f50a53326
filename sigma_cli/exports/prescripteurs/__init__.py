"""Export « prescripteurs »: the structures that prescribe, as they are imported again."""

from typing import Final

from sigma_cli.domain.filtres import FiltrePrescripteur
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.prescripteurs.colonnes import COLONNES
from sigma_cli.exports.prescripteurs.requete import load

EXPORT: Final = Export(
    code="prescripteurs",
    titre="Prescripteurs",
    colonnes=COLONNES,
    filtre=FiltrePrescripteur,
    personnel=False,
    load=load,
)
