"""Where the files of the flux go: told each time, asked before persons stay on this machine (RF-10)."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from sigma_cli.commands.cadre import acces
from sigma_cli.config import Config
from sigma_cli.console import confirm
from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import InvalidInput, UsageProblem

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.flux.contrat import Flux

_REGLE: Final = "RF-10"


def place(config: Config, code: str) -> str:
    """Return where a flux goes, as people read it, or why it goes nowhere."""
    try:
        return str(config.destination(code))
    except InvalidInput as error:
        return error.message


def prepare(
    config: Config, db: "Session", choisis: "Sequence[Flux[Any]]", *, ordre: bool, demander: bool
) -> None:
    """Look at the places before anything is written.

    `ordre` is one to send again, not to be taken for a place that nothing reaches; `demander` asks,
    on a terminal, before persons leave to a folder nobody chose. Raises InvalidInput, UsageProblem.
    """
    if ordre:
        for flux in choisis:
            acces.transport(config, flux.code, personnel=flux.personnel)
    if demander and sys.stdin is not None and sys.stdin.isatty():
        _ask(config, db, choisis)


def warnings(config: Config, choisis: "Iterable[Flux[Any]]") -> list[Avertissement]:
    """Say which flux nobody chose a place for, and where their files stay."""
    sans = [flux.code for flux in choisis if _is_unset(config, flux.code)]
    if not sans:
        return []
    message = (
        f"{', '.join(sans)} : pas de destination ([flux.…] destination) ; les fichiers restent sur ce "
        f"poste, dans {' et '.join(place(config, code) for code in sans)}, où nul ne vient les prendre."
    )
    return [Avertissement(regle=_REGLE, message=message)]


def _ask(config: Config, db: "Session", choisis: "Iterable[Flux[Any]]") -> None:
    from sigma_cli.services.envois import suivi

    contexte = acces.context(config)
    for flux in choisis:
        if not flux.personnel or not _is_unset(config, flux.code):
            continue
        due = suivi.has_due(db, flux, contexte)
        db.rollback()  # nobody waits for an answer
        if due and not confirm(
            f"{flux.code} : aucune destination choisie ; écrire ces personnes dans "
            f"{place(config, flux.code)}, sur ce poste ?"
        ):
            raise UsageProblem("Envoi abandonné : rien n’est parti.")


def _is_unset(config: Config, code: str) -> bool:
    try:
        return not config.has_destination(code)
    except InvalidInput:  # told by the sending itself
        return False
