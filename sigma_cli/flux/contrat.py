"""What every flux is made of. A flux folder fills a `Flux`; services know nothing else."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import InvalidInput

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.domain.consolidation.lots import Lot
    from sigma_cli.models.flux import FluxFichier
    from sigma_cli.referentiels.reglages import Reglages

D = TypeVar("D")

PARIS: Final = ZoneInfo("Europe/Paris")
SEQUENCE_MAX: Final = 999_999  # six digits in the name of the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Entete:
    """Values fixed by the caller, so that the same call always gives the same bytes.

    `sequence` counts the files of one flux from 1; `produit_le` is an aware instant.
    """

    sequence: int
    produit_le: datetime

    def __post_init__(self) -> None:
        """Raise ValueError on a naive instant: it would silently take the zone of the machine."""
        if self.produit_le.tzinfo is None:
            raise ValueError("produit_le must be aware")

    @property
    def heure_paris(self) -> datetime:
        """The instant as people read it: names and contents of files are in Europe/Paris."""
        return self.produit_le.astimezone(PARIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexte:
    """What the query of a flux reads beside the base: today in Paris, and the dated settings.

    `situation` counts what is known elsewhere than in tables, for the flux that tells of it.
    """

    jour: date
    reglages: "Reglages"
    situation: "Callable[[Session], Lot] | None" = None


class PorteeRetenue(StrEnum):
    """Where what holds something back is corrected, once for all that it holds back."""

    SESSION = "session"
    COMPOSANTE = "composante"
    ETABLISSEMENT = "etablissement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retenu:
    """Something held back from a file, in French and without personal data.

    `objet` is a reference of the command line (`20F0011_03/01`), `champ` the name people use;
    `regle` is the rule that holds it back, when one does. What is `close` waits for nothing: it is
    told, and no later file will take it.
    """

    objet: str
    champ: str
    raison: str
    a_faire: str
    regle: str | None = None
    close: bool = False
    portee: PorteeRetenue = PorteeRetenue.SESSION


@dataclass(slots=True, kw_only=True)
class Releve:
    """What a build has to tell beside the bytes; complete once its blocks are exhausted.

    `emis` lists the parcours of a file, in its order. A file of sessions may hold a million of
    them: they are only counted, in `comptees`. `exclus` counts by reason those who never leave by
    this flux as long as the reason holds.
    """

    emis: list[str] = field(default_factory=list)
    comptees: int = 0
    retenus: list[Retenu] = field(default_factory=list)
    avertissements: list[Avertissement] = field(default_factory=list)
    exclus: dict[str, int] = field(default_factory=dict)

    @property
    def nb_lignes(self) -> int:
        """Number of sessions or parcours written."""
        return self.comptees + len(self.emis)


Revelation: TypeAlias = Callable[[int, bytes], str]
"""Turns the sealed number of a person (row number, sealed bytes) into the text to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is kept of one line, in the order of the file.

    `evenement` tells apart the lines of one parcours in one session, `rang` the sessions it was in (how many
    moves before this one, PAR-02). `suivi` holds what a later change must be
    told of, as the text sent (nothing of it is kept as it is), `vides` the columns left empty.
    """

    parcours: str
    evenement: str = ""
    rang: int = 0
    suivi: Mapping[str, str] = field(default_factory=dict, repr=False)
    vides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UneFois(Generic[D]):
    """What makes the lines of a flux leave once for ever (RF-02).

    `trace` tells what to keep of a row. `marqueurs` names, by `evenement`, the column of the
    parcours that is filled when such a line is frozen: what has none is the queue. `queue` is the
    SELECT of the row numbers of the parcours that wait for the next file.
    """

    trace: Callable[[D], Trace]
    marqueurs: Mapping[str, str]
    queue: Callable[[Contexte], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flux(Generic[D]):
    """One flux: where its data come from, and how they become a file.

    `build` fills the `Releve` while it yields the blocks of the file, in order. A build that has
    nothing to send yields no block at all. `personnel` files hold personal data: mode 0600, bytes
    sealed while they wait. `count_due` tells how much waits for the next file; `count_excluded`,
    when there is one, who waits in vain, by reason.

    `une_fois` makes a flux whose data are rows that leave once. `on_frozen` runs in the
    transaction that freezes the file, with what the build told; `on_refused` in the one that notes
    that the receiver refused the whole of a file. `sur_choix` makes a flux leave only to a place that
    someone chose, or when it is named.
    """

    code: str
    extension: str
    personnel: bool
    load: "Callable[[Session, Revelation, Contexte], D]"
    build: Callable[[Entete, D, Releve], Iterator[bytes]]
    count_due: "Callable[[Session, Contexte], int]"
    count_excluded: "Callable[[Session], dict[str, int]] | None" = None
    une_fois: UneFois[Any] | None = None
    on_frozen: "Callable[[Session, Entete, Contexte, Releve], None] | None" = None
    on_refused: "Callable[[Session, FluxFichier], None] | None" = None
    sur_choix: bool = False


class Transport(Protocol):
    """Where a file goes."""

    @property
    def adresse(self) -> str:
        """The place as people write it, without any secret."""
        ...

    def deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
        """Deliver the file, then `<nom>.sha256` in the format of `sha256sum`.

        Returning means that both are whole and readable under their final names; a file of the
        same name and content already there counts as delivered, one of another content is never
        replaced. Raises TransportFailed otherwise, TransportRefused when trying again alone would
        not help.
        """
        ...

    def relire(self, prefixe: str) -> "dict[str, bytes | None]":
        """Return the files there whose name starts so, without bytes when only a sum is left.

        Raises TransportFailed when the place cannot be looked at.
        """
        ...


def nom_fichier(code: str, extension: str, entete: Entete) -> str:
    """Return `SIGMA_<CODE>_<AAAAMMJJ>_<sequence>.<extension>`, dated in Europe/Paris.

    Raises InvalidInput when the sequence does not fit in six digits.
    """
    if not 1 <= entete.sequence <= SEQUENCE_MAX:
        raise InvalidInput(
            f"Flux {code} : le numéro de séquence {entete.sequence} sort de 1 à {SEQUENCE_MAX},"
            " le fichier ne peut pas être nommé ; prévenir le partenaire avant de repartir de 1."
        )
    jour = entete.heure_paris.date().isoformat().replace("-", "")
    return f"SIGMA_{code.upper()}_{jour}_{entete.sequence:06d}.{extension}"


def read_again(trouves: "Mapping[str, bytes]") -> "dict[str, bytes | None]":
    """Return files by name, each as its `.sha256` says; what it does not say, or is gone, has no bytes."""
    sommes = {
        nom.removesuffix(".sha256"): s for nom, s in trouves.items() if nom.endswith(".sha256")
    }
    relus: dict[str, bytes | None] = dict.fromkeys(sommes)
    for nom, contenu in trouves.items():
        if not nom.endswith(".sha256"):
            dite = sommes.get(nom)
            tient = dite is None or dite == ligne_sha256(nom, hashlib.sha256(contenu).hexdigest())
            relus[nom] = contenu if tient else None
    return relus


def ligne_sha256(nom: str, empreinte: str) -> bytes:
    """Return the content of `<nom>.sha256`, as `sha256sum` writes and checks it."""
    return f"{empreinte}  {nom}\n".encode()
