"""Files a person asks for. One folder per export, one line here.

The registry holds the exports that the Région describes; `COMPLETS`, those of them that have more to
say, column after column.
"""

from typing import Final

from sigma_cli.exports import (
    actions,
    candidatures,
    composantes,
    demandes,
    ic,
    kairos,
    places,
    prescripteurs,
    stagiaires,
)
from sigma_cli.exports.contrat import Export

COMPLETS: Final[dict[str, Export]] = {
    export.code: export for export in (actions.COMPLET, composantes.COMPLET)
}
REGISTRE: Final[dict[str, Export]] = {
    export.code: export
    for export in (
        actions.EXPORT,
        composantes.EXPORT,
        ic.EXPORT,
        stagiaires.EXPORT,
        prescripteurs.EXPORT,
        candidatures.EXPORT,
        places.EXPORT,
        kairos.EXPORT,
        demandes.EXPORT,
    )
}
