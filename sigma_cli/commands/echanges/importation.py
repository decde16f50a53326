"""`sigma import …`: a whole file in, by the rules of the commands; or a workbook to fill in."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, fichier
from sigma_cli.errors import SigmaError, UsageProblem

app = typer.Typer(no_args_is_help=True)

Fichier = Annotated[Path, fichier("Fichier .xlsx, .csv ou .json à lire.")]
ABlanc = Annotated[
    bool, typer.Option("--dry-run", help="Montrer ce qui serait fait, sans rien enregistrer.")
]
Partiel = Annotated[
    bool, typer.Option("--partiel", help="Garder les bonnes lignes quand d’autres sont refusées.")
]
Feuille = Annotated[
    str | None, typer.Option(metavar="NOM", help="Feuille du classeur (sinon la première visible).")
]
Colonne = Annotated[
    list[str] | None,
    typer.Option(
        "--colonne", metavar="TITRE=CHAMP", help="Dire ce qu’est une colonne ; répéter l’option."
    ),
]
Valeur = Annotated[
    list[str] | None,
    typer.Option(
        "--valeur",
        metavar="CHAMP=VALEUR",
        help="Valeur des cellules vides ou absentes ; répéter l’option.",
    ),
]
Corrections = Annotated[
    Path | None,
    typer.Option(
        "--erreurs",
        metavar="FICHIER",
        help="Où écrire la feuille à corriger (sinon à côté du fichier lu).",
    ),
]
Oui = Annotated[
    bool,
    typer.Option("--yes", help="Accepter les titres rapprochés et les clés de NIR calculées."),
]


@app.callback()
def _aide() -> None:
    """Importer un fichier entier : tout est enregistré, ou rien (sauf --partiel).

    Les exports places, kairos et demandes ne s’importent pas : ils racontent des décisions, qui se
    prennent par leurs commandes.
    """


def _kind(code: str, aide: str) -> None:
    """Add the command of one kind of import: they only differ by their name."""

    def command(
        ctx: typer.Context,
        fichier: Fichier,
        dry_run: ABlanc = False,
        partiel: Partiel = False,
        feuille: Feuille = None,
        colonne: Colonne = None,
        valeur: Valeur = None,
        erreurs: Corrections = None,
        yes: Oui = False,
        as_json: Json = False,
    ) -> None:
        from sigma_cli.commands.echanges.deroulement import Deroulement

        Deroulement(ctx, code).run()

    app.command(code, help=aide)(command)


_kind("actions", "Importer des actions.")
_kind("composantes", "Importer des composantes ; l’export des composantes se relit tel quel.")
_kind("sessions", "Importer des sessions et leurs informations collectives.")
_kind("ic", "Importer les heures, lieux et places des informations collectives.")
_kind("prescripteurs", "Importer les structures qui prescrivent ; aucune n’entre deux fois.")
_kind("stagiaires", "Importer des stagiaires et leurs parcours ; les numéros sont chiffrés.")
_kind(
    "candidatures", "Importer des candidatures et leurs suites ; rien n’est décidé à votre place."
)


@app.command()
def modele(
    ctx: typer.Context,
    genre: Annotated[
        str,
        typer.Argument(metavar="GENRE", help="actions, composantes, sessions, ic, prescripteurs…"),
    ],
    vers: Annotated[
        Path, typer.Option("--sortie", "-o", metavar="FICHIER.xlsx", help="Classeur à écrire.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    as_json: Json = False,
) -> None:
    """Écrire un classeur à remplir, avec ses listes déroulantes et sa notice."""
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.echanges.importation import REGISTRE
    from sigma_cli.services.echanges.importation import modele as service

    if genre not in REGISTRE:
        raise UsageProblem(f"Modèle inconnu ; il y a {', '.join(REGISTRE)}.")
    if vers.suffix.lower() != ".xlsx":
        raise UsageProblem("-o : donner un nom de fichier qui finit par .xlsx.")
    config = acces.settings(ctx)
    reglages, le = config.reglages, config.acte.le
    tenues: dict[str, list[str]] = {}
    with suppress(SigmaError), acces.reading(config) as db:  # a template needs no base
        tenues = service.entries(db, REGISTRE[genre])
    write_whole(
        vers,
        lambda flux: service.write(flux, REGISTRE[genre], reglages, tenues=tenues, le=le),
        force=force,
    )
    phrase = f"{vers} : à remplir, puis « sigma import {genre} {vers} --dry-run »."
    sortie.say({"fichier": str(vers), "genre": genre}, phrase, as_json=as_json)
