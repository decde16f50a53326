"""Tasks owed to other tools, drawn from the facts. One file per kind, one line here.

The list of the morning follows the order of the registry: the one in which things are typed.
"""

from typing import Final

from sigma_cli.services.taches import (
    asp_p2s,
    defi_coordonnees,
    defi_dates,
    defi_identite,
    defi_numero,
    defi_remuneration,
    defi_situation,
    defi_sortie,
    flux_refus,
    kairos_alerte,
    kairos_candidature,
    kairos_dates,
    kairos_presence,
    kairos_resultat,
    kairos_stagiaire,
    nia_ancien,
    nir_definitif,
    presence_a_noter,
)
from sigma_cli.services.taches.contrat import Genre

REGISTRE: Final[dict[str, Genre]] = {
    genre.code: genre
    for genre in (
        presence_a_noter.GENRE,
        kairos_candidature.GENRE,
        kairos_presence.GENRE,
        kairos_resultat.GENRE,
        kairos_dates.GENRE,
        kairos_alerte.GENRE,
        kairos_stagiaire.GENRE,
        defi_identite.GENRE,
        defi_numero.GENRE,
        defi_dates.GENRE,
        defi_remuneration.GENRE,
        defi_sortie.GENRE,
        defi_coordonnees.GENRE,
        defi_situation.GENRE,
        flux_refus.GENRE,
        asp_p2s.GENRE,
        nia_ancien.GENRE,
        nir_definitif.GENRE,
    )
}
