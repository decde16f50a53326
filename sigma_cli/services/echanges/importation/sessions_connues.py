"""What the base knows of the sessions that a batch of rows may speak of, read in a few statements."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import Session, col, select

from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation

if TYPE_CHECKING:
    from datetime import date

# Two rows without a number are the same session when they agree on these.
_NATURELLE: Final = ("date_debut", "date_fin", "site", "code_postal")


class Connues:
    """The sessions of some composantes, by number and by what makes them the same without one."""

    def __init__(self, db: Session, composantes: set[str]) -> None:
        self.composantes = set(
            db.exec(select(Composante.numero).where(col(Composante.numero).in_(composantes)))
        )
        self.reunions: dict[int, list[date]] = {}
        self._par_numero: dict[tuple[str, int], SessionFormation] = {}
        self._numeros: dict[tuple[Any, ...], int] = {}
        ici = col(Composante.numero).in_(composantes)
        query = (
            select(col(Composante.numero), SessionFormation)
            .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
            .where(ici)
        )
        for composante, session in db.exec(query):
            self.add(composante, session)
        dates = (
            select(col(InformationCollective.session_id), col(InformationCollective.date))
            .join(
                SessionFormation,
                col(SessionFormation.id) == col(InformationCollective.session_id),
            )
            .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
            .where(ici)
            .order_by(col(InformationCollective.date))
        )
        for ident, jour in db.exec(dates):
            self.reunions.setdefault(ident, []).append(jour)

    def add(self, composante: str, session: SessionFormation) -> None:
        """Keep a session, new or changed: the first of those alike is the one found."""
        self._par_numero[composante, session.numero] = session
        cle = _natural(session)
        if self._by_nature(composante, cle) is None:
            self._numeros[composante, *cle] = session.numero

    def get(self, composante: str, numero: int | None) -> SessionFormation | None:
        """Return a session by its number."""
        return self._par_numero.get((composante, numero or 0))

    def natural_number(self, composante: str, valeurs: Mapping[str, Any]) -> int | None:
        """Return the number of the session that a row without number speaks of, if it is known."""
        return self._by_nature(composante, tuple(map(valeurs.get, _NATURELLE)))

    def _by_nature(self, composante: str, cle: tuple[Any, ...]) -> int | None:
        numero = self._numeros.get((composante, *cle))
        session = self.get(composante, numero)
        return numero if session is not None and _natural(session) == cle else None


def _natural(session: SessionFormation) -> tuple[Any, ...]:
    return tuple(getattr(session, champ) for champ in _NATURELLE)
