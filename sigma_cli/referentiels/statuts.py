"""Closed lists stored in the base and written in files: member name and value are the same."""

from enum import StrEnum
from typing import Final

INDECISE: Final = "INDECISE"  # of a type of pay: what people write for the absence of a value


class Programme(StrEnum):
    """Programme of an action. PRF is another one, of public markets: some of its words mislead."""

    FORPRO_SUP = "FORPRO_SUP"
    PRF = "PRF"

    @property
    def label(self) -> str:
        """Return the name partners read."""
        return {Programme.FORPRO_SUP: "ForPro Sup", Programme.PRF: "PRF"}[self]


class TypeRemuneration(StrEnum):
    """Who pays the stagiaire during a parcours; undecided is the absence of a value (Q9-09)."""

    REGION = "REGION"
    POLE_EMPLOI = "POLE_EMPLOI"
    PROTECTION_SOCIALE = "PROTECTION_SOCIALE"
    AUCUNE = "AUCUNE"

    @property
    def label(self) -> str:
        """Return the words of the files that people read, and that are read back."""
        return {
            TypeRemuneration.REGION: "Région",
            TypeRemuneration.POLE_EMPLOI: "Pôle emploi",
            TypeRemuneration.PROTECTION_SOCIALE: "protection sociale",
            TypeRemuneration.AUCUNE: "aucune",
        }[self]


class Decision(StrEnum):
    """What was decided of the pay of a parcours, and by which way."""

    ATTRIBUEE = "ATTRIBUEE"  # a place of the quota, by criteria or for a reason (Q9-02)
    LIBEREE = "LIBEREE"
    OPTION = "OPTION"  # the right of a disabled worker (Q9-04)
    FIN_DE_DROITS = "FIN_DE_DROITS"  # a place of the quota, from the day after the ARE (Q9-06)
    ACCORDEE = "ACCORDEE"  # a place above the quota, that the Région granted (Q9-07)
    PROTECTION = "PROTECTION"  # social protection alone (Q10-01)
    DECIDEE = "DECIDEE"  # paid by Pôle emploi, by nobody, or undecided again

    @property
    def label(self) -> str:
        """Return the words people read."""
        return {
            Decision.ATTRIBUEE: "attribution",
            Decision.LIBEREE: "libération",
            Decision.OPTION: "option",
            Decision.FIN_DE_DROITS: "fin de droits",
            Decision.ACCORDEE: "accord de la Région",
            Decision.PROTECTION: "protection",
            Decision.DECIDEE: "décision",
        }[self]


class DecisionCandidat(StrEnum):
    """What a campagne d’attribution decided of a candidate; undecided is the absence of a value."""

    RETENU = "RETENU"
    NON_RETENU = "NON_RETENU"
    LIBERE = "LIBERE"  # retained, then gave the place back before the end of the campagne


class EtatCampagne(StrEnum):
    """Life of a campagne d’attribution."""

    OUVERTE = "OUVERTE"
    CLOSE = "CLOSE"

    @property
    def label(self) -> str:
        """Return the word people read."""
        return {EtatCampagne.OUVERTE: "ouverte", EtatCampagne.CLOSE: "close"}[self]


class Sens(StrEnum):
    """Which values of a criterion come first."""

    CROISSANT = "CROISSANT"
    DECROISSANT = "DECROISSANT"


class TypeDemande(StrEnum):
    """What is asked of the Région."""

    DONNEES = "DONNEES"
    REFERENTIEL = "REFERENTIEL"
    CHAMPS = "CHAMPS"
    ABSENCE = "ABSENCE"
    PLACE = "PLACE"

    @property
    def label(self) -> str:
        """Return the words people read."""
        return {
            TypeDemande.DONNEES: "données à corriger",
            TypeDemande.REFERENTIEL: "niveau à corriger",
            TypeDemande.CHAMPS: "champs absents",
            TypeDemande.ABSENCE: "session absente",
            TypeDemande.PLACE: "place en plus",
        }[self]


class EtatDemande(StrEnum):
    """Life of a request; the answer is recorded by hand (Q3-02, Q9-07, A-18).

    A change is applied, a place is granted; the établissement may take back what it asked.
    """

    DEMANDEE = "DEMANDEE"
    APPLIQUEE = "APPLIQUEE"
    ACCORDEE = "ACCORDEE"
    REFUSEE = "REFUSEE"
    RETIREE = "RETIREE"

    @property
    def label(self) -> str:
        """Return the word people read."""
        return {
            EtatDemande.DEMANDEE: "sans réponse",
            EtatDemande.APPLIQUEE: "appliquée",
            EtatDemande.ACCORDEE: "accordée",
            EtatDemande.REFUSEE: "refusée",
            EtatDemande.RETIREE: "retirée",
        }[self]


class EtatP2S(StrEnum):
    """Life of the social-protection file that ASP examines (Q10-02)."""

    A_FAIRE = "A_FAIRE"
    DEPOSE = "DEPOSE"
    COMPLET = "COMPLET"


class EtatFlux(StrEnum):
    """Life of a file: frozen in the base, delivered (or stopped on the way), answered."""

    PREPARE = "PREPARE"
    ECHEC = "ECHEC"  # the last attempt failed; the bytes still wait in the base
    DEPOSE = "DEPOSE"
    ACQUITTE = "ACQUITTE"  # read by the receiver, who may have refused some of its lines
    REJETE = "REJETE"  # refused whole by the receiver

    @property
    def label(self) -> str:
        """Return the words people read."""
        return {
            EtatFlux.PREPARE: "préparé",
            EtatFlux.ECHEC: "échec, à reprendre",
            EtatFlux.DEPOSE: "déposé",
            EtatFlux.ACQUITTE: "lu par le destinataire",
            EtatFlux.REJETE: "refusé par le destinataire",
        }[self]


class Evenement(StrEnum):
    """What a line of the agora flux tells of a parcours; a DEPART is told as the SORTIE of a session left."""

    DEPART = "DEPART"
    ENTREE = "ENTREE"
    SORTIE = "SORTIE"


class Nomenclature(StrEnum):
    """Families of codes a composante carries, the main one first."""

    FORMACODE = "FORMACODE"
    NSF = "NSF"
    ROME = "ROME"
    PUBLIC = "PUBLIC"


class Provenance(StrEnum):
    """Where a field of an identity comes from (NIR-05)."""

    SAISIE = "saisie"
    BASE = "base"
    ANNUAIRE = "annuaire"  # identities imported from another register
    PASSERELLE = "passerelle"  # the only one whose answer may be certified
    NIR = "nir"


class Outil(StrEnum):
    """Tools where a person has something to type or to tick."""

    KAIROS = "KAIROS"
    DEFI = "DEFI"
    SIGMA = "SIGMA"
    ASP = "ASP"

    @property
    def label(self) -> str:
        """Return the name people say: SIGMA is the Région’s, sigma this program."""
        return {
            Outil.KAIROS: "Kairos",
            Outil.DEFI: "DEFI",
            Outil.SIGMA: "SIGMA (Région)",
            Outil.ASP: "ASP",
        }[self]


class EtatTache(StrEnum):
    """Life of a task: owed, done in every tool, or no more owed."""

    A_FAIRE = "A_FAIRE"
    FAITE = "FAITE"
    SANS_OBJET = "SANS_OBJET"


class Portee(StrEnum):
    """What a kind of task is about: the table of its objects."""

    PARCOURS = "PARCOURS"
    STAGIAIRE = "STAGIAIRE"
    CANDIDATURE = "CANDIDATURE"
    SESSION = "SESSION"
    DEMANDE = "DEMANDE"


class Portail(StrEnum):
    """Tools where the public and the prescribers see a session (Q2-08)."""

    CARIF = "CARIF"
    MFR = "MFR"
    OUIFORM = "OUIFORM"
    AUDEF = "AUDEF"
    KAIROS = "KAIROS"

    @property
    def label(self) -> str:
        """Return the name people say."""
        return _PORTAILS[self]


_PORTAILS: Final = {
    Portail.CARIF: "Carif-Oref",
    Portail.MFR: "Me Former en Région",
    Portail.OUIFORM: "OUIFORM",
    Portail.AUDEF: "AUDEF",
    Portail.KAIROS: "Kairos",
}


class Suite(StrEnum):
    """What is done of something the partner is known to block: kept back, or sent with a warning."""

    RETENIR = "retenir"
    AVERTIR = "avertir"
