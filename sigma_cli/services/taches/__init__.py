"""Tasks owed to other tools, drawn from the facts. One file per kind, one line here."""

from typing import Final

from sigma_cli.services.taches import (
    asp_p2s,
    defi_debut,
    defi_remuneration,
    kairos_stagiaire,
    nia_ancien,
    nir_definitif,
)
from sigma_cli.services.taches.contrat import Genre

REGISTRE: Final[dict[str, Genre]] = {
    genre.code: genre
    for genre in (
        kairos_stagiaire.GENRE,
        defi_remuneration.GENRE,
        defi_debut.GENRE,
        asp_p2s.GENRE,
        nia_ancien.GENRE,
        nir_definitif.GENRE,
    )
}
