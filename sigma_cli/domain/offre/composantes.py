"""Rules of a composante: what it is found by, and what is not a mere correction."""

from collections.abc import Sequence

from sigma_cli.domain.texte import replier
from sigma_cli.errors import RuleViolation


def composante_key(numero: str, intitule: str, certifinfo: str) -> str:
    """Return the text under which a composante is found."""
    return replier(f"{numero} {intitule} {certifinfo}")


def session_key(session: str, intitule: str, certifinfo: str, commune: str, site: str) -> str:
    """Return the text under which a session is found: its own, and that of its composante."""
    return replier(f"{session} {intitule} {certifinfo} {commune} {site}")


def check_levels_kept(composante: str, *, avant: Sequence[str], apres: Sequence[str]) -> None:
    """Refuse to change the levels of a diploma as one corrects a title (Q3-02)."""
    if list(avant) != list(apres):
        raise RuleViolation(
            f"{composante} : les niveaux (entrée {avant[0]}, sortie {avant[1]}) ne se corrigent que "
            "par une demande de modification de référentiel ; remettre les niveaux actuels.",
            regle="Q3-02",
        )
