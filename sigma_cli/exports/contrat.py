"""What every export is made of. An export folder fills an `Export`; services know nothing else."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sigma_cli.formats.colonnes import Colonne, Ligne

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One export: its columns and where its rows come from, already flat and in order.

    `filtre` is the class of `domain.filtres` that `load` takes; `personnel` files are 0600.
    """

    code: str
    titre: str
    colonnes: Sequence[Colonne]
    filtre: type
    personnel: bool
    load: "Callable[[Session, Any], Iterator[Ligne]]"
