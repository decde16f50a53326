"""`sigma export …`: a file for a person, or JSON for a script."""

from typing import Annotated

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.commands.cadre.filtres import Au, Du, Ouvertes, read_filter
from sigma_cli.commands.cadre.parametres import Cherche, Nom, given, reference, texte
from sigma_cli.commands.echanges.ecriture import (
    Force,
    Format,
    Json,
    Sortie,
    write_export,
    write_numbers,
)
from sigma_cli.commands.recrutement.lecture import (
    DansEtat,
    DeSession,
    ParMode,
    ParPrescripteur,
    SansPresence,
    narrow,
)
from sigma_cli.commands.recrutement.prescripteur import Archives, Departement
from sigma_cli.commands.recrutement.prescripteur import Type as TypeStructure
from sigma_cli.domain.filtres import (
    FiltreAction,
    FiltreComposante,
    FiltreDemande,
    FiltrePlace,
    FiltrePrescripteur,
    FiltreReunion,
    FiltreStagiaire,
)
from sigma_cli.domain.recrutement.prescripteurs import lire_departement
from sigma_cli.domain.references import read_action, read_session
from sigma_cli.domain.region.demandes import read_type
from sigma_cli.domain.texte import lire_entier

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
    convention: Annotated[str | None, texte("Début du n° de convention.")] = None,
    annee: Annotated[str | None, typer.Option(metavar="AAAA", help="Année.")] = None,
    statut: Annotated[str | None, texte("Statut.")] = None,
    complet: Complet = False,
    as_json: Json = False,
) -> None:
    """Exporter la liste des actions."""
    filtre = FiltreAction(
        cherche=cherche,
        convention=convention,
        annee=given(lire_entier, annee, "--annee"),
        statut=statut,
    )
    write_export(ctx, "actions", filtre)


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
    complet: Complet = False,
    as_json: Json = False,
) -> None:
    """Exporter les composantes, une ligne par session ; un filtre de session ne garde qu’elles."""
    filtre = FiltreComposante(
        cherche=cherche,
        sessions_seulement=sessions_seulement,
        sessions=read_filter(du=du, au=au, commune=commune, ouvertes=ouvertes),
        jour=acces.settings(ctx).acte.jour,
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
    as_json: Json = False,
) -> None:
    """Exporter les informations collectives, une ligne chacune, avec heures, lieu et places."""
    sessions = read_filter(cherche=cherche, du=du, au=au, commune=commune, ouvertes=ouvertes)
    jour = acces.settings(ctx).acte.jour
    write_export(ctx, "ic", FiltreReunion(sessions=sessions, jour=jour))


@app.command()
def stagiaires(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Nom = None,
    session: Annotated[str | None, typer.Option(metavar="SESSION", help="Session.")] = None,
    nia: Annotated[bool, typer.Option("--nia", help="Encore sans NIR définitif.")] = False,
    avec_nir: Annotated[
        bool,
        typer.Option("--avec-nir", help="Écrire aussi les numéros, en clair ; noté au journal."),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Avec --avec-nir : ne pas demander confirmation.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Exporter les stagiaires, une ligne par parcours, sans leur numéro sauf demande expresse."""
    ref = None if session is None else read_session(session)
    filtre = FiltreStagiaire(cherche=cherche, session=ref, nia=nia)
    if avec_nir:
        write_numbers(ctx, filtre, yes=yes)
    else:
        write_export(ctx, "stagiaires", filtre)


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


@app.command()
def candidatures(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Nom = None,
    session: DeSession = None,
    etat: DansEtat = None,
    mode: ParMode = None,
    prescripteur: ParPrescripteur = None,
    sans_presence: SansPresence = False,
    as_json: Json = False,
) -> None:
    """Exporter les candidatures, une ligne chacune."""
    write_export(ctx, "candidatures", narrow(ctx))


@app.command()
def kairos(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Nom = None,
    session: DeSession = None,
    etat: DansEtat = None,
    mode: ParMode = None,
    prescripteur: ParPrescripteur = None,
    sans_presence: SansPresence = False,
    a_saisir: Annotated[
        bool, typer.Option("--a-saisir", help="Celles qui ont encore quelque chose à saisir.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Écrire la feuille à recopier dans Kairos, une ligne par candidature. Rien n’y est envoyé."""
    write_export(ctx, "kairos", narrow(ctx))


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


@app.command()
def places(
    ctx: typer.Context,
    action: Annotated[str | None, reference("ACTION", "Une action, sinon toutes.")] = None,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Exporter les places rémunérées : qui les occupe, par quelle décision, et ce qui reste."""
    numero = None if action is None else read_action(action)
    write_export(ctx, "places", FiltrePlace(action=numero))
