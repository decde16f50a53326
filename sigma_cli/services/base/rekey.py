"""Seal the numbers anew under another key (`base rekey`).

Transactional and resumable, together, mean this. The change is not one transaction but a sequence of
them, and each leaves a base that is right and says where it is: the first one names the key to come,
each batch moves whole rows from one key to the other (the seal, the index and the key’s name of a row
change at once), the last one makes the new key the base’s. Between the first and the last every
command that needs a number refuses to work (`numeros.check_key`): under two keys, one number would
have two indexes and could be borne by two persons (NIR-10). A process killed anywhere loses at most
the batch it was on, which SQLite undoes; started again, it goes on from the rows still named after the
old key. Both keys exist on disk before the first transaction and until the last (`store.trousseau`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.errors import BrokenBase
from sigma_cli.flux import REGISTRE
from sigma_cli.models.cle import CleActive
from sigma_cli.models.flux import FluxBloc, FluxFichier
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.services.envois.preparation import block_owner
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle import ancrage, journal
from sigma_cli.store.coffre import Coffre, Memoire

_LOT: Final = 1000  # rows of one transaction: others wait for the base no longer than that
_TABLE: Final = Stagiaire.__table__  # type: ignore[attr-defined]  # Core rows: ten times the speed of objects

Avance = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Etat:
    """Where the base is: the key in use, and the one it is going over to, if any."""

    active: str | None
    suivante: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    """What was sealed anew. `illisibles` are persons whose number was altered before, left as it is."""

    numeros: int
    illisibles: list[str]


def state(db: Session) -> Etat:
    """Return which keys the base names."""
    active = db.get(CleActive, 1)
    if active is None:
        return Etat(active=None, suivante=None)
    return Etat(active=active.identifiant, suivante=active.suivante)


def count(db: Session, ancien: Coffre) -> int:
    """Return how many numbers are still under a key."""
    return db.exec(select(func.count()).where(Stagiaire.nir_cle == ancien.identifiant)).one()


def rekey(db: Session, acte: Acte, ancien: Coffre, nouveau: Coffre, avance: Avance) -> Bilan:
    """Go over from one key to another, from the start or from where an earlier run stopped.

    Commits after each step; `avance` is told how many rows each one moved. Raises BrokenBase.
    """
    _begin(db, acte, ancien, nouveau)
    db.commit()
    faits, illisibles, dernier = 0, [], 0
    while lot := _next(db, ancien, dernier):
        dernier = lot[-1][0]
        mauvais = _move(db, lot, ancien, nouveau)
        db.commit()
        faits += len(lot) - len(mauvais)
        illisibles += mauvais
        avance(len(lot))
    _finish(db, acte, ancien, nouveau, numeros_changes=faits)
    db.commit()
    return Bilan(numeros=faits, illisibles=illisibles)


def _begin(db: Session, acte: Acte, ancien: Coffre, nouveau: Coffre) -> None:
    active = db.get_one(CleActive, 1)
    if active.suivante == nouveau.identifiant:
        return
    active.suivante = nouveau.identifiant
    db.add(active)
    cles = {"cle": ancien.identifiant}, {"cle": nouveau.identifiant}
    journal.record(db, acte, "base.rekey.debut", "base", avant=cles[0], apres=cles[1])


def _next(db: Session, ancien: Coffre, dernier: int) -> Sequence[tuple[int, bytes]]:
    query = (
        select(col(Stagiaire.id), col(Stagiaire.nir_chiffre))
        .where(Stagiaire.nir_cle == ancien.identifiant, col(Stagiaire.id) > dernier)
        .order_by(col(Stagiaire.id))
        .limit(_LOT)
    )
    return [(ident, scelle or b"") for ident, scelle in db.exec(query)]


def _move(
    db: Session, lot: Sequence[tuple[int, bytes]], ancien: Coffre, nouveau: Coffre
) -> list[str]:
    """Seal these rows under the new key; return the references of those that do not open."""
    changes, mauvais = [], []
    for ident, scelle in lot:
        try:
            nir = numeros.reveal(ancien, ident, scelle)
        except BrokenBase:
            mauvais.append(references.stagiaire(ident))
            continue
        changes.append(
            {
                "ligne": ident,
                "nir_chiffre": nouveau.seal(nir.valeur.encode(), proprietaire=numeros.owner(ident)),
                "nir_empreinte": nouveau.fingerprint(nir.valeur),
                "nir_cle": nouveau.identifiant,
            }
        )
    if changes:
        db.execute(_TABLE.update().where(_TABLE.c.id == bindparam("ligne")), changes)
    return mauvais


def _finish(
    db: Session, acte: Acte, ancien: Coffre, nouveau: Coffre, *, numeros_changes: int
) -> None:
    """Make the new key the base’s, with what else is sealed: the memory, the files that wait."""
    active = db.get_one(CleActive, 1)
    if active.memoire is not None:
        active.memoire = Memoire.open(active.memoire, ancien).seal(nouveau)
    for bloc, proprietaire in _waiting_blocks(db):
        clair = ancien.open(bloc.contenu, proprietaire=proprietaire)
        bloc.contenu = nouveau.seal(clair, proprietaire=proprietaire)
        db.add(bloc)
        db.flush()
        db.expunge(bloc)
    active.identifiant, active.suivante, active.depuis = nouveau.identifiant, None, acte.le
    db.add(active)
    apres = {"cle": nouveau.identifiant, "numeros": numeros_changes}
    journal.record(db, acte, "base.rekey.fin", "base", apres=apres)
    ancrage.go_over(db, nouveau.journal)


def _waiting_blocks(db: Session) -> Iterator[tuple[FluxBloc, str]]:
    """Yield the sealed blocks of the files prepared and not delivered, and whom each is sealed for."""
    personnels = [code for code, flux in REGISTRE.items() if flux.personnel]
    query = (
        select(col(FluxBloc.fichier_id), col(FluxBloc.rang), col(FluxFichier.nom))
        .join(FluxFichier, col(FluxFichier.id) == col(FluxBloc.fichier_id))
        .where(col(FluxFichier.code).in_(personnels))
    )
    for fichier, rang, nom in db.exec(query).all():
        yield db.get_one(FluxBloc, (fichier, rang)), block_owner(nom, rang)
