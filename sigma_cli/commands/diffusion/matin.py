"""`sigma` alone on a terminal: the morning in a few lines, and how to get help."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.console import plural, show
from sigma_cli.domain.dates import date_fr
from sigma_cli.errors import PendingMigrations

if TYPE_CHECKING:
    from sigma_cli.services.diffusion.matin import Matin
    from sigma_cli.services.envois.suivi import EtatCode

app = typer.Typer()

_AIDE: Final = "sigma todo list : le détail · sigma shell : enchaîner · sigma --help : l’aide"
_VIDE: Final = (
    "Pas encore de base ici.\nsigma init : commencer · sigma demo : essayer · sigma --help : l’aide"
)


@app.command()
def matin(ctx: typer.Context, as_json: Json = False) -> None:
    """Dire la journée en quelques lignes."""
    from sigma_cli.commands.envois.envoi import chosen
    from sigma_cli.services.diffusion import matin as service
    from sigma_cli.services.envois import suivi

    config = acces.settings(ctx)
    registre = {flux.code: flux for flux in chosen(config, None)}
    try:
        with acces.reading(config) as db:
            jour = service.tell(db, config.acte, reglages=config.reglages)
            etats = suivi.status(db, registre, acces.context(config))
    except PendingMigrations as error:
        fichier = acces.address(config).fichier
        if fichier is None or fichier.exists():
            raise
        show({"message": error.message}, texte=lambda: _VIDE, as_json=as_json)
        return
    entete = f"Le {date_fr(config.acte.jour)}"
    document = {"jour": jour, "flux": etats}
    show(document, texte=lambda: [entete, *_day(jour), *_flows(etats), "", _AIDE], as_json=as_json)


def _day(jour: "Matin") -> Iterator[str]:
    a_temps = jour.taches - jour.en_retard
    if jour.en_retard:
        yield f"  En retard        {plural(jour.en_retard, 'tâche')} : sigma todo list --en-retard"
    yield f"  Aujourd’hui      {plural(a_temps, 'tâche') if a_temps else 'rien à saisir'}"
    if jour.reunions:
        yield f"  Réunions         {', '.join(jour.reunions)}"
    if jour.debuts:
        yield f"  Commencent       {', '.join(jour.debuts)}"
    if jour.places:
        ou = plural(jour.sessions, "session")
        yield f"  À pourvoir       {plural(jour.places, 'place')} dans {ou} : sigma session list --ouvertes"


def _flows(etats: "list[EtatCode]") -> Iterator[str]:
    """Yield the flows in trouble, each on a line; nothing when all is well."""
    for etat in etats:
        maux = [
            (len(etat.echecs), "envoi en échec"),
            (etat.rejets, "ligne refusée"),
            (etat.ecarts, "écart à dire"),
        ]
        dits = ", ".join(plural(nombre, mot) for nombre, mot in maux if nombre)
        if dits:
            yield f"  Flux {etat.code:<11} {dits} : sigma flux status {etat.code}"
