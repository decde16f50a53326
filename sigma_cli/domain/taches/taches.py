"""Rules of the work list: what may be ticked, where, and when."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sigma_cli.domain.choix import folded_code
from sigma_cli.domain.dates import check_past
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.statuts import Outil

REMUNERATION: Final = "Rémunération"  # the value of a task that is a type of pay, then its day
ICI: Final = frozenset(
    {"PRESENCE_A_NOTER", "NIA_ANCIEN", "FLUX_REFUS"}
)  # kinds done in sigma itself


def tool_name(outil: str, genre: str) -> str:
    """Return a tool as people read it: sigma, this program, is not the SIGMA of the Région."""
    lu = Outil(outil.upper())
    return "sigma (ici)" if lu is Outil.SIGMA and genre in ICI else lu.label


def read_outil(valeur: str, champ: str) -> Outil:
    """Return a tool, `kairos`, `defi`, `sigma` or `asp`. Raises InvalidInput naming `champ`."""
    try:
        return Outil(folded_code(valeur))
    except ValueError:
        connus = ", ".join(outil.value.lower() for outil in Outil)
        raise InvalidInput(f"{champ} : outil inconnu ; choisir parmi {connus}.") from None


def check_tick(
    tache: str,
    outil: Outil,
    attendus: Sequence[Outil],
    *,
    genre: str = "",
    le: date,
    aujourdhui: date,
) -> None:
    """Refuse a tool where the task is not to be done, or a day to come. Any past day is right (Q1-03)."""
    check_tool(tache, outil, attendus, genre=genre)
    check_past(le, "--le", aujourdhui=aujourdhui)


def check_tool(tache: str, outil: Outil, attendus: Sequence[Outil], *, genre: str = "") -> None:
    """Refuse a tool where the task is not to be done."""
    if outil not in attendus:
        noms = " et ".join(tool_name(attendu.value, genre) for attendu in attendus)
        mots = " ou ".join(attendu.value.lower() for attendu in attendus)
        raise InvalidInput(f"--dans : {tache} est à faire dans {noms} ; écrire --dans {mots}.")
