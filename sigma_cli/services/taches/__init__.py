"""Tasks owed to other tools, drawn from the facts. One line here per kind, or per table of kinds.

The list of the morning follows the order of the registry: the one in which things are typed.
"""

from typing import Final

from sigma_cli.services.taches import (
    asp_p2s,
    candidatures,
    defi_changements,
    defi_remuneration,
    flux_refus,
    kairos_stagiaire,
    nia_ancien,
    nir_definitif,
)
from sigma_cli.services.taches.contrat import Genre

REGISTRE: Final[dict[str, Genre]] = {
    genre.code: genre
    for genre in (
        *candidatures.GENRES,
        kairos_stagiaire.GENRE,
        defi_changements.IDENTITE,
        defi_changements.NUMERO,
        defi_changements.DATES,
        defi_changements.SESSION,
        defi_remuneration.GENRE,
        defi_changements.SORTIE,
        defi_changements.COORDONNEES,
        defi_changements.SITUATION,
        flux_refus.GENRE,
        asp_p2s.GENRE,
        nia_ancien.GENRE,
        nir_definitif.GENRE,
    )
}
