"""`sigma check [REF]`: everything that keeps the offer from being seen, or seen well."""

from typing import Annotated

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, reference
from sigma_cli.console import hint, plural, show, show_table
from sigma_cli.errors import RuleViolation

app = typer.Typer()


@app.command()
def check(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        reference("REF", "Action, composante ou session ; toute la base si absent."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Code retour 12 s’il y a quelque chose à corriger.")
    ] = False,
    tout: Annotated[
        bool, typer.Option("--tout", help="Montrer aussi les simples informations.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Contrôler l’offre : codes, niveaux, contenus, sessions, réunions, ce que le Carif retiendrait."""
    from sigma_cli.services.diffusion.controles.contrat import Gravite, Perimetre
    from sigma_cli.services.diffusion.controles.revue import review

    config, perimetre = acces.settings(ctx), Perimetre.parse(ref)
    with acces.reading(config) as db:
        revue = review(db, config.acte, perimetre, config.reglages)
    if as_json:
        show(revue, texte=str, as_json=True)
    else:
        montres = [c for c in revue.constats if tout or c.gravite is not Gravite.INFORMATION]
        lignes = [(c.gravite, c.regle, c.objet, c.message) for c in montres]
        show_table(("Gravité", "Règle", "Objet", "Constat"), lignes)
        sortie.sentence(f"{plural(revue.a_corriger, 'constat')} à corriger.")
        if tues := revue.nombre - len(montres):
            hint(f"Et {plural(tues, 'information')} : sigma check --tout")
    if strict and revue.a_corriger:
        raise typer.Exit(RuleViolation.exit_code)
