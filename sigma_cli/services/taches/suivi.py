"""Hold the tasks against the facts: what is owed is opened, what is no more owed is closed.

A task follows from facts that are in the journal already: opening one, or closing it because the facts
changed, writes no line of its own. Ticking it, which a person does, writes one.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlmodel import Session, col, insert, select, update

from sigma_cli.domain.acte import Acte
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatTache, Portee
from sigma_cli.services.taches import REGISTRE
from sigma_cli.services.taches.contrat import Due, Genre

_LOT: Final = 500  # objects looked at together: databases bound the values of one statement

Cle: TypeAlias = tuple[int, str]


def refresh(
    db: Session,
    acte: Acte,
    reglages: Reglages,
    portee: Portee,
    idents: Sequence[int],
    *,
    neufs: bool = False,
    motif: str | None = None,
) -> None:
    """Bring the tasks about these objects up to date with the facts; the caller commits.

    To be called by whatever changes a fact, in its transaction. Doing it again changes nothing.
    `neufs` tells that the objects were just made, and so have no task yet: none is looked for. `motif`
    is why those that close do, instead of what their kind says.
    """
    genres = [
        genre
        for genre in REGISTRE.values()
        if genre.portee is portee and not (neufs and genre.apres_envoi)
    ]
    for debut in range(0, len(idents), _LOT):
        lot = idents[debut : debut + _LOT]
        for genre in genres:
            dues = list(genre.due(db, reglages, lot))
            if dues or not neufs:
                _reconcile(db, acte, genre, dues, () if neufs else lot, motif=motif)


def refresh_all(db: Session, acte: Acte, reglages: Reglages) -> None:
    """Bring every task up to date: after a migration, or when a delay of the settings changed."""
    for genre in REGISTRE.values():
        _reconcile(db, acte, genre, list(genre.due(db, reglages, None)), None, motif=None)


def _reconcile(
    db: Session,
    acte: Acte,
    genre: Genre,
    dues: Sequence[Due],
    idents: Sequence[int] | None,
    *,
    motif: str | None,
) -> None:
    """Open, move or close the tasks of one kind on the objects named, or on all.

    `idents` names none when no task can be known yet.
    """
    db.flush()
    voulues = {(due.objet_id, due.cle): due for due in dues}
    connues = {(tache.objet_id, tache.cle): tache for tache in _living(db, genre, idents)}
    nouvelles = [due for cle, due in voulues.items() if cle not in connues]
    if nouvelles:
        db.execute(insert(Tache), [_row(acte, genre, due) for due in nouvelles])
    for tache, due in _moved(connues, voulues):
        tache.visible_le, tache.echeance = due.visible_le, due.echeance
        db.add(tache)
    closes = [
        tache.id
        for cle, tache in connues.items()
        if cle not in voulues and tache.etat == EtatTache.A_FAIRE
    ]
    if closes:
        _close(db, acte, motif or genre.sans_objet, closes)


def _living(db: Session, genre: Genre, idents: Sequence[int] | None) -> Iterator[Tache]:
    """Yield the tasks to do or done; one closed by the facts may be opened anew."""
    if idents is not None and not idents:
        return iter(())
    query = select(Tache).where(Tache.genre == genre.code, Tache.etat != EtatTache.SANS_OBJET.value)
    if idents is not None:
        query = query.where(col(Tache.objet_id).in_(idents))
    return iter(db.exec(query))


def _moved(connues: Mapping[Cle, Tache], voulues: Mapping[Cle, Due]) -> Iterator[tuple[Tache, Due]]:
    """Yield the tasks still to do whose dates are no more those of the facts."""
    for cle, tache in connues.items():
        due = voulues.get(cle)
        if due is None or tache.etat != EtatTache.A_FAIRE:
            continue
        if (tache.visible_le, tache.echeance) != (due.visible_le, due.echeance):
            yield tache, due


def _row(acte: Acte, genre: Genre, due: Due) -> dict[str, Any]:
    return {
        "genre": genre.code,
        "objet_id": due.objet_id,
        "cle": due.cle,
        "visible_le": due.visible_le,
        "echeance": due.echeance,
        "etat": EtatTache.A_FAIRE.value,
        "ouverte_le": acte.le,
    }


def _close(db: Session, acte: Acte, motif: str, idents: Sequence[int]) -> None:
    for debut in range(0, len(idents), _LOT):
        db.execute(
            update(Tache)
            .where(col(Tache.id).in_(idents[debut : debut + _LOT]))
            .values(etat=EtatTache.SANS_OBJET.value, motif=motif, close_le=acte.le)
        )
