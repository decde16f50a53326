"""`sigma contact [SUJET]`: one route per subject, from the dated settings (CT-01 … CT-05)."""

from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.domain.texte import replier
from sigma_cli.errors import NotFound

app = typer.Typer()

_LISTE: Final = {
    "sujet": "Sujet",
    "objet": "Pour quoi",
    "courriel": "Courriel",
    "telephone": "Téléphone",
}
_FICHE: Final = {
    "objet": "Pour quoi",
    "courriel": "Courriel",
    "telephone": "Téléphone",
    "depuis": "Adresse connue au",
}


@app.command()
def contact(
    ctx: typer.Context,
    sujet: Annotated[
        str | None, typer.Argument(metavar="SUJET", help="incident, sigma, remuneration, kairos.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Dire à qui s’adresser, par sujet."""
    contacts = acces.settings(ctx).reglages.contacts
    if sujet is None:
        sortie.listing(contacts, _LISTE, as_json=as_json)
        return
    trouve = next((c for c in contacts if replier(c.sujet) == replier(sujet)), None)
    if trouve is None:
        connus = ", ".join(c.sujet for c in contacts)
        raise NotFound(f"Sujet inconnu ; choisir parmi : {connus}.")
    sortie.sheet(trouve, _FICHE, as_json=as_json)
