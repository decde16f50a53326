"""Usage errors in French: what Typer says in English, less the values that must not be repeated."""

import ast
import re
from collections.abc import Sequence
from typing import Final

from typer._click.core import Context, Parameter, ParameterSource
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._types import TyperChoice
from typer.core import TyperArgument, TyperGroup
from typer.exceptions import TyperException

from sigma_cli.domain.discretion import MASQUE, is_sensitive
from sigma_cli.typer_fr.aide import Manquants, bounds, display_name
from sigma_cli.typer_fr.discretion import quote

_REFUSEE: Final = "valeur refusée : {v}."
_VALEURS: Final = tuple(
    (re.compile(motif, re.DOTALL), phrase)
    for motif, phrase in (
        (r"(?P<v>.+) is not a valid int( range)?\.", "{v} n’est pas un nombre entier."),
        (r"(?P<v>.+) is not a valid float( range)?\.", "{v} n’est pas un nombre."),
        (r"(?P<v>.+) is not a valid .+", _REFUSEE),
        (r"(?P<v>.+) is not in the range (?P<a>.+)\.", "{v} ne convient pas : {a}."),
        (r"(?P<v>.+) is not one of (?P<a>.+)\.", "{v} n’est pas une valeur connue : {a}."),
        (r"(?P<v>.+) does not match the formats (?P<a>.+)\.", "{v} n’est pas une date ({a})."),
        (r"\w+ (?P<v>.+) does not exist\.", "{v} n’existe pas."),
        (r"\w+ (?P<v>.+) is a file\.", "{v} est un fichier, un dossier est attendu."),
        (r"\w+ (?P<v>.+) is a directory\.", "{v} est un dossier, un fichier est attendu."),
        (r"\w+ (?P<v>.+) is not readable\.", "{v} n’est pas lisible : vérifiez ses droits."),
        (r"\w+ (?P<v>.+) is not writable\.", "{v} n’est pas modifiable : vérifiez ses droits."),
        (r"(Takes )?(?P<a>\d+) values .+ given\.", "{a} valeurs attendues."),
    )
)


def help_page(error: TyperException) -> str:
    """Return the page to show instead of a message, or nothing."""
    return error.message if isinstance(error, NoArgsIsHelpError) else ""


def help_command(error: TyperException) -> str:
    """Return the command that prints the right help page, or nothing when none is known."""
    ctx = error.ctx if isinstance(error, UsageError) else None
    return f"{ctx.command_path} --help" if ctx else ""


def explain(error: TyperException, args: Sequence[str]) -> str:
    """Return one French sentence; `args` is the whole command line, to know what not to repeat."""
    match error:
        case Manquants(params=params):
            return _missing(params, error.ctx)
        case BadParameter(param=Parameter() as param):
            return f"{_origin(param, error.ctx)} : {_refusal(error, param, args)}"
        case NoSuchOption():
            proches = " ou ".join(error.possibilities or ())
            suite = f" Vouliez-vous dire {proches} ?" if proches else ""
            return f"Option inconnue : {quote(error.option_name, args)}.{suite}"
        case BadOptionUsage():
            return f"L’option {error.option_name} {_expected(error.message)}."
        case UsageError(ctx=Context() as ctx):
            return _other(error.message, ctx, args)
    return _harmless(error.message)


def _expected(message: str) -> str:
    if "does not take" in message:
        return "n’attend pas de valeur"
    plusieurs = re.search(r"requires (\d+) arguments", message)
    return f"attend {plusieurs[1]} valeurs" if plusieurs else "attend une valeur"


def _missing(params: Sequence[Parameter], ctx: Context | None) -> str:
    noms = [_named(param, ctx) for param in params]
    if len(noms) > 1:
        return f"Il manque : {', '.join(noms[:-1])} et {noms[-1]}."
    argument = isinstance(params[0], TyperArgument)
    genre = "Argument obligatoire absent" if argument else "Option obligatoire absente"
    return f"{genre} : {noms[0]}."


def _named(param: Parameter, ctx: Context | None) -> str:
    """Name a parameter, with its choices when they are closed."""
    choix = ""
    if isinstance(param.type, TyperChoice) and ctx is not None:
        choix = f" (au choix : {(param.type.get_metavar(param, ctx) or '').strip('<>')})"
    return f"{display_name(param)}{choix}"


def _origin(param: Parameter, ctx: Context | None) -> str:
    """Name what holds the value: the option, or the variable of the environment behind it."""
    if (
        ctx is not None
        and ctx.get_parameter_source(param.name or "") is ParameterSource.ENVIRONMENT
    ):
        return str(param.envvar)
    return display_name(param)


def _refusal(error: BadParameter, param: Parameter, args: Sequence[str]) -> str:
    secret = "nir" in (param.name or "").lower()
    for motif, phrase in _VALEURS:
        if trouve := motif.fullmatch(error.message):
            mots = {"v": "", "a": "", **trouve.groupdict()}
            valeur = _value(mots["v"], args, secret=secret)
            return phrase.format(v=valeur, a=bounds(mots["a"].replace("'", "")))
    if isinstance(error.__context__, ValueError):  # a parser of ours: Typer gives the bare value
        return _REFUSEE.format(v=_value(error.message, args, secret=secret))
    return _harmless(error.message)


def _value(ecrit: str, args: Sequence[str], *, secret: bool) -> str:
    """Return the value that Typer wrote as a Python literal, or the mask."""
    if secret:
        return MASQUE
    try:
        mot = str(ast.literal_eval(ecrit))
    except (ValueError, SyntaxError):
        mot = ecrit
    sur = quote(mot, args)
    return sur if sur == MASQUE else f"« {sur} »"


def _other(message: str, ctx: Context, args: Sequence[str]) -> str:
    if message == "Missing command." and isinstance(ctx.command, TyperGroup):
        return f"Commande absente : choisissez parmi {', '.join(ctx.command.list_commands(ctx))}."
    if en_trop := re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", message, re.DOTALL):
        return f"Argument en trop : {_value(en_trop[1], args, secret=False)}."
    if combien := re.fullmatch(r"Argument '(.+)' takes (\d+) values\.", message):
        return f"{combien[1].upper()} : {combien[2]} valeurs attendues."
    return _harmless(message)


def _harmless(message: str) -> str:
    return "Ligne de commande refusée." if is_sensitive(message) else message
