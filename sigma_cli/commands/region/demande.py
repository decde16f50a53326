"""`sigma demande …`: what the Région is asked for, and what it answered."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, courrier, sortie
from sigma_cli.commands.cadre.libelles import DEMANDE
from sigma_cli.commands.cadre.parametres import Cherche, Json, given, jour, reference, texte
from sigma_cli.commands.region.lecture import LIBRE, read_request
from sigma_cli.console import hint, plain_text, show, warn
from sigma_cli.domain import references
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.filtres import FiltreDemande
from sigma_cli.domain.region.champs_demandes import change
from sigma_cli.domain.region.demandes import read_reponse, read_type
from sigma_cli.referentiels.statuts import EtatDemande, Portail, TypeDemande

if TYPE_CHECKING:
    from sigma_cli.services.region.fiche import FicheDemande

app = typer.Typer(no_args_is_help=True)

_LISTE: Final = {
    "demande": "Demande",
    "type": "Type",
    "etat": "État",
    "objet": "Objet",
    "intitule": "Intitulé",
    "intitule_action": "Action",
    "detail": "Quoi",
    "demandee_le": "Demandée",
}
Demande = Annotated[str, reference("DEMANDE", "Demande, comme D0001.")]
Type = Annotated[
    str | None,
    typer.Option("--type", metavar="TYPE", help="donnees, referentiel, champs, absence ou place."),
]


@app.callback()
def _aide() -> None:
    """Les demandes à la Région : données, référentiel, champs absents, sessions absentes."""


@app.command()
def add(
    ctx: typer.Context,
    type_: Annotated[
        str,
        typer.Option("--type", metavar="TYPE", help="donnees, referentiel, champs ou absence."),
    ],
    composantes: Annotated[
        list[str] | None,
        typer.Option("--composante", metavar="COMPOSANTE", help="Composante ; répéter l’option."),
    ] = None,
    sessions: Annotated[
        list[str] | None,
        typer.Option("--session", metavar="SESSION", help="Session ; répéter l’option."),
    ] = None,
    champs: Annotated[
        list[str] | None,
        typer.Option(
            "--champ", metavar="NOM[=VALEUR]", help="Champ absent, ou à changer ; répéter l’option."
        ),
    ] = None,
    niveau_entree: Annotated[str | None, texte("Niveau d’entrée demandé (référentiel).")] = None,
    niveau_sortie: Annotated[str | None, texte("Niveau de sortie demandé (référentiel).")] = None,
    absente_de: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTIL", help="carif, mfr, ouiform, audef ou kairos ; répéter l’option."
        ),
    ] = None,
    explication: Annotated[str | None, texte("Ce qu’il faut savoir de plus.")] = None,
    vers: courrier.Eml = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Écrire malgré un code bloqué ou un envoi à faire ; remplacer le fichier.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Noter une demande et préparer son courrier. Rien n’est envoyé."""
    from sigma_cli.services.region import ajout

    nouvelle = read_request(ctx)
    config = acces.settings(ctx)
    with acces.writing(config) as db:
        fiche = ajout.add(db, config.acte, nouvelle, reglages=config.reglages)
        # Before the commit: a letter that cannot be written leaves no request behind.
        courrier.write(_letter(ctx, db, fiche), vers, force=force)
    if vers == "-":
        return
    suite = None if vers else f"Courrier : sigma demande show {fiche.demande} -o demande.eml"
    phrase = f"Demande {fiche.demande} notée : {fiche.type}, à envoyer à {fiche.destinataire}."
    sortie.conclude(fiche, phrase, as_json=as_json, suite=suite)


@app.command()
def answer(
    ctx: typer.Context,
    demande: Demande,
    reponse: Annotated[str, typer.Argument(metavar="appliquee|refusee", help="Réponse reçue.")],
    le: Annotated[str | None, jour("Jour de la réponse (sinon aujourd’hui).")] = None,
    texte_: Annotated[
        str | None,
        typer.Option(
            "--reponse", metavar="TEXTE", help="Ce que dit la réponse ; si refusée, pourquoi."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Noter la réponse de la Région ; ce qu’elle accepte de changer est changé ici."""
    from sigma_cli.services.region import reponse as service

    config, etat = acces.settings(ctx), read_reponse(reponse, "REPONSE")
    quand = given(lire_date, le, "--le") or config.acte.jour
    dit = given(LIBRE, texte_, "--reponse")
    with acces.writing(config) as db:
        fiche = service.answer(
            db,
            config.acte,
            references.read_demande(demande),
            etat,
            le=quand,
            reponse=dit,
            reglages=config.reglages,
        )
    sortie.conclude(fiche, f"Demande {fiche.demande} : {etat.label}.", as_json=as_json)


@app.command("list")
def list_(
    ctx: typer.Context,
    type_: Type = None,
    en_attente: Annotated[bool, typer.Option("--en-attente", help="Sans réponse.")] = False,
    cherche: Cherche = None,
    as_json: Json = False,
) -> None:
    """Lister les demandes avec les intitulés, sans les ouvrir une par une."""
    from sigma_cli.services.region import liste

    filtre = FiltreDemande(
        cherche=cherche, type=given(read_type, type_, "--type"), en_attente=en_attente
    )
    with acces.reading(acces.settings(ctx)) as db:
        sortie.listing(liste.search(db, filtre), _LISTE, as_json=as_json, dits=DEMANDE)


@app.command("show")
def show_(
    ctx: typer.Context,
    demande: Demande,
    vers: courrier.Eml = None,
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
    as_json: Json = False,
) -> None:
    """Afficher une demande, ou écrire son courrier."""
    from sigma_cli.services.region import fiche as service

    with acces.reading(acces.settings(ctx)) as db:
        fiche = service.show(db, references.read_demande(demande))
        lettre = _letter(ctx, db, fiche) if vers else None
    if vers and lettre:
        courrier.write(lettre, vers, force=force)
        if vers != "-":
            hint(f"{vers} : courrier à envoyer à {fiche.destinataire}.")
    if vers != "-":
        show(fiche, texte=lambda: _lines(fiche), as_json=as_json)
    warn(fiche.avertissements)


def _letter(ctx: typer.Context, db: Any, fiche: "FicheDemande") -> Any:
    from sigma_cli.services.region import lettre

    config = acces.settings(ctx)
    dossier = config.dossier_courriers
    return lettre.write(db, config.acte, fiche, dossier=dossier, reglages=config.reglages)


def _lines(fiche: "FicheDemande") -> Iterator[str]:
    """Say a request to people, titles included."""
    etat = EtatDemande(fiche.etat.upper()).label
    yield f"{fiche.demande} : {TypeDemande(fiche.type.upper()).label}, {etat}"
    yield f"Demandée le {plain_text(fiche.demandee_le)} par {fiche.agent}, à {fiche.destinataire}"
    for objet in fiche.objets:
        yield f"  {objet.objet} {objet.intitule} (action {objet.action}, {objet.intitule_action})"
        yield from (f"    {identifiant}" for identifiant in objet.identifiants)
    if fiche.parcours:
        yield f"Une place pour {fiche.parcours}"
    if fiche.portails:
        yield f"Absente de : {', '.join(Portail(nom.upper()).label for nom in fiche.portails)}"
    for champ in fiche.champs:
        yield f"Champ {change(champ.champ, champ.avant, champ.apres)}"
    if fiche.explication:
        yield f"Explication : {fiche.explication}"
    if fiche.repondue_le:
        yield f"Réponse du {plain_text(fiche.repondue_le)} : {fiche.reponse or 'sans texte'}"
