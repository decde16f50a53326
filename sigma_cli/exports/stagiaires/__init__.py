"""Export « stagiaires »: one row per parcours, without any NIR unless expressly asked (NIR-12)."""

from dataclasses import replace
from functools import partial
from typing import Final

from sigma_cli.domain.filtres import FiltreStagiaire
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.stagiaires.colonnes import COLONNES, NIR
from sigma_cli.exports.stagiaires.requete import Revelation, load

EXPORT: Final = Export(
    code="stagiaires",
    titre="Stagiaires",
    colonnes=COLONNES,
    filtre=FiltreStagiaire,
    personnel=True,
    load=load,
)


def with_numbers(reveal: Revelation) -> Export:
    """Return the export with one more column, the number in full."""
    return replace(
        EXPORT, colonnes=(*COLONNES, NIR), load=partial(load, reveal=reveal), secret=True
    )
