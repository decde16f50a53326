"""`sigma flux …`: what leaves, and what people look at before and after."""

import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.libelles import FLUX
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.commands.envois import envoi as flux_envoi
from sigma_cli.commands.envois import etat as flux_etat
from sigma_cli.commands.envois import messages as flux_dires
from sigma_cli.commands.envois import retour as flux_retour
from sigma_cli.console import hint, plural, show, show_table, warn

if TYPE_CHECKING:
    from sigma_cli.flux.contrat import Releve

app = typer.Typer(no_args_is_help=True)

_LISTE: Final = {
    "nom": "Fichier",
    "etat": "État",
    "nb_lignes": "Lignes",
    "nb_rejets": "Refusées",
    "produit_le": "Préparé",
    "depose_le": "Déposé",
    "destination": "Vers",
}
_FICHE: Final = {
    "nom": "Fichier",
    "etat": "État",
    "nb_lignes": "Lignes",
    "nb_rejets": "Refusées",
    "produit_le": "Préparé",
    "depose_le": "Déposé",
    "destination": "Vers",
    "acquitte_le": "Acquitté",
    "tentatives": "Essais",
    "erreur": "Dernière erreur",
    "sha256": "SHA-256",
}
_LIGNES: Final = ("Ligne", "Parcours", "Événement", "Refus", "À compléter chez le destinataire")
Code = Annotated[str, typer.Argument(metavar="CODE", help="Flux : carif, defi, agora, region.")]


@app.callback()
def _aide() -> None:
    """Les flux : fichiers préparés, déposés, suivis. Il n’y en a pas vers Kairos (Q1-02)."""


app.command()(flux_envoi.push)


app.command()(flux_etat.status)


@app.command("list")
def list_(
    ctx: typer.Context,
    code: flux_envoi.UnCode = None,
    limite: Annotated[int, typer.Option(metavar="N", min=1, help="Fichiers au plus.")] = 50,
    as_json: Json = False,
) -> None:
    """Lister les fichiers envoyés, du plus récent au plus ancien."""
    from sigma_cli.services.envois import suivi as suivi_flux

    choisi = flux_envoi.find(code).code if code else None
    with acces.reading(acces.settings(ctx)) as db:
        fichiers = suivi_flux.history(db, choisi, limite=limite)
    sortie.listing(fichiers, _LISTE, as_json=as_json, dits=FLUX)


@app.command("show")
def show_(
    ctx: typer.Context,
    fichier: Annotated[str, typer.Argument(metavar="FICHIER", help="Nom du fichier envoyé.")],
    as_json: Json = False,
) -> None:
    """Montrer un fichier envoyé et ses lignes : ce qui manquait, ce qui a été refusé."""
    from sigma_cli.flux.defi.builder import TITRES
    from sigma_cli.services.envois import suivi as suivi_flux

    with acces.reading(acces.settings(ctx)) as db:
        fiche = suivi_flux.show(db, Path(fichier).name)
    if as_json:
        show(fiche, texte=str, as_json=True)
        return
    sortie.sheet(fiche.fichier, _FICHE, as_json=False)
    lignes = [
        (
            ligne.numero,
            ligne.parcours,
            ligne.evenement,
            ligne.rejet,
            ", ".join(TITRES.get(nom, nom) for nom in ligne.a_completer),
        )
        for ligne in fiche.lignes
    ]
    if lignes:
        show_table(_LIGNES, lignes)


@app.command()
def preview(
    ctx: typer.Context,
    code: Code,
    vers: Annotated[
        str | None, typer.Option("--sortie", "-o", metavar="FICHIER|-", help="Fichier à écrire.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    as_json: Json = False,
) -> None:
    """Montrer ce que le prochain envoi contiendrait ; les numéros sont masqués, rien n’est envoyé."""
    from sigma_cli.flux.contrat import Releve
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.envois import suivi as suivi_flux

    config, flux, releve = acces.settings(ctx), flux_envoi.find(code), Releve()
    coffre, contexte = acces.vault_if_any(config) if flux.personnel else None, acces.context(config)
    with acces.reading(config) as db:
        blocs = suivi_flux.preview(db, config.acte, flux, contexte, releve=releve, coffre=coffre)
        if vers in {None, "-"} and not as_json:
            sys.stdout.buffer.writelines(blocs)
            sys.stdout.buffer.flush()
        elif vers in {None, "-"}:
            for _ in blocs:
                pass
        elif (premier := next(blocs, None)) is not None:
            mode = 0o600 if flux.personnel else None
            tous = chain((premier,), blocs)
            write_whole(Path(str(vers)), lambda f: f.writelines(tous), force=force, mode=mode)
    _tell_preview(flux.code, releve, vers, as_json=as_json)


for _commande in (flux_envoi.retry, flux_retour.ack, flux_retour.check):
    app.command()(_commande)


def _tell_preview(code: str, releve: "Releve", vers: str | None, *, as_json: bool) -> None:
    document = {
        "code": code,
        "lignes": releve.nb_lignes,
        "retenus": releve.retenus,
        "exclus": releve.exclus,
        "avertissements": releve.avertissements,
    }
    if as_json:
        show(document, texte=str, as_json=True)
    elif releve.nb_lignes == 0:
        hint(
            f"{code} : rien à envoyer{', aucun fichier écrit' if vers not in {None, '-'} else ''}."
        )
    elif vers not in {None, "-"}:
        sortie.sentence(f"{vers} : {plural(releve.nb_lignes, 'ligne')}.")
    flux_dires.tell_held(releve.retenus)
    if exclus := flux_dires.tell_excluded(releve.exclus):
        hint(f"{code} : {exclus}.")
    warn(releve.avertissements)
