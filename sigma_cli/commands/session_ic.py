"""`sigma session ic …`: recruitment meetings; and what every change of a session prints."""

from typing import Annotated, Any, Final

import typer

from sigma_cli.commands import acces, sortie
from sigma_cli.commands.parametres import Json, Lecture, Session, read, texte
from sigma_cli.console import plural
from sigma_cli.domain.dates import lire_date, lire_heure
from sigma_cli.domain.lecteurs import short
from sigma_cli.domain.references import read_session
from sigma_cli.domain.sessions import check_hours
from sigma_cli.domain.texte import lire_entier

app = typer.Typer(no_args_is_help=True)

_REUNION: Final = {
    "heure_debut": Lecture("heure_debut", "--heure-debut", lire_heure),
    "heure_fin": Lecture("heure_fin", "--heure-fin", lire_heure),
    "lieu": Lecture("lieu", "--lieu", short(250)),
    "places": Lecture("places", "--places", lire_entier),
}


@app.callback()
def _aide() -> None:
    """Les informations collectives d’une session."""


@app.command("add")
def ic_add(
    ctx: typer.Context,
    session: Session,
    date: Annotated[str, typer.Argument(metavar="DATE", help="Jour de la réunion.")],
    heure_debut: Annotated[str | None, texte("Comme 9h ou 14h30.")] = None,
    heure_fin: Annotated[str | None, texte("Comme 11h.")] = None,
    lieu: Annotated[str | None, texte("Lieu de la réunion.")] = None,
    places: Annotated[str | None, typer.Option(metavar="N", help="Places en réunion.")] = None,
    as_json: Json = False,
) -> None:
    """Ajouter une information collective."""
    from sigma_cli.services import sessions

    details = read(ctx, _REUNION)
    check_hours(details["heure_debut"], details["heure_fin"])
    le = lire_date(date, "DATE")
    change(ctx, session, sessions.add_meeting, as_json, "enregistrée", jour=le, details=details)


@app.command("remove")
def ic_remove(
    ctx: typer.Context,
    session: Session,
    date: Annotated[str, typer.Argument(metavar="DATE", help="Jour de la réunion.")],
    as_json: Json = False,
) -> None:
    """Retirer une information collective."""
    from sigma_cli.services import sessions

    le = lire_date(date, "DATE")
    change(ctx, session, sessions.remove_meeting, as_json, "enregistrée", jour=le)


def change(
    ctx: typer.Context, session: str, service: Any, as_json: bool, fait: str, **valeurs: Any
) -> None:
    """Run one change on a session and print its sheet’s main facts."""
    config = acces.settings(ctx)
    ref = read_session(session)
    with acces.writing(config) as db:
        fiche = service(db, config.acte, ref, reglages=config.reglages, **valeurs)
    reunions = plural(len(fiche.informations_collectives), "réunion")
    phrase = f"Session {fiche.session} {fait} : {plural(fiche.places, 'place')}, {reunions}."
    sortie.conclude(fiche, phrase, as_json=as_json)
