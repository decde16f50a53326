"""Arguments and options shared by several commands, each defined once."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, NamedTuple, TypeVar

import typer

from sigma_cli.domain.texte import lire_texte

T = TypeVar("T")

Action = Annotated[str, typer.Argument(metavar="ACTION", help="N° d’action, comme 20F0011.")]
Composante = Annotated[
    str, typer.Argument(metavar="COMPOSANTE", help="Composante, comme 20F0011_03.")
]
Session = Annotated[str, typer.Argument(metavar="SESSION", help="Session, comme 20F0011_03/01.")]
Stagiaire = Annotated[str, typer.Argument(metavar="STAGIAIRE", help="Stagiaire, comme S000001.")]
Parcours = Annotated[str, typer.Argument(metavar="PARCOURS", help="Parcours, comme P000001.")]
Json = Annotated[bool, typer.Option("--json", help="Résultat en JSON, pour les scripts.")]
Cherche = Annotated[
    str | None,
    typer.Option(metavar="TEXTE", help="Texte à trouver, sans tenir compte des accents."),
]
DATE = "AAAA-MM-JJ"


def texte(aide: str) -> typer.models.OptionInfo:
    """Return an option that takes free text."""
    return typer.Option(metavar="TEXTE", help=aide)  # type: ignore[no-any-return]  # Typer types it Any


def jour(aide: str) -> typer.models.OptionInfo:
    """Return an option that takes a date."""
    return typer.Option(metavar=DATE, help=aide)  # type: ignore[no-any-return]  # Typer types it Any


class Lecture(NamedTuple):
    """How the text of one option becomes the value of one field."""

    champ: str
    option: str
    lire: Callable[[str, str], Any]


def read(ctx: typer.Context, lectures: Mapping[str, Lecture]) -> dict[str, Any]:
    """Read the options of the running command that `lectures` knows, by parameter name.

    What was not given is None. Raises InvalidInput naming the option.
    """
    return {
        lecture.champ: given(lecture.lire, ctx.params[nom], lecture.option)
        for nom, lecture in lectures.items()
        if nom in ctx.params
    }


def given(lire: Callable[[str, str], T], valeur: str | None, option: str) -> T | None:
    """Read an option when it is given. `option` names it in the refusal."""
    return None if valeur is None else lire(valeur, option)


def short(maximum: int) -> Callable[[str, str], str]:
    """Return the reader of a text of at most `maximum` characters."""
    return partial(lire_texte, maximum=maximum)
