"""`sigma journal …`: who did what, and whether nobody touched the record."""

from dataclasses import asdict
from datetime import datetime, time
from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, given, jour
from sigma_cli.console import plural, show, show_error
from sigma_cli.domain.dates import PARIS, lire_date, lire_instant
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
    """Le journal : toute modification y laisse une ligne, gardée le temps fixé pour la purge."""


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
    from sigma_cli.services.socle import journal

    instant = given(_read_start, depuis, "--depuis")
    with acces.reading(acces.settings(ctx)) as db:
        lignes = journal.search(db, objet=ref, depuis=instant, limite=limite)
    sortie.listing(lignes, _LISTE, as_json=as_json)


@app.command()
def verify(
    ctx: typer.Context,
    tete: Annotated[
        str | None,
        typer.Option(metavar="VALEUR", help="Une tête notée ailleurs, à comparer."),
    ] = None,
    depuis: Annotated[
        str | None,
        typer.Option(
            metavar="VALEUR", help="Une tête déjà vérifiée : ne suivre que ce qui vient après."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Vérifier que le journal n’a pas été modifié. Code 21 s’il l’a été."""
    from sigma_cli.services.socle import journal

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        verdict = journal.verify(db, acces.seal_if_any(config), depuis=depuis)
        if tete is not None and verdict.intact:
            journal.check_tete(db, tete)
    lignes = plural(verdict.nombre, "ligne suivante" if depuis else "ligne")
    if verdict.intact:
        ancre = "ancre tenue" if verdict.ancree else "ancre non vérifiée (clé absente)"
        phrase = f"{lignes}, chaîne intacte, {ancre}.\nTête, à noter ailleurs : {verdict.tete}"
        show(verdict, texte=lambda: phrase, as_json=as_json)
        return
    probleme = BrokenBase(
        f"Le journal a été modifié hors de sigma : {verdict.defaut}. Garder la base telle quelle et "
        "prévenir le responsable."
    )
    # One document: what was found and why it fails, together.
    erreur = {"code": probleme.exit_code, "regle": None, "message": probleme.message}
    show(asdict(verdict) | {"erreur": erreur}, texte=lambda: f"{lignes}.", as_json=as_json)
    show_error(probleme, as_json=False)
    raise typer.Exit(probleme.exit_code)


def _read_start(valeur: str, option: str) -> datetime:
    """Return the instant from which lines are wanted; a day alone starts at midnight in Paris."""
    if "T" in valeur:
        return lire_instant(valeur, option)
    return datetime.combine(lire_date(valeur, option), time.min, PARIS)
