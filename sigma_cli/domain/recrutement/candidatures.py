"""Life of a candidature (Q2-17): one table of what may follow what, and under which conditions.

Nothing else moves a candidature, and the guide prints this very table. It goes beyond the letter of Q2-17
where people err or change their minds: an absent person is convened again, a presence is corrected
before the result, dates or a reason are corrected after it, a retained person withdraws before being
enrolled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import RuleViolation
from sigma_cli.referentiels.recrutement import Etat, Evenement


@dataclass(frozen=True, slots=True, kw_only=True)
class Faits:
    """What the conditions look at: the candidature as it is, and what the event brings.

    `jour` is the day of the event; `motif` a code of the list; `raison` why a decision is reversed.
    """

    jour: date
    places: int
    reunion: date | None = None
    prescrite: bool = False
    motif: str | None = None
    debut: date | None = None
    fin: date | None = None
    raison: str | None = None


@dataclass(frozen=True, slots=True)
class Garde:
    """A condition of a transition: as the guide prints it, its rule, its test, what a refusal says."""

    condition: str
    regle: str
    tenue: Callable[[Faits], bool]
    refus: str


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `alerte` is said when the transition is allowed but deserves a word."""

    de: Etat
    evenement: Evenement
    vers: Etat
    gardes: tuple[Garde, ...]
    regle: str
    alerte: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A transition granted: the state reached, and what is worth saying."""

    vers: Etat
    avertissements: list[Avertissement]


OUVERTE: Final = Garde(
    "la session a des places",
    "SES-03",
    lambda faits: faits.places > 0,
    "sa session est à 0 place, elle n’aura pas lieu ; remettre des places avec « sigma session set » "
    "si elle a lieu.",
)
REUNION: Final = Garde(
    "le jour de la réunion est venu",
    "Q2-12",
    lambda faits: faits.reunion is not None and faits.reunion <= faits.jour,
    "la réunion n’a pas encore eu lieu à cette date ; noter la présence le jour même ou après.",
)
MOTIF: Final = Garde(
    "un motif de la liste",
    "Q2-14",
    lambda faits: faits.motif is not None,
    "un motif de la liste est nécessaire (--motif) ; « sigma candidature motif list » la donne.",
)
DATES: Final = Garde(
    "des dates prévisionnelles de parcours",
    "Q2-15",
    lambda faits: faits.debut is not None and faits.fin is not None,
    "les dates prévisionnelles de parcours manquent (--du et --au) : cela bloque la mise en place de "
    "la rémunération (Région ou Pôle emploi).",
)
ORDRE: Final = Garde(
    "début avant la fin",
    "Q2-15",
    lambda faits: faits.debut is None or faits.fin is None or faits.debut <= faits.fin,
    "la fin prévisionnelle (--au) est avant le début (--du) ; corriger l’une des deux dates.",
)
RAISON: Final = Garde(
    "une raison",
    "Q2-17",
    lambda faits: bool(faits.raison),
    "revenir sur un refus demande une raison (--motif).",
)
PRESCRITE: Final = Garde(
    "une prescription : un mode et un prescripteur",
    "Q2-01",
    lambda faits: faits.prescrite,
    "la prescription est nécessaire pour inscrire, et elle manque ; la noter avec « sigma candidature "
    "set », options --mode et --prescripteur.",
)

_RETENIR: Final = (OUVERTE, DATES, ORDRE)
_ECARTER: Final = (OUVERTE, MOTIF)
_ABSENTE: Final = "cette personne était absente ; vérifier que c’est bien elle qui est retenue."

TRANSITIONS: Final = (
    Transition(Etat.SAISIE, Evenement.CONVOQUER, Etat.CONVOQUE, (OUVERTE,), "Q2-17"),
    Transition(Etat.CONVOQUE, Evenement.CONVOQUER, Etat.CONVOQUE, (OUVERTE,), "Q2-17"),
    Transition(Etat.ABSENT, Evenement.CONVOQUER, Etat.CONVOQUE, (OUVERTE,), "Q2-17"),
    Transition(Etat.CONVOQUE, Evenement.NOTER_PRESENT, Etat.PRESENT, (REUNION,), "Q2-12"),
    Transition(Etat.CONVOQUE, Evenement.NOTER_ABSENT, Etat.ABSENT, (REUNION,), "Q2-12"),
    Transition(Etat.ABSENT, Evenement.NOTER_PRESENT, Etat.PRESENT, (REUNION,), "Q2-12"),
    Transition(Etat.PRESENT, Evenement.NOTER_ABSENT, Etat.ABSENT, (REUNION,), "Q2-12"),
    Transition(Etat.PRESENT, Evenement.RETENIR, Etat.RETENU, _RETENIR, "Q2-15"),
    Transition(Etat.ABSENT, Evenement.RETENIR, Etat.RETENU, _RETENIR, "Q2-15", _ABSENTE),
    Transition(Etat.RETENU, Evenement.RETENIR, Etat.RETENU, _RETENIR, "Q2-15"),
    Transition(Etat.NON_RETENU, Evenement.RETENIR, Etat.RETENU, (RAISON, *_RETENIR), "Q2-17"),
    Transition(Etat.PRESENT, Evenement.ECARTER, Etat.NON_RETENU, _ECARTER, "Q2-14"),
    Transition(Etat.ABSENT, Evenement.ECARTER, Etat.NON_RETENU, _ECARTER, "Q2-14"),
    Transition(Etat.RETENU, Evenement.ECARTER, Etat.NON_RETENU, _ECARTER, "Q2-14"),
    Transition(Etat.NON_RETENU, Evenement.ECARTER, Etat.NON_RETENU, _ECARTER, "Q2-14"),
    Transition(Etat.RETENU, Evenement.INSCRIRE, Etat.INSCRIT_SIGMA, (OUVERTE, PRESCRITE), "Q2-01"),
)
_TABLE: Final = {(ligne.de, ligne.evenement): ligne for ligne in TRANSITIONS}
_RESULTATS: Final = (Evenement.RETENIR, Evenement.ECARTER)
_DEJA: Final = {
    Evenement.NOTER_PRESENT: (Etat.PRESENT, Etat.RETENU, Etat.NON_RETENU, Etat.INSCRIT_SIGMA),
    Evenement.NOTER_ABSENT: (Etat.ABSENT,),
}
_SANS_PRESENCE: Final = (Etat.SAISIE, Etat.CONVOQUE)


def step(ref: str, etat: Etat, evenement: Evenement, faits: Faits) -> Passage:
    """Return where an event leads a candidature.

    Raises RuleViolation: the table has no such row (Q2-17; Q2-12 for a result without presence, A-5),
    or one of its conditions fails, under the rule of that condition.
    """
    ligne = _TABLE.get((etat, evenement))
    if ligne is None:
        raise _no_row(ref, etat, evenement)
    for garde in ligne.gardes:
        if not garde.tenue(faits):
            raise RuleViolation(f"{ref} : {garde.refus}", regle=garde.regle)
    dits = [Avertissement(regle="Q2-17", message=f"{ref} : {ligne.alerte}")] if ligne.alerte else []
    return Passage(vers=ligne.vers, avertissements=dits)


def _no_row(ref: str, etat: Etat, evenement: Evenement) -> RuleViolation:
    """Return the refusal of an event that this state does not allow."""
    if evenement in _RESULTATS and etat in _SANS_PRESENCE:
        return RuleViolation(
            f"{ref} est à l’état « {etat.label} » : pas de résultat sans présence. Noter d’abord si la personne "
            f"est venue, « sigma candidature presence {ref} present » ou « absent ».",
            regle="Q2-12",
        )
    if etat in _DEJA.get(evenement, ()):
        return RuleViolation(f"La présence de {ref} est déjà notée : {etat.label}.", regle="Q2-17")
    depuis = " ou ".join(ligne.de.label for ligne in TRANSITIONS if ligne.evenement is evenement)
    return RuleViolation(
        f"{ref} est à l’état « {etat.label} » : {evenement.label} n’est possible que pour une candidature {depuis}.",
        regle="Q2-17",
    )
