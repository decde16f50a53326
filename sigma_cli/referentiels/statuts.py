"""Closed lists stored in the base and written in files: member name and value are the same."""

from enum import StrEnum


class Programme(StrEnum):
    """Programme of an action. PRF is another one, of public markets: some of its words mislead."""

    FORPRO_SUP = "FORPRO_SUP"
    PRF = "PRF"

    @property
    def label(self) -> str:
        """Return the name partners read."""
        return {Programme.FORPRO_SUP: "ForPro Sup", Programme.PRF: "PRF"}[self]


class TypeRemuneration(StrEnum):
    """Who pays the stagiaire during a parcours; undecided is the absence of a value (Q9-09)."""

    REGION = "REGION"
    POLE_EMPLOI = "POLE_EMPLOI"
    PROTECTION_SOCIALE = "PROTECTION_SOCIALE"
    AUCUNE = "AUCUNE"


class Decision(StrEnum):
    """What was decided of a paid place."""

    ATTRIBUEE = "ATTRIBUEE"
    LIBEREE = "LIBEREE"


class EtatFlux(StrEnum):
    """Life of a file: frozen in the base, then delivered."""

    PREPARE = "PREPARE"
    DEPOSE = "DEPOSE"


class Nomenclature(StrEnum):
    """Families of codes a composante carries, the main one first."""

    FORMACODE = "FORMACODE"
    NSF = "NSF"
    ROME = "ROME"
    PUBLIC = "PUBLIC"


class Provenance(StrEnum):
    """Where a field of an identity comes from (NIR-05)."""

    SAISIE = "saisie"
    BASE = "base"
    NIR = "nir"
