"""What the imported Certif Info says of a code: the Carif blocks some, and tells nobody (RAP-01)."""

from enum import StrEnum


class Certif(StrEnum):
    """State of a Certif Info code."""

    VALIDE = "valide"
    ARCHIVE = "archivé"
    INCONNU = "inconnu"
    NON_VERIFIABLE = "non vérifiable"

    @property
    def bloque(self) -> bool:
        """Tell whether the Carif blocks what bears the code."""
        return self in {Certif.ARCHIVE, Certif.INCONNU}


def classify(*, verifiable: bool, connu: bool, archive: bool | None) -> Certif:
    """Return the state of a code, `connu` when the Certif Info in use has it.

    Without any import nothing is verifiable, nor what a file that does not tell has (`archive` None).
    """
    if verifiable and not connu:
        return Certif.INCONNU
    if not verifiable or archive is None:
        return Certif.NON_VERIFIABLE
    return Certif.ARCHIVE if archive else Certif.VALIDE
