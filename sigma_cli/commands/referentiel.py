"""`sigma referentiel …`: what other registers publish, kept here to check and to complete."""

import typer

from sigma_cli.commands.referentiel_identites import identites

app = typer.Typer(no_args_is_help=True)
importer = typer.Typer(no_args_is_help=True)


@app.callback()
def _aide() -> None:
    """Les référentiels : ce que d’autres publient, importé ici."""


@importer.callback()
def _aide_import() -> None:
    """Remplacer un référentiel par le contenu d’un fichier."""


importer.command("identites")(identites)
app.add_typer(importer, name="import")
