"""Why a session is not seen: the chain from entry to Kairos, step by step, and one thing to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sigma_cli.domain.dates import PARIS, local_day
from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.domain.offre.diffusion import obstacle, over
from sigma_cli.flux.contrat import Retenu
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatFlux, Portail


class EtatEtape(StrEnum):
    """Where a step stands."""

    FAIT = "fait"
    ATTENTE = "attente"
    BLOQUE = "bloque"
    ATTENTION = "attention"
    A_VERIFIER = "a_verifier"
    ABSENTE = "absente"


class Geste(StrEnum):
    """The kind of thing to do."""

    CORRIGER = "corriger"
    ENVOYER = "envoyer"
    ATTENDRE = "attendre"
    VERIFIER = "verifier"
    ECRIRE = "ecrire"
    RIEN = "rien"


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """One step of the chain, told to people."""

    etape: str
    etat: EtatEtape
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conseil:
    """The one thing to do. `sujet` is that of the contact to write to, when one is to be written to."""

    geste: Geste
    message: str
    jusqu_au: datetime | None = None
    sujet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fichier:
    """The first carif file that held the session as it is now, unless the receiver refused it."""

    nom: str
    etat: str
    produit_le: datetime
    depose_le: datetime | None
    acquitte_le: datetime | None
    erreur: str | None

    @property
    def arrive(self) -> bool:
        """Tell whether the receiver has it, as far as anyone knows."""
        return self.depose_le is not None and self.etat != EtatFlux.REJETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything the steps look at, read once.

    `changee_le` is when the session, its composante or the établissement changed; `sortie` says that
    a file held it and that the last one does not; `demandes` are the requests about its absence that
    wait, by the address they went to.
    """

    session: str
    composante: str
    date_debut: date
    date_fin: date
    places: int
    saisie_le: datetime
    changee_le: datetime
    certifinfo: str
    certif: Certif
    successeur: str | None
    niveau: str
    niveau_certif: str | None
    retenus: Sequence[Retenu]
    fichier: Fichier | None
    sortie: bool
    reunions: Sequence[date]
    vues: Mapping[Portail, datetime]
    envoyee: bool
    absente_de: frozenset[Portail]
    demandes: Mapping[str, str]
    visible_le: datetime
    kairos_le: datetime
    maintenant: datetime
    reglages: Reglages

    @property
    def jour(self) -> date:
        """Today in Paris."""
        return local_day(self.maintenant)

    @property
    def finie(self) -> bool:
        """Whether it ended too long ago to be diffused."""
        return over(self.date_fin, self.jour, jours=self.reglages.jours_apres_fin)

    @property
    def empechee(self) -> str | None:
        """Why nobody can see it, whatever the clock says."""
        constat = obstacle(self.places, finie=self.finie, bloquee=self.certif.bloque)
        return constat or ("retenue du flux carif" if self.retenus else None)

    @property
    def prochaine_reunion(self) -> date | None:
        """The next meeting, one of today included (Q2-10)."""
        return min((jour for jour in self.reunions if jour >= self.jour), default=None)


def said(instant: datetime) -> str:
    """Return an instant as people read it, in Paris."""
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %Hh%M}"
