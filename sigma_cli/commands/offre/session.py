"""`sigma session …`: dated runs. There is no command to delete one (SES-01)."""

from functools import partial
from typing import Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import (
    Annee,
    Au,
    Convention,
    DeAction,
    Du,
    Ouvertes,
    Statut,
    read_filter,
)
from sigma_cli.commands.cadre.parametres import (
    DATE,
    Cherche,
    Composante,
    Json,
    Session,
    jour,
    lectures,
    read,
    texte,
)
from sigma_cli.commands.inscription.roster import roster
from sigma_cli.commands.offre import ic as session_ic
from sigma_cli.commands.offre.fiche import show
from sigma_cli.commands.offre.ic import change
from sigma_cli.config import Config
from sigma_cli.console import confirm, is_someone_there, plural
from sigma_cli.domain import lecteurs, references
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.offre.diffusion import read_portail
from sigma_cli.domain.references import read_composante, read_session
from sigma_cli.errors import UsageProblem

app = typer.Typer(no_args_is_help=True)
app.add_typer(session_ic.app, name="ic")

_LISTE: Final = {
    "session": "Session",
    "intitule": "Intitulé",
    "date_debut": "Début",
    "date_fin": "Fin",
    "places": "Places",
    "inscrits": "Inscrits",
    "commune": "Commune",
    "etat": "État",
}
LECTURES: Final = lectures(
    lecteurs.SESSION,
    "places",
    "site",
    "code_postal",
    "code_insee",
    "commune",
    "adresse",
    "siret",
    "uai",
    "numero_carif",
    "numero_kairos",
    debut="date_debut",
    fin="date_fin",
    motif="motif_annulation",
)
_CREATION: Final = LECTURES | lectures(lecteurs.SESSION, "numero")  # a number never changes
Force = Annotated[
    bool, typer.Option("--force", help="Confirmer malgré les inscrits ; donner aussi --motif.")
]
TousSortis = Annotated[
    bool,
    typer.Option(
        "--tous-sortis", help="Noter que personne n’est venu : tous les inscrits sortent."
    ),
]


@app.callback()
def _aide() -> None:
    """Les sessions : dates, places, lieu, informations collectives."""


@app.command()
def add(
    ctx: typer.Context,
    composante: Composante,
    debut: Annotated[str, jour("Date de début.")],
    fin: Annotated[str, jour("Date de fin.")],
    places: Annotated[str, typer.Option(metavar="N", help="Nombre de places.")],
    site: Annotated[str, texte("Nom du site.")],
    code_postal: Annotated[str, texte("Code postal (CEDEX compris).")],
    code_insee: Annotated[str, texte("Code Insee de la commune.")],
    commune: Annotated[str, texte("Commune, comme sur une enveloppe.")],
    adresse: Annotated[str | None, texte("Rue et numéro.")] = None,
    numero: Annotated[
        str | None, typer.Option(metavar="NN", help="Numéro (sinon le suivant).")
    ] = None,
    reunions: Annotated[
        list[str] | None,
        typer.Option("--ic", metavar=DATE, help="Information collective ; répéter l’option."),
    ] = None,
    siret: Annotated[str | None, texte("SIRET du lieu, s’il a le sien.")] = None,
    uai: Annotated[str | None, texte("Code UAI du lieu, s’il a le sien.")] = None,
    numero_carif: Annotated[str | None, texte("Numéro donné par le Carif-Oref.")] = None,
    numero_kairos: Annotated[str | None, texte("Numéro donné par Kairos.")] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Saisir sans question une session qui en répète une autre."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Saisir une session, même si personne n’y est positionné."""
    from sigma_cli.services.offre import sessions

    valeurs = read(ctx, _CREATION)
    jours = [lire_date(valeur, "--ic") for valeur in reunions or ()]
    config = acces.settings(ctx)
    ref = read_composante(composante)
    if not yes and is_someone_there():
        _ask_twice(config, ref, valeurs)
    with acces.writing(config) as db:
        fiche = sessions.add(db, config.acte, ref, valeurs, jours, reglages=config.reglages)
    sortie.conclude(
        fiche,
        f"Session {fiche.session} créée : {plural(fiche.places, 'place')} à {fiche.commune}.",
        as_json=as_json,
        suite=None
        if jours
        else f"Sans date, pas de positionnement dématérialisé : sigma session ic add {fiche.session} …",
    )


def _ask_twice(config: Config, ref: references.Composante, valeurs: dict[str, Any]) -> None:
    """Ask before a session is entered twice (SES-07). Raises UsageProblem when it is not wanted."""
    from sigma_cli.services.offre import doubles

    with acces.reading(config) as db:
        premiere = doubles.first_like(db, ref, valeurs)
    if premiere and not confirm(
        f"{premiere} a les mêmes dates, commune et site ; saisir quand même une autre session ?"
    ):
        raise UsageProblem(f"Rien n’est enregistré : {premiere} existe déjà.", regle="SES-07")


@app.command("set")
def set_(
    ctx: typer.Context,
    session: Session,
    debut: Annotated[str | None, jour("Date de début.")] = None,
    fin: Annotated[str | None, jour("Date de fin.")] = None,
    places: Annotated[str | None, typer.Option(metavar="N", help="Nombre de places.")] = None,
    site: Annotated[str | None, texte("Nom du site.")] = None,
    code_postal: Annotated[str | None, texte("Code postal (CEDEX compris).")] = None,
    code_insee: Annotated[str | None, texte("Code Insee de la commune.")] = None,
    commune: Annotated[str | None, texte("Commune, comme sur une enveloppe.")] = None,
    adresse: Annotated[str | None, texte("Rue et numéro.")] = None,
    siret: Annotated[str | None, texte("SIRET du lieu, s’il a le sien.")] = None,
    uai: Annotated[str | None, texte("Code UAI du lieu, s’il a le sien.")] = None,
    numero_carif: Annotated[str | None, texte("Numéro donné par le Carif-Oref.")] = None,
    numero_kairos: Annotated[str | None, texte("Numéro donné par Kairos.")] = None,
    motif: Annotated[str | None, texte("Motif, si les places passent à 0.")] = None,
    vue: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="OUTIL DATE",
            help="Vue dans mfr, kairos, ouiform, audef ou carif, tel jour [THH:MM].",
        ),
    ] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Corriger une session, ou dire où elle fut vue ; de nouvelles dates relancent la diffusion."""
    from sigma_cli.services.offre import sessions

    valeurs, ou, fait = read(ctx, LECTURES), None, "enregistrée"
    if vue:
        ou = (read_portail(vue[0], "--vue"), vue[1])
        fait = f"notée vue dans {ou[0].label}"
    change(ctx, session, sessions.update, as_json, fait, valeurs=valeurs, force=force, vue=ou)


@app.command()
def cancel(
    ctx: typer.Context,
    session: Session,
    motif: Annotated[str, texte("Pourquoi la session n’aura pas lieu.")],
    tous_sortis: TousSortis = False,
    vers: Annotated[
        str | None,
        typer.Option(
            "--vers", metavar="SESSION", help="Déplacer d’abord ses inscrits à cette session."
        ),
    ] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Mettre une session à 0 place : elle n’aura pas lieu. Elle reste dans la base (SES-01).

    Tout se ferme d’un coup : inscriptions, places, candidatures, tâches ; ce qui était déjà parti est dit.
    """
    from sigma_cli.services.inscription import report_session
    from sigma_cli.services.offre import sessions

    raison, fait = LECTURES["motif"].lire(motif, "--motif"), "n’aura pas lieu"
    if vers is not None:
        la = read_session(vers)
        reporter = partial(report_session.cancel, vers=la)
        change(ctx, session, reporter, as_json, fait, motif=raison, force=force)
        return
    sortis = tous_sortis or force or _agreed(ctx, session)
    change(ctx, session, sessions.cancel, as_json, fait, motif=raison, force=sortis)


def _agreed(ctx: typer.Context, session: str) -> bool:
    """Ask on a terminal what becomes of who is registered; elsewhere the rule refuses (SES-03)."""
    from sigma_cli.services.offre import annulation

    if not is_someone_there():
        return False
    with acces.reading(acces.settings(ctx)) as db:
        inscrits = annulation.registered(db, read_session(session))
    if not inscrits:
        return False
    qui = "".join(f"\n  {touche.reference}  {touche.nom}" for touche in inscrits)
    return confirm(
        f"{plural(len(inscrits), 'inscription')} dans {session} :{qui}\n"
        "Noter que personne n’est venu ? (sinon, les déplacer : sigma session cancel … --vers SESSION)"
    )


app.command()(show)
app.command()(roster)


@app.command("list")
def list_(
    ctx: typer.Context,
    cherche: Cherche = None,
    du: Du = None,
    au: Au = None,
    commune: Annotated[str | None, texte("Commune.")] = None,
    ouvertes: Ouvertes = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Chercher des sessions."""
    from sigma_cli.services.offre import fiche as fiche_session
    from sigma_cli.services.socle import filtres

    filtre = read_filter(ctx, cherche=cherche, du=du, au=au, commune=commune, ouvertes=ouvertes)
    config = acces.settings(ctx)
    with acces.reading(config) as db:
        filtres.check_named(db, filtre)
        lignes = fiche_session.search(db, config.acte, filtre, reglages=config.reglages)
        sortie.listing(lignes, _LISTE, as_json=as_json)
