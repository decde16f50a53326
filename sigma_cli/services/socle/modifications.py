"""Lay new values over a row and keep what changed, for the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel


@dataclass(frozen=True, slots=True)
class Difference:
    """Fields that changed, before and after."""

    avant: dict[str, Any]
    apres: dict[str, Any]

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.apres)

    def touches(self, *champs: str) -> bool:
        """Tell whether one of these fields changed."""
        return any(champ in self.apres for champ in champs)

    def without_values(self) -> "Difference":
        """Return the same fields with their values hidden: what the journal keeps of a person."""
        return Difference(dict.fromkeys(self.avant, "•••"), dict.fromkeys(self.apres, "•••"))


def apply(ligne: SQLModel, valeurs: Mapping[str, Any], *, vides: Iterable[str] = ()) -> Difference:
    """Set the fields that differ; None means « not given », and leaves the field as it is.

    The fields of `vides` are emptied, whatever `valeurs` says of them.
    """
    donnees = {champ: valeur for champ, valeur in valeurs.items() if valeur is not None}
    avant, apres = {}, {}
    for champ, valeur in (donnees | dict.fromkeys(vides)).items():
        ancienne = getattr(ligne, champ)
        if valeur == ancienne:
            continue
        avant[champ], apres[champ] = ancienne, valeur
        setattr(ligne, champ, valeur)
    return Difference(avant, apres)
