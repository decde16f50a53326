"""`sigma place …`: paid places, shared out by people."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands import acces, sortie
from sigma_cli.commands.parametres import (
    Action,
    Json,
    Parcours,
    given,
    nominative,
    reference,
    short,
    texte,
)
from sigma_cli.console import plural, show, show_table
from sigma_cli.domain.references import read_action, read_parcours
from sigma_cli.domain.texte import lire_entier
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sigma_cli.services.places import ComptePlaces, LignePlaces

app = typer.Typer(no_args_is_help=True)

_TITRES: Final = ("Action", "Intitulé", "Accordées", "Utilisées", "Restantes")
_MOTIF: Final = nominative(short(500))


@app.callback()
def _aide() -> None:
    """Les places rémunérées : un quota accordé par action, attribué par l’établissement."""


@app.command()
def quota(
    ctx: typer.Context,
    action: Action,
    places: Annotated[str, typer.Argument(metavar="N", help="Places accordées par la Région.")],
    as_json: Json = False,
) -> None:
    """Fixer le nombre de places rémunérées d’une action."""
    from sigma_cli.services import places as service

    config = acces.settings(ctx)
    nombre, numero = lire_entier(places, "N"), read_action(action)
    with acces.writing(config) as db:
        ligne = service.set_quota(db, config.acte, numero, nombre)
    phrase = f"{ligne.action} : {_counts(ligne)}."
    sortie.conclude(ligne, phrase, as_json=as_json)


@app.command()
def allocate(
    ctx: typer.Context,
    parcours: Parcours,
    critere: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXTE", help="Critère appliqué ; répéter l’option."),
    ] = None,
    motif: Annotated[str | None, texte("Motif d’un choix sans critères.")] = None,
    as_json: Json = False,
) -> None:
    """Attribuer une place rémunérée à un parcours, selon des critères ou pour un motif."""
    from sigma_cli.services import places

    if not critere and not motif:
        raise UsageProblem(
            "Pourquoi ce parcours ? Donner --critere (autant de fois qu’il le faut) ou --motif : "
            "la décision doit pouvoir être expliquée plus tard (Q9-02)."
        )
    criteres = [_MOTIF(valeur, "--critere") for valeur in critere or ()]
    config, ident = acces.settings(ctx), read_parcours(parcours)
    raison = given(_MOTIF, motif, "--motif")
    with acces.writing(config) as db:
        compte = places.allocate(
            db, config.acte, ident, criteres=criteres, motif=raison, reglages=config.reglages
        )
    phrase = f"{compte.parcours} : place rémunérée attribuée. {compte.action} : {_counts(compte)}."
    sortie.conclude(compte, phrase, as_json=as_json)


@app.command()
def release(
    ctx: typer.Context,
    parcours: Parcours,
    motif: Annotated[str, texte("Pourquoi la place est libérée.")],
    as_json: Json = False,
) -> None:
    """Libérer la place rémunérée d’un parcours."""
    from sigma_cli.services import places

    config, ident = acces.settings(ctx), read_parcours(parcours)
    raison = _MOTIF(motif, "--motif")
    with acces.writing(config) as db:
        compte = places.release(db, config.acte, ident, motif=raison, reglages=config.reglages)
    phrase = f"{compte.parcours} : place libérée. {compte.action} : {_counts(compte)}."
    sortie.conclude(compte, phrase, as_json=as_json)


@app.command("list")
def list_(
    ctx: typer.Context,
    action: Annotated[str | None, reference("ACTION", "Une action, sinon toutes.")] = None,
    as_json: Json = False,
) -> None:
    """Compter les places par action et pour l’établissement."""
    from sigma_cli.services import places

    numero = None if action is None else read_action(action)
    with acces.reading(acces.settings(ctx)) as db:
        etat = places.state(db, numero)
    if as_json:
        show(etat, texte=str, as_json=True)
        return
    lignes = [
        (ligne.action, ligne.intitule, ligne.accordees, ligne.utilisees, ligne.restantes)
        for ligne in etat.resultats
    ]
    if numero is None:
        lignes.append(("Total", "Établissement", etat.accordees, etat.utilisees, etat.restantes))
    show_table(_TITRES, lignes)
    sortie.sentence(f"Nombre de résultats : {etat.nombre}")


def _counts(compte: "LignePlaces | ComptePlaces") -> str:
    accordees, restantes = (
        plural(compte.accordees, "accordée"),
        plural(compte.restantes, "restante"),
    )
    return f"{accordees}, {restantes}"
