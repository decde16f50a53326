"""What a list or an export is narrowed to. An empty filter keeps everything (Q8-05)."""

from dataclasses import dataclass
from datetime import date

from sigma_cli.domain.references import Session
from sigma_cli.domain.texte import replier
from sigma_cli.referentiels.recrutement import Etat, Mode
from sigma_cli.referentiels.statuts import Outil


@dataclass(frozen=True, slots=True, kw_only=True)
class Perimetre:
    """Which actions things belong to: one; those of a convention, by its start; a year; a status."""

    action: str | None = None
    convention: str | None = None
    annee: int | None = None
    statut: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreAction(Perimetre):
    """Text in number, convention or title."""

    cherche: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreSession(Perimetre):
    """Text in reference, title, Certif Info, site or commune; a window of dates; still open."""

    cherche: str | None = None
    du: date | None = None
    au: date | None = None
    commune: str | None = None
    ouvertes: bool = False

    @property
    def par_session(self) -> bool:
        """Tell whether it looks at what only a session has."""
        return bool(self.du or self.au or self.commune or self.ouvertes)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreComposante(Perimetre):
    """Text in number, title or Certif Info; `sessions_seulement` drops those without any (A-8).

    `sessions` narrows those of the export, at the date `jour`: a row is then a session.
    """

    cherche: str | None = None
    sessions_seulement: bool = False
    sessions: FiltreSession = FiltreSession()
    jour: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreReunion(FiltreSession):
    """The sessions whose meetings are kept, at the date `jour`."""

    jour: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreStagiaire(Perimetre):
    """Words of a name, or numbers; one session; only those still without a definitive NIR.

    `sans_prescription` keeps those that nobody is known to have prescribed (Q2-01).
    """

    cherche: str | None = None
    session: Session | None = None
    nia: bool = False
    sans_prescription: bool = False
    composante: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreTache:
    """A kind; late only; a session; an object by its reference; a tool where it is left to do.

    `limite` is how many are wanted at most, None for all.
    """

    genre: str | None = None
    en_retard: bool = False
    session: Session | None = None
    objet: str | None = None
    outil: Outil | None = None
    limite: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltrePrescripteur:
    """Text in reference, name or city; département; type; archived ones too when asked."""

    cherche: str | None = None
    departement: str | None = None
    type: str | None = None
    archives: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreCandidature(Perimetre):
    """Words of a name, or numbers; one session; a state, a mode, a prescripteur.

    `sans_presence_au` keeps those whose meeting is past that day and presence not recorded (Q2-12);
    `a_saisir_au`, those with something to type in Kairos that day; `vivantes_au`, those and the ones whose
    session is not over.
    """

    cherche: str | None = None
    session: Session | None = None
    etat: Etat | None = None
    mode: Mode | None = None
    prescripteur: int | None = None
    sans_presence_au: date | None = None
    a_saisir_au: date | None = None
    vivantes_au: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreDemande:
    """Text in the references and titles it is about; one type; those still without an answer."""

    cherche: str | None = None
    type: str | None = None
    en_attente: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltreTableau(Perimetre):
    """One composante; the figures at the date `jour`, else today."""

    composante: str | None = None
    jour: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltrePlace(Perimetre):
    """The actions that hold the places; `en_cours_au` keeps the places of parcours not over that day."""

    en_cours_au: date | None = None


def contains(cherche: str | None, *textes: str) -> bool:
    """Tell whether the texts hold what is searched, case and accents aside."""
    return not cherche or replier(cherche) in replier(" ".join(textes))
