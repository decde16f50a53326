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
from sigma_cli.referentiels.statuts import (
    Decision,
    EtatCampagne,
    EtatDemande,
    EtatFlux,
    TypeDemande,
    TypeRemuneration,
)

Dits = Mapping[str, Callable[[Any], object]]


def said(liste: type[StrEnum]) -> dict[str, str]:
    """Return the labels of a closed list by code, for the files that people read."""
    return {membre.value: str(getattr(membre, "label", membre)) for membre in liste}


def words(liste: type[StrEnum]) -> Callable[[str | None], str]:
    """Return what says a member of a closed list by its label; nothing for no code."""
    libelles = said(liste)
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
CAMPAGNE: Final = {"etat": words(EtatCampagne)}
FLUX: Final = {"etat": words(EtatFlux)}
# A request tells its codes in lower case.
DEMANDE: Final = {
    "type": lambda code: TypeDemande(code.upper()).label,
    "etat": lambda code: EtatDemande(code.upper()).label,
}

# By export, then by column: what people read in its files; JSON keeps the codes.
EXPORTS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "candidatures": {
        "etat": said(Etat),
        "mode": said(Mode),
        "origine": said(Origine),
        "presence": said(Presence),
        "validation": said(Validation),
    },
    "demandes": {
        "type": {membre.value.lower(): membre.label for membre in TypeDemande},
        "etat": {membre.value.lower(): membre.label for membre in EtatDemande},
    },
    "places": {"decision": said(Decision)},
    "stagiaires": {"type_remuneration": said(TypeRemuneration)},
}
