"""Rules of a campagne d’attribution: a frozen list, the same criteria for all, reasons kept (Q9-02)."""

from collections.abc import Sequence
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import Conflict, RuleViolation
from sigma_cli.referentiels.statuts import DecisionCandidat, EtatCampagne

_MONTRES: Final = 5  # references named in a message


def check_open(campagne: str, etat: str) -> None:
    """Refuse to touch a campagne that is closed: its minutes may be signed (Conflict)."""
    if etat == EtatCampagne.CLOSE:
        raise Conflict(f"{campagne} est close : rien n’y change plus.", regle="Q9-02")


def not_a_candidate(campagne: str, parcours: str) -> RuleViolation:
    """Return the refusal of someone who is not on the frozen list (Q9-02)."""
    return RuleViolation(
        f"{parcours} n’est pas dans la liste des candidats de {campagne}, figée à son ouverture ; "
        "« sigma place campagne show » la donne.",
        regle="Q9-02",
    )


def check_same_action(parcours: str, action: str, voulue: str) -> None:
    """Refuse a candidate of another action: its places are not these."""
    if action != voulue:
        raise RuleViolation(
            f"{parcours} relève de {action}, pas de {voulue} : une campagne porte sur une action.",
            regle="Q9-02",
        )


def check_some(action: str, candidats: Sequence[str]) -> None:
    """Refuse a campagne without candidates."""
    if not candidats:
        raise RuleViolation(
            f"{action} n’a aucun parcours à décider : il n’y a pas de candidat.", regle="Q9-02"
        )


def warn_left_out(oublies: Sequence[str]) -> list[Avertissement]:
    """Say which undecided parcours of the action are not considered: equity asks why (Q9-02)."""
    if not oublies:
        return []
    message = f"parcours à décider de la même action, hors de la liste : {name_some(oublies)}."
    return [Avertissement(regle="Q9-02", message=message)]


def check_criteria_change(campagne: str, decides: Sequence[str]) -> None:
    """Refuse other criteria once someone was decided by the present ones (Q9-02)."""
    if decides:
        raise RuleViolation(
            f"{campagne} a déjà des décisions ({name_some(decides)}) : changer les critères ne les "
            "appliquerait pas à tous. Clore, puis ouvrir une autre campagne.",
            regle="Q9-02",
        )


def check_values_change(campagne: str, retenus: Sequence[str]) -> None:
    """Refuse other numbers once someone was retained by the present ones (Q9-02)."""
    if retenus:
        raise RuleViolation(
            f"{campagne} a déjà retenu {name_some(retenus)} d’après ces valeurs : elles ne changent "
            "plus. Clore, puis ouvrir une autre campagne.",
            regle="Q9-02",
        )


def check_all_rated(campagne: str, sans_valeur: Sequence[str]) -> None:
    """Refuse to decide while the criteria have not been applied to every candidate (Q9-02)."""
    if sans_valeur:
        raise RuleViolation(
            f"{campagne} : il manque des valeurs à {name_some(sans_valeur)} ; les mêmes critères "
            "valent pour tous (« sigma place campagne rate »).",
            regle="Q9-02",
        )


def check_reason(parcours: str, *, necessaire: bool, motif: str | None) -> None:
    """Refuse a choice that the criteria do not explain, unless its reason is given (Q9-02)."""
    if necessaire and motif is None:
        raise RuleViolation(
            f"les critères ne suffisent pas à choisir {parcours} : quelqu’un est mieux classé, ou il est "
            "ex æquo et il ne reste pas assez de places. Dire pourquoi avec --motif.",
            regle="Q9-02",
        )


def check_rejection(parcours: str, decision: str | None) -> None:
    """Refuse to leave out someone who was retained: the place is to be released first (Conflict)."""
    if decision == DecisionCandidat.RETENU:
        raise Conflict(
            f"{parcours} est retenu et occupe une place ; la libérer d’abord (« sigma place release »).",
            regle="Q9-02",
        )


def closing_reason(
    campagne: str, attendent: Sequence[str], *, restantes: int, motif: str | None
) -> str | None:
    """Return why those still undecided are not retained; None when nobody is.

    Raises RuleViolation when places are left and nothing says why they do not get one (Q9-02).
    """
    if not attendent:
        return None
    if motif is None and restantes > 0:
        raise RuleViolation(
            f"{campagne} : il reste des places ({restantes}) et des candidats sans décision "
            f"({name_some(attendent)}). Décider, ou dire pourquoi avec --motif.",
            regle="Q9-02",
        )
    return motif or "Plus de place rémunérée disponible"


def name_some(refs: Sequence[str]) -> str:
    """Return a few references, and a mark when there are more."""
    return ", ".join(refs[:_MONTRES]) + (", …" if len(refs) > _MONTRES else "")
