"""What is held of a person, told and forgotten. One file per part of the base, one line here.

Every table of the base is either answered for by a `Trace` or named in `IMPERSONNELLES`: a test holds
the two lists against the schema, so that a new table cannot be left out of an erasure.
"""

from typing import Final

from sigma_cli.services.rgpd import (
    annuaire,
    campagnes,
    candidatures,
    demandes,
    flux,
    identite,
    journal,
    numeros,
    parcours,
    remuneration,
    taches,
)
from sigma_cli.services.rgpd.contrat import Trace

# In the order of the sheet; an erasure takes the identity last, once the others have used it.
REGISTRE: Final[tuple[Trace, ...]] = (
    identite.TRACE,
    numeros.TRACE,
    annuaire.TRACE,
    parcours.TRACE,
    candidatures.TRACE,
    remuneration.TRACE,
    campagnes.TRACE,
    demandes.TRACE,
    flux.TRACE,
    taches.TRACE,
    journal.TRACE,
)

IMPERSONNELLES: Final = frozenset(
    {
        "action",
        "campagne",
        "campagne_critere",
        "certification",
        "cle_active",
        "code_libelle",
        "commune",
        "composante",
        "composante_code",
        "demande_champ",
        "demande_objet",
        "etablissement",
        "information_collective",
        "flux_a_comparer",
        "journal_ancre",
        "journal_tete",
        "motif_refus",
        "outil_prescription",
        "prescripteur",
        "referentiel_import",
        "session_formation",
        "session_vue",
        "type_prescripteur",
    }
)
