"""Help pages in French, plain text: the pages of Typer with other words, and no rich to load."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

import typer.main
from typer._click.core import Command, Context, Parameter
from typer._click.exceptions import MissingParameter, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer._click.shell_completion import CompletionItem
from typer.core import TyperArgument, TyperCommand, TyperGroup
from typer.models import TyperInfo

from sigma_cli.typer_fr.discretion import quote
from sigma_cli.typer_fr.verbes import verb_commands

_AIDES: Final = {
    "--help": "Afficher cette aide.",
    "--install-completion": "Installer la complétion pour le shell courant.",
    "--show-completion": "Afficher le script de complétion du shell courant, pour le copier ou l’adapter.",
}
_PRECISIONS: Final = {
    "default: ": "défaut : ",
    "env var: ": "variable : ",
    "required": "obligatoire",
    "(dynamic)": "(calculé)",
}
_PRECISION: Final = re.compile(r"(?<=[\[ ])(?:default: |env var: |required(?=\])|\(dynamic\))")
_TYPES: Final = {
    "str": "TEXTE",
    "int": "N",
    "int range": "N",
    "float": "NOMBRE",
    "float range": "NOMBRE",
    "path": "CHEMIN",
    "file": "FICHIER",
    "directory": "DOSSIER",
}
_TYPE: Final = re.compile(r"<([a-z ]+)>")
_BORNES: Final = re.compile(r"(?:(-?[\d.]+)<=)?x(?:>=(-?[\d.]+)|<=(-?[\d.]+))")
_CHIFFRE: Final = re.compile(r"-[0-9]")


def _complete(ctx: Context, param: Parameter, debut: str) -> list[CompletionItem]:
    """Complete a value as the root says, or as its type does."""
    racine = ctx.find_root().command
    if isinstance(racine, Lectrice):
        return racine.complete_value(ctx, param, debut)
    return param.type.shell_complete(ctx, param, debut)


class Manquants(UsageError):
    """All that a command lacks, told at once."""

    def __init__(self, params: list[Parameter], ctx: Context) -> None:
        super().__init__(", ".join(map(display_name, params)), ctx)
        self.params = params


def _with(mots: list[str], reponses: list[str]) -> list[str]:
    """Return the words with the answers, those of options before a lone `--`."""
    return [*reponses, *mots] if "--" in mots else [*mots, *reponses]


class Lectrice:
    """A root that looks at the parameters of a command before it runs."""

    def ask(self, ctx: Any, params: list[Parameter]) -> list[str] | None:  # noqa: ARG002 - asked nothing here
        """Return the words that answer for what is missing, None when nobody can."""
        return None

    def read_names(self, ctx: Any) -> None:
        """Replace names by references."""

    def complete_value(self, ctx: Any, param: Parameter, debut: str) -> list[CompletionItem]:
        """Return what a value begun may become."""
        return param.type.shell_complete(ctx, param, debut)


class _EnFrancais(Command):
    """What commands and groups share. Placed before the class of Typer, whose pages it rewrites."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        params = super().get_params(ctx)
        for param in params:
            texte = _AIDES.get(param.opts[0])
            if texte is not None and hasattr(param, "help"):
                param.help = texte
            if param._custom_shell_complete is None:  # noqa: SLF001 - Typer has no other place for it
                param._custom_shell_complete = _complete  # noqa: SLF001 - as above
        return params

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        mots = list(args)
        try:
            return super().parse_args(ctx, args)
        except MissingParameter as error:
            raise Manquants(self._missing(ctx, mots), ctx) from error
        except UsageError as error:  # the parser does not say which command it was reading
            error.ctx = error.ctx or ctx
            raise

    def _missing(self, ctx: Context, args: list[str]) -> list[Parameter]:
        """Return what the command needs and was not given, in the order of its help page."""
        donnees, _, _ = self.make_parser(ctx).parse_args(args=args)
        ctx.params.update({nom: mot for nom, mot in donnees.items() if nom not in ctx.params})
        requis = (p for p in self.get_params(ctx) if p.required and not p.is_eager)
        return [p for p in requis if p.value_is_missing(p.consume_value(ctx, donnees)[0])]

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        Command.format_help(self, ctx, formatter)

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        morceaux = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, morceaux, prefix="Utilisation : ")

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        arguments = [p for p in self.get_params(ctx) if isinstance(p, TyperArgument)]
        return [self.options_metavar or "", *(_in_usage(argument) for argument in arguments)]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        for titre, genre in (("Arguments", "argument"), ("Options", "option")):
            params = [p for p in self.get_params(ctx) if p.param_type_name == genre]
            lignes = [ligne for param in params if (ligne := _record(param, ctx))]
            if lignes:
                with formatter.section(f"{titre} "):
                    formatter.write_dl(lignes)


class CommandeFr(_EnFrancais, TyperCommand):
    """A command whose help page is in French, and for which `-3` is a number.

    Once read, its parameters are shown to the root, which knows what a name stands for.
    """

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        racine = ctx.find_root().command
        mots = list(args)
        try:
            return self._parse(ctx, args)
        except Manquants as error:
            if ctx.resilient_parsing or not isinstance(racine, Lectrice):
                raise
            reponses = racine.ask(ctx, error.params)
            if reponses is None:
                raise
            return self._parse(ctx, _with(mots, reponses))

    def invoke(self, ctx: Context) -> Any:
        """Run the command, once the root has read its parameters."""
        racine = ctx.find_root().command
        if isinstance(racine, Lectrice):
            racine.read_names(ctx)
        return super().invoke(ctx)

    def _parse(self, ctx: Context, args: list[str]) -> list[str]:
        mots = list(args)
        try:
            return super().parse_args(ctx, args)
        except NoSuchOption as error:
            if not _CHIFFRE.fullmatch(error.option_name):
                raise
        ctx.ignore_unknown_options = True  # the command will say what is wrong with the number
        return super().parse_args(ctx, mots)


class GroupeFr(_EnFrancais, TyperGroup):
    """A group whose help page and unknown-command message are in French."""

    def previews(self, _ctx: Context) -> Iterator[tuple[str, str]]:
        """Yield the name and the short help of each visible command."""
        for nom, commande in self.commands.items():
            if not commande.hidden:
                yield nom, commande.get_short_help_str(limit=100)

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        return [*_EnFrancais.collect_usage_pieces(self, ctx), "COMMANDE [ARGS]..."]

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        _EnFrancais.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        if lignes := list(self.previews(ctx)):
            with formatter.section("Commandes "):
                formatter.write_dl(lignes)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        commande = self.get_command(ctx, args[0])
        if commande is None and not ctx.resilient_parsing:
            ctx.fail(f"Commande inconnue : {quote(args[0], args)}.{self._advice(ctx, args[0])}")
        return (args[0] if commande else None), commande, args[1:]

    def _advice(self, ctx: Context, mot: str) -> str:
        """Return the command that a French verb, or a word that is almost one, stands for."""
        verbes = verb_commands(mot, ctx.command_path, self.list_commands(ctx))
        return f" {verbes}" if verbes else self._closest(ctx, mot)

    def _closest(self, ctx: Context, mot: str) -> str:
        proches = get_close_matches(mot, self.list_commands(ctx))
        return f" Vouliez-vous dire {' ou '.join(proches)} ?" if proches else ""


def display_name(param: Parameter) -> str:
    """Return what people type or read: `--places`, `COMPOSANTE`."""
    if isinstance(param, TyperArgument):
        return param.metavar or (param.name or "").upper()
    return max(param.opts, key=len)


def bounds(texte: str) -> str:
    """Return the text with the ranges of Typer in words: `x>=1` is « 1 ou plus »."""
    return _BORNES.sub(_in_words, texte)


def _in_words(bornes: re.Match[str]) -> str:
    bas, ou_plus, haut = bornes.groups()
    if ou_plus:
        return f"{ou_plus} ou plus"
    return f"de {bas} à {haut}" if bas else f"{haut} ou moins"


@cache
def build(app: typer.Typer, nom: str) -> Command:
    """Return the French command of a Typer application: itself if it holds only one, else a group.

    Made once by process: a third of the time of a command that follows another one.
    """
    _translate(app)
    seule = len(app.registered_commands) == 1 and not app.registered_groups
    if seule and app.registered_callback is None:
        commande = typer.main.get_command_from_info(
            app.registered_commands[0], pretty_exceptions_short=False, rich_markup_mode=None
        )
        commande.name = nom
        return commande
    return typer.main.get_group_from_info(
        TyperInfo(app, name=nom, cls=GroupeFr),
        pretty_exceptions_short=False,
        suggest_commands=False,
        rich_markup_mode=None,
    )


def _translate(app: typer.Typer) -> None:
    """Give every command of the application its French class, subgroups included."""
    for commande in app.registered_commands:
        if commande.cls is TyperCommand:
            commande.cls = CommandeFr
    for groupe in app.registered_groups:
        groupe.cls = GroupeFr
    for interne in filter(None, (groupe.typer_instance for groupe in app.registered_groups)):
        _translate(interne)


def _in_usage(argument: TyperArgument) -> str:
    nom = display_name(argument) + ("..." if argument.nargs != 1 else "")
    return nom if argument.required else f"[{nom}]"


def _record(param: Parameter, ctx: Context) -> tuple[str, str] | None:
    """Return the two columns of a parameter; the words that Typer adds after its help are ours."""
    record = param.get_help_record(ctx)
    if record is None:
        return None
    noms, texte = record
    if isinstance(param, TyperArgument):
        noms = display_name(param)
    aide = getattr(param, "help", None) or ""
    precisions = bounds(_PRECISION.sub(lambda m: _PRECISIONS[m[0]], texte[len(aide) :]))
    return _TYPE.sub(lambda m: _TYPES.get(m[1], m[0]), noms), aide + precisions
