"""`sigma session show`: the sheet, where it may be seen, and whether someone may be positioned."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.libelles import CANDIDATURE
from sigma_cli.commands.cadre.parametres import Json, Session
from sigma_cli.console import show_table
from sigma_cli.domain.references import read_session

if TYPE_CHECKING:
    from sigma_cli.services.offre.fiche import FicheSession

_TITRES: Final = {
    "session": "Session",
    "intitule": "Intitulé",
    "date_debut": "Début",
    "date_fin": "Fin",
    "places": "Places",
    "motif_annulation": "Motif d’annulation",
    "inscrits": "Inscrits",
    "site": "Site",
    "adresse": "Adresse",
    "code_postal": "Code postal",
    "code_insee": "Code Insee",
    "commune": "Commune",
    "siret": "SIRET du lieu",
    "uai": "UAI du lieu",
    "numero_carif": "N° Carif",
    "numero_kairos": "N° Kairos",
    "informations_collectives": "Informations collectives",
    "diffusion": "Diffusion",
    "visible_au_plus_tot": "Visible au plus tôt",
}
_CANDIDATURES: Final = {
    "candidature": "Candidature",
    "nom": "Nom",
    "prenom": "Prénom",
    "mode": "Mode",
    "reunion": "Réunion",
    "presence": "Présence",
    "etat": "État",
    "parcours": "Parcours",
}


def show(
    ctx: typer.Context,
    session: Session,
    candidatures: Annotated[
        bool, typer.Option("--candidatures", help="Avec ses candidatures, où chacune en est.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Afficher une session ; dire si l’on peut y positionner quelqu’un aujourd’hui."""
    from sigma_cli.services.offre import fiche as fiche_session

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        fiche = fiche_session.show(
            db,
            config.acte,
            read_session(session),
            candidatures=candidatures,
            reglages=config.reglages,
        )
    sortie.sheet(fiche, _TITRES, as_json=as_json)
    if as_json:
        return
    outils = ((o.portail, o.etat, o.au_plus_tot) for o in fiche.visibilite)
    show_table(("Outil", "État", "Au plus tôt"), outils)
    _tell_positioning(fiche)
    if isinstance(fiche, fiche_session.FicheAvecCandidatures):
        sortie.sentence("")
        sortie.listing(fiche.candidatures, _CANDIDATURES, as_json=False, dits=CANDIDATURE)


def _tell_positioning(fiche: "FicheSession") -> None:
    """Say whether someone may be positioned online today, and what to do."""
    ouverture = fiche.positionnement
    sortie.sentence(f"OUIFORM et AUDEF : positionnement {ouverture.etat}, {ouverture.message}")
    sortie.sentence(f"{ouverture.conseil} ({ouverture.regle})")
