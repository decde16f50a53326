"""Rules of a composante: what is not a mere correction."""

from collections.abc import Sequence

from sigma_cli.errors import RuleViolation


def check_levels_kept(composante: str, *, avant: Sequence[str], apres: Sequence[str]) -> None:
    """Refuse to change the levels of a diploma as one corrects a title (Q3-02)."""
    if list(avant) != list(apres):
        raise RuleViolation(
            f"{composante} : les niveaux (entrée {avant[0]}, sortie {avant[1]}) ne se corrigent que "
            "par une demande de modification de référentiel ; remettre les niveaux actuels.",
            regle="Q3-02",
        )
