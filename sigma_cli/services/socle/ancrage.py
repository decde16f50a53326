"""The anchor of the journal: its end, sealed by the key of the numbers (BAS-04).

Whoever writes in the file of the base can make the hashes of the chain again; they cannot make this
seal. It follows the last line at each commit, as long as the key is at hand.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, select

from sigma_cli.domain.base.chaine import GENESE
from sigma_cli.models.action import Action
from sigma_cli.models.cle import CleActive
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.journal import AncreJournal, LigneJournal, TeteJournal
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.store.ancre import Sceau

A_ANCRER: Final = "journal à ancrer"  # in `Session.info`: lines were written since the last commit
_SCEAU: Final = "sceau du journal"  # in `Session.info`: under which key from now on
_TENUES: Final[tuple[type[SQLModel], ...]] = (Etablissement, Action, Stagiaire)


def keep(db: Session, sceau: Callable[[], Sceau | None]) -> None:
    """Let the anchor follow each commit of a session; `sceau` is asked only when lines were written."""

    @event.listens_for(db, "before_commit")
    def _follow(session: Session) -> None:
        if not session.info.pop(A_ANCRER, False):
            return
        pose = session.info.get(_SCEAU) or sceau()
        cle = session.execute(select(col(CleActive.identifiant))).scalar_one_or_none()
        if pose and cle in {None, pose.cle}:
            anchor(session, pose)


def go_over(db: Session, sceau: Sceau) -> None:
    """Anchor the journal under another key, now and at the commits to come."""
    db.info[_SCEAU] = sceau
    db.flush()
    anchor(db, sceau)


def anchor(db: Session, sceau: Sceau) -> None:
    """Seal the last line."""
    ligne, empreinte = last(db)
    db.merge(
        AncreJournal(id=1, derniere_ligne=ligne, cle=sceau.cle, sceau=sceau.seal(ligne, empreinte))
    )
    db.flush()


def last(db: Session) -> tuple[int, str]:
    """Return the number and the hash of the last line, kept or compacted."""
    query = select(LigneJournal.id, LigneJournal.empreinte).order_by(col(LigneJournal.id).desc())
    derniere = db.execute(query.limit(1)).first()
    if derniere is not None:
        return derniere[0], derniere[1]
    tete = db.get(TeteJournal, 1)
    return (0, GENESE) if tete is None else (tete.derniere_ligne, tete.empreinte)


def anchored_line(db: Session) -> int | None:
    """Return the line that the anchor seals, None without one: nothing may be compacted up to it."""
    ancre = db.get(AncreJournal, 1)
    return ancre.derniere_ligne if ancre else None


def fault(db: Session, sceau: Sceau | None) -> str | None:
    """Say in French what shows that the end of the journal is no more what was sealed; None when it holds.

    Without the key the seal itself is not looked at.
    """
    ancre, active = db.get(AncreJournal, 1), db.get(CleActive, 1)
    ligne, _ = last(db)
    if ancre is None:
        if active is not None:
            return "son ancre a été retirée"
        return "il a été vidé" if ligne == 0 and _holds_something(db) else None
    if ligne < ancre.derniere_ligne:
        return f"il s’arrête à la ligne {ligne}, après en avoir eu {ancre.derniere_ligne}"
    if active is not None and active.suivante is None and active.identifiant != ancre.cle:
        return "son ancre est d’une autre clé que celle de la base"
    return _seal_fault(db, ancre, sceau)


def _seal_fault(db: Session, ancre: AncreJournal, sceau: Sceau | None) -> str | None:
    if sceau is None or sceau.cle != ancre.cle:
        return None
    empreinte = hash_of(db, ancre.derniere_ligne)
    if empreinte is not None and sceau.holds(ancre.sceau, ancre.derniere_ligne, empreinte):
        return None
    return f"la ligne {ancre.derniere_ligne} n’est plus celle qui a été ancrée"


def hash_of(db: Session, ligne: int) -> str | None:
    """Return the hash of a line, the last of those compacted included; None when it is not there."""
    gardee = db.execute(
        select(LigneJournal.empreinte).where(LigneJournal.id == ligne)
    ).scalar_one_or_none()
    tete = db.get(TeteJournal, 1)
    if gardee is None and ligne == 0 and tete is None:
        return GENESE
    return tete.empreinte if gardee is None and tete and tete.derniere_ligne == ligne else gardee


def _holds_something(db: Session) -> bool:
    def some(table: Any) -> bool:
        return db.execute(select(table).limit(1)).first() is not None

    return any(map(some, _TENUES))
