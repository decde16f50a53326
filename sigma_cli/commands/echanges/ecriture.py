"""Where an export goes and in which format: the options all of them share, and the writing."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.libelles import EXPORTS
from sigma_cli.console import confirm, hint, plural
from sigma_cli.domain.filtres import FiltreStagiaire
from sigma_cli.errors import UsageProblem
from sigma_cli.typer_fr.avancement import progress

if TYPE_CHECKING:
    from sqlmodel import Session

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


def write_export(
    ctx: typer.Context,
    code: str,
    filtre: Any,
    *,
    nomme: "Callable[[Session, Any], Any] | None" = None,
) -> None:
    """Write one export where the options say, whole or not at all.

    `nomme` turns the words of a filter into what the base knows under them.
    """
    from sigma_cli.exports import COMPLETS, REGISTRE
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.echanges.exportation import Format as Formats
    from sigma_cli.services.echanges.exportation import export, load_writer

    quoi = COMPLETS[code] if ctx.params.get("complet") else REGISTRE[code]
    config = acces.settings(ctx)
    cible, vers = _choose(ctx)

    def write(flux: BinaryIO) -> int:
        voulu = nomme(db, filtre) if nomme else filtre
        return export(
            db,
            flux,
            quoi,
            voulu,
            vers=Formats(vers),
            le=config.acte.le,
            libelles={"statut": config.reglages.statuts, **EXPORTS.get(code, {})},
            avance=avance,
        )

    load_writer(Formats(vers))
    with acces.reading(config) as db, progress(f"Export {code}") as avance:
        if cible == "-":
            write(sys.stdout.buffer)
            return
        fichier = Path(cible or f"{code}.{vers}")
        mode = 0o600 if quoi.personnel else None
        lignes = write_whole(fichier, write, force=ctx.params["force"], mode=mode)
    document = {"fichier": str(fichier), "format": vers, "lignes": lignes}
    sortie.say(document, f"{fichier} : {plural(lignes, 'ligne')}.", as_json=ctx.params["as_json"])


def write_numbers(ctx: typer.Context, filtre: FiltreStagiaire, *, yes: bool) -> None:
    """Write the numbers in clear: to a file of its own, once confirmed."""
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.echanges.exportation import Format as Formats
    from sigma_cli.services.echanges.exportation import export_numbers, load_writer

    cible, vers = _choose(ctx)
    if cible == "-":
        raise UsageProblem("--avec-nir : les numéros ne s’écrivent que dans un fichier, avec -o.")
    config = acces.settings(ctx)
    coffre = acces.vault(config)
    fichier = Path(cible or f"stagiaires.{vers}")
    question = f"Écrire dans {fichier} les numéros en clair ? Le journal notera cet export."
    if not yes and not confirm(question):
        raise UsageProblem("Export abandonné : rien n’a été écrit.")

    def write(flux: BinaryIO) -> int:
        return export_numbers(
            db,
            config.acte,
            flux,
            filtre,
            coffre=coffre,
            vers=Formats(vers),
            libelles=EXPORTS["stagiaires"],
        )

    load_writer(Formats(vers))
    with acces.writing(config) as db:
        lignes = write_whole(fichier, write, force=ctx.params["force"], mode=0o600)
    document = {"fichier": str(fichier), "format": vers, "lignes": lignes, "avec_nir": True}
    sortie.say(document, f"{fichier} : {plural(lignes, 'ligne')}.", as_json=ctx.params["as_json"])
    hint("attention : ce fichier porte des numéros en clair ; le supprimer dès qu’il a servi.")


def _choose(ctx: typer.Context) -> tuple[str | None, str]:
    """Return where to write and in which format: as asked, else by the name, else xlsx.

    `--json` alone asks for the rows themselves on the standard output. A workbook is never written
    to a terminal.
    """
    cible, demande = ctx.params["vers"], ctx.params["format_"]
    if ctx.params["as_json"] and cible in {None, "-"} and demande in {None, "json"}:
        return "-", "json"
    choix = demande or (Path(cible).suffix.lstrip(".").lower() if cible else "") or "xlsx"
    if choix not in {"xlsx", "csv", "json"}:
        raise UsageProblem(
            "--format : donner xlsx, csv ou json, ou un nom de fichier qui finit ainsi."
        )
    if cible == "-" and choix == "xlsx" and sys.stdout.isatty():
        raise UsageProblem(
            "Un classeur ne s’affiche pas à l’écran : donner -o FICHIER, ou --format csv."
        )
    return cible, choix
