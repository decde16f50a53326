"""`sigma candidature …`: what is read of candidatures; the exports take the same filter."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import Annee, Convention, DeAction, Statut, perimetre
from sigma_cli.commands.cadre.libelles import CANDIDATURE
from sigma_cli.commands.cadre.parametres import Json, Nom, given
from sigma_cli.commands.recrutement.suites import Candidature
from sigma_cli.console import hint, plain_text
from sigma_cli.domain.choix import read_choice
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.domain.recrutement.visibilite import ILS_VOIENT
from sigma_cli.domain.references import read_candidature, read_prescripteur, read_session
from sigma_cli.referentiels.recrutement import Etat, Mode

if TYPE_CHECKING:
    from sigma_cli.services.recrutement.fiche_candidature import FicheCandidature
    from sigma_cli.services.recrutement.visibilite import VueParcours

app = typer.Typer(no_args_is_help=True)

_TITRES: Final = {
    "candidature": "Candidature",
    "nom": "Nom",
    "prenom": "Prénom",
    "date_naissance": "Date de naissance",
    "courriel": "Courriel",
    "telephone": "Téléphone",
    "session": "Session",
    "etat": "État",
    "mode": "Prescription",
    "origine": "Origine",
    "prescripteur": "Prescripteur",
    "prescripteur_nom": "Structure",
    "positionne_le": "Positionnement",
    "fiche_recue_le": "Fiche reçue le",
    "fiche_de": "Fiche envoyée par",
    "reunion": "Information collective",
    "rendez_vous_le": "Rendez-vous",
    "presence": "Présence",
    "presence_le": "Présence notée le",
    "resultat_le": "Résultat du",
    "motif_libelle": "Motif",
    "precision": "Précision",
    "date_debut_prevue": "Début prévisionnel",
    "date_fin_prevue": "Fin prévisionnelle",
    "raison": "Raison du changement",
    "sans_suite": "Sans suite",
    "session_diffusee": "1. Session",
    "saisi_sigma": "2. Inscription",
    "validation": "3. Validation prescripteur",
    "parcours": "Parcours",
    "manques": "Manque encore",
    "vue_prescripteurs": "Vue des prescripteurs",
}
_LISTE: Final = {
    "candidature": "Candidature",
    "nom": "Nom",
    "prenom": "Prénom",
    "session": "Session",
    "mode": "Prescription",
    "reunion": "Réunion",
    "etat": "État",
}
_DISCORDANCES: Final = {
    "candidature": "Candidature",
    "parcours": "Parcours",
    "session": "Session",
    "message": "Discordance",
    "conseil": "À faire",
}
DeSession = Annotated[str | None, typer.Option("--session", metavar="SESSION", help="Session.")]
DansEtat = Annotated[
    str | None, typer.Option("--etat", metavar="ETAT", help="État, comme CONVOQUE.")
]
ParMode = Annotated[
    str | None,
    typer.Option("--mode", metavar="DEMATERIALISEE|FICHE", help="Mode de la prescription."),
]
ParPrescripteur = Annotated[
    str | None, typer.Option("--prescripteur", metavar="PR0001", help="Prescripteur.")
]
SansPresence = Annotated[
    bool, typer.Option("--sans-presence", help="Réunion passée, présence pas encore notée.")
]


@app.command()
def show(ctx: typer.Context, candidature: Candidature, as_json: Json = False) -> None:
    """Afficher une candidature, ce qui lui manque et son histoire."""
    from sigma_cli.services.recrutement import fiche_candidature

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        fiche = fiche_candidature.show(
            db, config.acte, read_candidature(candidature), reglages=config.reglages
        )
    sortie.sheet(fiche, _TITRES, as_json=as_json, dits=CANDIDATURE)
    if not as_json:
        _tell_story(fiche)


@app.command("list")
def list_(
    ctx: typer.Context,
    cherche: Nom = None,
    session: DeSession = None,
    etat: DansEtat = None,
    mode: ParMode = None,
    prescripteur: ParPrescripteur = None,
    sans_presence: SansPresence = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Chercher des candidatures."""
    from sigma_cli.services.recrutement import fiche_candidature
    from sigma_cli.services.socle import filtres

    filtre = narrow(ctx)
    with acces.reading(acces.settings(ctx)) as db:
        filtres.check_named(db, filtre)
        sortie.listing(
            fiche_candidature.search(db, filtre), _LISTE, as_json=as_json, dits=CANDIDATURE
        )


@app.command()
def discordances(ctx: typer.Context, as_json: Json = False) -> None:
    """Lister ce que Kairos sait et qu’ici personne n’a noté, et l’inverse."""
    from sigma_cli.services.recrutement import discordances as service

    with acces.reading(acces.settings(ctx)) as db:
        sortie.listing(service.search(db), _DISCORDANCES, as_json=as_json)


def narrow(ctx: typer.Context) -> FiltreCandidature:
    """Return the filter of the running command, a list or an export.

    One that has an option « toutes » leaves out, without it, what is over and typed.
    """
    params, aujourdhui = ctx.params, acces.settings(ctx).acte.jour
    return FiltreCandidature(
        **perimetre(ctx),
        cherche=params["cherche"],
        session=None if params["session"] is None else read_session(params["session"]),
        etat=given(partial(read_choice, Etat), params["etat"], "--etat"),
        mode=given(partial(read_choice, Mode), params["mode"], "--mode"),
        prescripteur=params["prescripteur"] and read_prescripteur(params["prescripteur"]),
        sans_presence_au=aujourdhui if params["sans_presence"] else None,
        a_saisir_au=aujourdhui if params.get("a_saisir") else None,
        vivantes_au=None if params.get("toutes", True) else aujourdhui,
    )


def _tell_story(fiche: "FicheCandidature") -> None:
    """Say what is to do, then what happened, in order."""
    for tache in fiche.a_faire:
        sortie.sentence(f"À faire : {tache}")
    sortie.sentence("")
    for etape in fiche.etapes:
        sortie.sentence(f"{plain_text(etape.le)}  {etape.message} ({etape.agent})")
    hint(ILS_VOIENT)


def tell_places(vues: "Sequence[VueParcours]") -> None:
    """Say of each parcours its three states, then what prescripteurs see (Q1-04, Q1-08)."""
    for vue in vues:
        dite = CANDIDATURE["validation"](vue.validation)
        validation = f"{dite} ({vue.candidature})" if vue.candidature else "inconnue"
        sortie.sentence(f"Place de {vue.parcours}, trois états indépendants :")
        sortie.sentence(f"  1. session : {vue.session_diffusee}")
        sortie.sentence("  2. inscription faite : oui")
        sortie.sentence(f"  3. validation du prescripteur : {validation}")
        sortie.sentence(f"  Vue des prescripteurs : {vue.vue_prescripteurs}")
    sortie.sentence(ILS_VOIENT)
