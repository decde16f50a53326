"""What the imported Certif Info says of a code: the Carif blocks some, and tells nobody (RAP-01)."""

from enum import StrEnum
from typing import Final


class Etat(StrEnum):
    """State that the publisher gives a code (RAP-06)."""

    PUBLIE = "publié"
    ARCHIVE = "archivé"
    ERRONE = "erroné"
    HABILITATION = "habilitation"
    PREPARATOIRE = "formation préparatoire"


class Certif(StrEnum):
    """State of a Certif Info code."""

    VALIDE = "valide"
    ARCHIVE = "archivé"
    ERRONE = "erroné"
    INCONNU = "inconnu"
    NON_VERIFIABLE = "non vérifiable"

    @property
    def bloque(self) -> bool:
        """Tell whether the Carif blocks what bears the code."""
        return self in {Certif.ARCHIVE, Certif.ERRONE, Certif.INCONNU}


_DEBUTS: Final = {  # how the words of a state begin, once folded; the first that fits
    "non archiv": Etat.PUBLIE,
    "archiv": Etat.ARCHIVE,
    "abrog": Etat.ARCHIVE,
    "inacti": Etat.ARCHIVE,
    "erron": Etat.ERRONE,
    "erreur": Etat.ERRONE,
    "en erreur": Etat.ERRONE,
    "habilitation": Etat.HABILITATION,
    "formation": Etat.PREPARATOIRE,
    "preparatoire": Etat.PREPARATOIRE,
    "publie": Etat.PUBLIE,
    "acti": Etat.PUBLIE,
    "valide": Etat.PUBLIE,
    "en vigueur": Etat.PUBLIE,
}
_CODES: Final = {"0": Etat.PUBLIE, "3": Etat.ARCHIVE, "4": Etat.PREPARATOIRE}


def read_state(mot: str) -> Etat | None:
    """Return the state that a folded word or code means, None for another one."""
    if mot in _CODES:
        return _CODES[mot]
    return next((etat for debut, etat in _DEBUTS.items() if mot.startswith(debut)), None)


def classify(
    *, verifiable: bool, connu: bool, archive: bool | None, etat: str | None = None
) -> Certif:
    """Return the state of a code, `connu` when the Certif Info in use has it.

    Without any import nothing is verifiable, nor what a file that does not tell has (`archive` None).
    """
    if verifiable and not connu:
        return Certif.INCONNU
    if not verifiable or archive is None:
        return Certif.NON_VERIFIABLE
    if etat == Etat.ERRONE:
        return Certif.ERRONE
    return Certif.ARCHIVE if archive else Certif.VALIDE


def replaced_by(successeur: str | None) -> str:
    """Return what follows the state of a code that others replace, or nothing."""
    return f", remplacé par {successeur}" if successeur else ""


def same_rncp(un: str, autre: str) -> bool:
    """Tell whether two RNCP codes are the same, zeros in front aside."""
    return un.removeprefix("RNCP").lstrip("0") == autre.removeprefix("RNCP").lstrip("0")
