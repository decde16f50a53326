"""Rules of the life of a number: which may replace which, and who goes to AGORA (NIR-07, NIR-08)."""

from collections.abc import Iterator
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.personnes.nir import ClasseNir, Nir
from sigma_cli.errors import RuleViolation

REGLE: Final = "NIR-08"
_NON_GERE: Final = "NIA non géré par AGORA"


def agora_reason(classe: str | None) -> str | None:
    """Say why a person of this class of number is not transferred to AGORA; None when they are."""
    if classe is None:
        return "aucun numéro"
    return None if classe == ClasseNir.NIR else _NON_GERE


def check_replacement(ancien: Nir | None, nouveau: Nir) -> list[Avertissement]:
    """Refuse a provisional number in place of a definitive one; tell what is unusual (NIR-08).

    Raises RuleViolation.
    """
    if ancien is None:
        return []
    if ancien.classe is ClasseNir.NIR and nouveau.classe is not ClasseNir.NIR:
        raise RuleViolation(
            "un NIR définitif ne se remplace pas par un numéro provisoire ; vérifier le numéro "
            "saisi et la personne.",
            regle=REGLE,
        )
    return [Avertissement(regle=REGLE, message=message) for message in _unusual(ancien, nouveau)]


def _unusual(ancien: Nir, nouveau: Nir) -> Iterator[str]:
    if nouveau.classe is not ClasseNir.NIR:
        yield "un numéro provisoire en remplace un autre : le NIR définitif reste à saisir."
    elif ancien.classe is ClasseNir.NIR:
        yield "un NIR définitif en remplace un autre : vérifier que c’est bien une correction."
    if ancien.sexe != nouveau.sexe:
        yield (
            "le nouveau numéro ne donne pas le même sexe que l’ancien : vérifier la personne, puis "
            "la civilité (sigma stagiaire set)."
        )
