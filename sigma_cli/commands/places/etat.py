"""`sigma place list|show`: what is left, what each place was given for, how a pay came there."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import Annee, Convention, DeAction, Statut, perimetre
from sigma_cli.commands.cadre.parametres import Json, Parcours, reference
from sigma_cli.console import plain_text, show, show_table
from sigma_cli.domain.filtres import FiltrePlace
from sigma_cli.domain.references import read_parcours
from sigma_cli.referentiels.statuts import Decision, EtatDemande

if TYPE_CHECKING:
    from sigma_cli.services.places.etat import EtatPlaces, PlaceDonnee

_COMPTE: Final = {
    "accordees": "Accordées",
    "utilisees": "Utilisées",
    "restantes": "Restantes",
    "en_plus": "En plus",
    "effectif": "Effectif",
    "inscrits": "Inscrits",
}
_DONNEES: Final = ("Parcours", "Nom", "Session", "Depuis le", "Pourquoi")
_DEMANDES: Final = ("Demande", "Parcours", "Nom", "Session", "Demandée le", "État", "Réponse le")
_FICHE: Final = {
    "parcours": "Parcours",
    "nom": "Nom",
    "session": "Session",
    "action": "Action",
    "libelle": "Rémunération",
    "depuis": "Depuis le",
    "rqth": "RQTH",
    "option_regime": "Option",
    "droits_are": "Droits à l’ARE",
    "fin_are": "Dernier jour de l’ARE",
    "protection_par": "Vérifié par",
    "protection_le": "Vérifié le",
    "protection_comment": "Vérifié comment",
    "dossier_p2s": "Dossier P2S",
}
_HISTORIQUE: Final = ("Le", "Rémunération", "Depuis le", "Décision", "Pourquoi", "Par")


Toutes = Annotated[
    bool,
    typer.Option("--toutes", help="Aussi les places de parcours finis, qui comptent toujours."),
]


def which(ctx: typer.Context) -> FiltrePlace:
    """Return the filter of the running command: the places of parcours not over, unless all are asked."""
    jour = None if ctx.params["toutes"] else acces.settings(ctx).acte.jour
    return FiltrePlace(**perimetre(ctx), en_cours_au=jour)


def list_(
    ctx: typer.Context,
    action: Annotated[str | None, reference("ACTION", "Une action, sinon toutes.")] = None,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    toutes: Toutes = False,
    as_json: Json = False,
) -> None:
    """Compter les places par action et au total ; dire à quoi est donnée chacune de celles en cours."""
    from sigma_cli.services.places import etat as etat_places
    from sigma_cli.services.socle import filtres

    filtre = which(ctx)
    with acces.reading(acces.settings(ctx)) as db:
        filtres.check_named(db, filtre)
        etat = etat_places.state(db, filtre)
    if as_json:
        show(etat, texte=str, as_json=True)
        return
    _show_given(etat)
    _show_counts(etat, total=filtre.action is None)
    sortie.sentence(f"Nombre de résultats : {etat.nombre}")


def show_(ctx: typer.Context, parcours: Parcours, as_json: Json = False) -> None:
    """Afficher la rémunération d’un parcours : ce qui est décidé, par qui, quand, pourquoi."""
    from sigma_cli.services.places import fiche as fiche_remuneration

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        fiche = fiche_remuneration.show(db, read_parcours(parcours), reglages=config.reglages)
    dits = {"option_regime": config.reglages.label}
    sortie.sheet(fiche, _FICHE, as_json=as_json, dits=dits)
    if fiche.historique and not as_json:
        sortie.sentence("")
        lignes = [
            (
                prise.le,
                prise.libelle,
                prise.depuis,
                Decision(prise.decision).label,
                prise.raison,
                prise.agent,
            )
            for prise in fiche.historique
        ]
        show_table(_HISTORIQUE, lignes)


def _show_given(etat: "EtatPlaces") -> None:
    """Show what each place was given for, and what was asked of the Région."""
    if etat.places:
        show_table(
            _DONNEES,
            [
                (place.parcours, place.nom, place.session, place.depuis, _why(place))
                for place in etat.places
            ],
        )
        sortie.sentence("")
    if etat.demandes:
        lignes = [
            (
                une.demande,
                une.parcours,
                une.nom,
                une.session,
                une.demandee_le,
                _said(une.etat),
                une.repondue_le,
            )
            for une in etat.demandes
        ]
        show_table(_DEMANDES, lignes)
        sortie.sentence("")


def _said(etat: str) -> str:
    return EtatDemande(etat).label


def _show_counts(etat: "EtatPlaces", *, total: bool) -> None:
    """Show the account of each action, and their sum; what no action has is no column."""
    conventionnes = any(une.effectif is not None for une in etat.resultats)
    tus = set() if etat.en_plus else {"en_plus"}
    tus |= set() if conventionnes else {"effectif", "inscrits"}
    champs = [champ for champ in _COMPTE if champ not in tus]
    lignes = [
        (une.action, une.intitule, *(getattr(une, champ) for champ in champs))
        for une in etat.resultats
    ]
    if total:
        lignes.append(("Total", "Établissement", *(getattr(etat, champ) for champ in champs)))
    show_table(("Action", "Intitulé", *(_COMPTE[champ] for champ in champs)), lignes)


def _why(place: "PlaceDonnee") -> str:
    origine = place.campagne or place.demande
    return f"{place.raison} ({origine})" if origine else plain_text(place.raison)
