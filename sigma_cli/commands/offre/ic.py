"""`sigma session ic …`: recruitment meetings; and what every change of a session prints."""

from typing import Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, Session, lectures, read, texte
from sigma_cli.console import plural
from sigma_cli.domain import lecteurs
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.references import read_session

app = typer.Typer(no_args_is_help=True)

_REUNION: Final = lectures(lecteurs.REUNION, "heure_debut", "heure_fin", "lieu", "places")
HeureDebut = Annotated[str | None, texte("Comme 9h ou 14h30.")]
HeureFin = Annotated[str | None, texte("Comme 11h.")]
Lieu = Annotated[str | None, texte("Lieu de la réunion.")]
Places = Annotated[str | None, typer.Option(metavar="N", help="Places en réunion.")]


@app.callback()
def _aide() -> None:
    """Les informations collectives d’une session."""


@app.command("add")
def ic_add(
    ctx: typer.Context,
    session: Session,
    date: Annotated[str, typer.Argument(metavar="DATE", help="Jour de la réunion.")],
    heure_debut: HeureDebut = None,
    heure_fin: HeureFin = None,
    lieu: Lieu = None,
    places: Places = None,
    as_json: Json = False,
) -> None:
    """Ajouter une information collective."""
    from sigma_cli.services.offre import reunions

    le, details = lire_date(date, "DATE"), read(ctx, _REUNION)
    change(ctx, session, reunions.add, as_json, "enregistrée", jour=le, details=details)


@app.command("set")
def ic_set(
    ctx: typer.Context,
    session: Session,
    date: Annotated[str, typer.Argument(metavar="DATE", help="Jour de la réunion.")],
    heure_debut: HeureDebut = None,
    heure_fin: HeureFin = None,
    lieu: Lieu = None,
    places: Places = None,
    as_json: Json = False,
) -> None:
    """Corriger une information collective ; ce qui n’est pas donné ne change pas."""
    from sigma_cli.services.offre import reunions

    le, details = lire_date(date, "DATE"), read(ctx, _REUNION)
    change(ctx, session, reunions.update, as_json, "enregistrée", jour=le, details=details)


@app.command("remove")
def ic_remove(
    ctx: typer.Context,
    session: Session,
    date: Annotated[str, typer.Argument(metavar="DATE", help="Jour de la réunion.")],
    as_json: Json = False,
) -> None:
    """Retirer une information collective."""
    from sigma_cli.services.offre import reunions

    le = lire_date(date, "DATE")
    change(ctx, session, reunions.remove, as_json, "enregistrée", jour=le)


def change(
    ctx: typer.Context, session: str, service: Any, as_json: bool, fait: str, **valeurs: Any
) -> None:
    """Run one change on a session and print its sheet’s main facts."""
    config = acces.settings(ctx)
    ref = read_session(session)
    with acces.writing(config) as db:
        fiche = service(db, config.acte, ref, reglages=config.reglages, **valeurs)
        fait = fait if acces.changed(db) else "inchangée"
    reunions = plural(len(fiche.informations_collectives), "réunion")
    phrase = f"Session {fiche.session} {fait} : {plural(fiche.places, 'place')}, {reunions}."
    sortie.conclude(fiche, phrase, as_json=as_json)
    if fiche.fermeture and not as_json:
        for touche in (*fiche.fermeture.personnes, *fiche.fermeture.candidatures):
            sortie.sentence(f"  {touche.reference}  {touche.nom} : {touche.suite}")
