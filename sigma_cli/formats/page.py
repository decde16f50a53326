"""One self-contained HTML page from a template of the package: no link, no network, escaped throughout."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from sigma_cli.formats.colonnes import french_date
from sigma_cli.formats.xml import legal_text

_PAGES: Final = "formats/pages"


def render(modele: str, valeurs: Mapping[str, Any]) -> bytes:
    """Return the page `<modele>.html.j2`, UTF-8. Same values, same bytes."""
    texte = _environment().get_template(f"{modele}.html.j2").render(valeurs)
    return legal_text(texte).encode()


@cache
def _environment() -> Environment:
    environnement = Environment(
        loader=PackageLoader("sigma_cli", _PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environnement.globals["date"] = french_date
    return environnement
