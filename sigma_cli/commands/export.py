"""`sigma export …`: a file for a person, or JSON for a script."""

import sys
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from sigma_cli.commands import acces, sortie
from sigma_cli.commands.candidature_vue import (
    DansEtat,
    DeSession,
    Nom,
    ParMode,
    ParPrescripteur,
    SansPresence,
    narrow,
)
from sigma_cli.commands.parametres import Cherche, given, reference, texte
from sigma_cli.console import confirm, hint, plural
from sigma_cli.domain.demandes import read_type
from sigma_cli.domain.filtres import (
    FiltreAction,
    FiltreComposante,
    FiltreDemande,
    FiltrePlace,
    FiltreStagiaire,
)
from sigma_cli.domain.references import read_action, read_session
from sigma_cli.domain.texte import lire_entier
from sigma_cli.errors import UsageProblem

app = typer.Typer(no_args_is_help=True)

Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="xlsx|csv|json", help="Sinon d’après le nom du fichier, sinon xlsx."
    ),
]
Sortie = Annotated[
    str | None,
    typer.Option(
        "--sortie", "-o", metavar="FICHIER|-", help="Fichier à écrire, « - » : sortie standard."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Remplacer le fichier s’il existe.")]
Json = Annotated[
    bool,
    typer.Option("--json", help="Écrire les lignes en JSON ; avec -o, dire ce qui a été écrit."),
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
    as_json: Json = False,
) -> None:
    """Exporter la liste des actions."""
    filtre = FiltreAction(
        cherche=cherche,
        convention=convention,
        annee=given(lire_entier, annee, "--annee"),
        statut=statut,
    )
    _export(ctx, "actions", filtre)


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
    as_json: Json = False,
) -> None:
    """Exporter les composantes, une ligne par session, avec les informations collectives."""
    filtre = FiltreComposante(cherche=cherche, sessions_seulement=sessions_seulement)
    _export(ctx, "composantes", filtre)


@app.command()
def stagiaires(
    ctx: typer.Context,
    format_: Format = None,
    vers: Sortie = None,
    force: Force = False,
    cherche: Cherche = None,
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
        _export_numbers(ctx, filtre, yes=yes)
    else:
        _export(ctx, "stagiaires", filtre)


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
    _export(ctx, "candidatures", narrow(ctx))


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
    _export(ctx, "kairos", narrow(ctx))


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
    _export(ctx, "demandes", filtre)


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
    _export(ctx, "places", FiltrePlace(action=numero))


def _export(ctx: typer.Context, code: str, filtre: Any) -> None:
    """Write one export where the options say, whole or not at all."""
    from sigma_cli.exports import REGISTRE
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.exportation import Format as Formats
    from sigma_cli.services.exportation import export

    quoi, config = REGISTRE[code], acces.settings(ctx)
    cible, vers = _choose(ctx)

    def write(flux: BinaryIO) -> int:
        return export(db, flux, quoi, filtre, vers=Formats(vers), le=config.acte.le)

    with acces.reading(config) as db:
        if cible == "-":
            write(sys.stdout.buffer)
            return
        fichier = Path(cible or f"{code}.{vers}")
        mode = 0o600 if quoi.personnel else None
        lignes = write_whole(fichier, write, force=ctx.params["force"], mode=mode)
    document = {"fichier": str(fichier), "format": vers, "lignes": lignes}
    sortie.say(document, f"{fichier} : {plural(lignes, 'ligne')}.", as_json=ctx.params["as_json"])


def _export_numbers(ctx: typer.Context, filtre: FiltreStagiaire, *, yes: bool) -> None:
    """Write the numbers in clear: to a file of its own, once confirmed."""
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.exportation import Format as Formats
    from sigma_cli.services.exportation import export_numbers

    cible, vers = _choose(ctx)
    if cible == "-":
        raise UsageProblem("--avec-nir : les numéros ne s’écrivent que dans un fichier, avec -o.")
    config = acces.settings(ctx)
    coffre = acces.vault(config)
    fichier = Path(cible or f"stagiaires.{vers}")
    question = f"Écrire dans {fichier} les numéros en clair, ce que le journal gardera ?"
    if not yes and not confirm(question):
        raise UsageProblem("Export abandonné : rien n’a été écrit.")

    def write(flux: BinaryIO) -> int:
        return export_numbers(db, config.acte, flux, filtre, coffre=coffre, vers=Formats(vers))

    with acces.writing(config) as db:
        lignes = write_whole(fichier, write, force=ctx.params["force"], mode=0o600)
    document = {"fichier": str(fichier), "format": vers, "lignes": lignes, "avec_nir": True}
    sortie.say(document, f"{fichier} : {plural(lignes, 'ligne')}.", as_json=ctx.params["as_json"])
    hint("attention : ce fichier porte des numéros en clair ; le supprimer dès qu’il a servi.")


def _choose(ctx: typer.Context) -> tuple[str | None, str]:
    """Return where to write and in which format: as asked, else by the name, else xlsx.

    `--json` alone asks for the rows themselves on the standard output.
    """
    cible, demande = ctx.params["vers"], ctx.params["format_"]
    if ctx.params["as_json"] and cible is None and demande in {None, "json"}:
        return "-", "json"
    choix = demande or (Path(cible).suffix.lstrip(".").lower() if cible else "") or "xlsx"
    if choix not in {"xlsx", "csv", "json"}:
        raise UsageProblem(
            "--format : donner xlsx, csv ou json, ou un nom de fichier qui finit ainsi."
        )
    return cible, choix
