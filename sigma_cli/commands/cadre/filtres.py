"""Filters on sessions, the same for the list and for the export."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from sigma_cli.commands.cadre.parametres import given, jour
from sigma_cli.domain.dates import lire_date

if TYPE_CHECKING:
    from sigma_cli.domain.filtres import FiltreSession

Du: TypeAlias = Annotated[str | None, jour("Sessions en cours à cette date ou après.")]
Au: TypeAlias = Annotated[str | None, jour("Sessions commencées à cette date ou avant.")]
Ouvertes: TypeAlias = Annotated[
    bool, typer.Option("--ouvertes", help="Avec des places et pas encore finies.")
]


def read_filter(
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
        cherche=cherche,
        du=given(lire_date, du, "--du"),
        au=given(lire_date, au, "--au"),
        commune=commune,
        ouvertes=ouvertes,
    )
