"""Results of the services: frozen values filled from a row, field by field of the same name."""

from dataclasses import fields
from typing import Any, TypeVar

F = TypeVar("F")


def fill(fiche: type[F], ligne: Any, **autres: Any) -> F:
    """Return `fiche` with `autres`, and for each other field the attribute of `ligne`.

    Raises AttributeError when the row lacks a field: a mistake of ours, caught by any test.
    """
    noms = {champ.name for champ in fields(fiche)} - autres.keys()  # type: ignore[arg-type]  # always a dataclass
    return fiche(**{nom: getattr(ligne, nom) for nom in noms}, **autres)
