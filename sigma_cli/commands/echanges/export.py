"""`sigma export …`: a file for a person, or JSON for a script."""

import hashlib
import sys
from dataclasses import asdict
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
    perimetre,
    read_filter,
)
from sigma_cli.commands.cadre.parametres import Cherche, given, texte
from sigma_cli.commands.echanges import export_personnes
from sigma_cli.commands.echanges.ecriture import (
    Force,
    Format,
    Json,
    Sortie,
    write_export,
)
from sigma_cli.commands.echanges.export_agenda import agenda
from sigma_cli.commands.recrutement.prescripteur import Archives, Departement
from sigma_cli.commands.recrutement.prescripteur import Type as TypeStructure
from sigma_cli.console import plural
from sigma_cli.domain.filtres import (
    FiltreAction,
    FiltreComposante,
    FiltreDemande,
    FiltrePrescripteur,
    FiltreReunion,
)
from sigma_cli.domain.recrutement.prescripteurs import lire_departement
from sigma_cli.domain.region.demandes import read_type

app = typer.Typer(no_args_is_help=True)

Complet = Annotated[
    bool,
    typer.Option("--complet", help="Avec toutes les colonnes, pour tout reprendre ailleurs."),
]


@app.callback()
def _aide() -> None:
    """Écrire un export : tableur, CSV ou JSON."""


@app.command()
def actions(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Cherche = None,
    convention: Convention = None,
    annee: Annee = None,
    statut: Statut = None,
    complet: Complet = False,
    as_json: Json = False,
) -> None:
    """Exporter la liste des actions."""
    write_export(ctx, "actions", FiltreAction(cherche=cherche, **perimetre(ctx)))


@app.command()
def composantes(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Cherche = None,
    sessions_seulement: Annotated[
        bool,
        typer.Option("--sessions-seulement", help="Sans les composantes qui n’ont pas de session."),
    ] = False,
    du: Du = None,
    au: Au = None,
    commune: Annotated[str | None, texte("Commune de la session.")] = None,
    ouvertes: Ouvertes = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    complet: Complet = False,
    as_json: Json = False,
) -> None:
    """Exporter les composantes, une ligne par session ; un filtre de session ne garde qu’elles."""
    filtre = FiltreComposante(
        cherche=cherche,
        sessions_seulement=sessions_seulement,
        sessions=read_filter(ctx, du=du, au=au, commune=commune, ouvertes=ouvertes),
        jour=acces.settings(ctx).acte.jour,
        **perimetre(ctx),
    )
    write_export(ctx, "composantes", filtre)


@app.command()
def ic(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Cherche = None,
    du: Du = None,
    au: Au = None,
    commune: Annotated[str | None, texte("Commune de la session.")] = None,
    ouvertes: Ouvertes = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Exporter les informations collectives, une ligne chacune, avec heures, lieu et places."""
    sessions = read_filter(ctx, cherche=cherche, du=du, au=au, commune=commune, ouvertes=ouvertes)
    jour = acces.settings(ctx).acte.jour
    write_export(ctx, "ic", FiltreReunion(**asdict(sessions), jour=jour))


app.command()(export_personnes.stagiaires)
app.command()(agenda)


@app.command()
def prescripteurs(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Cherche = None,
    departement: Annotated[str | None, Departement] = None,
    type_: Annotated[str | None, TypeStructure] = None,
    archives: Archives = False,
    as_json: Json = False,
) -> None:
    """Exporter les structures qui prescrivent, une ligne chacune."""
    from sigma_cli.services.recrutement.fiche_prescripteur import named

    filtre = FiltrePrescripteur(
        cherche=cherche,
        departement=given(lire_departement, departement, "--departement"),
        type=type_,
        archives=archives,
    )
    write_export(ctx, "prescripteurs", filtre, nomme=named)


app.command()(export_personnes.candidatures)
app.command()(export_personnes.kairos)


@app.command()
def demandes(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Cherche = None,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type", metavar="TYPE", help="donnees, referentiel, champs, absence ou place."
        ),
    ] = None,
    en_attente: Annotated[bool, typer.Option("--en-attente", help="Sans réponse.")] = False,
    as_json: Json = False,
) -> None:
    """Exporter les demandes à la Région, avec les intitulés de ce qu’elles concernent."""
    genre = given(read_type, type_, "--type")
    filtre = FiltreDemande(cherche=cherche, type=genre, en_attente=en_attente)
    write_export(ctx, "demandes", filtre)


app.command()(export_personnes.places)


@app.command()
def region(
    ctx: typer.Context,
    vers: Sortie = None,
    force: Force = False,
    regrouper: Annotated[
        bool | None,
        typer.Option(
            "--regrouper/--exacts",
            help="Regrouper les effectifs de moins de 5 personnes (sinon selon [region] regrouper).",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Exporter ce que la Région consolide : places, sessions, effectifs, sans le nom de personne."""
    from sigma_cli.flux.contrat import ligne_sha256
    from sigma_cli.flux.region.builder import serialise
    from sigma_cli.formats.fichier import write_all
    from sigma_cli.services.consolidation import situation

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        lot = situation.gather(db, config.acte, reglages=config.reglages, regrouper=regrouper)
    contenu = serialise(situation.require_uai(lot))
    if vers == "-" or (as_json and vers is None):
        sys.stdout.buffer.write(contenu)
        sys.stdout.buffer.flush()
        return
    fichier = Path(vers or f"region_{lot.etablissement.uai}_{config.acte.jour.isoformat()}.json")
    somme = fichier.with_name(f"{fichier.name}.sha256")
    ligne = ligne_sha256(fichier.name, hashlib.sha256(contenu).hexdigest())
    write_all({fichier: contenu, somme: ligne}, force=force)
    document = {"fichier": str(fichier), "somme": str(somme), "sessions": len(lot.sessions)}
    phrase = f"{fichier} : {plural(len(lot.sessions), 'session')} ; sa somme est dans {somme.name}."
    sortie.say(document, phrase, as_json=as_json)
