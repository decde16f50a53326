"""`sigma todo …`: what a person owes to other tools, as a morning’s work."""

from typing import Annotated

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, given, jour, reference
from sigma_cli.commands.taches.page import page, tools
from sigma_cli.console import hint, show
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.references import read_tache
from sigma_cli.domain.taches.taches import read_outil
from sigma_cli.errors import InvalidInput

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _aide() -> None:
    """Ce qui reste à saisir ou à cocher dans les autres outils : Kairos, DEFI, ASP, SIGMA."""


@app.command("list")
def list_(
    ctx: typer.Context,
    genre: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Un type de tâche.")
    ] = None,
    en_retard: Annotated[
        bool, typer.Option("--en-retard", help="Celles dont l’échéance est passée.")
    ] = False,
    limite: Annotated[
        int, typer.Option(metavar="N", min=1, help="Nombre de tâches montrées au plus.")
    ] = 50,
    as_json: Json = False,
) -> None:
    """Lister ce qui est à faire aujourd’hui, les retards d’abord, prêt à copier."""
    from sigma_cli.services.taches import liste

    code = given(_read_genre, genre, "--type")
    config = acces.settings(ctx)
    with acces.reading(config) as db:
        travail = liste.search(db, config.acte, genre=code, en_retard=en_retard, limite=limite)
    show(travail, texte=lambda: page(travail, config.reglages.label), as_json=as_json)
    if travail.resultats and not as_json:
        hint("Une fois fait : sigma todo done TACHE --dans OUTIL")


@app.command()
def done(
    ctx: typer.Context,
    tache: Annotated[str, reference("TACHE", "Tâche, comme T000001.")],
    dans: Annotated[
        str, typer.Option(metavar="kairos|defi|sigma|asp", help="Outil où c’est fait.")
    ],
    le: Annotated[str | None, jour("Jour où ce fut fait (sinon aujourd’hui).")] = None,
    as_json: Json = False,
) -> None:
    """Cocher une tâche dans un outil ; elle se ferme une fois cochée dans chacun."""
    from sigma_cli.services.taches import coche

    config = acces.settings(ctx)
    ident, outil = read_tache(tache), read_outil(dans, "--dans")
    quand = given(lire_date, le, "--le") or config.acte.jour
    with acces.writing(config) as db:
        ligne = coche.tick(db, config.acte, ident, outil=outil, le=quand)
    reste = f"reste à faire dans {tools(ligne)}" if ligne.a_faire_dans else "tâche terminée"
    sortie.conclude(
        ligne, f"{ligne.tache} cochée dans {outil.value.lower()} : {reste}.", as_json=as_json
    )


def _read_genre(valeur: str, option: str) -> str:
    from sigma_cli.services.taches import REGISTRE

    code = valeur.strip().upper().replace("-", "_")
    if code not in REGISTRE:
        raise InvalidInput(f"{option} : type inconnu ; choisir parmi {', '.join(REGISTRE)}.")
    return code
