"""`sigma shell`: one start, then commands without `sigma`, each the very same code."""

import gc
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.console import hint, is_someone_there
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from sigma_cli.typer_fr import GroupeParesseux

app = typer.Typer()

_SORTIES: Final = frozenset({"exit", "quit", "quitter", "sortir"})
_INVITE: Final = "sigma> "
_BIENVENUE: Final = (
    "Les commandes s’écrivent ici sans « sigma ». Tabulation : compléter ; Ctrl+C : laisser la ligne ; "
    "Ctrl+D : quitter."
)


@app.command()
def shell(ctx: typer.Context) -> None:
    """Ouvrir une session de travail : les commandes sans « sigma », complétées à mesure."""
    if not (is_someone_there() and sys.stdout.isatty()):
        raise UsageProblem(
            "sigma shell demande un terminal ; dans un script, écrire une commande par ligne."
        )
    racine: Any = ctx.find_root().command
    debut = start_of(ctx)
    session = _session(ctx, racine, debut)
    gc.enable()  # a run is short, a shell is not
    signal.signal(signal.SIGINT, signal.default_int_handler)  # each command takes it as its own
    hint(_BIENVENUE)
    while (texte := _read(session)) is not None:
        for ligne in texte.splitlines():
            if ligne.strip() in _SORTIES:
                return
            _run(racine, debut, ligne)


def start_of(ctx: typer.Context) -> list[str]:
    """Return the options of the start, which each command has too: base, settings, clock."""
    lus = ctx.find_root().params
    noms = ("base", "config", "maintenant")
    return [mot for nom in noms if lus.get(nom) for mot in (f"--{nom}", str(lus[nom]))]


def _read(session: "PromptSession[str]") -> str | None:
    """Return what was typed, nothing for a line that was left, None to leave."""
    try:
        return session.prompt(_INVITE)
    except KeyboardInterrupt:
        return ""
    except EOFError:
        return None


def _run(racine: "GroupeParesseux", debut: Sequence[str], ligne: str) -> None:
    try:
        mots = shlex.split(ligne, comments=True)
    except ValueError:
        hint(
            "erreur : une apostrophe ou un guillemet n’est pas fermé : « l’entrée » se met entre guillemets."
        )
        return
    mots = mots[1:] if mots[:1] == ["sigma"] else mots
    if mots[:1] == ["shell"]:
        hint("Vous y êtes déjà : Ctrl+D quitte.")
    elif mots:
        racine.answer([*debut, *mots])


def _session(
    ctx: typer.Context, racine: "GroupeParesseux", debut: Sequence[str]
) -> "PromptSession[str]":
    from prompt_toolkit import PromptSession
    from prompt_toolkit.shortcuts import CompleteStyle

    from sigma_cli.commands.base.saisie import Completions, Memoire

    return PromptSession(
        history=Memoire(_history(acces.settings(ctx).dossier_donnees)),
        completer=Completions(racine, debut),
        complete_while_typing=True,
        complete_style=CompleteStyle.COLUMN,
        reserve_space_for_menu=6,
    )


def _history(dossier: Path) -> str:
    """Return the file of the history, which its owner alone reads."""
    dossier.mkdir(parents=True, exist_ok=True)
    fichier = dossier / "historique"
    os.close(os.open(fichier, os.O_CREAT | os.O_RDWR, 0o600))
    return str(fichier)
