"""`sigma journal …`: who did what, and whether nobody touched the record."""

from typing import Annotated, Final

import typer

from sigma_cli.commands import acces, sortie
from sigma_cli.commands.parametres import Json, given, jour
from sigma_cli.console import show
from sigma_cli.domain.dates import lire_instant
from sigma_cli.errors import BrokenBase

app = typer.Typer(no_args_is_help=True)

_LISTE: Final = {
    "numero": "N°",
    "le": "Date",
    "agent": "Agent",
    "operation": "Opération",
    "objet": "Objet",
}


@app.callback()
def _aide() -> None:
    """Le journal : toute modification y laisse une ligne, que rien n’efface."""


@app.command("list")
def list_(
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="Un objet : action, session, parcours…")
    ] = None,
    depuis: Annotated[str | None, jour("À partir de cette date.")] = None,
    limite: Annotated[
        int, typer.Option(metavar="N", min=1, help="Nombre de lignes au plus.")
    ] = 100,
    as_json: Json = False,
) -> None:
    """Lire le journal, du plus récent au plus ancien."""
    from sigma_cli.services import journal

    instant = given(lire_instant, None if depuis is None else f"{depuis}", "--depuis")
    objet = ref.strip().upper() if ref else None
    with acces.reading(acces.settings(ctx)) as db:
        lignes = journal.search(db, objet=objet, depuis=instant, limite=limite)
    sortie.listing(lignes, _LISTE, as_json=as_json)


@app.command()
def verify(ctx: typer.Context, as_json: Json = False) -> None:
    """Vérifier que le journal n’a pas été modifié. Code 21 s’il l’a été."""
    from sigma_cli.services import journal

    with acces.reading(acces.settings(ctx)) as db:
        verdict = journal.verify(db)
    phrase = f"{verdict.nombre} lignes, chaîne intacte." if verdict.intact else ""
    show(verdict, texte=lambda: phrase or f"{verdict.nombre} lignes.", as_json=as_json)
    if not verdict.intact:
        raise BrokenBase(
            f"Le journal a été modifié hors de sigma : la ligne {verdict.premiere_rompue} ne suit "
            "pas la précédente. Garder la base telle quelle et prévenir le responsable."
        )
