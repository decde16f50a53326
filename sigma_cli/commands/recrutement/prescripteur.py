"""`sigma prescripteur …`: the structures that prescribe, and the request to add one to the Région’s list."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, courrier, listes, sortie
from sigma_cli.commands.cadre.libelles import PRESCRIPTEUR
from sigma_cli.commands.cadre.parametres import (
    Cherche,
    Json,
    given,
    lectures,
    read,
    reference,
    texte,
)
from sigma_cli.console import warn
from sigma_cli.domain import lecteurs
from sigma_cli.domain.recrutement.prescripteurs import lire_departement
from sigma_cli.domain.references import read_prescripteur
from sigma_cli.errors import UsageProblem
from sigma_cli.referentiels.recrutement import AUCUN, EtatPrescripteur

if TYPE_CHECKING:
    from sigma_cli.services.recrutement.fiche_prescripteur import FichePrescripteur

app = typer.Typer(no_args_is_help=True)
app.add_typer(listes.types("Les types de prescripteur."), name="type")
app.add_typer(listes.plain("OUTILS", "Les outils des prescripteurs."), name="outil")

_TITRES: Final = {
    "prescripteur": "Prescripteur",
    "nom": "Structure",
    "type_libelle": "Type",
    "departement": "Département",
    "occitanie": "En Occitanie",
    "ville": "Ville",
    "outil": "Outil",
    "en_ligne": "Positionne en ligne",
    "etat": "État",
}
_LISTE: Final = {
    "prescripteur": "Réf.",
    "nom": "Structure",
    "type_libelle": "Type",
    "departement": "Dép.",
    "ville": "Ville",
    "outil": "Outil",
    "etat": "État",
}
_LECTURES: Final = lectures(
    lecteurs.PRESCRIPTEUR, "departement", "ville", "outil", structure="nom", type_="type"
)
Prescripteur = Annotated[str, reference("PRESCRIPTEUR", "Prescripteur, comme PR0001.")]
Structure = typer.Option("--structure", "--nom", metavar="TEXTE", help="Nom de la structure.")
Departement = typer.Option(metavar="DD", help="Département, comme 11 ou 2A.")
Type = typer.Option("--type", metavar="TYPE", help="Type, comme MISSION_LOCALE.")
Archives = Annotated[bool, typer.Option("--archives", help="Avec les structures archivées.")]
Outil = typer.Option(metavar="OUIFORM|AUDEF|aucun", help="Outil de positionnement.")
Force = Annotated[
    bool, typer.Option("--force", help="C’est une autre structure que celles qui lui ressemblent.")
]


@app.callback()
def _aide() -> None:
    """Les prescripteurs : structures, types, outils, demandes d’ajout à la Région."""


@app.command()
def add(
    ctx: typer.Context,
    structure: Annotated[str, Structure],
    type_: Annotated[str, Type],
    departement: Annotated[str, Departement],
    ville: Annotated[str, texte("Ville.")],
    outil: Annotated[str | None, Outil] = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Ajouter une structure ; celles qui lui ressemblent sont proposées d’abord."""
    from sigma_cli.services.recrutement import prescripteurs

    valeurs, sans_outil = _read(ctx)
    saisie = prescripteurs.Saisie(**valeurs, sans_outil=sans_outil)
    config = acces.settings(ctx)
    with acces.writing(config) as db:
        fiche = prescripteurs.add(db, config.acte, saisie, certain=force)
    sortie.conclude(fiche, _sentence(fiche), as_json=as_json)


@app.command("set")
def set_(
    ctx: typer.Context,
    prescripteur: Prescripteur,
    structure: Annotated[str | None, Structure] = None,
    type_: Annotated[str | None, Type] = None,
    departement: Annotated[str | None, Departement] = None,
    ville: Annotated[str | None, texte("Ville.")] = None,
    outil: Annotated[str | None, Outil] = None,
    as_json: Json = False,
) -> None:
    """Corriger une structure ; ce qui n’est pas donné ne change pas."""
    from sigma_cli.services.recrutement import prescripteurs

    ident = read_prescripteur(prescripteur)
    valeurs, sans_outil = _read(ctx)
    config = acces.settings(ctx)
    with acces.writing(config) as db:
        fiche = prescripteurs.update(db, config.acte, ident, valeurs, sans_outil=sans_outil)
        modifie = acces.changed(db)
    sans = "" if modifie else " Rien n’a changé."
    sortie.conclude(fiche, f"{_sentence(fiche)}{sans}", as_json=as_json)


@app.command()
def request(
    ctx: typer.Context,
    structure: Annotated[str | None, Structure] = None,
    departement: Annotated[str | None, Departement] = None,
    ville: Annotated[str | None, texte("Ville.")] = None,
    type_: Annotated[str | None, Type] = None,
    vers: courrier.Eml = None,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Écrire à la Région pour faire ajouter une structure, qui attend la réponse."""
    from sigma_cli.services.recrutement import demande_prescripteur

    if vers == "-" and as_json:
        raise UsageProblem("-o - et --json : la sortie standard ne porte qu’un des deux.")
    valeurs, _ = _read(ctx)
    config = acces.settings(ctx)
    with acces.writing(config) as db:
        demande = demande_prescripteur.request(
            db,
            config.acte,
            valeurs,
            certain=force,
            reglages=config.reglages,
            dossier=config.dossier_courriers,
        )
        fiche = demande.fiche
        fichier = vers or f"demande-{fiche.prescripteur}.eml"
        courrier.write(demande.courrier, fichier)
    if vers == "-":
        warn(fiche.avertissements)
        return
    phrase = f"{fiche.prescripteur} attend la réponse de la Région : {fichier} est à envoyer."
    suite = f"Une fois la structure dans la liste : sigma prescripteur confirm {fiche.prescripteur}"
    sortie.conclude(fiche, phrase, as_json=as_json, suite=suite)


@app.command()
def confirm(ctx: typer.Context, prescripteur: Prescripteur, as_json: Json = False) -> None:
    """Noter qu’une structure est dans la liste de la Région, ou la sortir des archives."""
    _set_state(ctx, prescripteur, EtatPrescripteur.RECONNU, as_json)


@app.command()
def archive(ctx: typer.Context, prescripteur: Prescripteur, as_json: Json = False) -> None:
    """Ne plus proposer une structure ; ses candidatures la gardent."""
    _set_state(ctx, prescripteur, EtatPrescripteur.ARCHIVE, as_json)


@app.command()
def show(ctx: typer.Context, prescripteur: Prescripteur, as_json: Json = False) -> None:
    """Afficher une structure."""
    from sigma_cli.services.recrutement import fiche_prescripteur

    with acces.reading(acces.settings(ctx)) as db:
        fiche = fiche_prescripteur.show(db, read_prescripteur(prescripteur))
    sortie.sheet(fiche, _TITRES, as_json=as_json, dits=PRESCRIPTEUR)


@app.command("list")
def list_(
    ctx: typer.Context,
    cherche: Cherche = None,
    departement: Annotated[str | None, Departement] = None,
    type_: Annotated[str | None, Type] = None,
    archives: Archives = False,
    as_json: Json = False,
) -> None:
    """Chercher des structures."""
    from sigma_cli.domain.filtres import FiltrePrescripteur
    from sigma_cli.services.recrutement import fiche_prescripteur

    filtre = FiltrePrescripteur(
        cherche=cherche,
        departement=given(lire_departement, departement, "--departement"),
        type=type_,
        archives=archives,
    )
    with acces.reading(acces.settings(ctx)) as db:
        sortie.listing(
            fiche_prescripteur.search(db, filtre), _LISTE, as_json=as_json, dits=PRESCRIPTEUR
        )


def _read(ctx: typer.Context) -> tuple[dict[str, Any], bool]:
    """Return the fields given, and whether the structure is said to use no tool."""
    valeurs = read(ctx, _LECTURES)
    sans_outil = (valeurs.get("outil") or "").lower() == AUCUN
    if sans_outil:
        valeurs["outil"] = None
    return valeurs, sans_outil


def _set_state(ctx: typer.Context, ref: str, etat: EtatPrescripteur, as_json: bool) -> None:
    from sigma_cli.services.recrutement import prescripteurs

    config, ident = acces.settings(ctx), read_prescripteur(ref)
    with acces.writing(config) as db:
        fiche = prescripteurs.set_state(db, config.acte, ident, etat)
    sortie.conclude(fiche, f"{fiche.prescripteur} : {etat.label}.", as_json=as_json)


def _sentence(fiche: "FichePrescripteur") -> str:
    comment = f"positionne par {fiche.outil}" if fiche.en_ligne else "prescrit par fiche"
    return f"{fiche.prescripteur} {fiche.nom} ({fiche.ville}) : {comment}."
