"""`sigma export …`: the files about people, readable by their owner alone."""

from typing import Annotated

import typer

from sigma_cli.commands.cadre.filtres import (
    Annee,
    Convention,
    DeAction,
    SansPrescription,
    Statut,
    perimetre,
)
from sigma_cli.commands.cadre.parametres import Nom, reference
from sigma_cli.commands.echanges.ecriture import (
    Force,
    Format,
    Json,
    Sortie,
    write_export,
    write_numbers,
)
from sigma_cli.commands.places.etat import Toutes, which
from sigma_cli.commands.recrutement.lecture import (
    DansEtat,
    DeSession,
    ParMode,
    ParPrescripteur,
    SansPresence,
    narrow,
)
from sigma_cli.domain.filtres import (
    FiltreStagiaire,
)
from sigma_cli.domain.references import read_session


def stagiaires(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Nom = None,
    session: Annotated[str | None, typer.Option(metavar="SESSION", help="Session.")] = None,
    nia: Annotated[bool, typer.Option("--nia", help="Encore sans NIR définitif.")] = False,
    sans_prescription: SansPrescription = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
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
    filtre = FiltreStagiaire(
        cherche=cherche, session=ref, nia=nia, sans_prescription=sans_prescription, **perimetre(ctx)
    )
    if avec_nir:
        write_numbers(ctx, filtre, yes=yes)
    else:
        write_export(ctx, "stagiaires", filtre)


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
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Exporter les candidatures, une ligne chacune."""
    write_export(ctx, "candidatures", narrow(ctx))


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
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    a_saisir: Annotated[
        bool, typer.Option("--a-saisir", help="Celles qui ont encore quelque chose à saisir.")
    ] = False,
    toutes: Annotated[
        bool, typer.Option("--toutes", help="Avec celles de sessions finies, déjà saisies.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Écrire la feuille à recopier dans Kairos, une ligne par candidature. Rien n’y est envoyé.

    Sans option : les candidatures des sessions qui ne sont pas finies, et celles qui ont encore quelque
    chose à saisir.
    """
    write_export(ctx, "kairos", narrow(ctx))


def places(
    ctx: typer.Context,
    action: Annotated[str | None, reference("ACTION", "Une action, sinon toutes.")] = None,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    toutes: Toutes = False,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Exporter les places rémunérées : qui les occupe, par quelle décision, et ce qui reste."""
    write_export(ctx, "places", which(ctx))
