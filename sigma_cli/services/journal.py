"""The journal: every change leaves a sealed line in the same transaction; none is ever rewritten.

It says which fields of a person changed, never their values: lines are kept long after the
identity may have been erased, and they are read by more people.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.chaine import GENESE, Maillon, first_broken, seal
from sigma_cli.models.journal import LigneJournal

_ENTIER_MAX: Final = 2**63 - 1  # the largest a database takes


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneLue:
    """One line as shown: `avant` and `apres` are JSON objects."""

    numero: int
    le: datetime
    agent: str
    operation: str
    objet: str
    avant: dict[str, Any]
    apres: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Result of a verification: number of lines, and the first that does not follow."""

    nombre: int
    intact: bool
    premiere_rompue: int | None


def record(
    db: Session,
    acte: Acte,
    operation: str,
    objet: str,
    *,
    avant: Mapping[str, object] | None = None,
    apres: Mapping[str, object] | None = None,
) -> None:
    """Append one line, sealed after the last one. The caller commits it with the change itself."""
    precedente = db.exec(
        select(LigneJournal.id, LigneJournal.empreinte)
        .order_by(col(LigneJournal.id).desc())
        .limit(1)
    ).first()
    ident, empreinte = precedente or (0, GENESE)
    maillon = Maillon(
        id=ident + 1,
        le=acte.le,
        agent=acte.agent,
        operation=operation,
        objet=objet,
        avant=_to_json(avant or {}),
        apres=_to_json(apres or {}),
        empreinte_precedente=empreinte,
    )
    db.add(
        LigneJournal(
            id=maillon.id,
            le=maillon.le,
            agent=maillon.agent,
            operation=maillon.operation,
            objet=maillon.objet,
            avant=maillon.avant,
            apres=maillon.apres,
            empreinte_precedente=maillon.empreinte_precedente,
            empreinte=seal(maillon),
        )
    )
    db.flush()


def search(
    db: Session, *, objet: str | None, depuis: datetime | None, limite: int
) -> list[LigneLue]:
    """Return the newest lines first, of one object (in any case) or of all."""
    query = (
        select(LigneJournal).order_by(col(LigneJournal.id).desc()).limit(min(limite, _ENTIER_MAX))
    )
    if objet:
        voulu = objet.strip()
        query = query.where(col(LigneJournal.objet).in_((voulu, voulu.upper(), voulu.lower())))
    if depuis:
        query = query.where(col(LigneJournal.le) >= depuis)
    return [
        LigneLue(
            numero=ligne.id,
            le=ligne.le,
            agent=ligne.agent,
            operation=ligne.operation,
            objet=ligne.objet,
            avant=json.loads(ligne.avant),
            apres=json.loads(ligne.apres),
        )
        for ligne in db.exec(query)
    ]


def verify(db: Session) -> Verdict:
    """Follow the chain from the first line to the last."""
    rompue = first_broken(_links(db))
    nombre = db.exec(select(func.count()).select_from(LigneJournal)).one()
    return Verdict(nombre=nombre, intact=rompue is None, premiere_rompue=rompue)


def _links(db: Session) -> Iterator[Maillon]:
    table = LigneJournal.__table__  # type: ignore[attr-defined]  # Core rows: ten times the speed of objects
    for ligne in db.execute(table.select().order_by(table.c.id)):
        yield Maillon(**ligne._mapping)  # noqa: SLF001 - SQLAlchemy’s public name for a row as a mapping


def _to_json(valeurs: Mapping[str, object]) -> str:
    return json.dumps(valeurs, ensure_ascii=False, default=_plain, sort_keys=True)


def _plain(valeur: object) -> str:
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)
