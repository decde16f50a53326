"""Lay new values over a row and keep what changed, for the journal."""

from collections.abc import Mapping
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


def apply(ligne: SQLModel, valeurs: Mapping[str, Any]) -> Difference:
    """Set the fields that differ; None means « not given », and leaves the field as it is."""
    avant, apres = {}, {}
    for champ, valeur in valeurs.items():
        ancienne = getattr(ligne, champ)
        if valeur is None or valeur == ancienne:
            continue
        avant[champ], apres[champ] = ancienne, valeur
        setattr(ligne, champ, valeur)
    return Difference(avant, apres)
