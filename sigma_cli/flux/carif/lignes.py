"""What the flux carif is built from: flat values, already read and closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.referentiels.statuts import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Politique:
    """What the settings decide of a doubtful Certif Info code, and of a session long ended."""

    archive: Suite = Suite.RETENIR
    inconnu: Suite = Suite.AVERTIR
    jours_apres_fin: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisme:
    """The établissement, at once responsable and formateur. None is a value nobody gave yet."""

    nom: str | None
    siret: str | None
    uai: str | None
    nda: str | None
    adresse: str | None
    code_postal: str | None
    code_insee: str | None
    commune: str | None
    courriel: str | None
    telephone: str | None

    @property
    def numero(self) -> str:
        """Number of the organisme inside the file."""
        return f"OF-{self.uai or self.siret}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reunion:
    """An information collective; times read `09h00`, `places` is the room of the meeting."""

    date: date
    heure_debut: str | None
    heure_fin: str | None
    lieu: str | None
    places: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneCarif:
    """One session with its composante: the fields of the composante repeat from row to row.

    `siret` and `uai` are those of the place, when it has its own. Levels are `1`…`8` or `INFRA3`; codes come main one first; `ics` by date; hours are whole.
    The exit level of the SIGMA action has no field here, on purpose (Q3-03).
    """

    composante: str
    action: str
    programme: str
    intitule: str
    objectif: str | None
    contenu: str | None
    resultats: str | None
    certifinfo: str | None
    certif: Certif
    rncp: str | None
    niveau_entree: str
    niveau_sortie: str
    niveau_entree_obligatoire: bool
    certifiante: bool
    formacodes: tuple[str, ...]
    nsf: tuple[str, ...]
    romes: tuple[str, ...]
    publics: tuple[str, ...]
    pic: bool
    heures_centre: int | None
    heures_entreprise: int | None
    rythme: str | None
    modalites_enseignement: str
    conditions: str | None
    composante_creee_le: date
    composante_modifiee_le: date
    numero: str
    date_debut: date
    date_fin: date
    places: int
    site: str
    siret: str | None
    uai: str | None
    adresse: str | None
    code_postal: str
    code_insee: str
    commune: str
    creee_le: date
    modifiee_le: date
    ics: tuple[Reunion, ...]

    @property
    def session(self) -> str:
        """Reference of the session on the command line."""
        return f"{self.composante}/{self.numero}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OffreCarif:
    """Everything one file is made of; `lignes` sorted by action, rank of the composante, session.

    `sans_session` names the composantes that nothing can show.
    """

    organisme: Organisme
    lignes: Iterable[LigneCarif]
    sans_session: Sequence[str] = ()
    politique: Politique = Politique()
