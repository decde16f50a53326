"""`sigma session ic …`: recruitment meetings; and what every change of a session prints."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, Session, lectures, read, texte
from sigma_cli.console import plural
from sigma_cli.domain import lecteurs
from sigma_cli.domain.dates import date_fr, lire_date
from sigma_cli.domain.references import read_session

if TYPE_CHECKING:
    from sigma_cli.services.offre.fiche import FicheSession

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


def _after(fiche: "FicheSession", fait: str) -> str:
    """Say how the session stands after a change: its dates, its places and its meetings."""
    if fiche.places == 0:
        return " (0 place)" if fait == "n’aura pas lieu" else " : 0 place, elle n’aura pas lieu"
    dates = f"du {date_fr(fiche.date_debut)} au {date_fr(fiche.date_fin)}"
    jours = [date_fr(reunion.date) for reunion in fiche.informations_collectives]
    titre = "information collective" if len(jours) == 1 else "informations collectives"
    reunions = f", {titre} : {', '.join(jours)}" if jours else ""
    return f" : {dates}, {plural(fiche.places, 'place')}{reunions}"


def change(
    ctx: typer.Context, session: str, service: Any, as_json: bool, fait: str, **valeurs: Any
) -> None:
    """Run one change on a session and print its sheet’s main facts."""
    config = acces.settings(ctx)
    ref = read_session(session)
    with acces.writing(config) as db:
        fiche = service(db, config.acte, ref, reglages=config.reglages, **valeurs)
        modifie = acces.changed(db)
        fait = fait if modifie else "inchangée"
    phrase = f"Session {fiche.session} {fait}{_after(fiche, fait)}."
    sortie.conclude(fiche, phrase, as_json=as_json)
    if fiche.fermeture and not as_json:
        for touche in (*fiche.fermeture.personnes, *fiche.fermeture.candidatures):
            sortie.sentence(f"  {touche.reference}  {touche.nom} : {touche.suite}")
