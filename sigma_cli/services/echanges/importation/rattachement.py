"""Which session a row speaks of: told in one cell, or in two as our exports do."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sigma_cli.domain import lecteurs, references
from sigma_cli.domain.lecteurs import Lecteur
from sigma_cli.errors import InvalidInput
from sigma_cli.services.echanges.importation.composantes import read_composante
from sigma_cli.services.echanges.importation.contrat import Champ, Nature

CHAMPS: Final = (
    Champ("composante", "N Composante", Nature.CODE, "code composante", "Comme 20F0011_03."),
    Champ("numero_session", "Numéro session", Nature.CODE, "N° de session", "Comme 01."),
    Champ("session", "Session", Nature.CODE, "référence session", "Ou bien 20F0011_03/01."),
)
LECTEURS: Final[dict[str, Lecteur]] = {
    "session": lambda texte, _titre: references.read_session(texte),
    "composante": read_composante,
    "numero_session": lecteurs.SESSION["numero"],
}


def complete(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with their session in full. Raises InvalidInput when none is told."""
    session = valeurs.get("session")
    if "composante" in valeurs and "numero_session" in valeurs:
        composee = _session(valeurs["composante"], valeurs["numero_session"])
        if session not in {None, composee}:
            raise InvalidInput(f"la colonne Session dit {session}, les deux autres {composee}.")
        session = composee
    if session is None:
        raise InvalidInput(
            "session absente : remplir N Composante et Numéro session, ou Session, ou donner "
            "--valeur « Session=20F0011_03/01 »."
        )
    return dict(valeurs) | {"session": session}


@lru_cache(maxsize=1024)  # the same few sessions for every row of a file
def _session(composante: references.Composante, numero: int) -> references.Session:
    return references.Session(str(composante), numero)
