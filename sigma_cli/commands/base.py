"""`sigma base …`: update, save, restore, check."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from sigma_cli.commands import acces, base_rekey, parametres, sortie
from sigma_cli.commands.parametres import Json
from sigma_cli.config import Config
from sigma_cli.console import plural, show, show_error, warn
from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import BrokenBase, Conflict, InvalidInput

app = typer.Typer(no_args_is_help=True)

_SERVEUR: Final = (
    "Cette commande vaut pour une base dans un fichier : utiliser les outils du serveur."
)


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
    source = _file(config)
    with acces.reading(config):  # a base that sigma cannot open is not worth a backup
        pass
    if fichier.exists() and not force:
        raise Conflict(f"{fichier} existe déjà : choisir un autre nom, ou --force.")
    copy_base(source, fichier, attente_secondes=config.reglages.attente_secondes)
    phrase = f"Sauvegarde écrite : {fichier}. La clé n’y est pas : la garder à part, en lieu sûr."
    sortie.say({"sauvegarde": str(fichier)}, phrase, as_json=as_json)


@app.command()
def restore(
    ctx: typer.Context,
    fichier: Annotated[Path, parametres.fichier("Sauvegarde à remettre.")],
    as_json: Json = False,
) -> None:
    """Remettre une sauvegarde en place ; la base remplacée est gardée à côté."""
    from sigma_cli.store.copie import check_copy, forgotten_files, restore_base

    config = acces.settings(ctx)
    cible = _file(config)
    check_copy(fichier)
    attente = config.reglages.attente_secondes
    gardee = restore_base(fichier, cible, attente_secondes=attente)
    suite = f" La base remplacée est gardée : {gardee}." if gardee else ""
    phrase = f"Base restaurée depuis {fichier}.{suite} Si besoin : sigma base migrate."
    oublies = forgotten_files(gardee, cible) if gardee else []
    document = {
        "base": str(cible),
        "ancienne": str(gardee) if gardee else None,
        "envois_oublies": oublies,
        "avertissements": _warn_forgotten(oublies),
    }
    sortie.say(document, phrase, as_json=as_json)
    warn(_warn_forgotten(oublies))


@app.command()
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Contrôler la base : fichier, liens, journal, places, envois, numéros. Code 21 si elle est abîmée."""
    from sigma_cli.services import entretien

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


def _warn_forgotten(fichiers: list[str]) -> list[Avertissement]:
    """Say that what left once for ever may leave again (RF-02)."""
    if not fichiers:
        return []
    message = (
        f"la base restaurée a oublié des fichiers déjà envoyés : {', '.join(fichiers)} ; un nouvel "
        "envoi reprendrait leurs noms et leurs parcours, voir d’abord avec le destinataire."
    )
    return [Avertissement(regle="RF-02", message=message)]


app.command("rekey")(base_rekey.rekey)


def _file(config: Config) -> Path:
    fichier = acces.address(config).fichier
    if fichier is None:
        raise InvalidInput(_SERVEUR)
    return fichier
