"""Export « ic »: the information collectives of the sessions, with hours, place and seats."""

from typing import Final

from sigma_cli.domain.filtres import FiltreReunion
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.ic.colonnes import COLONNES
from sigma_cli.exports.ic.requete import load

EXPORT: Final = Export(
    code="ic",
    titre="Informations collectives",
    colonnes=COLONNES,
    filtre=FiltreReunion,
    personnel=False,
    load=load,
)
