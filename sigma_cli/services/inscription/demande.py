"""What is asked to enrol someone, and what is answered."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.personnes.nir import ClasseNir, Nir
from sigma_cli.services.personnes.identite.recherche import ChampIdentite

ENVOIS: Final = ("defi_le", "agora_entree_le", "agora_sortie_le")  # what tells that it left once


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """What was typed to enrol someone, each value already read. None is what was not given.

    `motif_identite` confirms an identity that contradicts the number or a register (NIR-05).
    `candidature` is the one that this enrolment closes.
    `reprise` tells a registration made in another base: what only new ones must satisfy is not asked
    of it again (SES-03, NIR-01), and how it ended and who pays come along.
    `ailleurs` is the number of the person in that base: what it told as one person stays one.
    `fiche_tenue` tells that the caller writes on the sheet of somebody known what it lacks (NIR-10).
    `defi_le`, `agora_entree_le` and `agora_sortie_le` tell that another base sent it already: what left
    once does not leave again (RF-02).
    """

    session: references.Session
    nom_naissance: str
    nom_usage: str | None = None
    prenom: str | None = None
    civilite: str | None = None
    date_naissance: date | None = None
    courriel: str | None = None
    telephone: str | None = None
    nir: Nir | None = None
    categorie: str | None = None
    niveau_entree: str | None = None
    pic: bool = False
    rqth: bool = False
    numero_ale: str | None = None
    date_entree: date | None = None
    date_fin_prevue: date | None = None
    motif_identite: str | None = None
    candidature: int | None = None
    reprise: bool = False
    ailleurs: int | None = None
    fiche_tenue: bool = False
    date_sortie: date | None = None
    motif_sortie: str | None = None
    heures: int | None = None
    type_remuneration: str | None = None
    defi_le: date | None = None
    agora_entree_le: date | None = None
    agora_sortie_le: date | None = None


def is_definitive(demande: Demande) -> bool:
    """Tell whether someone comes to this base with a definitive number (NIR-13)."""
    return not demande.reprise and demande.nir is not None and demande.nir.classe is ClasseNir.NIR


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscrit:
    """An enrolment made: references, the identity kept, what deserves a word.

    `certifiee` tells that the gateway answered for a certified identity.
    """

    stagiaire: str
    parcours: str
    session: str
    connu: bool
    identite: dict[str, ChampIdentite]
    certifiee: bool
    avertissements: list[Avertissement]
