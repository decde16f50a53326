"""Filters that lists and exports share: the actions things belong to, and sessions."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.commands.cadre.parametres import given, jour, texte, without_number
from sigma_cli.domain.choix import code_of
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.references import read_action
from sigma_cli.domain.texte import lire_entier
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sigma_cli.domain.filtres import FiltreSession

Du: TypeAlias = Annotated[str | None, jour("Sessions en cours à cette date ou après.")]
Au: TypeAlias = Annotated[str | None, jour("Sessions commencées à cette date ou avant.")]
Ouvertes: TypeAlias = Annotated[
    bool, typer.Option("--ouvertes", help="Avec des places et pas encore finies.")
]
DeAction: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--action", metavar="ACTION", help="Une action, comme 20F0011.", callback=without_number
    ),
]
Convention: TypeAlias = Annotated[str | None, texte("Début du n° de convention.")]
Annee: TypeAlias = Annotated[str | None, typer.Option(metavar="AAAA", help="Année de l’action.")]
SansPrescription: TypeAlias = Annotated[
    bool,
    typer.Option("--sans-prescription", help="Inscrits dont on ne sait pas qui les a prescrits."),
]
Statut: TypeAlias = Annotated[str | None, texte("Statut de l’action : son code ou son libellé.")]


def perimetre(ctx: typer.Context) -> dict[str, Any]:
    """Return the fields of a `Perimetre` that the running command was given.

    An action may be said as an argument too: twice is once too many. Raises InvalidInput, UsageProblem.
    """
    lus = ctx.params
    argument, option = lus.get("action"), lus.get("de_action")
    if argument is not None and option is not None:
        raise UsageProblem("L’action est donnée deux fois : garder l’argument, ou --action.")
    action = argument if option is None else option
    return {
        "action": None if action is None else read_action(action),
        "convention": lus["convention"],
        "annee": given(lire_entier, lus["annee"], "--annee"),
        "statut": lus["statut"] and code_of(acces.settings(ctx).reglages.statuts, lus["statut"]),
    }


def read_filter(
    ctx: typer.Context,
    *,
    cherche: str | None = None,
    du: str | None,
    au: str | None,
    commune: str | None,
    ouvertes: bool,
) -> "FiltreSession":
    """Return the filter that the options say. Raises InvalidInput naming the option."""
    from sigma_cli.domain.filtres import FiltreSession

    return FiltreSession(
        **perimetre(ctx),
        cherche=cherche,
        du=given(lire_date, du, "--du"),
        au=given(lire_date, au, "--au"),
        commune=commune,
        ouvertes=ouvertes,
    )
