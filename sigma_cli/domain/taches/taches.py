"""Rules of the work list: what may be ticked, where, and when."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sigma_cli.domain.choix import folded_code
from sigma_cli.domain.dates import check_past
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.statuts import Outil

REMUNERATION: Final = "Rémunération"  # the value of a task that is a type of pay, then its day


def read_outil(valeur: str, champ: str) -> Outil:
    """Return a tool, `kairos`, `defi`, `sigma` or `asp`. Raises InvalidInput naming `champ`."""
    try:
        return Outil(folded_code(valeur))
    except ValueError:
        connus = ", ".join(outil.value.lower() for outil in Outil)
        raise InvalidInput(f"{champ} : outil inconnu ; choisir parmi {connus}.") from None


def check_tick(
    tache: str, outil: Outil, attendus: Sequence[Outil], *, le: date, aujourdhui: date
) -> None:
    """Refuse a tool where the task is not to be done, or a day to come. Any past day is right (Q1-03)."""
    if outil not in attendus:
        noms = " et ".join(attendu.value.lower() for attendu in attendus)
        raise InvalidInput(f"--dans : {tache} est à faire dans {noms}, pas ailleurs.")
    check_past(le, "--le", aujourdhui=aujourdhui)
