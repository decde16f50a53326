"""`sigma place p2s …`: the social-protection file to lodge with ASP."""

from typing import TYPE_CHECKING, Annotated

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.commands.cadre.parametres import Json, Parcours, given, jour
from sigma_cli.console import hint, plain_text, show
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.references import read_parcours
from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigma_cli.services.places.p2s import FicheP2S

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _aide() -> None:
    """Le dossier P2S d’un parcours, auprès de l’ASP."""


@app.command("show")
def show_(ctx: typer.Context, parcours: Parcours, as_json: Json = False) -> None:
    """Préparer le dossier : ce que la base sait, et ce qu’il reste à demander."""
    from sigma_cli.services.places import p2s

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        fiche = p2s.sheet(db, read_parcours(parcours), reglages=config.reglages)
    _print(fiche, as_json=as_json)


@app.command("set")
def set_(
    ctx: typer.Context,
    parcours: Parcours,
    etat: Annotated[str, typer.Argument(metavar="depose|complet", help="Où en est le dossier.")],
    le: Annotated[str | None, jour("Jour où ce fut fait (sinon aujourd’hui).")] = None,
    as_json: Json = False,
) -> None:
    """Noter que le dossier est déposé, puis complet ; la tâche rappelle jusque-là."""
    from sigma_cli.services.places import p2s

    etapes = {"depose": p2s.lodge, "complet": p2s.complete}
    etape = etapes.get(replier(etat))
    if etape is None:
        raise InvalidInput("ETAT : écrire depose ou complet.")
    config, ident = acces.settings(ctx), read_parcours(parcours)
    quand = given(lire_date, le, "--le") or config.acte.jour
    with acces.writing(config) as db:
        fiche = etape(db, config.acte, ident, le=quand, reglages=config.reglages)
    phrase = f"{fiche.parcours} : dossier P2S {_state(fiche)}."
    show(fiche, texte=lambda: phrase, as_json=as_json)


def _print(fiche: "FicheP2S", *, as_json: bool) -> None:
    show(fiche, texte=lambda: _lines(fiche), as_json=as_json)
    if not as_json and fiche.etat == "A_FAIRE":
        hint(f"Ensuite : sigma place p2s set {fiche.parcours} depose --le …")


def _lines(fiche: "FicheP2S") -> "Iterator[str]":
    yield f"Dossier P2S de {fiche.parcours} : {_state(fiche)}"
    largeur = max(len(ligne.titre) for ligne in fiche.renseignements)
    for ligne in fiche.renseignements:
        if ligne.valeur:
            yield f"  {ligne.titre:<{largeur}} : {plain_text(ligne.valeur)}"
    yield "À compléter :"
    yield from (f"  – {manque}" for manque in fiche.a_completer)


def _state(fiche: "FicheP2S") -> str:
    mots = {"A_FAIRE": "à déposer", "DEPOSE": "déposé", "COMPLET": "complet"}
    depose = f" le {plain_text(fiche.depose_le)}" if fiche.etat == "DEPOSE" else ""
    return f"{mots[str(fiche.etat)]}{depose}"
