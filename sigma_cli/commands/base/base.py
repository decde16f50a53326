"""`sigma base …`: update, save, restore, check."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sigma_cli.commands.base import rekey as base_rekey
from sigma_cli.commands.base import restore as base_restore
from sigma_cli.commands.cadre import acces, parametres, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.console import plural, show, show_error
from sigma_cli.domain.base.chaine import journal_tete
from sigma_cli.errors import BrokenBase, UsageProblem

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _aide() -> None:
    """La base : mise à jour, sauvegarde, contrôle."""


@app.command()
def migrate(ctx: typer.Context, as_json: Json = False) -> None:
    """Mettre la base à jour après une mise à jour de sigma ; une copie de l’ancienne est gardée."""
    from sigma_cli.errors import PendingMigrations
    from sigma_cli.services.base import mise_a_jour
    from sigma_cli.store.schema import Issue

    config = acces.settings(ctx)
    adresse = acces.address(config)
    if adresse.fichier and not adresse.fichier.exists():
        raise PendingMigrations(f"Pas de base à {adresse} : lancer « sigma init ».")
    changee = mise_a_jour.bring_up(adresse, config.acte, config.reglages) is not Issue.INCHANGEE
    phrase = f"Base mise à jour : {adresse}." if changee else "La base est déjà à jour."
    sortie.say({"base": str(adresse), "modifiee": changee}, phrase, as_json=as_json)


@app.command()
def backup(
    ctx: typer.Context,
    fichier: Annotated[Path, parametres.fichier("Sauvegarde à écrire, ou dossier où la dater.")],
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    garder: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Dans un dossier : garder les N dernières."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Sauvegarder la base, même pendant que d’autres l’utilisent ; vérifiée avant d’en remplacer une."""
    from sigma_cli.services.base import sauvegarde
    from sigma_cli.store.engine import check_file

    config = acces.settings(ctx)
    source = acces.file(config)
    check_file(source)
    if garder and not fichier.is_dir():
        raise UsageProblem(f"--garder : {fichier} n’est pas un dossier ; en donner un qui existe.")
    faite = sauvegarde.save(
        config.acte,
        source,
        fichier,
        garder=garder,
        force=force,
        attente_secondes=config.reglages.attente_secondes,
    )
    tete = journal_tete(faite.contenu.derniere_ligne, faite.contenu.empreinte)
    phrase = (
        f"Sauvegarde écrite : {faite.fichier}. La clé n’y est pas : la garder à part, en lieu sûr.\n"
        f"Journal : {plural(faite.contenu.derniere_ligne, 'ligne')}, tête {tete}."
    )
    document = {
        "sauvegarde": str(faite.fichier),
        "tete": tete,
        "retirees": [str(retiree) for retiree in faite.retirees],
    }
    sortie.say(document, phrase, as_json=as_json)


@app.command()
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Contrôler la base : fichier, liens, journal, places, envois, numéros. Code 21 si elle est abîmée."""
    from sigma_cli.services.base import entretien

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        controle = entretien.check(db, acces.vault_if_any(config))
    cle = "numéros ouverts un à un" if controle.cle_verifiee else "clé absente, numéros non ouverts"
    phrase = f"{plural(controle.nombre, 'anomalie')} ; {plural(controle.lignes_journal, 'ligne')} de journal ; {cle}."
    if not controle.constats:
        show(controle, texte=lambda: phrase, as_json=as_json)
        return
    detail = " ; ".join(f"{constat.objet} : {constat.message}" for constat in controle.constats)
    probleme = BrokenBase(f"La base est abîmée. {detail}")
    # One document: what was found and why it fails, together.
    erreur = {"code": probleme.exit_code, "regle": None, "message": probleme.message}
    show(asdict(controle) | {"erreur": erreur}, texte=lambda: phrase, as_json=as_json)
    show_error(probleme, as_json=False)
    raise typer.Exit(probleme.exit_code)


app.command()(base_restore.restore)
app.command()(base_rekey.rekey)
