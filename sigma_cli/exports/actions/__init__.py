"""Export « actions »: the list of funded actions (Q8-02)."""

from typing import Final

from sigma_cli.domain.filtres import FiltreAction
from sigma_cli.exports.actions.colonnes import COLONNES
from sigma_cli.exports.actions.requete import load
from sigma_cli.exports.contrat import Export

EXPORT: Final = Export(
    code="actions",
    titre="Actions",
    colonnes=COLONNES,
    filtre=FiltreAction,
    personnel=False,
    load=load,
)
