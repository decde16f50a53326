"""The work of the day: what is owed, late first, with what to copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, case, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.filtres import FiltreTache
from sigma_cli.errors import NotFound
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.statuts import EtatTache, Outil
from sigma_cli.services.taches import REGISTRE
from sigma_cli.services.taches import filtre as filtre_taches
from sigma_cli.services.taches.contrat import Fiche

_LOT: Final = 500  # tasks drawn together: databases bound the values of one statement


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

    @property
    def qui(self) -> str:
        """Whom it is about: the object, and the person and session when the sheet has them."""
        nom = self.valeurs.get("Nom") or self.valeurs.get("Nom de naissance") or ""
        personne = self.valeurs.get("Personne") or f"{nom} {self.valeurs.get('Prénom', '')}".strip()
        return ", ".join(filter(None, (self.objet, personne, self.valeurs.get("Session"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Travail:
    """A page of tasks; `nombre` counts them all, `en_retard` those that are late."""

    nombre: int
    en_retard: int
    resultats: list[LigneTache]


def still_open(db: Session, code: str, objet_id: int) -> bool:
    """Tell whether a task of this kind is to do about an object."""
    query = select(Tache.id).where(Tache.genre == code, Tache.objet_id == objet_id)
    return db.exec(query.where(Tache.etat == EtatTache.A_FAIRE.value)).first() is not None


def search(db: Session, acte: Acte, filtre: FiltreTache) -> Travail:
    """Return the first tasks to do today, late ones first, then by kind and due date.

    Each group is read along the index of the table, and reading stops once the page is full: a page
    costs the same whatever waits behind it.
    """
    voulues = filtre_taches.conditions(db, filtre)
    nombres = _count(db, acte, voulues)
    groupes = [
        (tard, code) for tard in (True, False) for code in REGISTRE if (tard, code) in nombres
    ]
    if filtre.en_retard:
        groupes = [groupe for groupe in groupes if groupe[0]]
    taches: list[Tache] = []
    for tard, code in groupes:
        reste = None if filtre.limite is None else filtre.limite - len(taches)
        if reste is None or reste > 0:
            taches += _page(db, acte, code, voulues, tard=tard, limite=reste)
    return Travail(
        nombre=sum(nombres[groupe] for groupe in groupes),
        en_retard=sum(nombres[groupe] for groupe in groupes if groupe[0]),
        resultats=[
            ligne
            for debut in range(0, len(taches), _LOT)
            for ligne in lines(db, acte, taches[debut : debut + _LOT])
        ],
    )


def _count(db: Session, acte: Acte, voulues: Sequence[Any]) -> dict[tuple[bool, str], int]:
    """Return how many tasks there are to do today, late or not, by kind; nothing for none."""
    retards = func.sum(case((col(Tache.echeance) < acte.jour, 1), else_=0))
    query = select(Tache.genre, func.count(), retards).where(*_open(acte), *voulues)
    query = query.group_by(Tache.genre)
    nombres: dict[tuple[bool, str], int] = {}
    for code, nombre, en_retard in db.exec(query):
        nombres |= {(True, code): en_retard, (False, code): nombre - en_retard}
    return {groupe: nombre for groupe, nombre in nombres.items() if nombre}


def _page(
    db: Session,
    acte: Acte,
    genre: str,
    voulues: Sequence[Any],
    *,
    tard: bool,
    limite: int | None,
) -> Sequence[Tache]:
    echeance = col(Tache.echeance)
    query = (
        select(Tache)
        .where(
            *_open(acte),
            *voulues,
            Tache.genre == genre,
            echeance < acte.jour if tard else echeance >= acte.jour,
        )
        .order_by(echeance, col(Tache.visible_le), col(Tache.id))  # as the index is
    )
    return db.exec(query.limit(limite)).all()


def _open(acte: Acte) -> tuple[Any, ...]:
    """Return the conditions of what is to do today."""
    return (Tache.etat == EtatTache.A_FAIRE.value, col(Tache.visible_le) <= acte.jour)


def lines(db: Session, acte: Acte, taches: Sequence[Tache]) -> list[LigneTache]:
    """Return tasks as shown, in the order given: one SELECT for the ticks, one per kind."""
    coches = _ticks(db, taches)
    fiches: dict[int, Fiche] = {}
    for code in {tache.genre for tache in taches}:
        fiches |= REGISTRE[code].fiches(db, [tache for tache in taches if tache.genre == code])
    return [_line(acte, tache, fiches[tache.id], coches) for tache in taches]


def of_object(db: Session, acte: Acte, ref: str, outil: Outil) -> list[int]:
    """Return the tasks about an object that are left to do today in a tool. Raises NotFound."""
    query = select(Tache.id).where(
        *_open(acte), filtre_taches.about(db, ref), filtre_taches.to_do_in(outil)
    )
    trouvees = list(db.exec(query.order_by(col(Tache.id))))
    if not trouvees:
        raise NotFound(f"Rien à faire dans {outil.label} pour {ref} : « sigma todo list » le dit.")
    return trouvees


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
