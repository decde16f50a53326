"""`sigma todo …`: what a person owes to other tools, as a morning’s work."""

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, lot
from sigma_cli.commands.cadre.parametres import (
    Json,
    given,
    jour,
    option_session,
    reference,
    without_number,
)
from sigma_cli.commands.taches.page import page, tools
from sigma_cli.console import hint, show
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.filtres import FiltreTache
from sigma_cli.domain.references import read_session, read_tache
from sigma_cli.domain.taches.taches import read_outil, tool_name
from sigma_cli.errors import InvalidInput, UsageProblem
from sigma_cli.referentiels.statuts import Outil
from sigma_cli.typer_fr.pagineur import paged

if TYPE_CHECKING:
    from sigma_cli.services.taches.liste import LigneTache

app = typer.Typer(no_args_is_help=True)

OUTILS: Final = "kairos|defi|sigma|asp"
_DANS: Final = "Outil ; « sigma » est le SIGMA de la Région, ou ce programme quand c’est ici."
_A_L_ECRAN: Final = 50
Taches = Annotated[
    list[str] | None, reference("TACHE", "Tâche, comme T000001 ; plusieurs d’un coup.")
]
Dans = Annotated[str, typer.Option(metavar=OUTILS, help=_DANS)]


@app.callback()
def _aide() -> None:
    """Ce qui reste à saisir ou à cocher dans les autres outils : Kairos, DEFI, ASP, SIGMA (Région)."""


@app.command("list")
def list_(
    ctx: typer.Context,
    genre: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Un type de tâche.")
    ] = None,
    en_retard: Annotated[
        bool, typer.Option("--en-retard", help="Celles dont l’échéance est passée.")
    ] = False,
    session: Annotated[
        str | None, option_session("Celles d’une session et de ses personnes.")
    ] = None,
    objet: Annotated[
        str | None,
        typer.Option(
            "--objet",
            metavar="REF",
            help="Celles d’une candidature, d’un parcours, d’une personne : C000001, P000001, S000001.",
            callback=without_number,
        ),
    ] = None,
    dans: Annotated[str | None, typer.Option("--dans", metavar=OUTILS, help=_DANS)] = None,
    limite: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Nombre de tâches montrées au plus (50 à l’écran)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Lister ce qui est à faire aujourd’hui, les retards d’abord, prêt à copier."""
    from sigma_cli.services.taches import liste

    filtre = FiltreTache(
        genre=given(_read_genre, genre, "--type"),
        en_retard=en_retard,
        session=None if session is None else read_session(session),
        objet=objet,
        outil=given(read_outil, dans, "--dans"),
        limite=limite or (None if as_json else _A_L_ECRAN),
    )
    config = acces.settings(ctx)
    with acces.reading(config) as db:
        travail = liste.search(db, config.acte, filtre)
    with nullcontext() if as_json else paged():
        show(travail, texte=lambda: page(travail, config.reglages.label), as_json=as_json)
    if travail.resultats and not as_json:
        hint("Une fois fait : sigma todo done TACHE… --dans OUTIL")


@app.command()
def done(
    ctx: typer.Context,
    dans: Dans,
    taches: Taches = None,
    objets: Annotated[
        list[str] | None,
        typer.Option(
            "--objet",
            metavar="REF",
            help="Tout ce qui y reste à faire pour C000001, P000001 ou S000001 ; répéter l’option.",
            callback=without_number,
        ),
    ] = None,
    le: Annotated[str | None, jour("Jour où ce fut fait (sinon aujourd’hui).")] = None,
    as_json: Json = False,
) -> None:
    """Cocher une tâche, ou plusieurs, dans un outil ; elle se ferme une fois cochée dans chacun."""
    from sigma_cli.services.taches import coche, liste

    config, outil = acces.settings(ctx), read_outil(dans, "--dans")
    quand = given(lire_date, le, "--le") or config.acte.jour
    lues = lot.read_all(taches or (), read_tache)
    if not lues and not objets:
        raise UsageProblem("Quelle tâche ? Donner TACHE, ou --objet pour toutes celles d’un objet.")
    with acces.writing(config) as db:
        autres = [i for ref in objets or () for i in liste.of_object(db, config.acte, ref, outil)]
        idents = list(dict.fromkeys([*lues, *autres]))
        lignes = lot.each(
            idents, lambda ident: coche.tick(db, config.acte, ident, outil=outil, le=quand)
        )
    lot.conclude(lignes, [_ticked(ligne, outil, "cochée") for ligne in lignes], as_json=as_json)


@app.command()
def undo(
    ctx: typer.Context,
    taches: Annotated[list[str], reference("TACHE", "Tâche cochée par erreur, comme T000001.")],
    dans: Dans,
    as_json: Json = False,
) -> None:
    """Décocher une tâche cochée par erreur : elle redevient à faire dans cet outil."""
    from sigma_cli.services.taches import coche

    config, outil = acces.settings(ctx), read_outil(dans, "--dans")
    idents = lot.read_all(taches, read_tache)
    with acces.writing(config) as db:
        lignes = lot.each(
            idents,
            lambda ident: coche.untick(
                db, config.acte, ident, outil=outil, reglages=config.reglages
            ),
        )
    lot.conclude(lignes, [_ticked(ligne, outil, "décochée") for ligne in lignes], as_json=as_json)


def _ticked(ligne: "LigneTache", outil: Outil, fait: str) -> str:
    """Say what was done of a task: whose, where, and what is left."""
    reste = f"reste à faire dans {tools(ligne)}" if ligne.a_faire_dans else "tâche terminée"
    lieu = tool_name(outil.value, ligne.type)
    return f"{ligne.tache} ({ligne.qui}) {fait} dans {lieu} : {reste}."


def _read_genre(valeur: str, option: str) -> str:
    from sigma_cli.services.taches import REGISTRE

    code = valeur.strip().upper().replace("-", "_")
    if code not in REGISTRE:
        raise InvalidInput(f"{option} : type inconnu ; choisir parmi {', '.join(REGISTRE)}.")
    return code
