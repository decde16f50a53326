"""How the codes of a list or a sheet are said on screen; JSON and files keep them."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from sigma_cli.referentiels.recrutement import (
    Etat,
    EtatPrescripteur,
    Mode,
    Origine,
    Presence,
    Validation,
)

Dits = Mapping[str, Callable[[Any], object]]


def words(liste: type[StrEnum]) -> Callable[[str | None], str]:
    """Return what says a member of a closed list by its label; nothing for no code."""
    libelles = {membre.value: str(getattr(membre, "label", membre)) for membre in liste}
    return lambda code: libelles[code] if code else ""


ETAT: Final = words(Etat)
CANDIDATURE: Final = {
    "etat": ETAT,
    "mode": words(Mode),
    "origine": words(Origine),
    "presence": words(Presence),
    "validation": words(Validation),
}
PRESCRIPTEUR: Final = {"etat": words(EtatPrescripteur)}
