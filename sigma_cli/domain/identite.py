"""Identity of a person as typed: civilité in its two written forms."""

from typing import Final

from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput

_CIVILITES: Final = {
    "m": "M.",
    "m.": "M.",
    "mr": "M.",
    "monsieur": "M.",
    "mme": "Mme",
    "madame": "Mme",
    "mlle": "Mme",
    "mademoiselle": "Mme",
}


def lire_civilite(valeur: str, champ: str) -> str:
    """Return `M.` or `Mme`. Raises InvalidInput naming `champ`."""
    civilite = _CIVILITES.get(replier(valeur))
    if civilite is None:
        raise InvalidInput(f"{champ} : écrire M. ou Mme.")
    return civilite
