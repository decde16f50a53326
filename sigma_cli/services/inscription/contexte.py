"""What the base knows of a batch of enrolments, read in a few statements and kept up to date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session, col, func, or_, select

from sigma_cli.domain import references
from sigma_cli.domain.personnes.identite import Reponse
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.texte import replier
from sigma_cli.errors import NotFound
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import EN_ATTENTE, NumeroRemplace, Parcours, Stagiaire
from sigma_cli.services.personnes import numeros
from sigma_cli.services.personnes.identite import annuaire
from sigma_cli.store.coffre import Coffre, Memoire
from sigma_cli.store.perimetre import registered


@dataclass(slots=True, kw_only=True)
class ActionConnue:
    """An action as enrolments see it: its people grow with them, its convention does not (EFF-01)."""

    numero: str
    effectif: int | None
    inscrits: int


@dataclass(slots=True, kw_only=True)
class SessionConnue:
    """A session as enrolments see it; `inscrits` grows with them."""

    id: int
    date_debut: date
    date_fin: date
    places: int
    programme: str
    inscrits: int
    action: ActionConnue


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Personne:
    """A person already in the base, without the number; `remplace` when found by a former one."""

    id: int
    nom_naissance: str
    nom_usage: str | None
    prenom: str | None
    civilite: str | None
    date_naissance: date | None
    courriel: str | None
    telephone: str | None
    remplace: bool = False


@dataclass(slots=True, kw_only=True)
class Contexte:
    """Sessions, persons and identities that a batch may meet.

    `repris` are the persons taken over so far, by their number in the base they come from. `en_attente` are
    those under a NIA or a provisional number, by folded birth name (NIR-13).
    """

    actions: dict[str, ActionConnue] = field(default_factory=dict)
    sessions: dict[references.Session, SessionConnue] = field(default_factory=dict)
    connus: dict[bytes, Personne] = field(default_factory=dict)
    parcours: dict[tuple[int, int], int] = field(default_factory=dict)
    annuaire: dict[bytes, Reponse] = field(default_factory=dict)
    repris: dict[int, Personne] = field(default_factory=dict)
    en_attente: dict[str, list[Personne]] = field(default_factory=dict)

    def await_number(self, personne: Personne) -> None:
        """Let the next rows of a batch meet someone whose definitive number is awaited."""
        self.en_attente.setdefault(_squeezed(personne.nom_naissance), []).append(personne)

    def awaited(self, nom: str) -> list[Personne]:
        """Return the persons of this birth name whose definitive number is awaited."""
        return self.en_attente.get(_squeezed(nom), [])

    def session(self, ref: references.Session) -> SessionConnue:
        """Return a session. Raises NotFound."""
        trouvee = self.sessions.get(ref)
        if trouvee is None:
            raise NotFound(f"Session inconnue : {ref}. « sigma session list » donne les sessions.")
        return trouvee


@dataclass(frozen=True, slots=True)
class Index:
    """The hashes by which a number is looked for: one for the persons, one for what is remembered."""

    personne: bytes
    annuaire: bytes | None
    historique: bytes | None

    @classmethod
    def of(cls, nir: Nir, coffre: Coffre, memoire: Memoire | None) -> "Index":
        """Hash a number; without a memory, nothing was imported nor replaced yet."""
        return cls(
            coffre.fingerprint(nir.valeur),
            annuaire.fingerprint(memoire, nir) if memoire else None,
            numeros.former(memoire, nir) if memoire else None,
        )


def load_sessions(db: Session, contexte: Contexte, refs: Iterable[references.Session]) -> None:
    """Add to the context the sessions of these references that it does not hold yet."""
    voulues = {ref for ref in refs if ref not in contexte.sessions}
    if not voulues:
        return
    inscrits = (
        select(func.count(col(Parcours.id)))
        .where(Parcours.session_id == SessionFormation.id, col(Parcours.date_sortie).is_(None))
        .scalar_subquery()
    )
    query: Any = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            SessionFormation, Composante.numero, Action, inscrits, registered()
        )
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(
            col(Composante.numero).in_({ref.composante for ref in voulues}),
            col(SessionFormation.numero).in_({ref.numero for ref in voulues}),
        )
    )
    for session, composante, action, nombre, en_tout in db.exec(query):
        connue = ActionConnue(numero=action.numero, effectif=action.effectif, inscrits=en_tout)
        contexte.sessions[references.Session(composante, session.numero)] = SessionConnue(
            id=session.id,
            date_debut=session.date_debut,
            date_fin=session.date_fin,
            places=session.places,
            programme=action.programme,
            inscrits=nombre,
            action=contexte.actions.setdefault(action.numero, connue),
        )


def load_persons(db: Session, contexte: Contexte, index: Sequence[Index]) -> None:
    """Replace the persons of the context by those these numbers name, with their parcours."""
    connus = _by_number(db, [i.personne for i in index])
    contexte.annuaire = annuaire.load(db, [i.annuaire for i in index if i.annuaire])
    for empreinte, personne in _by_former_number(db, index):
        connus.setdefault(empreinte, personne)
    contexte.connus = connus
    idents = {personne.id for personne in connus.values()}
    query = select(Parcours.stagiaire_id, Parcours.session_id, Parcours.id)
    contexte.parcours = {
        (stagiaire, session): ident
        for stagiaire, session, ident in db.exec(
            query.where(col(Parcours.stagiaire_id).in_(idents))
        )
    }


def load_awaited(db: Session, contexte: Contexte, noms: Iterable[str]) -> None:
    """Add to the context those of these birth names whose definitive number is awaited (NIR-13)."""
    initiales = {plie[0] for nom in noms if (plie := replier(nom))}
    if not initiales:
        return
    connus = {personne.id for groupe in contexte.en_attente.values() for personne in groupe}
    query = select(*_COLONNES).where(text(EN_ATTENTE))
    if len(initiales) <= _PEU:  # their index gives them by their initial; a space moves in the rest
        replie = col(Stagiaire.nom_replie)
        query = query.where(or_(*(replie.startswith(lettre) for lettre in initiales)))
    for cellules in db.execute(query):
        personne = _person(cellules)
        if personne.id not in connus:
            contexte.await_number(personne)


def _squeezed(nom: str) -> str:
    return replier(nom).replace(" ", "")


_PEU: Final = 5  # initials: above it, all of those who wait are read at once
_CHAMPS = tuple(champ.name for champ in fields(Personne) if champ.name != "remplace")
_COLONNES = [col(getattr(Stagiaire, nom)) for nom in _CHAMPS]


def _by_number(db: Session, empreintes: Sequence[bytes]) -> dict[bytes, Personne]:
    query = select(col(Stagiaire.nir_empreinte), *_COLONNES)
    lignes = db.execute(query.where(col(Stagiaire.nir_empreinte).in_(empreintes)))
    return {empreinte: _person(reste) for empreinte, *reste in lignes}


def _by_former_number(db: Session, index: Sequence[Index]) -> Iterable[tuple[bytes, Personne]]:
    """Yield the persons who bore these numbers until another replaced them (NIR-08)."""
    anciens = {i.historique: i.personne for i in index if i.historique}
    if not anciens:
        return
    query = select(col(NumeroRemplace.empreinte), *_COLONNES).join(
        NumeroRemplace, col(NumeroRemplace.stagiaire_id) == col(Stagiaire.id)
    )
    for empreinte, *reste in db.execute(
        query.where(col(NumeroRemplace.empreinte).in_(list(anciens)))
    ):
        yield anciens[empreinte], _person(reste, remplace=True)


def _person(cellules: Sequence[Any], *, remplace: bool = False) -> Personne:
    return Personne(**dict(zip(_CHAMPS, cellules, strict=True)), remplace=remplace)
