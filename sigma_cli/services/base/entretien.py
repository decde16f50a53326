"""Care of the base: what `base check` looks at, beyond what SQLite checks itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.errors import BrokenBase, KeyProblem
from sigma_cli.flux import REGISTRE
from sigma_cli.models.action import Action
from sigma_cli.models.cle import CleActive
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandePlace
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.statuts import EtatDemande, TypeRemuneration
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle import journal
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.controle import is_damaged, orphans

GRAVE: Final = "grave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constat:
    """One thing found wrong: on what, how bad, and what it means."""

    objet: str
    gravite: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Controle:
    """Result of a check; `cle_verifiee` tells whether the numbers could be opened."""

    nombre: int
    constats: list[Constat]
    lignes_journal: int
    cle_verifiee: bool


def check(db: Session, coffre: Coffre | None) -> Controle:
    """Look at the file, its links, the journal’s chain, the paid places and the sealed numbers."""
    verdict = journal.verify(db, coffre.journal if coffre else None)
    constats = [*_file(db), *_links(db), *_places(db), *_queues(db)]
    if verdict.defaut:
        message = f"{verdict.defaut} : le journal a été modifié hors de sigma."
        ligne = f"journal {verdict.premiere_rompue or ''}".strip()
        constats.append(Constat(objet=ligne, gravite=GRAVE, message=message))
    if coffre:
        numeros.check_key(db, coffre)
        constats += [*_memory(db, coffre), *_numbers(db, coffre)]
    return Controle(
        nombre=len(constats),
        constats=constats,
        lignes_journal=verdict.nombre,
        cle_verifiee=coffre is not None,
    )


def has_key(db: Session) -> bool:
    """Tell whether a key already seals something in this base: no other one reads it."""
    return db.get(CleActive, 1) is not None


def check_new_key_allowed(db: Session) -> None:
    """Refuse to make a new key for a base whose numbers are sealed under another one. Raises KeyProblem."""
    if has_key(db):
        raise KeyProblem(
            "Cette base a déjà une clé, et le fichier de clé manque : le remettre à sa place. Une "
            "clé neuve ne lirait pas les numéros enregistrés."
        )


def _file(db: Session) -> Iterator[Constat]:
    if is_damaged(db):
        message = "le fichier est abîmé ; restaurer une sauvegarde (sigma base restore)."
        yield Constat(objet="fichier", gravite=GRAVE, message=message)


def _links(db: Session) -> Iterator[Constat]:
    for table, numero, parent in orphans(db):
        message = f"la ligne {numero} désigne un objet absent de {parent}."
        yield Constat(objet=table, gravite=GRAVE, message=message)


def _places(db: Session) -> Iterator[Constat]:
    """Compare the counts kept on each action with what occupies its places (Q9-01, Q9-07)."""
    for quoi, compte, occupants in (
        ("rémunérées", col(Action.places_utilisees), _paid()),
        ("accordées en plus", col(Action.places_en_plus), _granted()),
    ):
        reels: dict[int, int] = dict(db.execute(occupants).all())
        query: Any = select(Action.id, Action.numero, compte).order_by(col(Action.id))
        for ident, numero, tenu in db.exec(query):
            reel = reels.get(ident, 0)
            if tenu != reel:
                message = f"{tenu} places {quoi} comptées, {reel} parcours en occupent une."
                yield Constat(objet=numero, gravite=GRAVE, message=message)


def _paid() -> Any:
    """Select the number of parcours that each action pays."""
    payes = select(col(Composante.action_id), func.count(col(Parcours.id))).select_from(Parcours)
    return _by_action(payes).where(Parcours.type_remuneration == TypeRemuneration.REGION.value)


def _granted() -> Any:
    """Select the number of accepted requests of each action whose place is still held."""
    demandes = (
        select(col(Composante.action_id), func.count(col(Demande.id)))
        .select_from(Demande)
        .join(DemandePlace, col(DemandePlace.demande_id) == col(Demande.id))
        .join(Parcours, col(Parcours.id) == col(DemandePlace.parcours_id))
    )
    return _by_action(demandes).where(
        Demande.etat == EtatDemande.ACCORDEE.value,
        col(DemandePlace.liberee_le).is_(None),
    )


def _by_action(query: Any) -> Any:
    """Count in one pass: a count asked action by action would read the parcours of each again."""
    return (
        query.join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .group_by(col(Composante.action_id))
    )


def _queues(db: Session) -> Iterator[Constat]:
    """Compare the marks that take parcours off the queues of the flux with the lines sent (RF-02).

    A mark without a line, older than its parcours, tells what another base sent.
    """
    for flux in REGISTRE.values():
        for evenement, marqueur in (flux.une_fois.marqueurs if flux.une_fois else {}).items():
            marque = getattr(Parcours, marqueur)
            partis = select(FluxLigne.parcours_id).where(
                FluxLigne.code == flux.code,
                FluxLigne.evenement == evenement,
                col(FluxLigne.repris_le).is_(None),
            )
            parti = col(Parcours.id).in_(partis)
            ailleurs = marque < col(Parcours.cree_le)
            ecart = (marque.is_(None) & parti) | (marque.is_not(None) & ~parti & ~ailleurs)
            for ident in db.exec(select(Parcours.id).where(ecart).order_by(col(Parcours.id))):
                message = f"noté transmis par le flux {flux.code} sans ligne, ou le contraire."
                yield Constat(objet=references.parcours(ident), gravite=GRAVE, message=message)


def _numbers(db: Session, coffre: Coffre) -> Iterator[Constat]:
    """Open every number and compare it with what the row says of it."""
    query = select(Stagiaire).where(col(Stagiaire.nir_chiffre).is_not(None))
    for stagiaire in db.exec(query.execution_options(yield_per=1000)):
        altere = _altered(stagiaire, coffre)
        if altere:
            objet = numeros.owner(stagiaire.id)
            message = f"{altere} ; le ressaisir (sigma stagiaire nir)."
            yield Constat(objet=objet, gravite=GRAVE, message=message)


def _altered(stagiaire: Stagiaire, coffre: Coffre) -> str | None:
    """Name the part of a number that someone changed; None when all is right."""
    if stagiaire.nir_cle != coffre.identifiant:
        return "le numéro est scellé sous une autre clé que celle de la base"
    try:
        nir = numeros.reveal(coffre, stagiaire.id, stagiaire.nir_chiffre or b"")
    except BrokenBase:
        return "le numéro enregistré a été altéré ou déplacé"
    if coffre.fingerprint(nir.valeur) != stagiaire.nir_empreinte:
        return "l’index du numéro a été altéré, on ne le retrouverait plus"
    if nir.classe != stagiaire.nir_classe:
        return "le type du numéro a été altéré, AGORA en dépend"
    return None


def _memory(db: Session, coffre: Coffre) -> Iterator[Constat]:
    try:
        numeros.memory_if_any(db, coffre)
    except BrokenBase:
        message = "altérée : numéros remplacés et identités importées ne se retrouvent plus."
        yield Constat(objet="mémoire des empreintes", gravite=GRAVE, message=message)
