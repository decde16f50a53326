"""Where a letter goes: an `.eml` file for the mail program, or the standard output."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sigma_cli.formats.courrier import Courrier

Eml = Annotated[
    str | None,
    typer.Option(
        "--sortie",
        "-o",
        metavar="FICHIER.eml|-",
        help="Courrier à écrire, à ouvrir et envoyer depuis sa messagerie.",
    ),
]


def write(courrier: "Courrier", vers: str | None, *, force: bool = False) -> None:
    """Write a letter whole or not at all, for its user only; without a place, only check it.

    Raises InvalidInput for an address that is none, Conflict, TransportFailed.
    """
    from sigma_cli.formats.courrier import to_eml
    from sigma_cli.formats.fichier import write_whole

    contenu = to_eml(courrier)
    if vers is None:
        return
    if vers == "-":
        sys.stdout.buffer.write(contenu)
        return
    write_whole(Path(vers), lambda f: f.write(contenu), force=force, mode=0o600)
