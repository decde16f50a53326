"""Root of the `sigma` command: global options and the registry of commands."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer
from typer._click.core import Parameter
from typer._click.shell_completion import CompletionItem

from sigma_cli.config import Config
from sigma_cli.typer_fr import GroupeParesseux

# name: (module, attribute, what the root help says of it); modules are imported when used
COMMANDES: Final = {
    "init": ("sigma_cli.commands.base.init", "app", "Créer la base, la clé et la configuration."),
    "demo": ("sigma_cli.commands.base.demo", "app", "Faire une base de démonstration complète."),
    "etablissement": ("sigma_cli.commands.offre.etablissement", "app", "L’établissement."),
    "action": ("sigma_cli.commands.offre.action", "app", "Les actions financées."),
    "composante": ("sigma_cli.commands.offre.composante", "app", "Les composantes (diplômes)."),
    "session": (
        "sigma_cli.commands.offre.session",
        "app",
        "Les sessions et leurs informations collectives.",
    ),
    "stagiaire": (
        "sigma_cli.commands.inscription.stagiaire",
        "app",
        "Les stagiaires : inscrire, corriger.",
    ),
    "parcours": (
        "sigma_cli.commands.inscription.fiche",
        "app",
        "Les parcours : afficher, chercher, corriger.",
    ),
    "prescripteur": (
        "sigma_cli.commands.recrutement.prescripteur",
        "app",
        "Les structures qui prescrivent.",
    ),
    "candidature": (
        "sigma_cli.commands.recrutement.candidature",
        "app",
        "Les candidatures, de la prescription à l’inscription.",
    ),
    "place": ("sigma_cli.commands.places.place", "app", "Les places rémunérées."),
    "todo": (
        "sigma_cli.commands.taches.todo",
        "app",
        "Ce qui reste à saisir dans les autres outils.",
    ),
    "tableau": (
        "sigma_cli.commands.tableau.tableau",
        "app",
        "Le tableau de bord : sessions, places, personnes, retards.",
    ),
    "import": (
        "sigma_cli.commands.echanges.importation",
        "app",
        "Importer un fichier xlsx, csv ou json.",
    ),
    "export": ("sigma_cli.commands.echanges.export", "app", "Écrire un export xlsx, csv ou json."),
    "diagnose": (
        "sigma_cli.commands.diffusion.diagnose",
        "app",
        "Dire pourquoi une session n’apparaît pas, et quoi faire.",
    ),
    "demande": (
        "sigma_cli.commands.region.demande",
        "app",
        "Les demandes à la Région, et leurs réponses.",
    ),
    "region": (
        "sigma_cli.commands.consolidation.region",
        "app",
        "Rassembler ce que plusieurs établissements disent à la Région.",
    ),
    "check": (
        "sigma_cli.commands.diffusion.check",
        "app",
        "Contrôler l’offre : ce qui bloque, ce qui manque.",
    ),
    "flux": ("sigma_cli.commands.envois.flux", "app", "Les flux envoyés aux partenaires."),
    "referentiel": (
        "sigma_cli.commands.referentiels.referentiel",
        "app",
        "Les tables de codes : Certif Info, communes, Formacode, ROME…",
    ),
    "rgpd": ("sigma_cli.commands.rgpd.rgpd", "app", "Communiquer, effacer, purger."),
    "journal": ("sigma_cli.commands.rgpd.journal", "app", "Qui a fait quoi, et quand."),
    "base": ("sigma_cli.commands.base.base", "app", "La base : mise à jour, sauvegarde, contrôle."),
    "shell": (
        "sigma_cli.commands.base.shell",
        "app",
        "Enchaîner les commandes, complétées à mesure.",
    ),
    "docs": ("sigma_cli.commands.base.docs", "app", "Les pages de la documentation."),
    "matin": ("sigma_cli.commands.diffusion.matin", "app", ""),  # `sigma` alone on a terminal
    "contact": ("sigma_cli.commands.diffusion.contact", "app", "À qui s’adresser, par sujet."),
}

# the words of the help pages that stand for a reference
REFERENCES: Final = frozenset(
    {
        *("ACTION", "COMPOSANTE", "SESSION", "STAGIAIRE", "PARCOURS", "CANDIDATURE"),
        *("PRESCRIPTEUR", "PR0001", "CAMPAGNE"),
    }
)


class Racine(GroupeParesseux):
    """The root group, with the registry of commands."""

    table = COMMANDES
    accueil = "matin"

    def ask(self, ctx: typer.Context, params: list[Parameter]) -> list[str] | None:
        """Ask on a terminal for what the command lacks, one question at a time."""
        from sigma_cli.commands.cadre import questions

        return list(questions.words(ctx, params)) if questions.can_ask() else None

    def complete_value(
        self, ctx: typer.Context, param: Parameter, debut: str
    ) -> list[CompletionItem]:
        """Return references with their names, closed choices, or files."""
        from sigma_cli.commands.cadre import completion

        metavar = completion.words_of(ctx, param)
        if completion.wants_file(metavar):
            return [CompletionItem("", type="file")]
        if propres := param.type.shell_complete(ctx, param, debut):
            return propres
        trouves = completion.choices(ctx, metavar, debut)
        return [CompletionItem(valeur, help=aide or None) for valeur, aide in trouves]

    def read_names(self, ctx: typer.Context) -> None:
        """Ask for what only this case wants, then replace the names typed for references.

        Nothing is loaded where there is nobody to ask and no name to be.
        """
        if sys.stdin is not None and sys.stdin.isatty():
            from sigma_cli.commands.cadre import questions

            if questions.can_ask():
                for param in questions.lacking(ctx):
                    reponse = questions.ask(ctx, param)
                    ctx.params[str(param.name)] = (
                        [reponse] if param.multiple or param.nargs == -1 else reponse
                    )
        metavars = {
            param.name: param.metavar
            for param in ctx.command.params
            if param.name and param.metavar and ctx.params.get(param.name)
        }
        if any(metavar.partition("|")[0] in REFERENCES for metavar in metavars.values()):
            from sigma_cli.commands.cadre import noms

            noms.resolve(ctx, metavars)


app = typer.Typer(
    cls=Racine,
    name="sigma",
    help="Sessions de formation, stagiaires, places rémunérées, exports et flux (ForPro Sup).",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(demandee: bool) -> None:
    if demandee:
        from sigma_cli import __version__

        typer.echo(f"sigma {__version__}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Option(
            envvar="SIGMA_BASE",
            metavar="CHEMIN|URL",
            help="Base à utiliser (par défaut : sigma.db dans le dossier de données).",
            show_envvar=True,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            envvar="SIGMA_CONFIG",
            metavar="FICHIER",
            help="Configuration (par défaut : config.toml dans le dossier de configuration).",
            show_envvar=True,
        ),
    ] = None,
    maintenant: Annotated[
        str | None,
        typer.Option(
            envvar="SIGMA_MAINTENANT",
            metavar="AAAA-MM-JJ[THH:MM]",
            help="Date et heure à prendre pour maintenant, à Paris.",
            show_envvar=True,
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Dire la version."),
    ] = False,
) -> None:
    """Build the settings of the run; nothing is opened yet."""
    instant = None
    if maintenant:
        from sigma_cli.domain.dates import lire_instant

        instant = lire_instant(maintenant, "--maintenant (SIGMA_MAINTENANT)")
    ctx.obj = Config(base_donnee=base, fichier_donne=config, maintenant_donne=instant)
