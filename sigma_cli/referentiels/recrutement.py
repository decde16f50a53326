"""Closed lists of the recruitment: how a candidature came, what it became, who prescribes."""

from enum import StrEnum
from typing import Final

AUCUN: Final = "aucun"  # no prescripteur, no tool: what people write for the absence of a value


class Mode(StrEnum):
    """Mode of a prescription (Q2-01). There is no « without » (Q2-06): none yet is no value."""

    DEMATERIALISEE = "DEMATERIALISEE"
    FICHE = "FICHE"

    @property
    def label(self) -> str:
        """Return the word people read."""
        return {
            Mode.DEMATERIALISEE: "en ligne",
            Mode.FICHE: "fiche",
        }[self]


class Origine(StrEnum):
    """How a candidature reached Kairos: positioned by a prescripteur, or typed by us (Q1-05)."""

    DEMATERIALISEE = "DEMATERIALISEE"
    SAISIE_OF = "SAISIE_OF"

    @property
    def label(self) -> str:
        """Return the word people read."""
        return {
            Origine.DEMATERIALISEE: "en ligne",
            Origine.SAISIE_OF: "saisie par l’établissement",
        }[self]


class Validation(StrEnum):
    """Where the prescripteur’s validation of a candidature stands (Q1-05)."""

    NON_REQUISE = "NON_REQUISE"
    EN_ATTENTE = "EN_ATTENTE"
    VALIDEE = "VALIDEE"

    @property
    def label(self) -> str:
        """Return the word people read."""
        return {
            Validation.NON_REQUISE: "non requise",
            Validation.EN_ATTENTE: "en attente",
            Validation.VALIDEE: "validée",
        }[self]


class Etat(StrEnum):
    """States of a candidature (Q2-17)."""

    SAISIE = "SAISIE"
    CONVOQUE = "CONVOQUE"
    PRESENT = "PRESENT"
    ABSENT = "ABSENT"
    RETENU = "RETENU"
    NON_RETENU = "NON_RETENU"
    INSCRIT_SIGMA = "INSCRIT_SIGMA"

    @property
    def label(self) -> str:
        """Return the word people read: it agrees with the candidature, whoever the person is."""
        return {
            Etat.SAISIE: "saisie",
            Etat.CONVOQUE: "convoquée",
            Etat.PRESENT: "présente",
            Etat.ABSENT: "absente",
            Etat.RETENU: "retenue",
            Etat.NON_RETENU: "non retenue",
            Etat.INSCRIT_SIGMA: "inscrite",
        }[self]


class Presence(StrEnum):
    """Whether the person came to the meeting or to the appointment (Q2-12)."""

    PRESENT = "PRESENT"
    ABSENT = "ABSENT"

    @property
    def label(self) -> str:
        """Return the word people read."""
        return {
            Presence.PRESENT: "présente",
            Presence.ABSENT: "absente",
        }[self]


class Resultat(StrEnum):
    """What an établissement decides of a candidature."""

    RETENU = "RETENU"
    NON_RETENU = "NON_RETENU"


class Evenement(StrEnum):
    """What may happen to a candidature; the member’s label is what the guide prints."""

    CONVOQUER = "CONVOQUER"
    NOTER_PRESENT = "NOTER_PRESENT"
    NOTER_ABSENT = "NOTER_ABSENT"
    RETENIR = "RETENIR"
    ECARTER = "ECARTER"
    INSCRIRE = "INSCRIRE"

    @property
    def label(self) -> str:
        """Return the event as people say it."""
        return {
            Evenement.CONVOQUER: "convoquer",
            Evenement.NOTER_PRESENT: "noter la présence",
            Evenement.NOTER_ABSENT: "noter l’absence",
            Evenement.RETENIR: "retenir",
            Evenement.ECARTER: "ne pas retenir",
            Evenement.INSCRIRE: "inscrire",
        }[self]


class EtatPrescripteur(StrEnum):
    """Whether a structure is in the Région’s list, asked for, or no more to choose (PRE-02)."""

    RECONNU = "RECONNU"
    DEMANDE_EN_COURS = "DEMANDE_EN_COURS"
    ARCHIVE = "ARCHIVE"

    @property
    def label(self) -> str:
        """Return the word people read."""
        return {
            EtatPrescripteur.RECONNU: "reconnu",
            EtatPrescripteur.DEMANDE_EN_COURS: "demande en cours",
            EtatPrescripteur.ARCHIVE: "archivé",
        }[self]


class Sens(StrEnum):
    """Which tool does not know a recruitment that the other one knows (Q1-07)."""

    PAS_DANS_SIGMA = "PAS_DANS_SIGMA"
    PAS_DANS_KAIROS = "PAS_DANS_KAIROS"


class TacheCandidature(StrEnum):
    """Kinds of task that a candidature gives rise to; all but the last are done in Kairos."""

    KAIROS_CANDIDATURE = "KAIROS_CANDIDATURE"
    KAIROS_PRESENCE = "KAIROS_PRESENCE"
    KAIROS_RESULTAT = "KAIROS_RESULTAT"
    KAIROS_DATES = "KAIROS_DATES"
    KAIROS_ALERTE = "KAIROS_ALERTE"
    PRESENCE_A_NOTER = "PRESENCE_A_NOTER"


A_SAISIR: Final = {
    TacheCandidature.KAIROS_CANDIDATURE: "candidature",
    TacheCandidature.KAIROS_PRESENCE: "présence",
    TacheCandidature.KAIROS_RESULTAT: "résultat",
    TacheCandidature.KAIROS_DATES: "dates",
    TacheCandidature.KAIROS_ALERTE: "alerte",
}
