"""Words that name an entry of a closed list, as people type them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput

E = TypeVar("E", bound=StrEnum)


def folded_code(valeur: str) -> str:
    """Return the code that people write as they say it: `Pôle emploi` is POLE_EMPLOI."""
    return replier(valeur).replace(" ", "_").upper()


def code_of(libelles: Mapping[str, str], dit: str) -> str:
    """Return the code of a list that people extend, said by its label; what is no label is a code."""
    voulu = replier(dit)
    return next((code for code, nom in libelles.items() if replier(nom) == voulu), dit)


def read_choice(liste: type[E], valeur: str, champ: str) -> E:
    """Return the member that a text names by its code or its label, case, accents, hyphens and gender aside.

    Raises InvalidInput naming `champ` and the members, not the text.
    """
    voulu = replier(valeur)
    for membre in liste:
        label = replier(getattr(membre, "label", membre.value))
        if voulu in {replier(membre.value), label, label.removesuffix("e")}:
            return membre
    raise InvalidInput(f"{champ} : choisir parmi {', '.join(liste)}.")
