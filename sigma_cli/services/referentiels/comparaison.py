"""What a new edition of a table changes: counted and shown by the database, not by us."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, or_, select
from sqlmodel import Session, func

from sigma_cli.domain.discretion import repeatable
from sigma_cli.models.table import Table
from sigma_cli.services.referentiels.contrat import Changement

_MONTRES: Final = 5  # changes of each nature


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecart:
    """Counts (added, removed, changed) and the first changes of each nature."""

    nombres: tuple[int, int, int]
    exemples: list[Changement]


def compare(
    db: Session, modele: type[Table], compares: Sequence[str], *, ancien: int | None, nouveau: int
) -> Ecart:
    """Compare two imports of one table; without an older one, everything is added.

    The first column of `compares` is the label of a code.
    """
    if ancien is None:
        table = modele.__table__  # type: ignore[attr-defined]  # every table class has one
        toutes = select(table.c.code).where(table.c.import_id == nouveau)
        return Ecart(nombres=(_count(db, toutes), 0, 0), exemples=[])
    comparees = _Paire(modele, compares, ancien, nouveau)
    ajoutes, retires, modifies = comparees.added(), comparees.removed(), comparees.changed()
    return Ecart(
        nombres=(_count(db, ajoutes), _count(db, retires), _count(db, modifies)),
        exemples=[
            *_show(db, ajoutes, "ajouté"),
            *_show(db, retires, "retiré"),
            *_show_changes(db, modifies, compares),
        ],
    )


class _Paire:
    """The three questions asked of the rows of two imports."""

    def __init__(
        self, modele: type[Table], compares: Sequence[str], ancien: int, nouveau: int
    ) -> None:
        table = modele.__table__  # type: ignore[attr-defined]  # every table class has one
        self._compares = compares
        self._avant, self._apres = table.alias("avant"), table.alias("apres")
        self._ancien, self._nouveau = ancien, nouveau

    def added(self) -> Any:
        return self._only_in(self._apres, self._nouveau, self._avant, self._ancien)

    def removed(self) -> Any:
        return self._only_in(self._avant, self._ancien, self._apres, self._nouveau)

    def changed(self) -> Any:
        avant, apres = self._avant.c, self._apres.c
        differe = or_(*(avant[nom].is_distinct_from(apres[nom]) for nom in self._compares))
        colonnes = [colonne for nom in self._compares for colonne in (avant[nom], apres[nom])]
        return (
            select(apres.code, *colonnes)
            .join(self._avant, avant.code == apres.code)
            .where(avant.import_id == self._ancien, apres.import_id == self._nouveau, differe)
            .order_by(apres.code)
        )

    def _only_in(self, une: Any, id_une: int, autre: Any, id_autre: int) -> Any:
        meme = and_(autre.c.import_id == id_autre, autre.c.code == une.c.code)
        return (
            select(une.c.code, une.c[self._compares[0]])
            .join(autre, meme, isouter=True)
            .where(une.c.import_id == id_une, autre.c.code.is_(None))
            .order_by(une.c.code)
        )


def _count(db: Session, query: Any) -> int:
    return int(db.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _show(db: Session, query: Any, nature: str) -> Iterator[Changement]:
    for code, libelle in db.execute(query.limit(_MONTRES)):
        yield Changement(code=code, nature=nature, libelle=repeatable(libelle))


def _show_changes(db: Session, query: Any, compares: Sequence[str]) -> Iterator[Changement]:
    for code, *valeurs in db.execute(query.limit(_MONTRES)):
        paires = zip(compares, valeurs[::2], valeurs[1::2], strict=True)
        detail = " ; ".join(
            f"{nom} : {_said(avant)} → {_said(apres)}"
            for nom, avant, apres in paires
            if avant != apres
        )
        libelle = repeatable(valeurs[1])
        yield Changement(code=code, nature="modifié", libelle=libelle, detail=detail)


def _said(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return "rien" if valeur in {None, ""} else repeatable(str(valeur))
