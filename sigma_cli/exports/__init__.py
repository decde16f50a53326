"""Files a person asks for. One folder per export, one line here."""

from typing import Final

from sigma_cli.exports import (
    actions,
    candidatures,
    composantes,
    demandes,
    kairos,
    places,
    stagiaires,
)
from sigma_cli.exports.contrat import Export

REGISTRE: Final[dict[str, Export]] = {
    export.code: export
    for export in (
        actions.EXPORT,
        composantes.EXPORT,
        stagiaires.EXPORT,
        candidatures.EXPORT,
        places.EXPORT,
        kairos.EXPORT,
        demandes.EXPORT,
    )
}
