"""`sigma flux …`: what cron sends, and what people look at afterwards."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sigma_cli.commands import acces, sortie
from sigma_cli.commands.parametres import Json
from sigma_cli.config import Config
from sigma_cli.console import hint, plural, show, show_table, warn
from sigma_cli.errors import NotFound, SigmaError

if TYPE_CHECKING:
    from sigma_cli.flux.contrat import Flux, Releve, Retenu
    from sigma_cli.services.envoi import Envoi

app = typer.Typer(no_args_is_help=True)

_LISTE: Final = {
    "nom": "Fichier",
    "etat": "État",
    "nb_lignes": "Lignes",
    "produit_le": "Préparé",
    "depose_le": "Déposé",
}
Code = Annotated[str, typer.Argument(metavar="CODE", help="Flux : carif, defi.")]


@app.callback()
def _aide() -> None:
    """Les flux : fichiers préparés, déposés, suivis. Il n’y en a pas vers Kairos (Q1-02)."""


@app.command()
def push(
    ctx: typer.Context,
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="CODE", help="Flux ; tous par défaut.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Envoyer ce qui est dû. Code retour 30 si un dépôt échoue, après avoir tenté les autres."""
    from sigma_cli.store.verrou import exclusive

    config = acces.settings(ctx)
    choisis = {flux.code: flux for flux in map(_find, codes or _codes())}
    verrou = acces.lock_path(config)
    with acces.reading(config):  # a missing base is told before anything else
        pass
    with exclusive(verrou) as seul:
        if not seul:
            message = "Un envoi est déjà en cours : rien à faire."
            show({"flux": [], "message": message}, texte=lambda: message, as_json=as_json)
            return
        envois: list[Envoi] = []
        echecs: list[SigmaError] = []
        for flux in choisis.values():
            try:
                envois += _push_one(config, flux)
            except SigmaError as error:
                echecs.append(error)
                envois.append(_failed(flux.code, error))
    _tell(envois, as_json=as_json)
    _exit_on_failure(envois, echecs)


@app.command()
def status(ctx: typer.Context, as_json: Json = False) -> None:
    """Dire où en est chaque flux."""
    from sigma_cli.flux import REGISTRE
    from sigma_cli.flux.contrat import Contexte
    from sigma_cli.services import suivi_flux

    config = acces.settings(ctx)
    contexte = Contexte(jour=config.acte.jour, reglages=config.reglages)
    with acces.reading(config) as db:
        etats = suivi_flux.status(db, REGISTRE, contexte)
    if as_json:
        sortie.listing(etats, {}, as_json=True)
        return
    lignes = [
        (
            etat.code,
            etat.en_attente,
            etat.a_finir,
            etat.dernier.nom if etat.dernier else "aucun",
            etat.dernier.etat if etat.dernier else None,
        )
        for etat in etats
    ]
    show_table(("Flux", "En attente", "À finir", "Dernier fichier", "État"), lignes)


@app.command("list")
def list_(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="Un flux.")] = None,
    limite: Annotated[int, typer.Option(metavar="N", min=1, help="Fichiers au plus.")] = 50,
    as_json: Json = False,
) -> None:
    """Lister les fichiers envoyés, du plus récent au plus ancien."""
    from sigma_cli.services import suivi_flux

    choisi = _find(code).code if code else None
    with acces.reading(acces.settings(ctx)) as db:
        fichiers = suivi_flux.history(db, choisi, limite=limite)
    sortie.listing(fichiers, _LISTE, as_json=as_json)


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
    from sigma_cli.services import suivi_flux

    config, flux, releve = acces.settings(ctx), _find(code), Releve()
    coffre = acces.vault_if_any(config) if flux.personnel else None
    with acces.reading(config) as db:
        blocs = suivi_flux.preview(db, config.acte, flux, releve, coffre, reglages=config.reglages)
        if vers in {None, "-"} and not as_json:
            sys.stdout.buffer.writelines(blocs)
            sys.stdout.buffer.flush()
        elif vers in {None, "-"}:
            for _ in blocs:
                pass
        else:
            mode = 0o600 if flux.personnel else None
            write_whole(Path(str(vers)), lambda f: f.writelines(blocs), force=force, mode=mode)
    _tell_preview(flux.code, releve, vers, as_json=as_json)


def _codes() -> list[str]:
    from sigma_cli.flux import REGISTRE

    return list(REGISTRE)


def _find(code: str) -> "Flux[Any]":
    from sigma_cli.flux import REGISTRE

    flux = REGISTRE.get(code.strip().lower())
    if flux is None:
        raise NotFound(f"Flux inconnu ; choisir parmi : {', '.join(REGISTRE)}.")
    return flux


def _push_one(config: Config, flux: "Flux[Any]") -> "list[Envoi]":
    from sigma_cli.services import envoi

    transport = acces.transport(config, flux.code, personnel=flux.personnel)
    with acces.writing(config) as db:
        return envoi.push(
            db,
            config.acte,
            flux,
            transport,
            lambda: acces.vault(config),
            reglages=config.reglages,
        )


def _failed(code: str, error: SigmaError) -> "Envoi":
    from sigma_cli.services.envoi import ECHEC, Envoi

    return Envoi(
        code=code,
        etat=ECHEC,
        fichier=None,
        lignes=0,
        retenus=[],
        avertissements=[],
        erreur=error.message,
    )


def _tell(envois: "list[Envoi]", *, as_json: bool) -> None:
    show({"flux": envois}, texte=lambda: (_phrase(envoi) for envoi in envois), as_json=as_json)
    for envoi in envois:
        _tell_held(envoi.retenus)
        warn(envoi.avertissements)


def _tell_held(retenus: "list[Retenu]") -> None:
    """Say what stays behind, once for all the objects that lack the same thing."""
    objets: dict[str, list[str]] = {}
    for retenu in retenus:
        manque = f"{retenu.champ} : {retenu.raison}. {retenu.a_faire}"
        objets.setdefault(manque, []).append(retenu.objet)
    for manque, liste in objets.items():
        autres = f" et {plural(len(liste) - 1, 'autre')}" if len(liste) > 1 else ""
        hint(f"retenu : {liste[0]}{autres}, {manque}")


def _phrase(envoi: "Envoi") -> str:
    if envoi.fichier is None:
        return f"{envoi.code} : {'échec' if envoi.erreur else 'rien à envoyer, aucun fichier'}."
    etat = "déposé" if envoi.erreur is None else "échec, à reprendre"
    return f"{envoi.code} : {envoi.fichier}, {plural(envoi.lignes, 'ligne')}, {etat}."


def _exit_on_failure(envois: "list[Envoi]", echecs: list[SigmaError]) -> None:
    """Leave with 30 when a delivery failed, else with the code of the first other failure."""
    from sigma_cli.console import show_error
    from sigma_cli.errors import TransportFailed

    depots = [TransportFailed(e.erreur) for e in envois if e.erreur and e.fichier]
    for error in [*depots, *echecs]:
        show_error(error, as_json=False)
    if depots or echecs:
        raise typer.Exit((depots or echecs)[0].exit_code)


def _tell_preview(code: str, releve: "Releve", vers: str | None, *, as_json: bool) -> None:
    document = {
        "code": code,
        "lignes": releve.nb_lignes,
        "retenus": releve.retenus,
        "avertissements": releve.avertissements,
    }
    if as_json:
        show(document, texte=str, as_json=True)
    elif vers not in {None, "-"}:
        sortie.sentence(f"{vers} : {plural(releve.nb_lignes, 'ligne')}.")
    elif releve.nb_lignes == 0:
        hint(f"{code} : rien à envoyer.")
    _tell_held(releve.retenus)
    warn(releve.avertissements)
