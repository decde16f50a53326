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
from sigma_cli.errors import BrokenBase, Conflict

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _aide() -> None:
    """La base : mise à jour, sauvegarde, contrôle."""


@app.command()
def migrate(ctx: typer.Context, as_json: Json = False) -> None:
    """Mettre la base à jour après une mise à jour de sigma ; une copie de l’ancienne est gardée."""
    from sigma_cli.errors import PendingMigrations
    from sigma_cli.services.taches import suivi
    from sigma_cli.store.schema import migrate as run

    config = acces.settings(ctx)
    adresse = acces.address(config)
    if adresse.fichier and not adresse.fichier.exists():
        raise PendingMigrations(f"Pas de base à {adresse} : lancer « sigma init ».")
    changee = run(adresse, attente_secondes=config.reglages.attente_secondes)
    if changee:  # a new version may ask for tasks about what is already there
        with acces.writing(config) as db:
            suivi.refresh_all(db, config.acte, config.reglages)
    phrase = f"Base mise à jour : {adresse}." if changee else "La base est déjà à jour."
    sortie.say({"base": str(adresse), "modifiee": changee}, phrase, as_json=as_json)


@app.command()
def backup(
    ctx: typer.Context,
    fichier: Annotated[Path, parametres.fichier("Sauvegarde à écrire.")],
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    as_json: Json = False,
) -> None:
    """Sauvegarder la base dans un fichier, même pendant que d’autres l’utilisent."""
    from sigma_cli.store.copie import copy_base

    config = acces.settings(ctx)
    source = acces.file(config)
    with acces.reading(config):  # a base that sigma cannot open is not worth a backup
        pass
    if fichier.exists() and not force:
        raise Conflict(f"{fichier} existe déjà : choisir un autre nom, ou --force.")
    copy_base(source, fichier, attente_secondes=config.reglages.attente_secondes)
    phrase = f"Sauvegarde écrite : {fichier}. La clé n’y est pas : la garder à part, en lieu sûr."
    sortie.say({"sauvegarde": str(fichier)}, phrase, as_json=as_json)


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
