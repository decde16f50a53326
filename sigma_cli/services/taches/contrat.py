"""What every kind of task is made of. A file of this room fills a `Genre`; nothing else knows it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something owed about an object: seen in the list from `visible_le`, late after `echeance`."""

    objet_id: int
    visible_le: date
    echeance: date
    cle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """What a person needs to do a task: the reference of its object, and values ready to copy."""

    objet: str
    valeurs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """One kind of task.

    `due` reads from the facts what is owed now, about the objects named or about all (None): it is
    the only place that decides. `fiches` reads what to copy, by task number, when the list is shown.
    `sans_objet` is the reason written on a task that the facts no longer ask for. `apres_envoi` tells a
    kind that follows a file sent by a flux: nothing of it is owed about what was just made.
    """

    code: str
    regle: str
    titre: str
    outils: tuple[Outil, ...]
    portee: Portee
    due: Callable[[Session, Reglages, Sequence[int] | None], Iterator[Due]]
    fiches: Callable[[Session, Sequence[Tache]], Mapping[int, Fiche]]
    sans_objet: str
    apres_envoi: bool = False
