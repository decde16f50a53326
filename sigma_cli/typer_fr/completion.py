"""Completion as Typer does it, less what it offers for want of better: files only where one is expected."""

import os
import sys
from typing import Any, Final

from typer import _completion_classes as classes
from typer import _completion_shared as scripts
from typer._click.shell_completion import CompletionItem, ShellComplete

_FICHIERS: Final = "__fichiers__"  # what the bash script reads as « complete a file »
_BASH: Final = """
%(complete_func)s() {
    local IFS=$'\\n'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \\
                   COMP_CWORD=$COMP_CWORD \\
                   %(autocomplete_var)s=complete_bash $1 ) )
    if [ "${COMPREPLY[0]}" = "__fichiers__" ]; then
        COMPREPLY=()
        compopt -o default
    fi
    return 0
}

complete -F %(complete_func)s %(prog_name)s
"""


def prepare() -> None:
    """Give the classes of Typer the answers below; its helps hold no markup, and rich is not loaded."""
    vars(classes)["_sanitize_help_text"] = str
    vars(scripts)["_completion_scripts"]["bash"] = _BASH
    classes.BashComplete.source_template = _BASH
    for classe, complete in (
        (classes.BashComplete, _bash),
        (classes.ZshComplete, _zsh),
        (classes.FishComplete, _fish),
    ):
        setattr(classe, "complete", complete)  # noqa: B010 - mypy refuses to assign a method


def file_item() -> CompletionItem:
    """Return what stands for the files of the folder."""
    return CompletionItem("", type="file")


def _bash(self: ShellComplete) -> str:
    dites, fichiers = _answers(self)
    return _FICHIERS if fichiers else "\n".join(dites)


def _zsh(self: ShellComplete) -> str:
    dites, fichiers = _answers(self)
    if fichiers:
        return "_files"
    return "_arguments '*: :(({}))'".format("\n".join(dites)) if dites else ""


def _fish(self: ShellComplete) -> str:
    dites, fichiers = _answers(self)
    if os.getenv("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        sys.exit(int(fichiers))  # 1 lets fish complete files
    return "\n".join(dites)


def _answers(complete: ShellComplete) -> tuple[list[str], bool]:
    """Return the completions as the shell reads them, and whether files are wanted instead."""
    trouvees: list[Any] = complete.get_completions(*complete.get_completion_args())
    fichiers = any(une.type in {"file", "dir"} for une in trouvees)
    return [complete.format_completion(une) for une in trouvees], fichiers
