"""The bundle an établissement sends: its shape, how it is written and read back (REG-01, REG-02)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from sigma_cli.domain.consolidation.comptes import Compte
from sigma_cli.domain.discretion import holds_nir
from sigma_cli.errors import InvalidInput

FORMAT: Final = "sigma-region"
VERSION: Final = 1
REGROUPES: Final = "REGROUPES"  # parcours of several types of pay, too few to be told apart
EXACTS: Final = "EXACTS"
_TEXTE_MAX: Final = 500
_NOMBRE_MAX: Final = 10**9
_UAI: Final = re.compile(r"\d{7}[A-Z]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisme:
    """Whose bundle it is."""

    uai: str
    siret: str | None
    nom: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotAction:
    """The account of an action: what was granted, what is used, who is asked for and registered."""

    action: str
    convention: str
    intitule: str
    annee: int
    statut: str
    accordees: int
    en_plus: Compte
    utilisees: Compte
    restantes: Compte
    demandes_en_attente: Compte
    effectif: int | None
    inscrits: Compte


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSession:
    """A session, the people at each step of its recruitment, and whether it may be seen."""

    session: str
    action: str
    intitule: str
    date_debut: date
    date_fin: date
    commune: str
    code_insee: str
    places: int
    positionnes: Compte
    retenus: Compte
    inscrits: Compte
    diffusion: str
    raison: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotParcours:
    """How many parcours of a year have a type of pay; `INDECISE` while none is decided."""

    annee: int
    type_remuneration: str
    nombre: Compte


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTaches:
    """How many tasks of a kind are late."""

    type: str
    nombre: Compte


@dataclass(frozen=True, slots=True, kw_only=True)
class LotControle:
    """How many findings `sigma check` makes under a rule."""

    regle: str
    gravite: str
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Everything an établissement tells at an instant; the order of the fields is that of the file."""

    format: str
    version: int
    produit_par: str
    produit_le: datetime
    petits_effectifs: str
    etablissement: Organisme
    actions: Sequence[LotAction]
    sessions: Sequence[LotSession]
    parcours: Sequence[LotParcours]
    taches_en_retard: Sequence[LotTaches]
    controles: Sequence[LotControle]


def to_document(valeur: Any) -> Any:
    """Return a bundle, or a part of it, as JSON carries it."""
    if isinstance(valeur, Compte):
        return valeur.written
    if is_dataclass(valeur):
        return {champ.name: to_document(getattr(valeur, champ.name)) for champ in fields(valeur)}
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, list | tuple):
        return [to_document(element) for element in valeur]
    return valeur


def from_document(document: object) -> Lot:
    """Read a bundle back. Raises InvalidInput, naming the part and never its content (NIR-12)."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise InvalidInput("ce n’est pas un lot de sigma pour la Région")
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InvalidInput("version : un nombre est attendu ; le fichier est altéré")
    if version > VERSION:
        raise InvalidInput(
            f"lot de version {version}, celle lue ici est {VERSION} : mettre sigma à jour"
        )
    lot: Lot = _read_object(Lot, document, "lot")
    if not _UAI.fullmatch(lot.etablissement.uai):
        raise _altered("etablissement.uai")
    if lot.produit_le.tzinfo is None:
        raise _altered("produit_le")
    return lot


def _read_object(cls: type[T], valeur: object, ou: str) -> T:
    """Read the fields of a part: all of them, and nothing else."""
    classe: Any = cls
    lecteurs = _readers(classe)
    if not isinstance(valeur, Mapping) or valeur.keys() != lecteurs.keys():
        raise _altered(ou)
    return cls(**{nom: lire(valeur[nom], f"{ou}.{nom}") for nom, lire in lecteurs.items()})


@cache
def _readers(cls: Any) -> dict[str, Callable[[object, str], Any]]:
    return {nom: _reader(type_) for nom, type_ in get_type_hints(cls).items()}


def _reader(type_: Any) -> Callable[[object, str], Any]:
    """Return what reads a value of a type of the fields above."""
    arguments = get_args(type_)
    if get_origin(type_) is Sequence:
        return lambda valeur, ou: _read_list(arguments[0], valeur, ou)
    if type(None) in arguments:
        lire = _reader(arguments[0])
        return lambda valeur, ou: None if valeur is None else lire(valeur, ou)
    if type_ in _SIMPLES:
        return _SIMPLES[type_]
    return lambda valeur, ou: _read_object(type_, valeur, ou)


def _read_list(cls: type[T], valeur: object, ou: str) -> list[T]:
    if not isinstance(valeur, list):
        raise _altered(ou)
    return [_read_object(cls, element, f"{ou}[{rang}]") for rang, element in enumerate(valeur)]


def _read_text(valeur: object, ou: str) -> str:
    if not isinstance(valeur, str) or len(valeur) > _TEXTE_MAX or holds_nir(valeur):
        raise _altered(ou)
    return valeur


def _read_int(valeur: object, ou: str) -> int:
    if not isinstance(valeur, int) or isinstance(valeur, bool) or not 0 <= valeur < _NOMBRE_MAX:
        raise _altered(ou)
    return valeur


def _read_count(valeur: object, ou: str) -> Compte:
    compte = Compte.read(valeur)
    if compte is None or not 0 <= compte.bas <= compte.haut < _NOMBRE_MAX:
        raise _altered(ou)
    return compte


def _read_day(valeur: object, ou: str) -> date:
    try:
        return date.fromisoformat(_read_text(valeur, ou))
    except ValueError as error:
        raise _altered(ou) from error


def _read_instant(valeur: object, ou: str) -> datetime:
    try:
        return datetime.fromisoformat(_read_text(valeur, ou))
    except ValueError as error:
        raise _altered(ou) from error


_SIMPLES: Final[dict[Any, Callable[[object, str], Any]]] = {
    str: _read_text,
    int: _read_int,
    Compte: _read_count,
    date: _read_day,
    datetime: _read_instant,
}


def _altered(ou: str) -> InvalidInput:
    return InvalidInput(f"{ou} n’est pas ce qu’un lot porte : le fichier est altéré, le redemander")
