"""Counts of people that may be merged: known exactly, or only between two bounds (REG-01)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SEUIL: Final = 5  # a smaller count of people may be merged
_BORNES: Final = re.compile(r"([0-9]{1,9})\.\.([0-9]{1,9})")


@dataclass(frozen=True, slots=True, order=True)
class Compte:
    """A count; `bas` and `haut` differ where the établissement merged it."""

    bas: int
    haut: int

    @classmethod
    def of(cls, nombre: int, *, regrouper: bool = False) -> "Compte":
        """Return a count, merged when it is asked and when there are few people, but some."""
        peu = regrouper and 0 < nombre < SEUIL
        return cls(1, SEUIL - 1) if peu else cls(nombre, nombre)

    @classmethod
    def band(cls, nombre: int) -> "Compte":
        """Return a count merged whatever it is, as one of five: a sum must not tell what it is made of."""
        debut = nombre - nombre % SEUIL
        return cls(max(debut, 1), debut + SEUIL - 1) if nombre else cls(0, 0)

    @classmethod
    def read(cls, valeur: object) -> "Compte | None":
        """Return what `written` made, None for anything else."""
        if isinstance(valeur, int) and not isinstance(valeur, bool):
            return cls(valeur, valeur)
        bornes = _BORNES.fullmatch(valeur) if isinstance(valeur, str) else None
        if bornes is None or int(bornes[1]) >= int(bornes[2]):
            return None
        return cls(int(bornes[1]), int(bornes[2]))

    @property
    def written(self) -> int | str:
        """The count as a bundle carries it: a number, or its two bounds."""
        return self.bas if self.is_exact else f"{self.bas}..{self.haut}"

    @property
    def is_exact(self) -> bool:
        """Tell whether nothing was merged in it."""
        return self.bas == self.haut

    def __add__(self, autre: "Compte") -> "Compte":
        """Return the sum: its bounds are those of both."""
        return Compte(self.bas + autre.bas, self.haut + autre.haut)

    def __sub__(self, autre: "Compte") -> "Compte":
        """Return what is left, between its bounds."""
        return Compte(self.bas - autre.haut, self.haut - autre.bas)

    def at_least(self, plancher: int) -> "Compte":
        """Return the count without what it cannot be."""
        return Compte(max(self.bas, plancher), max(self.haut, plancher))

    def __str__(self) -> str:
        """Show it to people."""
        return str(self.bas) if self.is_exact else f"{self.bas} à {self.haut}"


ZERO: Final = Compte(0, 0)


def total(comptes: Iterable[Compte]) -> Compte:
    """Return the sum of counts."""
    return sum(comptes, ZERO)
