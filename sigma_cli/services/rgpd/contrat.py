"""What each part of the base that knows a person must be able to do: tell it, and forget it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.store.coffre import Memoire

Valeurs: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Personne:
    """Whom it is about. `nir` and `memoire` are there when the key is; `montrer_nir` shows it whole.

    `candidature` is the one of an applicant who never was a stagiaire: `ident` is then 0, of nobody.
    """

    ident: int
    parcours: Sequence[int]
    nir: Nir | None = None
    memoire: Memoire | None = None
    montrer_nir: bool = False
    candidature: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One part of the base that holds something about persons.

    `tables` are those it answers for; `titres` names the fields of `read` for the sheet, in order.
    `erase` removes what identifies the person and keeps what counts; the caller commits.
    """

    code: str
    titre: str
    tables: tuple[str, ...]
    titres: Mapping[str, str]
    read: Callable[[Session, Personne], Sequence[Valeurs]]
    erase: Callable[[Session, Acte, Personne], None] = field(default=lambda _db, _acte, _qui: None)
