"""`sigma place …`: paid places, shared out by people, and who pays the others."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, lot, sortie
from sigma_cli.commands.cadre.parametres import Action, DesParcours, Json, given, texte
from sigma_cli.commands.places import campagne as place_campagne
from sigma_cli.commands.places import demande as place_demande
from sigma_cli.commands.places import etat as place_etat
from sigma_cli.commands.places import p2s as place_p2s
from sigma_cli.commands.places import regime as place_regime
from sigma_cli.commands.places.compte import counts, decide
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.references import read_action, read_campagne, read_parcours
from sigma_cli.domain.texte import lire_entier
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.services.places.quota import ComptePlaces

app = typer.Typer(no_args_is_help=True)

_MOTIF: Final = nominative(short(500))


@app.callback()
def _aide() -> None:
    """Les places rémunérées, par action, et qui paie chaque stagiaire."""


@app.command()
def quota(
    ctx: typer.Context,
    action: Action,
    places: Annotated[str, typer.Argument(metavar="N", help="Places accordées par la Région.")],
    as_json: Json = False,
) -> None:
    """Fixer le nombre de places rémunérées d’une action."""
    from sigma_cli.services.places import quota as service

    config = acces.settings(ctx)
    nombre, numero = lire_entier(places, "N"), read_action(action)
    with acces.writing(config) as db:
        ligne = service.set_quota(db, config.acte, numero, nombre)
    phrase = f"{ligne.action} : {counts(ligne)}."
    sortie.conclude(ligne, phrase, as_json=as_json)


def allocate(
    ctx: typer.Context,
    parcours: DesParcours,
    critere: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXTE", help="Critère appliqué ; répéter l’option."),
    ] = None,
    motif: Annotated[str | None, texte("Motif d’un choix sans critères.")] = None,
    campagne: Annotated[
        str | None,
        typer.Option(metavar="CAMPAGNE", help="Campagne qui donne les critères, comme CA0001."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Attribuer une place rémunérée à un parcours, selon des critères ou pour un motif."""
    from sigma_cli.services.places import quota as places
    from sigma_cli.services.places.campagne import choix as choix_campagne

    _check_why(critere, motif, campagne)
    criteres = [_MOTIF(valeur, "--critere") for valeur in critere or ()]
    config, idents = acces.settings(ctx), lot.read_all(parcours, read_parcours)
    raison, appel = given(_MOTIF, motif, "--motif"), given(_read_call, campagne, "--campagne")

    def allocate_one(db: "Session", ident: int) -> "ComptePlaces":
        acte, reglages = config.acte, config.reglages
        if appel is None:
            return places.allocate(
                db, acte, ident, criteres=criteres, motif=raison, reglages=reglages
            )
        return choix_campagne.retain(db, acte, appel, ident, motif=raison, reglages=reglages)

    decide(config, idents, allocate_one, _given, as_json=as_json)


def _read_call(valeur: str, _option: str) -> int:
    return read_campagne(valeur)


def _given(_compte: "ComptePlaces") -> str:
    return "place rémunérée attribuée"


def _check_why(critere: list[str] | None, motif: str | None, campagne: str | None) -> None:
    """Ask why this parcours: criteria, a reason, or the campagne that has both (Q9-02)."""
    if campagne is not None and critere:
        raise UsageProblem("--critere et --campagne : la campagne donne déjà les critères.")
    if not critere and not motif and campagne is None:
        raise UsageProblem(
            "Pourquoi ce parcours ? Donner --critere (autant de fois qu’il le faut), --motif ou "
            "--campagne : la décision doit pouvoir être expliquée plus tard (Q9-02)."
        )


def release(
    ctx: typer.Context,
    parcours: DesParcours,
    motif: Annotated[str, texte("Pourquoi la place est libérée.")],
    as_json: Json = False,
) -> None:
    """Libérer la place rémunérée d’un parcours."""
    from sigma_cli.services.places import quota as places

    config, idents = acces.settings(ctx), lot.read_all(parcours, read_parcours)
    raison = _MOTIF(motif, "--motif")

    def release_one(db: "Session", ident: int) -> "ComptePlaces":
        return places.release(db, config.acte, ident, motif=raison, reglages=config.reglages)

    decide(config, idents, release_one, lambda _compte: "place libérée", as_json=as_json)


app.command("list")(place_etat.list_)
app.command("show")(place_etat.show_)
app.command()(allocate)
app.command()(release)
app.add_typer(place_campagne.app, name="campagne")
app.command()(place_regime.option)
app.command()(place_regime.rights)
app.command()(place_regime.protect)
app.add_typer(place_p2s.app, name="p2s")
app.command()(place_regime.decide)
app.command()(place_demande.request)
app.command()(place_demande.answer)
