"""What the base knows of the persons of a batch, read in a few statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from sqlmodel import Session, col, or_, select

from sigma_cli.domain import references
from sigma_cli.domain.personnes.identite import search_key
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.store.coffre import Coffre

_PERSONNE: Final = (
    "id",
    "nom_naissance",
    "nom_usage",
    "prenom",
    "civilite",
    "date_naissance",
    "courriel",
    "telephone",
    "nir_empreinte",
    "nom_replie",
)
_PARCOURS: Final = (
    "id",
    "stagiaire_id",
    "session_id",
    "date_entree",
    "date_fin_prevue",
    "date_sortie",
    "categorie_public",
    "niveau_entree",
    "pic",
    "rqth",
    "type_remuneration",
    "motif_sortie",
    "heures",
    "defi_le",
    "agora_entree_le",
    "agora_sortie_le",
)
Enregistre: TypeAlias = Any  # a Core row, with one of the two lists of fields above


@dataclass(slots=True)
class Connus:
    """Persons and parcours of the base that a batch may speak of."""

    sessions: dict[references.Session, int] = field(default_factory=dict)
    personnes: dict[int, Enregistre] = field(default_factory=dict)
    par_numero: dict[bytes, Enregistre] = field(default_factory=dict)
    parcours: dict[int, Enregistre] = field(default_factory=dict)
    inscriptions: dict[tuple[int, int], Enregistre] = field(default_factory=dict)
    anonymes: dict[tuple[int, str, date | None], Enregistre] = field(default_factory=dict)


def load(db: Session, lignes: Sequence[Mapping[str, Any]], empreintes: Iterable[bytes]) -> Connus:
    """Read what these rows may name: by number, by reference, or by name in their session."""
    connus = Connus(sessions=_sessions(db, {valeurs["session"] for valeurs in lignes}))
    references_lues = [
        valeurs[nom] for valeurs in lignes for nom in ("stagiaire",) if nom in valeurs
    ]
    parcours = [valeurs["parcours"] for valeurs in lignes if "parcours" in valeurs]
    _add_persons(db, connus, list(empreintes), references_lues, parcours)
    _add_parcours(db, connus, parcours)
    _add_nameless(db, connus, lignes)
    return connus


def fingerprints(lignes: Iterable[Mapping[str, Any]], coffre: Coffre | None) -> dict[str, bytes]:
    """Return the keyed hash of each number of the rows."""
    if coffre is None:
        return {}
    nirs = {valeurs["nir"].valeur for valeurs in lignes if "nir" in valeurs}
    return {nir: coffre.fingerprint(nir) for nir in nirs}


def persons(db: Session, idents: Collection[int]) -> dict[int, Enregistre]:
    """Return persons by their row number, as they are now."""
    if not idents:
        return {}
    query = select(*(col(getattr(Stagiaire, nom)) for nom in _PERSONNE))
    return {p.id: p for p in db.execute(query.where(col(Stagiaire.id).in_(idents)))}


def is_empty(db: Session) -> bool:
    """Tell whether the base holds nobody yet."""
    return db.exec(select(Stagiaire.id).limit(1)).first() is None


def _sessions(db: Session, refs: set[references.Session]) -> dict[references.Session, int]:
    query = (
        select(col(Composante.numero), col(SessionFormation.numero), col(SessionFormation.id))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .where(
            col(Composante.numero).in_({ref.composante for ref in refs}),
            col(SessionFormation.numero).in_({ref.numero for ref in refs}),
        )
    )
    return {references.Session(composante, n): ident for composante, n, ident in db.exec(query)}


def _add_persons(
    db: Session,
    connus: Connus,
    empreintes: list[bytes],
    stagiaires: list[int],
    parcours: list[int],
) -> None:
    par_parcours = select(Parcours.stagiaire_id).where(col(Parcours.id).in_(parcours))
    query = select(*(col(getattr(Stagiaire, nom)) for nom in _PERSONNE)).where(
        or_(
            col(Stagiaire.nir_empreinte).in_(empreintes),
            col(Stagiaire.id).in_(stagiaires),
            col(Stagiaire.id).in_(par_parcours),
        )
    )
    for personne in db.execute(query):
        connus.personnes[personne.id] = personne
        if personne.nir_empreinte is not None:
            connus.par_numero[personne.nir_empreinte] = personne


def _add_parcours(db: Session, connus: Connus, parcours: list[int]) -> None:
    query = select(*(col(getattr(Parcours, nom)) for nom in _PARCOURS)).where(
        or_(col(Parcours.stagiaire_id).in_(list(connus.personnes)), col(Parcours.id).in_(parcours))
    )
    for ligne in db.execute(query):
        connus.parcours[ligne.id] = ligne
        connus.inscriptions[ligne.stagiaire_id, ligne.session_id] = ligne


def _add_nameless(db: Session, connus: Connus, lignes: Sequence[Mapping[str, Any]]) -> None:
    """Find persons without number by their name, in the session of their row only."""
    sans = [v for v in lignes if not {"nir", "stagiaire", "parcours"} & v.keys()]
    sessions = {connus.sessions[v["session"]] for v in sans if v["session"] in connus.sessions}
    if not sessions:
        return
    cles = {name_key(valeurs) for valeurs in sans}
    colonnes = [col(getattr(Stagiaire, nom)) for nom in _PERSONNE]
    query = (
        select(*colonnes, col(Parcours.id).label("parcours_id"))  # type: ignore[call-overload]  # as above
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .where(
            col(Parcours.session_id).in_(sessions),
            col(Stagiaire.nom_replie).in_(cles),
            col(Stagiaire.nir_empreinte).is_(None),
        )
    )
    trouvees = {ligne.parcours_id: ligne for ligne in db.execute(query)}
    _add_parcours(db, connus, list(trouvees))
    for ident, personne in trouvees.items():
        connus.personnes[personne.id] = personne
        session = connus.parcours[ident].session_id
        connus.anonymes[session, personne.nom_replie, personne.date_naissance] = personne


def name_key(valeurs: Mapping[str, Any]) -> str:
    """Return the folded names of a row, as the base keeps those of its persons."""
    return search_key(valeurs.get("nom_naissance"), valeurs.get("nom_usage"), valeurs.get("prenom"))
