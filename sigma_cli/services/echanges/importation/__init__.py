"""Files that come in. One module per kind of import, one line here.

Rows go through the very services of the commands, so that a rule has one place. A dry run is the
real one, undone: what it tells is what would happen.
"""

from typing import Final

from sigma_cli.services.echanges.importation import (
    actions,
    candidatures,
    composantes,
    ic,
    prescripteurs,
    sessions,
    stagiaires,
)
from sigma_cli.services.echanges.importation.contrat import Genre

REGISTRE: Final[dict[str, Genre]] = {
    genre.code: genre
    for genre in (
        actions.GENRE,
        composantes.GENRE,
        sessions.GENRE,
        ic.GENRE,
        prescripteurs.GENRE,
        stagiaires.GENRE,
        candidatures.GENRE,
    )
}
