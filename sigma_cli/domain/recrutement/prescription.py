"""Rules of the prescription: which mode is allowed, where a candidature comes from, who validates it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.offre.positionnement import is_before_vote, upcoming
from sigma_cli.errors import Conflict, InvalidInput, RuleViolation
from sigma_cli.referentiels.recrutement import EtatPrescripteur, Mode, Origine, Validation


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A prescripteur as the rules see it; `en_ligne` when it positions people in OUIFORM or AUDEF."""

    ref: str
    nom: str
    type: str
    en_ligne: bool
    etat: EtatPrescripteur

    @property
    def en_attente(self) -> bool:
        """Tell whether the Région has not answered yet (PRE-02)."""
        return self.etat is EtatPrescripteur.DEMANDE_EN_COURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides of a mode of prescription, on the day of positioning.

    `avant_vote` says, when the date of the vote is unknown, that the recruitment comes before it.
    """

    session: str
    le: date
    reunions: Sequence[date]
    date_vote: date | None
    avant_vote: bool

    @property
    def avant_le_vote(self) -> bool:
        """Tell whether the vote was still to come (Q2-05)."""
        return is_before_vote(self.le, self.date_vote, avant_vote=self.avant_vote)


def check_mode(
    mode: Mode | None, structure: Structure | None, situation: Situation
) -> list[Avertissement]:
    """Refuse a mode that the structure, the meetings or the vote forbid (Q2-02 … Q2-05).

    Without a mode the candidature may exist, and cannot lead to a registration (Q2-01, A-1).
    """
    if mode is None:
        message = (
            "prescription manquante : une parole ne suffit pas (Q2-06) ; la candidature est gardée, "
            "l’inscription demandera un mode et un prescripteur."
        )
        return [Avertissement(regle="Q2-01", message=message)]
    if structure is None:
        raise RuleViolation(
            f"une prescription {mode} vient d’un prescripteur ; donner sa référence (--prescripteur).",
            regle="Q2-01",
        )
    if mode is Mode.FICHE:
        return _warn_fiche(structure, situation)
    _check_online(structure, situation)
    return []


def _check_online(structure: Structure, situation: Situation) -> None:
    """Refuse an online prescription, naming the condition that fails."""
    if situation.avant_le_vote:
        raise RuleViolation(
            f"le {date_fr(situation.le)}, le recrutement précède le vote : seule la fiche de "
            "prescription est possible (--mode FICHE).",
            regle="Q2-05",
        )
    check_works_online(structure)
    if not upcoming(situation.reunions, situation.le):
        passees = " ; les dates passées ne comptent pas (Q2-03)" if situation.reunions else ""
        raise RuleViolation(
            f"{situation.session} n’a pas d’information collective à venir au "
            f"{date_fr(situation.le)}{passees}. Ajouter une date, prendre la fiche (--mode FICHE), ou "
            "donner le jour du positionnement (--positionne-le).",
            regle="Q2-02",
        )


def check_works_online(structure: Structure) -> None:
    """Refuse an online prescription of a structure that positions nobody online (Q2-02)."""
    if not structure.en_ligne:
        raise RuleViolation(
            f"{structure.ref} (type {structure.type}) n’utilise ni OUIFORM ni AUDEF ; prendre la fiche "
            "(--mode FICHE), ou corriger la structure avec « sigma prescripteur set ».",
            regle="Q2-02",
        )


def check_noted_once(parcours: str, candidature: str | None) -> None:
    """Refuse to note who prescribed a parcours where its candidature says it already (Q2-01)."""
    if candidature is not None:
        raise RuleViolation(
            f"{parcours} vient de {candidature}, qui porte la prescription : la corriger là "
            f"(« sigma candidature set {candidature} --prescripteur … --mode … »).",
            regle="Q2-01",
        )


def warn_not_noted(parcours: str) -> Avertissement:
    """Say that nobody knows who prescribed a registration made without a candidature (Q2-01)."""
    message = (
        f"{parcours} : aucune prescription notée ; la noter (« sigma parcours set {parcours} --prescripteur "
        "PR… --mode FICHE »), ou lier la candidature (« sigma candidature link »)."
    )
    return Avertissement(regle="Q2-01", message=message)


def _warn_fiche(structure: Structure, situation: Situation) -> list[Avertissement]:
    """Say that a structure that works online could have done so (Q2-04)."""
    a_venir = upcoming(situation.reunions, situation.le)
    if not structure.en_ligne or not a_venir or situation.avant_le_vote:
        return []
    message = (
        f"{structure.ref} utilise OUIFORM ou AUDEF et une information collective est à venir "
        f"({date_fr(a_venir[0])}) : le positionnement en ligne était possible."
    )
    return [Avertissement(regle="Q2-04", message=message)]


def origin(mode: Mode | None, voulue: Origine | None) -> Origine:
    """Return where a candidature comes from: as told, else as its mode says (Q1-05).

    Raises InvalidInput: positioned online without an online prescription.
    """
    deduite = Origine.DEMATERIALISEE if mode is Mode.DEMATERIALISEE else Origine.SAISIE_OF
    if voulue is Origine.DEMATERIALISEE and mode is not Mode.DEMATERIALISEE:
        raise InvalidInput(
            "--origine : une candidature venue d’OUIFORM ou d’AUDEF a pour mode DEMATERIALISEE ; "
            "corriger --mode ou --origine.",
            regle="Q1-05",
        )
    return voulue or deduite


def check_answered(*, repondu: bool) -> None:
    """Refuse a candidature that does not say whether a prescripteur is behind it (Q2-11)."""
    if not repondu:
        raise RuleViolation(
            "un prescripteur est-il à l’origine de la candidature ? Donner sa référence "
            "(--prescripteur PR0001) ou répondre non (--prescripteur aucun).",
            regle="Q2-11",
        )


def check_structure(structure: Structure) -> list[Avertissement]:
    """Refuse an archived structure (PRE-01); say that one is still asked for (PRE-02)."""
    if structure.etat is EtatPrescripteur.ARCHIVE:
        raise RuleViolation(
            f"{structure.ref} est archivé ; en choisir un autre (« sigma prescripteur list »), ou le "
            f"reprendre avec « sigma prescripteur confirm {structure.ref} ».",
            regle="PRE-01",
        )
    if structure.en_attente:
        message = (
            f"{structure.ref} n’est pas encore dans la liste de la Région (demande en cours) ; "
            "vérifier la réponse."
        )
        return [Avertissement(regle="PRE-02", message=message)]
    return []


def warn_fiche_unknown(
    mode: Mode | None, recue_le: date | None, de: str | None
) -> list[Avertissement]:
    """Say that the day or the sender of a fiche is not recorded (Q2-04)."""
    if mode is not Mode.FICHE or (recue_le and de):
        return []
    message = (
        "la fiche de prescription arrive par courriel : noter son jour et son expéditeur "
        "(--fiche-recue-le, --fiche-de)."
    )
    return [Avertissement(regle="Q2-04", message=message)]


def validation(origine: Origine, validee_le: date | None) -> Validation:
    """Return where the validation stands: one positioned online needs none (Q1-05)."""
    if origine is Origine.DEMATERIALISEE:
        return Validation.NON_REQUISE
    return Validation.VALIDEE if validee_le else Validation.EN_ATTENTE


def check_validation(ref: str, origine: Origine, validee_le: date | None) -> None:
    """Refuse a validation that is not awaited: none required (Q1-05), or already there (Conflict)."""
    etat = validation(origine, validee_le)
    if etat is Validation.NON_REQUISE:
        raise RuleViolation(
            f"{ref} vient d’OUIFORM ou d’AUDEF : elle est déjà prescrite, rien n’est à valider.",
            regle="Q1-05",
        )
    if validee_le is not None:
        raise Conflict(f"{ref} est déjà validée, le {date_fr(validee_le)}.", regle="Q1-05")


def warn_not_validated(ref: str, origine: Origine, validee_le: date | None) -> list[Avertissement]:
    """Say that a registration goes ahead of the validation: both are independent (Q1-05, Q1-08)."""
    if validation(origine, validee_le) is not Validation.EN_ATTENTE:
        return []
    message = (
        f"{ref} attend encore la validation du prescripteur ; une fois reçue : "
        f"sigma candidature validate {ref}."
    )
    return [Avertissement(regle="Q1-05", message=message)]
