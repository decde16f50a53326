"""`sigma demo [DOSSIER]`: a whole working place in one folder, made again at each run."""

import shlex
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json
from sigma_cli.config import Config
from sigma_cli.console import hint, show_table
from sigma_cli.domain.dates import PARIS, lire_instant
from sigma_cli.errors import Conflict, InvalidInput, TransportFailed

if TYPE_CHECKING:
    from sigma_cli.services.echanges.exportation import Format

app = typer.Typer()

_MARQUE: Final = "LISEZ-MOI.txt"
_TEXTE: Final = (
    "Dossier fait par « sigma demo » : tout y est inventé, et tout y est refait à chaque fois.\n"
)
_CONFIGURATION: Final = """# Configuration de la démonstration.
[flux.carif]
destination = "depot/carif"

[flux.defi]
destination = "depot/defi"

[flux.agora]
destination = "depot/agora"
"""
_SIENS: Final = ("sigma.db", "sigma.db-wal", "sigma.db-shm", "sigma.db.flux.verrou", "sigma.cle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What the demonstration left behind."""

    dossier: str
    base: str
    exports: list[str]
    flux: list[str]
    actions: int
    sessions: int
    annulee: str
    stagiaires: int
    candidatures: int
    places: int


@app.command()
def demo(
    ctx: typer.Context,
    dossier: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="Dossier à remplir.", show_default=False)
    ] = Path("sigma-demo"),
    source: Annotated[
        bool,
        typer.Option("--source", help="Aux dates de la source, d’octobre 2020, et elle seule."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Faire une base de démonstration à la date du jour (dans ./sigma-demo), ses exports et ses flux."""
    from sigma_cli.services.base import demonstration
    from sigma_cli.store.coffre import Coffre, create_key, read_key
    from sigma_cli.store.schema import migrate

    donnees = demonstration.read_data()
    config = _configure(acces.settings(ctx), dossier, donnees, source=source)
    if not source:
        donnees = demonstration.at_today(donnees, config.acte.jour)
    _prepare(dossier)
    cle = config.fichier.with_name("sigma.cle")
    create_key(cle)
    coffre = Coffre.of(read_key(variable=None, fichier=cle))
    migrate(acces.address(config))
    with acces.writing(config) as db:
        fait = demonstration.fill(db, config.acte, donnees, coffre=coffre, reglages=config.reglages)
    resultat = Demonstration(
        dossier=str(dossier),
        base=str(dossier / "sigma.db"),
        exports=_export(config, dossier),
        flux=_push_then_live(config, coffre, donnees),
        **asdict(fait),
    )
    sortie.say(asdict(resultat), _story(resultat), as_json=as_json)
    if not as_json:
        _show_sessions(config)
        options = f"--base {shlex.quote(resultat.base)} --config {shlex.quote(str(config.fichier))}"
        if config.maintenant_donne:
            options += f" --maintenant {config.acte.le.astimezone(PARIS):%Y-%m-%dT%H:%M}"
        for essai in ("session list", "todo list", "stagiaire show Puig", "shell"):
            hint(f"Essayer : sigma {options} {essai}")


def _push_then_live(config: Config, coffre: Any, donnees: dict[str, Any]) -> list[str]:
    """Send the files; then, when all is dated of today, let something happen that follows them."""
    from sigma_cli.services.base import demonstration

    deposes = _push(config, coffre)
    if donnees.get("dates"):
        with acces.writing(config) as db:
            demonstration.live(db, config.acte, donnees, coffre=coffre, reglages=config.reglages)
    return deposes


def _configure(config: Config, dossier: Path, donnees: dict[str, Any], *, source: bool) -> Config:
    """Return settings bound to the folder, on the given day: today, or that of the source."""
    instant = config.maintenant_donne
    if source:
        instant = instant or lire_instant(donnees["maintenant"], "maintenant")
    return Config(
        base_donnee=str(dossier / "sigma.db"),
        fichier_donne=dossier / "config.toml",
        maintenant_donne=instant,
    )


def _prepare(dossier: Path) -> None:
    """Make the folder, or empty it of what an earlier demonstration left; touch nothing else.

    The mark comes first: a run cut short is one that the next may make again.
    """
    from sigma_cli.formats.fichier import message_systeme

    marque = dossier / _MARQUE
    if dossier.exists() and not dossier.is_dir():
        raise InvalidInput(f"{dossier} n’est pas un dossier : en choisir un autre.")
    if dossier.exists() and any(dossier.iterdir()) and not marque.exists():
        raise Conflict(
            f"{dossier} contient autre chose qu’une démonstration : choisir un autre dossier."
        )
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        marque.write_text(_TEXTE, encoding="utf-8")
        for nom in _SIENS:
            (dossier / nom).unlink(missing_ok=True)
        for nom in ("exports", "depot"):
            shutil.rmtree(dossier / nom, ignore_errors=True)
        (dossier / "exports").mkdir()
        (dossier / "config.toml").write_text(_CONFIGURATION, encoding="utf-8")
    except OSError as error:
        raise TransportFailed(
            f"{dossier} ne peut pas être rempli ({message_systeme(error)}) : choisir un autre dossier."
        ) from error


def _export(config: Config, dossier: Path) -> list[str]:
    from sigma_cli.services.echanges.exportation import Format

    return [
        str(_export_one(config, dossier / "exports" / f"composantes.{vers}", vers))
        for vers in (Format.XLSX, Format.CSV)
    ]


def _export_one(config: Config, fichier: Path, vers: "Format") -> Path:
    from sigma_cli.domain.filtres import FiltreComposante
    from sigma_cli.exports import REGISTRE
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.echanges.exportation import export

    def write(flux: BinaryIO) -> int:
        quoi, filtre = REGISTRE["composantes"], FiltreComposante()
        return export(db, flux, quoi, filtre, vers=vers, le=config.acte.le)

    with acces.reading(config) as db:
        write_whole(fichier, write)
    return fichier


def _push(config: Config, coffre: Any) -> list[str]:
    from sigma_cli.flux import REGISTRE
    from sigma_cli.services.envois import envoi
    from sigma_cli.services.envois.depot import Voie

    deposes = []
    for flux in REGISTRE.values():
        if flux.sur_choix:
            continue
        transport = acces.transport(config, flux.code, personnel=flux.personnel)
        voie = Voie(transport=transport, coffre=lambda: coffre)
        with acces.writing(config) as db:
            faits = list(envoi.push(db, config.acte, flux, acces.context(config), voie))
        depot = config.fichier.parent / "depot" / flux.code
        deposes += [str(depot / fait.fichier) for fait in faits if fait.fichier]
    return deposes


def _story(fait: Demonstration) -> str:
    return (
        f"Base de démonstration : {fait.base}, d’après la source ; personnes inventées.\n"
        f"{fait.actions} actions, {fait.sessions} sessions dont {fait.annulee} mise à 0 place, "
        f"{fait.stagiaires} stagiaires, {fait.candidatures} candidatures, "
        f"{fait.places} places rémunérées.\n"
        f"Exports : {', '.join(fait.exports)}\n"
        f"Flux : {', '.join(fait.flux)}"
    )


def _show_sessions(config: Config) -> None:
    from sigma_cli.domain.filtres import FiltreSession
    from sigma_cli.services.offre import fiche as fiche_session

    titres = ("Session", "Début", "Fin", "Places", "Inscrits", "Commune", "État")
    with acces.reading(config) as db:
        show_table(
            titres,
            (
                (
                    ligne.session,
                    ligne.date_debut,
                    ligne.date_fin,
                    ligne.places,
                    ligne.inscrits,
                    ligne.commune,
                    ligne.etat,
                )
                for ligne in fiche_session.search(
                    db, config.acte, FiltreSession(), reglages=config.reglages
                )
            ),
        )
