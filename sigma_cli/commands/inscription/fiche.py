"""`sigma parcours …`: what is held of a parcours, which there are, and what of it may be corrected."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import (
    Annee,
    Convention,
    DeAction,
    SansPrescription,
    Statut,
    perimetre,
)
from sigma_cli.commands.cadre.parametres import Json, Nom, Parcours, given, jour, texte
from sigma_cli.commands.inscription.inscription import level_reader
from sigma_cli.commands.recrutement.candidature import Mode_
from sigma_cli.domain.dates import date_fr, lire_date
from sigma_cli.domain.lecteurs import CANDIDATURE, PARCOURS, nominative, short
from sigma_cli.domain.references import (
    read_composante,
    read_parcours,
    read_prescripteur,
    read_session,
)
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sigma_cli.services.inscription.correction import FicheParcours

app = typer.Typer(no_args_is_help=True)

_MOTIF: Final = nominative(short(500))
_TITRES: Final = {
    "parcours": "Parcours",
    "stagiaire": "Stagiaire",
    "nom_naissance": "Nom de naissance",
    "prenom": "Prénom",
    "session": "Session",
    "intitule": "Intitulé",
    "action": "Action",
    "date_entree": "Entrée",
    "date_fin_prevue": "Fin prévue",
    "date_sortie": "Sortie",
    "jamais_venu": "Jamais venu",
    "heures": "Heures",
    "niveau_entree": "Niveau d’entrée",
    "categorie": "Catégorie du public",
    "pic": "PIC",
    "rqth": "RQTH",
    "rqth_du": "RQTH depuis le",
    "rqth_au": "RQTH jusqu’au",
    "type_remuneration": "Rémunération",
    "candidature": "Candidature",
    "prescription": "Prescription",
    "quittees": "Sessions quittées",
    "defi_le": "Transmis à DEFI le",
    "agora_entree_le": "Entrée transmise à AGORA le",
    "agora_sortie_le": "Sortie transmise à AGORA le",
}
_LISTE: Final = {
    "parcours": "Parcours",
    "nom_naissance": "Nom",
    "prenom": "Prénom",
    "session": "Session",
    "type_remuneration": "Rémunération",
}


@app.callback()
def _aide() -> None:
    """Les parcours : une personne dans une session."""


@app.command()
def show(ctx: typer.Context, parcours: Parcours, as_json: Json = False) -> None:
    """Afficher tout ce qui est gardé d’un parcours."""
    from sigma_cli.services.inscription import correction

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        fiche = correction.show(db, read_parcours(parcours))
    dits = {
        "type_remuneration": config.reglages.label,
        "jamais_venu": _oui,
        "pic": _oui,
        "rqth": _oui,
    }
    sortie.sheet(fiche, _TITRES, as_json=as_json, dits=dits)


@app.command("list")
def list_(
    ctx: typer.Context,
    cherche: Nom = None,
    session: Annotated[str | None, typer.Option(metavar="SESSION", help="Session.")] = None,
    composante: Annotated[
        str | None, typer.Option(metavar="COMPOSANTE", help="Composante.")
    ] = None,
    sans_prescription: SansPrescription = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Chercher des parcours, par nom ou par session."""
    from sigma_cli.domain.filtres import FiltreStagiaire
    from sigma_cli.services.personnes import stagiaires
    from sigma_cli.services.socle import filtres

    ref = None if session is None else read_session(session)
    lue = None if composante is None else str(read_composante(composante))
    filtre = FiltreStagiaire(
        composante=lue,
        cherche=cherche,
        session=ref,
        sans_prescription=sans_prescription,
        **perimetre(ctx),
    )
    config = acces.settings(ctx)
    dits = {"type_remuneration": config.reglages.label}
    with acces.reading(config) as db:
        filtres.check_named(db, filtre)
        sortie.listing(stagiaires.search(db, filtre), _LISTE, as_json=as_json, dits=dits)


@app.command("set")
def set_(
    ctx: typer.Context,
    parcours: Parcours,
    entree: Annotated[str | None, jour("Date d’entrée.")] = None,
    niveau_entree: Annotated[
        str | None, typer.Option(metavar="NIVEAU", help="Niveau d’entrée.")
    ] = None,
    categorie: Annotated[str | None, texte("Catégorie du public.")] = None,
    pic: Annotated[bool | None, typer.Option("--pic/--non-pic", help="Relève du PIC.")] = None,
    rqth: Annotated[
        bool | None, typer.Option("--rqth/--non-rqth", help="Travailleur handicapé reconnu.")
    ] = None,
    prescripteur: Annotated[
        str | None, typer.Option(metavar="PR0001", help="Qui a prescrit, sans candidature.")
    ] = None,
    mode: Annotated[str | None, Mode_] = None,
    as_json: Json = False,
) -> None:
    """Corriger l’entrée, le niveau, la catégorie, le PIC, la RQTH ou la prescription d’un parcours."""
    from sigma_cli.services.inscription import correction

    config, ident = acces.settings(ctx), read_parcours(parcours)
    voulu = correction.Correction(
        date_entree=given(lire_date, entree, "--entree"),
        niveau_entree=given(level_reader(config), niveau_entree, "--niveau-entree"),
        categorie=given(PARCOURS["categorie"], categorie, "--categorie"),
        pic=pic,
        rqth=rqth,
        prescripteur=None if prescripteur is None else read_prescripteur(prescripteur),
        mode=given(CANDIDATURE["mode"], mode, "--mode"),
    )
    if (voulu.prescripteur is None) != (voulu.mode is None):
        raise UsageProblem("Une prescription se note entière : donner --prescripteur et --mode.")
    if voulu == correction.Correction():
        raise UsageProblem(
            "Qu’est-ce qui change ? Donner --entree, --niveau-entree, --categorie, --pic, --rqth, ou "
            "--prescripteur et --mode."
        )
    with acces.writing(config) as db:
        fiche = correction.correct(db, config.acte, ident, voulu, reglages=config.reglages)
    sortie.conclude(fiche, _said(fiche), as_json=as_json)


@app.command()
def move(
    ctx: typer.Context,
    parcours: Parcours,
    session: Annotated[str, typer.Argument(metavar="SESSION", help="Session où va la personne.")],
    motif: Annotated[str, texte("Raison du changement.")],
    as_json: Json = False,
) -> None:
    """Changer de session : la place, la rémunération et l’histoire suivent."""
    from sigma_cli.services.inscription import deplacement

    config, ident = acces.settings(ctx), read_parcours(parcours)
    vers, raison = read_session(session), _MOTIF(motif, "--motif")
    with acces.writing(config) as db:
        fiche = deplacement.move(
            db, config.acte, ident, vers, motif=raison, reglages=config.reglages
        )
    du_au = f"du {date_fr(fiche.date_entree)} au {date_fr(fiche.date_fin_prevue)}"
    dit = f"{fiche.parcours} ({_name(fiche)}) va à {fiche.session}, {du_au}."
    sortie.conclude(fiche, dit, as_json=as_json)


def _said(fiche: "FicheParcours") -> str:
    qui = f"{fiche.parcours} ({_name(fiche)}, {fiche.session})"
    return sortie.kept(qui, "corrigé", modifie=fiche.modifie)


def _name(fiche: "FicheParcours") -> str:
    return f"{fiche.nom_naissance} {fiche.prenom or ''}".strip()


def _oui(valeur: object) -> str:
    return "oui" if valeur else "non"
