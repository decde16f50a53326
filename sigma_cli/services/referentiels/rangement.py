"""The rows of the imports in the base: a new import, its rows by lots, those of an older one dropped."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.models.referentiel import ReferentielImport
from sigma_cli.models.table import Table

_LOT: Final = 2_000


def begin(
    db: Session, acte: Acte, nom: str, *, fichier: str, extrait_le: date
) -> ReferentielImport:
    """Return the row of a new import, its counts still to come."""
    nouveau = ReferentielImport(
        nom=nom,
        fichier=fichier,
        extrait_le=extrait_le,
        importe_le=acte.le,
        agent=acte.agent,
        lignes=1,
        ajoutes=0,
        retires=0,
        modifies=0,
    )
    db.add(nouveau)
    db.flush()
    return nouveau


def insert(
    db: Session, modele: type[Table], import_id: int, valeurs: Iterable[Mapping[str, Any]]
) -> Iterator[int]:
    """Insert the rows by lots, and yield the number of each."""
    lignes = modele.__table__  # type: ignore[attr-defined]  # Core rows: ten times the speed of objects
    suite = iter(valeurs)
    while lot := [{**ligne, "import_id": import_id} for ligne in islice(suite, _LOT)]:
        db.execute(lignes.insert(), lot)
        yield len(lot)


def drop(db: Session, modele: type[Table], import_id: int) -> None:
    """Delete the rows of an import."""
    lignes = modele.__table__  # type: ignore[attr-defined]  # every table class has one
    db.execute(lignes.delete().where(lignes.c.import_id == import_id))
