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


def classify(archive: bool | None, *, verifiable: bool) -> Certif:  # noqa: FBT001 - None is « not found »
    """Return the state of a code; without any imported Certif Info, nothing is verifiable."""
    if not verifiable:
        return Certif.NON_VERIFIABLE
    if archive is None:
        return Certif.INCONNU
    return Certif.ARCHIVE if archive else Certif.VALIDE
