"""What every control of the base is made of. A file of this room fills a `Controle`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from sqlmodel import Session, col

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.errors import InvalidInput
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.reglages import Reglages


class Gravite(StrEnum):
    """How much a finding matters: it blocks, it is to correct, or it is good to know."""

    BLOQUANT = "bloquant"
    ATTENTION = "attention"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constat:
    """One thing found: on what, by which rule, how bad, and one sentence that says what to do."""

    regle: str
    objet: str
    gravite: Gravite
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Perimetre:
    """What is looked at: the whole base, or one action, composante or session."""

    action: str | None = None
    composante: str | None = None
    session: int | None = None

    @classmethod
    def parse(cls, reference: str | None) -> Self:
        """Read a reference of any of the three. Raises InvalidInput."""
        if reference is None:
            return cls()
        if "/" in reference:
            ref = references.read_session(reference)
            return cls(composante=ref.composante, session=ref.numero)
        if "_" in reference:
            return cls(composante=str(references.read_composante(reference)))
        try:
            return cls(action=references.read_action(reference))
        except InvalidInput as error:
            raise InvalidInput(
                "REF : une action (20F0011), une composante (20F0011_03) ou une session "
                "(20F0011_03/01) est attendue."
            ) from error

    def keep(self, query: Any) -> Any:
        """Narrow a query on actions joined with composantes."""
        if self.action:
            query = query.where(col(Action.numero) == self.action)
        if self.composante:
            query = query.where(col(Composante.numero) == self.composante)
        return query

    def keep_sessions(self, query: Any) -> Any:
        """Narrow a query that also joins the sessions."""
        if self.session is not None:
            query = query.where(col(SessionFormation.numero) == self.session)
        return self.keep(query)

    def holds(self, objet: str) -> bool:
        """Tell whether a reference of a composante or of a session lies within."""
        composante, _, numero = objet.partition("/")
        if self.session is not None and numero and int(numero) != self.session:
            return False
        if self.composante:
            return composante == self.composante
        return self.action is None or composante.startswith(f"{self.action}_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examen:
    """What a control is given: the base, the act (its day is today), the settings, the scope."""

    db: Session
    acte: Acte
    reglages: Reglages
    perimetre: Perimetre


@dataclass(frozen=True, slots=True, kw_only=True)
class Controle:
    """One kind of control: `constater` yields what it finds, in the order of the references."""

    code: str
    titre: str
    constater: Callable[[Examen], Iterator[Constat]]
