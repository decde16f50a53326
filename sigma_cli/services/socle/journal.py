"""The journal: every change leaves a sealed line in the same transaction; none is ever rewritten.

The oldest lines, once past their time, are compacted: their last hash is kept as the head that the
first line left must follow, and a line of the journal itself tells of it.

It says which fields of a person changed, never their values: lines are kept long after the
identity may have been erased, and they are read by more people.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, delete, func, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.base.chaine import GENESE, Maillon, first_broken, journal_tete, seal
from sigma_cli.errors import BrokenBase, InvalidInput, NotFound
from sigma_cli.models.journal import LigneJournal, TeteJournal
from sigma_cli.services.socle import ancrage
from sigma_cli.store.ancre import Sceau

_ENTIER_MAX: Final = 2**63 - 1  # the largest a database takes
COMPACTAGE: Final = "journal.compact"
_ECRIT: Final = "journal"  # in `Session.info`: this session wrote a line
_TABLE: Final = LigneJournal.__table__  # type: ignore[attr-defined]  # Core rows: ten times the speed of objects


@dataclass(frozen=True, slots=True, kw_only=True)
class Entree:
    """A line to be: what was done, on which object."""

    operation: str
    objet: str
    avant: Mapping[str, object] = field(default_factory=dict)
    apres: Mapping[str, object] = field(default_factory=dict)


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
    """Result of a verification: number of lines, the first that does not follow, the end of the chain.

    `ecart` says what the anchor found, `ancree` whether it could be looked at with the key.
    """

    nombre: int
    intact: bool
    premiere_rompue: int | None
    tete: str
    ancree: bool
    ecart: str | None

    @property
    def defaut(self) -> str | None:
        """What was found, in French; None when all holds."""
        if self.premiere_rompue is not None:
            return f"la ligne {self.premiere_rompue} ne suit pas la précédente"
        return self.ecart


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
    entree = Entree(operation=operation, objet=objet, avant=avant or {}, apres=apres or {})
    record_many(db, acte, [entree])


def record_many(db: Session, acte: Acte, entrees: Iterable[Entree]) -> None:
    """Append lines in their order, in one statement; what the session holds is flushed first."""
    db.flush()
    derniere, empreinte = ancrage.last(db)
    lignes = []
    for ident, entree in enumerate(entrees, derniere + 1):
        ligne: dict[str, Any] = {
            "id": ident,
            "le": acte.le,
            "agent": acte.agent,
            "operation": entree.operation,
            "objet": entree.objet,
            "avant": _to_json(entree.avant),
            "apres": _to_json(entree.apres),
            "empreinte_precedente": empreinte,
        }
        empreinte = seal(Maillon(**ligne))
        lignes.append(ligne | {"empreinte": empreinte})
    if lignes:
        db.execute(_TABLE.insert(), lignes)
        db.info[_ECRIT] = db.info[ancrage.A_ANCRER] = True


def has_written(db: Session) -> bool:
    """Tell whether this session wrote a line: whether what was asked changed anything."""
    return bool(db.info.get(_ECRIT))


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


def verify(db: Session, sceau: Sceau | None = None, *, depuis: str | None = None) -> Verdict:
    """Follow the chain from the first line, or from the head left by the last compaction, to its anchor.

    `depuis` is an end of it that was verified and kept elsewhere: only what follows is looked at, and
    that this line is still the same. Without the key, that the anchor bears its seal is not looked at.
    Raises what `check_tete` does.
    """
    tete = db.get(TeteJournal, 1)
    apres = tete.empreinte if tete else GENESE
    premiere = 0
    if depuis is not None:
        check_tete(db, depuis, option="--depuis")
        premiere = int(depuis.strip().partition(":")[0])
        apres = ancrage.hash_of(db, premiere) or apres
    rompue = first_broken(_links(db, apres=premiere), apres=apres)
    if rompue is None and tete and not _is_told(db, tete):
        rompue = tete.derniere_ligne
    suivies = col(LigneJournal.id) > premiere
    nombre = db.exec(select(func.count()).select_from(LigneJournal).where(suivies)).one()
    ecart = ancrage.fault(db, sceau)
    return Verdict(
        nombre=nombre,
        intact=rompue is None and ecart is None,
        premiere_rompue=rompue,
        tete=journal_tete(*ancrage.last(db)),
        ancree=sceau is not None and ancrage.anchored_line(db) is not None,
        ecart=ecart,
    )


def check_tete(db: Session, valeur: str, *, option: str = "--tete") -> None:
    """Compare the journal with an end of it that was kept elsewhere (BAS-04).

    Raises InvalidInput for what is none, NotFound when that line was compacted since, BrokenBase when
    the line is no more there, or is another.
    """
    numero, _, debut = valeur.strip().partition(":")
    if not (numero.isascii() and numero.isdigit() and re.fullmatch(r"[0-9a-f]{32,64}", debut)):
        raise InvalidInput(f"{option} : recopier la tête telle qu’elle a été affichée (12:0a1b…).")
    tete, ligne = db.get(TeteJournal, 1), min(int(numero), _ENTIER_MAX)
    if tete and ligne < tete.derniere_ligne:
        raise NotFound(
            f"La ligne {ligne} a été réduite depuis : cette tête ne se compare plus, en prendre une "
            "plus récente."
        )
    if not (ancrage.hash_of(db, ligne) or "").startswith(debut):
        raise BrokenBase(
            f"Le journal n’est plus celui dont cette tête a été notée : sa ligne {ligne} manque ou est "
            "une autre. Base restaurée depuis, ou journal modifié hors de sigma : prévenir le responsable."
        )


def count_before(db: Session, instant: datetime) -> int:
    """Return how many lines a compaction at this instant would remove."""
    return db.exec(select(func.count()).where(col(LigneJournal.id) < _kept_from(db, instant))).one()


def compact(db: Session, acte: Acte, instant: datetime) -> int:
    """Remove the lines older than an instant, keep the hash the next one follows, and tell it.

    Return how many were removed. Raises BrokenBase when the chain does not hold: what was altered is
    not to be made unprovable.
    """
    verdict = verify(db)
    if not verdict.intact:
        raise BrokenBase(
            f"Le journal a été modifié hors de sigma ({verdict.defaut}) : il n’est pas "
            "réduit. Garder la base telle quelle et prévenir le responsable."
        )
    derniere = db.exec(
        select(LigneJournal)
        .where(col(LigneJournal.id) < _kept_from(db, instant))
        .order_by(col(LigneJournal.id).desc())
        .limit(1)
    ).first()
    if derniere is None:
        return 0
    nombre = db.exec(select(func.count()).where(col(LigneJournal.id) <= derniere.id)).one()
    tete = db.get(TeteJournal, 1)
    avant = tete.lignes if tete else 0
    tete = tete or TeteJournal(id=1, derniere_ligne=0, empreinte="", lignes=0, jusqu_au=acte.le)
    tete.derniere_ligne, tete.empreinte = derniere.id, derniere.empreinte
    tete.lignes, tete.jusqu_au = avant + nombre, derniere.le
    db.add(tete)
    db.exec(delete(LigneJournal).where(col(LigneJournal.id) <= tete.derniere_ligne))
    record(db, acte, COMPACTAGE, "journal", apres=_head(tete))
    return nombre


def _kept_from(db: Session, instant: datetime) -> int:
    """Return the first line not older than an instant: what comes before it may go."""
    premiere = select(func.min(LigneJournal.id)).where(col(LigneJournal.le) >= instant)
    ancree = ancrage.anchored_line(db)
    if ancree is not None:  # what the anchor seals stays to be looked at
        premiere = select(func.min(LigneJournal.id)).where(
            (col(LigneJournal.le) >= instant) | (col(LigneJournal.id) > ancree)
        )
    return db.exec(premiere).one() or ancrage.last(db)[0] + 1


def _head(tete: TeteJournal) -> dict[str, object]:
    return {
        "derniere_ligne": tete.derniere_ligne,
        "empreinte": tete.empreinte,
        "lignes": tete.lignes,
    }


def _is_told(db: Session, tete: TeteJournal) -> bool:
    """Tell whether the last compaction that the journal records is the one of this head."""
    dernier = db.exec(
        select(LigneJournal.apres)
        .where(LigneJournal.operation == COMPACTAGE)
        .order_by(col(LigneJournal.id).desc())
        .limit(1)
    ).first()
    return dernier == _to_json(_head(tete))


def _links(db: Session, *, apres: int) -> Iterator[Maillon]:
    for ligne in db.execute(_TABLE.select().where(_TABLE.c.id > apres).order_by(_TABLE.c.id)):
        yield Maillon(**ligne._mapping)  # noqa: SLF001 - SQLAlchemy’s public name for a row as a mapping


def _plain(valeur: object) -> str:
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)


_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, default=_plain, sort_keys=True).encode


def _to_json(valeurs: Mapping[str, object]) -> str:
    return _ENCODE(valeurs) if valeurs else "{}"
