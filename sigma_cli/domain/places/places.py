"""Paid places: a quota held by action, shared out by people (Q9-01)."""

from dataclasses import dataclass

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.texte import plural
from sigma_cli.errors import Conflict, RuleViolation
from sigma_cli.referentiels.statuts import TypeRemuneration


@dataclass(frozen=True, slots=True, kw_only=True)
class Compte:
    """Paid places of one action, or of the établissement, which is their sum (A-13).

    `accordees` is the quota; `utilisees` the parcours of type REGION; `en_plus` those of them whose
    place was granted above the quota by an accepted request (Q9-07).
    """

    accordees: int
    utilisees: int
    en_plus: int = 0

    @property
    def restantes(self) -> int:
        """Return what is left to give."""
        return self.accordees + self.en_plus - self.utilisees

    @property
    def ordinaires(self) -> int:
        """Return how many places of the quota are used."""
        return self.utilisees - self.en_plus


def check_allocation(
    action: str, parcours: str, compte: Compte, *, type_actuel: str | None
) -> None:
    """Refuse a paid place twice for a parcours (Conflict), or over the quota (Q9-01)."""
    if type_actuel == TypeRemuneration.REGION:
        raise Conflict(f"{parcours} occupe déjà une place rémunérée de {action}.", regle="Q9-01")
    if compte.restantes <= 0:
        en_plus = f" et {compte.en_plus} en plus" if compte.en_plus else ""
        raise RuleViolation(
            f"plus de place rémunérée sur {action} : {plural(compte.utilisees, 'utilisée')} pour "
            f"{plural(compte.accordees, 'accordée')}{en_plus}. Libérer une place (« sigma place release ») ou "
            "faire relever le quota ; en fin de droits, « sigma place request ».",
            regle="Q9-01",
        )


def warn_agreed(action: str, inscrits: int, *, effectif: int | None) -> list[Avertissement]:
    """Say that an action has more people than its convention (EFF-01); one that has none says nothing."""
    if effectif is None or inscrits <= effectif:
        return []
    message = (
        f"{action} : effectif conventionné dépassé (inscrits : {inscrits}, conventionnés : "
        f"{effectif}) ; à voir avec la Région."
    )
    return [Avertissement(regle="EFF-01", message=message)]


def check_release(parcours: str, *, type_actuel: str | None) -> None:
    """Refuse to release a place that the parcours does not hold."""
    if type_actuel != TypeRemuneration.REGION:
        raise Conflict(
            f"{parcours} n’occupe pas de place rémunérée : rien à libérer.", regle="Q9-01"
        )


def check_quota(action: str, accordees: int, *, utilisees: int) -> None:
    """Refuse a quota below what is already used of it (Q9-01); places granted above do not count."""
    if accordees < utilisees:
        raise RuleViolation(
            f"{action} a déjà {plural(utilisees, 'place rémunérée utilisée')} : le quota ne peut pas "
            f"descendre à {accordees}. Places à libérer d’abord : {utilisees - accordees}.",
            regle="Q9-01",
        )
