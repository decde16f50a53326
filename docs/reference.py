#!/usr/bin/env python3
"""Print the command reference: the help pages of the program, read from the program.

`reference.md` holds this text between cog markers; `make fix` writes it again, `make lint` compares it.
"""

import sys
from collections.abc import Iterator
from typing import Final

from typer._click.core import Command, Context
from typer.core import TyperGroup
from typer.main import get_command

from sigma_cli.main import app

LARGEUR: Final = 98  # what a terminal of 100 columns gets, whatever the one of who runs this
_NOM: Final = "sigma"


def pages(commande: Command, nom: str, parent: Context | None = None) -> Iterator[tuple[str, str]]:
    """Yield the full name and the help page of a command, then those of its own commands."""
    ctx = Context(commande, parent=parent, info_name=nom, terminal_width=LARGEUR)
    yield ctx.command_path, commande.get_help(ctx)
    if isinstance(commande, TyperGroup):
        for enfant in commande.list_commands(ctx):
            suivante = commande.get_command(ctx, enfant)
            if suivante is not None and not suivante.hidden:
                yield from pages(suivante, enfant, ctx)


def reference() -> str:
    """Return the reference in Markdown: one heading and one page per command."""
    blocs = (
        f"### `{nom}`\n\n```text\n{page}\n```\n" for nom, page in pages(get_command(app), _NOM)
    )
    return "\n".join(blocs)


if __name__ == "__main__":
    sys.stdout.write(reference())
