"""Export « actions »: the list of funded actions (Q8-02)."""

from dataclasses import replace
from typing import Final

from sigma_cli.domain.filtres import FiltreAction
from sigma_cli.exports.actions.colonnes import COLONNES, SUITE
from sigma_cli.exports.actions.requete import load, load_complete
from sigma_cli.exports.contrat import Export

EXPORT: Final = Export(
    code="actions",
    titre="Actions",
    colonnes=COLONNES,
    filtre=FiltreAction,
    personnel=False,
    load=load,
)
COMPLET: Final = replace(EXPORT, colonnes=(*COLONNES, *SUITE), load=load_complete)
"""What it takes to make the same actions again in another base."""
