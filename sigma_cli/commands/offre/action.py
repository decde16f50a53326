"""`sigma action …`: funded actions and their quota."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import Annee, Convention, Statut, perimetre
from sigma_cli.commands.cadre.parametres import (
    Action,
    Cherche,
    Json,
    Lecture,
    jour,
    lectures,
    read,
    reference,
    texte,
)
from sigma_cli.console import plural
from sigma_cli.domain import lecteurs
from sigma_cli.domain.choix import code_of
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.references import read_action
from sigma_cli.referentiels.statuts import Programme

if TYPE_CHECKING:
    from sigma_cli.services.offre.copie import FicheCopie

app = typer.Typer(no_args_is_help=True)

_TITRES: Final = {
    "action": "Action",
    "convention": "Convention",
    "intitule": "Intitulé",
    "statut": "Statut",
    "annee": "Année",
    "date_debut": "Début réel",
    "date_fin_prevue": "Fin prévue",
    "niveau_sortie": "Niveau de sortie (effectif rémunéré)",
    "effectif": "Effectif conventionné",
    "inscrits": "Inscrits",
    "places_remunerees": "Places rémunérées",
    "places_utilisees": "dont utilisées",
    "date_vote": "Date du vote",
    "programme": "Programme",
    "composantes": "Composantes",
}
_LISTE: Final = {
    "action": "Action",
    "convention": "Convention",
    "intitule": "Intitulé",
    "statut": "Statut",
    "annee": "Année",
    "date_debut": "Début",
    "date_fin_prevue": "Fin prévue",
}
_LECTURES: Final = lectures(
    lecteurs.ACTION,
    "convention",
    "intitule",
    "annee",
    "niveau_sortie",
    "places_remunerees",
    "effectif",
    "statut",
    "date_vote",
    debut="date_debut",
    fin="date_fin_prevue",
)

_COPIE: Final = lectures(lecteurs.ACTION, "convention", "annee") | {
    nom: Lecture(nom, f"--{nom}", lire_date) for nom in ("debut", "fin")
}


@app.callback()
def _aide() -> None:
    """Les actions : unités financées d’une convention, qui portent le quota de places rémunérées."""


@app.command()
def add(
    ctx: typer.Context,
    action: Action,
    convention: Annotated[str, texte("N° de contrat ou convention, comme 20005341_1.")],
    intitule: Annotated[str, texte("Intitulé de l’action.")],
    annee: Annotated[str, typer.Option(metavar="AAAA", help="Année.")],
    debut: Annotated[str, jour("Date de début réelle.")],
    fin: Annotated[str, jour("Date de fin prévue.")],
    niveau_sortie: Annotated[
        str, texte("Niveau de sortie, pour le seul calcul de l’effectif rémunéré (Q3-03).")
    ],
    places_remunerees: Annotated[
        str, typer.Option(metavar="N", help="Places rémunérées accordées (quota).")
    ],
    effectif: Annotated[
        str | None, typer.Option(metavar="N", help="Effectif conventionné.")
    ] = None,
    statut: Annotated[
        str,
        texte("Statut au sens de la Région, comme EG : « sigma contact » pour les codes inconnus."),
    ] = "EG",
    date_vote: Annotated[str | None, jour("Date du vote.")] = None,
    programme: Annotated[Programme, typer.Option(help="Programme.")] = Programme.FORPRO_SUP,
    as_json: Json = False,
) -> None:
    """Créer une action."""
    from sigma_cli.services.offre import actions

    valeurs = _read(ctx)
    config = acces.settings(ctx)
    valeurs |= {"numero": read_action(action), "programme": programme.value}
    with acces.writing(config) as db:
        fiche = actions.add(db, config.acte, valeurs)
    sortie.conclude(
        fiche,
        f"Action {fiche.action} créée : {plural(fiche.places_remunerees, 'place rémunérée')}.",
        as_json=as_json,
        suite=f"Ensuite : sigma composante add {fiche.action}_01 --intitule …",
    )


@app.command("set")
def set_(
    ctx: typer.Context,
    action: Action,
    convention: Annotated[str | None, texte("N° de contrat ou convention.")] = None,
    intitule: Annotated[str | None, texte("Intitulé de l’action.")] = None,
    annee: Annotated[str | None, typer.Option(metavar="AAAA", help="Année.")] = None,
    debut: Annotated[str | None, jour("Date de début réelle.")] = None,
    fin: Annotated[str | None, jour("Date de fin prévue.")] = None,
    niveau_sortie: Annotated[str | None, texte("Niveau de sortie (effectif rémunéré).")] = None,
    places_remunerees: Annotated[
        str | None, typer.Option(metavar="N", help="Places rémunérées accordées (quota).")
    ] = None,
    effectif: Annotated[
        str | None, typer.Option(metavar="N", help="Effectif conventionné.")
    ] = None,
    statut: Annotated[str | None, texte("Statut, comme EG.")] = None,
    date_vote: Annotated[str | None, jour("Date du vote.")] = None,
    as_json: Json = False,
) -> None:
    """Corriger une action ; ce qui n’est pas donné ne change pas."""
    from sigma_cli.services.offre import actions

    valeurs = _read(ctx)
    config = acces.settings(ctx)
    with acces.writing(config) as db:
        fiche = actions.update(db, config.acte, read_action(action), valeurs)
        modifie = acces.changed(db)
    sortie.conclude(
        fiche,
        sortie.kept(f"Action {fiche.action}", "enregistrée", modifie=modifie),
        as_json=as_json,
    )


@app.command()
def copy(
    ctx: typer.Context,
    action: Action,
    nouvelle: Annotated[str, reference("NOUVELLE", "N° de la nouvelle action, comme 21F0001.")],
    annee: Annotated[str, typer.Option(metavar="AAAA", help="Année.")],
    debut: Annotated[str, jour("Date de début réelle.")],
    fin: Annotated[str, jour("Date de fin prévue.")],
    convention: Annotated[str | None, texte("N° de convention (sinon le même).")] = None,
    sessions: Annotated[
        bool,
        typer.Option("--sessions", help="Avec ses sessions, décalées d’autant de jours qu’elle."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Refaire une action pour une autre année : ses composantes, ses sessions, jamais ses stagiaires."""
    from sigma_cli.services.offre import copie

    lues = read(ctx, _COPIE)
    ancienne, neuve = read_action(action), copie.Nouvelle(numero=read_action(nouvelle), **lues)
    config = acces.settings(ctx)
    with acces.writing(config) as db:
        faite = copie.copy(db, config.acte, ancienne, neuve, sessions=sessions)
    faits = [plural(len(faite.composantes), "composante")]
    if sessions:
        decalage = plural(abs(faite.decalage_jours), "jour")
        sens = "plus tard" if faite.decalage_jours >= 0 else "plus tôt"
        faits.append(f"{plural(len(faite.sessions), 'session')} ({decalage} {sens})")
    sortie.conclude(
        faite,
        f"Action {faite.action} créée d’après {faite.copiee_de} : {', '.join(faits)}.",
        as_json=as_json,
        suite=f"Ensuite : {_next(faite)}",
    )


def _next(faite: "FicheCopie") -> str:
    """Return what is to be done once an action is copied."""
    if not faite.composantes:
        return f"sigma composante add {faite.action}_01 --intitule …"
    if not faite.sessions:
        return f"sigma session add {faite.composantes[0]} --debut … --fin … --places …"
    return f"sigma session list --action {faite.action}, puis sigma flux push carif"


def _read(ctx: typer.Context) -> dict[str, Any]:
    """Read the options of the running command; a status may be said by its label."""
    if ctx.params["statut"] is not None:
        ctx.params["statut"] = code_of(acces.settings(ctx).reglages.statuts, ctx.params["statut"])
    return read(ctx, _LECTURES)


@app.command()
def show(ctx: typer.Context, action: Action, as_json: Json = False) -> None:
    """Afficher une action et ses composantes."""
    from sigma_cli.services.offre import actions

    config = acces.settings(ctx)
    with acces.reading(config) as db:
        fiche = actions.show(db, read_action(action))
    sortie.sheet(fiche, _TITRES, as_json=as_json, dits={"statut": config.reglages.status})


@app.command("list")
def list_(
    ctx: typer.Context,
    cherche: Cherche = None,
    convention: Convention = None,
    annee: Annee = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Chercher des actions."""
    from sigma_cli.domain.filtres import FiltreAction
    from sigma_cli.services.offre import actions

    filtre = FiltreAction(cherche=cherche, **perimetre(ctx))
    config = acces.settings(ctx)
    with acces.reading(config) as db:
        lignes = actions.search(db, filtre)
    sortie.listing(lignes, _LISTE, as_json=as_json, dits={"statut": config.reglages.status})
