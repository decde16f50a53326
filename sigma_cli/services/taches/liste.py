"""The work of the day: what is owed, late first, with what to copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, case, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.statuts import EtatTache
from sigma_cli.services.taches import REGISTRE
from sigma_cli.services.taches.contrat import Fiche


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneTache:
    """One task as shown. `valeurs` are ready to copy; `a_faire_dans` are the tools not ticked yet."""

    tache: str
    type: str
    titre: str
    regle: str
    objet: str
    a_faire_dans: list[str]
    echeance: date
    en_retard: bool
    valeurs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Travail:
    """A page of tasks; `nombre` counts them all, `en_retard` those that are late."""

    nombre: int
    en_retard: int
    resultats: list[LigneTache]


def search(db: Session, acte: Acte, *, genre: str | None, en_retard: bool, limite: int) -> Travail:
    """Return the first tasks to do today, late ones first, then by kind and due date."""
    voulues: list[Any] = [Tache.etat == EtatTache.A_FAIRE.value, Tache.visible_le <= acte.jour]
    if genre:
        voulues.append(Tache.genre == genre)
    if en_retard:
        voulues.append(Tache.echeance < acte.jour)
    tard = case((col(Tache.echeance) < acte.jour, 1), else_=0)
    nombre, retards = db.exec(select(func.count(), func.sum(tard)).where(*voulues)).one()
    query = (
        select(Tache)
        .where(*voulues)
        .order_by(tard.desc(), col(Tache.genre), col(Tache.echeance), col(Tache.id))
        .limit(limite)
    )
    taches = list(db.exec(query))
    return Travail(nombre=nombre, en_retard=retards or 0, resultats=lines(db, acte, taches))


def lines(db: Session, acte: Acte, taches: Sequence[Tache]) -> list[LigneTache]:
    """Return tasks as shown, in the order given: one SELECT for the ticks, one per kind."""
    coches = _ticks(db, taches)
    fiches: dict[int, Fiche] = {}
    for code in {tache.genre for tache in taches}:
        fiches |= REGISTRE[code].fiches(db, [tache for tache in taches if tache.genre == code])
    return [_line(acte, tache, fiches[tache.id], coches) for tache in taches]


def _ticks(db: Session, taches: Sequence[Tache]) -> set[tuple[int, str]]:
    idents = [tache.id for tache in taches]
    query = select(col(TacheOutil.tache_id), col(TacheOutil.outil))
    return set(db.exec(query.where(col(TacheOutil.tache_id).in_(idents))))


def _line(acte: Acte, tache: Tache, fiche: Fiche, coches: set[tuple[int, str]]) -> LigneTache:
    genre = REGISTRE[tache.genre]
    return LigneTache(
        tache=references.tache(tache.id),
        type=genre.code,
        titre=genre.titre,
        regle=genre.regle,
        objet=fiche.objet,
        a_faire_dans=[
            outil.value.lower() for outil in genre.outils if (tache.id, outil.value) not in coches
        ],
        echeance=tache.echeance,
        en_retard=tache.echeance < acte.jour,
        valeurs=fiche.valeurs,
    )
