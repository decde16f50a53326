"""`sigma export agenda`: sessions and meetings for people's calendars."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import (
    Annee,
    Au,
    Convention,
    DeAction,
    Du,
    Ouvertes,
    Statut,
    read_filter,
)
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.commands.echanges.ecriture import Force, Sortie
from sigma_cli.console import plural


def agenda(
    ctx: typer.Context,
    vers: Sortie = None,
    force: Force = False,
    ic_seules: Annotated[
        bool, typer.Option("--ic-seules", help="Les informations collectives seulement.")
    ] = False,
    du: Du = None,
    au: Au = None,
    ouvertes: Ouvertes = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Écrire les sessions et leurs réunions pour un agenda (.ics) ; l’importer encore met à jour."""
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.echanges import agenda as calendrier
    from sigma_cli.services.socle import filtres

    filtre = read_filter(ctx, du=du, au=au, commune=None, ouvertes=ouvertes)
    config = acces.settings(ctx)
    with acces.reading(config) as db:
        filtres.check_named(db, filtre)
        contenu, nombre = calendrier.write(db, filtre, jour=config.acte.jour, ic_seules=ic_seules)
    if vers == "-":
        sys.stdout.buffer.write(contenu)
        return
    fichier = Path(vers or "sessions.ics")
    write_whole(fichier, lambda flux: flux.write(contenu), force=force)
    document = {"fichier": str(fichier), "evenements": nombre}
    sortie.say(document, f"{fichier} : {plural(nombre, 'événement')}.", as_json=as_json)
