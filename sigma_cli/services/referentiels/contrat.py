"""What every table of codes is made of. A file of this room fills a `Referentiel`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from sqlmodel import Session

from sigma_cli.domain.acte import Acte, Avertissement


class Origine(StrEnum):
    """Where the rows in use come from."""

    LIVRE = "livré"
    IMPORTE = "importé"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Etat:
    """A table as it stands: `le` dates its source, `importe_le` its import; `lignes` counts codes."""

    referentiel: str
    titre: str
    origine: Origine
    le: date | None = None
    lignes: int | None = None
    source: str | None = None
    importe_le: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """One code that an import changed: `nature` is « ajouté », « retiré » or « modifié »."""

    code: str
    nature: str
    libelle: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    """What an import did: counts against what was there, and the first changes of each nature."""

    referentiel: str
    fichier: str
    extrait_le: date
    lignes: int
    ajoutes: int
    retires: int
    modifies: int
    inchanges: int
    doublons: int
    exemples: Sequence[Changement]
    avertissements: Sequence[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivage:
    """A file to import. `extrait_le` is its date when the user gives it, `avance` counts rows read."""

    chemin: Path
    extrait_le: date | None
    avance: Callable[[int], None]


class Importeur(Protocol):
    """Replaces a table by the one of a file: whole, or not at all. The caller commits."""

    def __call__(self, db: Session, acte: Acte, arrivage: Arrivage) -> Bilan:
        """Raise InvalidInput naming the line and the column of what cannot be read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Remise:
    """What taking the imports of a table away did: codes taken away, and how it stands since."""

    referentiel: str
    retirees: int
    origine: Origine
    le: date | None
    lignes: int | None


class Retrait(Protocol):
    """Takes the imports of a table away; the caller commits."""

    def __call__(self, db: Session, acte: Acte) -> int:
        """Return the number of codes taken away, 0 when nothing was imported."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Referentiel:
    """One table: how it stands, how a code is found, and how a file replaces it, if one may.

    `rows` yields the codes in use with their columns: `code`, the label, then the others.
    """

    nom: str
    titre: str
    etat: Callable[[Session], Etat]
    find: Callable[[Session, str], Mapping[str, object] | None]
    rows: Callable[[Session], Iterator[Mapping[str, object]]]
    importer: Importeur | None = None
    retirer: Retrait | None = None
