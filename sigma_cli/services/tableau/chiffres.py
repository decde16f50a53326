"""The figures of a tableau de bord, typed: the same for the screen, the page, the workbook and scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reunion:
    """A meeting to come of a session."""

    session: str
    date: date
    heure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneSession:
    """How a session fills, and whether it can be seen.

    `positionnes` are the candidatures that were not refused, retained ones included; `retenus` those
    retained; `inscrits` the persons registered who have not left; `restantes` is below 0 when over-booked.
    """

    session: str
    intitule: str
    action: str
    site: str
    commune: str
    date_debut: date
    date_fin: date
    places: int
    positionnes: int
    retenus: int
    inscrits: int
    restantes: int
    prochaine_reunion: date | None
    diffusion: str
    raison: str
    alertes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneTotal:
    """The sum of the sessions that will take place."""

    sessions: int
    places: int
    positionnes: int
    retenus: int
    inscrits: int
    restantes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComptePlaces:
    """Paid places of an action, or their sum; `effectif` is what the convention agreed (EFF-01)."""

    action: str
    intitule: str
    accordees: int
    en_plus: int
    utilisees: int
    restantes: int
    effectif: int | None
    inscrits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nombre:
    """A figure and what it counts."""

    quoi: str
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retard:
    """Tasks of one kind that are late: where they are to be done, since when, and what it costs."""

    titre: str
    outils: Sequence[str]
    nombre: int
    depuis: date
    cout: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FluxEnPeine:
    """A file that did not arrive, or that its receiver refused."""

    flux: str
    fichier: str
    etat: str
    erreur: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Semaine:
    """Registrations of a week, and of the same week a year before."""

    lundi: date
    inscriptions: int
    un_an_avant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonneASuivre:
    """Someone of whom something is missing, named on express request only."""

    parcours: str
    nom: str
    session: str
    manque: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """Everything at a date. `selection` says in words what it is narrowed to, but for late tasks and files.

    `etabli_le` is the day of the counts, `jour` the one that what is due is held against.
    """

    jour: date
    etabli_le: date
    etablissement: str
    selection: str
    sessions: Sequence[LigneSession]
    total: LigneTotal
    places: Sequence[ComptePlaces]
    total_places: ComptePlaces
    parcours_candidats: Sequence[Nombre]
    personnes: Sequence[Nombre]
    nia: Sequence[Nombre]
    retards: Sequence[Retard]
    flux: Sequence[FluxEnPeine]
    reunions: Sequence[Reunion]
    semaines: Sequence[Semaine]
    a_suivre: Sequence[PersonneASuivre]
