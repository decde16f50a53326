"""`sigma referentiel import identites`: who bears a number, from another register (NIR-05)."""

from pathlib import Path
from typing import Annotated

import typer

from sigma_cli.commands.cadre import acces, parametres, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.console import plural


def identites(
    ctx: typer.Context,
    fichier: Annotated[Path, parametres.fichier("Fichier .xlsx, .csv ou .json à lire.")],
    as_json: Json = False,
) -> None:
    """Importer les identités d’un autre fichier de l’établissement, à la place des précédentes.

    Colonnes : NIR, Nom de naissance, Prénom, Civilité, Date de naissance. Les numéros ne sont pas
    gardés : seule leur empreinte l’est.
    """
    from sigma_cli.formats.tableau import read_table
    from sigma_cli.services.echanges.importation import identites as importation

    config = acces.settings(ctx)
    coffre = acces.vault(config)
    with (
        read_table(fichier, entete=importation.is_header) as tableau,
        acces.writing(config) as db,
    ):
        fait = importation.replace_all(db, config.acte, tableau, coffre=coffre)
    ecartees = f", {plural(len(fait.ecartees), 'ligne écartée')}" if fait.ecartees else ""
    phrase = (
        f"{plural(fait.lignes, 'identité')} : {fait.crees} de plus, "
        f"{plural(fait.modifies, 'changée')}, {plural(fait.inchanges, 'inchangée')}, "
        f"{plural(fait.retires, 'retirée')}{ecartees}."
    )
    suite = "Le fichier porte des numéros en clair : le supprimer s’il ne sert plus."
    sortie.conclude(fait, phrase, as_json=as_json, suite=suite)
