"""What every kind of import is made of: its columns, and what makes its rows into the base.

A kind is one module that fills a `Genre`, and its line in the registry; everything else (files,
titles, cells, errors, sheet of corrections, templates) is done once for all of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from sqlmodel import Session

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.lecteurs import Lecteur
from sigma_cli.errors import SigmaError
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.recrutement.listes import Liste
from sigma_cli.store.coffre import Coffre


class Nature(StrEnum):
    """What a column holds, and so how its cells are read and proposed in a template."""

    TEXTE = "texte"
    CODE = "code"  # digits that a spreadsheet must not take for a number
    ENTIER = "entier"
    DATE = "date"
    HEURE = "heure"
    BOOLEEN = "booleen"
    LISTE = "liste"  # codes joined by ` ; `
    JOURS = "jours"  # dates joined by ` ; `, `-` for none (Q8-04)
    NIVEAU = "niveau"
    NIR = "nir"


@dataclass(frozen=True, slots=True)
class Champ:
    """One column. `titre` is what our exports write; `alias`, other usual titles, split by `|`.

    `requis`: no row goes without it. `creation`: needed to create, not to change. `option` is the
    one of the command that says the same, so that its refusals can be told in terms of columns.
    Fields may be given by position, so that a list of columns reads as the table it describes.
    """

    cle: str
    titre: str
    nature: Nature = Nature.TEXTE
    alias: str = ""
    aide: str = ""
    requis: bool = field(default=False, kw_only=True)
    creation: bool = field(default=False, kw_only=True)
    option: str = field(default="", kw_only=True)
    choix: Sequence[str] = field(default=(), kw_only=True)
    largeur: int = field(default=16, kw_only=True)

    @property
    def titres(self) -> tuple[str, ...]:
        """Return every spelling of the title, that of our exports first."""
        return (self.titre, self.cle, *filter(None, self.alias.split("|")))


@dataclass(frozen=True, slots=True)
class Ligne:
    """One row read: the number people see, and the fields that were given."""

    numero: int
    valeurs: Mapping[str, Any]


class Etat(StrEnum):
    """What became of a row."""

    CREE = "crees"
    MODIFIE = "modifies"
    INCHANGE = "inchanges"
    IGNORE = "ignores"
    REFUSE = "refuses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erreur:
    """Why a row is refused; `colonne` is the title when one cell is the cause."""

    ligne: int
    colonne: str | None
    regle: str | None
    message: str
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What became of one row, and what the rules have to say of it."""

    ligne: int
    etat: Etat
    objet: str | None = None
    erreurs: Sequence[Erreur] = ()
    avertissements: Sequence[Avertissement] = ()
    changements: Sequence[str] = ()

    @classmethod
    def refused(cls, ligne: int, error: SigmaError, *, colonne: str | None = None) -> "Issue":
        """Return the refusal of a row by a rule or a reader."""
        erreur = Erreur(
            ligne=ligne,
            colonne=colonne,
            regle=error.regle,
            message=error.message,
            code=error.exit_code,
        )
        return cls(ligne=ligne, etat=Etat.REFUSE, erreurs=[erreur])


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """What the rules need from outside. `coffre` is None when no column holds a number."""

    acte: Acte
    reglages: Reglages
    coffre: Coffre | None = None
    accepte: bool = False  # the user said yes beforehand to what a command would ask
    fichier: str = ""


class Importeur(Protocol):
    """Makes rows into the base, some at a time, in the order of the file."""

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        """Yield what became of each row. What is refused has left nothing in the base."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """One kind of import. `lecteurs` read the texts, by field.

    `dits` replaces, by rule, refusals that only make sense at a keyboard; by rule and option, when a
    rule has several. `choix` gives the drop-down lists that the configuration decides, `listes` those
    that people extend in the base, with what may be written besides their codes.
    """

    code: str
    titre: str
    personnel: bool
    champs: Sequence[Champ]
    lecteurs: Mapping[str, Lecteur]
    ouvrir: Callable[[Session, Contexte], Importeur]
    exemple: Mapping[str, str] = field(default_factory=dict)
    dits: Mapping[str, str] = field(default_factory=dict)
    listes: Mapping[str, tuple[Liste, Sequence[str]]] = field(default_factory=dict)
    choix: Callable[[Reglages], Mapping[str, Sequence[str]]] = lambda _reglages: {}

    def libelles(self) -> dict[str, Sequence[str]]:
        """Return the spellings of each column, the title of our exports first."""
        return {champ.cle: champ.titres for champ in self.champs}
