"""`sigma referentiel …`: the tables of codes, shipped or imported from their publishers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, parametres, sortie
from sigma_cli.commands.cadre.parametres import Cherche, Json, given, jour
from sigma_cli.console import hint, plain_text, plural, show, warn
from sigma_cli.domain.dates import date_fr, lire_date
from sigma_cli.errors import UsageProblem
from sigma_cli.typer_fr.avancement import progress

if TYPE_CHECKING:
    from sigma_cli.services.referentiels.consultation import FicheCode
    from sigma_cli.services.referentiels.contrat import Bilan, Remise

app = typer.Typer(no_args_is_help=True)
importer = typer.Typer(no_args_is_help=True)

TABLES: Final = {
    "certifinfo": "Importer Certif Info, tel que le réseau des Carif-Oref le publie.",
    "communes": "Importer une édition plus récente des communes (Insee).",
    "formacode": "Importer le Formacode (Centre Inffo).",
    "rome": "Importer le ROME (France Travail).",
}

_LISTE: Final = {
    "referentiel": "Nom",
    "titre": "Référentiel",
    "origine": "Origine",
    "le": "Date",
    "lignes": "Codes",
}
_CODES: Final = {"code": "Code", "libelle": "Libellé", "detail": "Et aussi"}
Nom = Annotated[str, typer.Argument(metavar="NOM", help="Référentiel ; « list » donne les noms.")]


@app.callback()
def _aide() -> None:
    """Les référentiels : communes, Certif Info, Formacode, ROME, NSF, publics, niveaux."""


@importer.callback()
def _aide_import() -> None:
    """Remplacer un référentiel par le contenu d’un fichier, en entier ou pas du tout."""


def _import_of(nom: str) -> Callable[..., None]:
    """Return the command that imports one table of codes; the registry says how."""

    def import_table(
        ctx: typer.Context,
        fichier: Annotated[Path, parametres.fichier("Fichier de l’éditeur, .csv ou .xlsx.")],
        date: Annotated[
            str | None, jour("Jour de l’extrait (sinon d’après le nom du fichier).")
        ] = None,
        simuler: Annotated[
            bool, typer.Option("--dry-run", help="Montrer la différence, ne rien enregistrer.")
        ] = False,
        as_json: Json = False,
    ) -> None:
        from sigma_cli.services.referentiels.consultation import importer_of
        from sigma_cli.services.referentiels.contrat import Arrivage

        config = acces.settings(ctx)
        le = given(lire_date, date, "--date")
        with acces.writing(config) as db, progress(f"{fichier.name} : lecture") as avance:
            arrivage = Arrivage(chemin=fichier, extrait_le=le, avance=avance)
            bilan = importer_of(nom)(db, config.acte, arrivage)
            if simuler:
                db.rollback()
        show(bilan, texte=lambda: _lines(bilan, simuler=simuler), as_json=as_json)
        warn(bilan.avertissements)
        if not as_json and not simuler:
            hint("Ensuite : sigma check")

    return import_table


for _nom, _aide_de_la_table in TABLES.items():
    importer.command(_nom, help=_aide_de_la_table)(_import_of(_nom))


@importer.command("identites")
def identites(
    ctx: typer.Context,
    fichier: Annotated[Path, parametres.fichier("Fichier .xlsx, .csv ou .json à lire.")],
    as_json: Json = False,
) -> None:
    """Importer les identités d’un autre fichier de l’établissement, à la place des précédentes.

    Colonnes : NIR, Nom de naissance, Prénom, Civilité, Date de naissance. Les numéros ne sont pas
    gardés : seule leur empreinte l’est.
    """
    from sigma_cli.formats.tableau import read_table
    from sigma_cli.services.echanges.importation import identites as importation

    config = acces.settings(ctx)
    coffre = acces.vault(config)
    with (
        read_table(fichier, entete=importation.is_header) as tableau,
        acces.writing(config) as db,
    ):
        fait = importation.replace_all(db, config.acte, tableau, coffre=coffre)
    ecartees = f", {plural(len(fait.ecartees), 'ligne écartée')}" if fait.ecartees else ""
    phrase = (
        f"{plural(fait.lignes, 'identité')} : {fait.crees} de plus, "
        f"{plural(fait.modifies, 'changée')}, {plural(fait.inchanges, 'inchangée')}, "
        f"{plural(fait.retires, 'retirée')}{ecartees}."
    )
    suite = "Le fichier porte des numéros en clair : le supprimer s’il ne sert plus."
    sortie.conclude(fait, phrase, as_json=as_json, suite=suite)


app.add_typer(importer, name="import")


@app.command("list")
def list_(
    ctx: typer.Context,
    nom: Annotated[
        str | None, typer.Argument(metavar="NOM", help="Un référentiel, pour lister ses codes.")
    ] = None,
    cherche: Cherche = None,
    as_json: Json = False,
) -> None:
    """Lister les référentiels, leur origine et leur date ; ou les codes de l’un d’eux."""
    from sigma_cli.services.referentiels import consultation

    if nom is None and cherche is not None:
        raise UsageProblem("--cherche : dire dans quel référentiel, comme « list communes ».")
    with acces.reading(acces.settings(ctx)) as db:
        if nom is None:
            sortie.listing(consultation.states(db), _LISTE, as_json=as_json)
        else:
            sortie.listing(consultation.search(db, nom, cherche), _CODES, as_json=as_json)


@app.command("show")
def show_(
    ctx: typer.Context,
    nom: Nom,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code, comme 93541 ou 11262.")],
    as_json: Json = False,
) -> None:
    """Dire ce qu’un code veut dire."""
    from sigma_cli.services.referentiels import consultation

    with acces.reading(acces.settings(ctx)) as db:
        fiche = consultation.show(db, nom, code)
    show(fiche, texte=lambda: _sheet(fiche), as_json=as_json)


@app.command("reset")
def reset(ctx: typer.Context, nom: Nom, as_json: Json = False) -> None:
    """Retirer ce qui fut importé : la table livrée avec sigma sert de nouveau, s’il y en a une."""
    from sigma_cli.services.referentiels import consultation

    config = acces.settings(ctx)
    with acces.writing(config) as db:
        remise = consultation.reset(db, config.acte, nom)
    show(remise, texte=lambda: _returned(remise), as_json=as_json)


def _returned(remise: "Remise") -> str:
    """Say what a reset took away, and what is in use since."""
    if not remise.retirees:
        return f"{remise.referentiel} : rien n’avait été importé."
    dit = f"{remise.referentiel} : {plural(remise.retirees, 'code importé')} de moins ; "
    if remise.lignes is None:
        return f"{dit}rien n’est plus importé."
    edition = f", édition du {date_fr(remise.le)}" if remise.le else ""
    return f"{dit}la table livrée sert de nouveau ({plural(remise.lignes, 'code')}{edition})."


def _lines(bilan: "Bilan", *, simuler: bool) -> Iterator[str]:
    """Say what an import did, or would do."""
    fait = "serait remplacé (rien n’est enregistré)" if simuler else "remplacé"
    yield (
        f"{bilan.referentiel} {fait} : {plural(bilan.lignes, 'code')}, extrait du "
        f"{date_fr(bilan.extrait_le)}."
    )
    yield (
        f"{plural(bilan.ajoutes, 'ajouté')}, {plural(bilan.retires, 'retiré')}, "
        f"{plural(bilan.modifies, 'modifié')}, {plural(bilan.inchanges, 'inchangé')}, "
        f"{plural(bilan.doublons, 'doublon')}."
    )
    for change in bilan.exemples:
        detail = f" ({change.detail})" if change.detail else ""
        yield f"  {change.nature} : {change.code} {change.libelle}{detail}"


def _sheet(fiche: "FicheCode") -> Iterator[str]:
    date = f", édition du {date_fr(fiche.le)}" if fiche.le else ""
    yield f"{fiche.referentiel} {fiche.code} ({fiche.origine}{date})"
    for champ, valeur in fiche.valeurs.items():
        texte = plain_text(valeur)
        if texte:
            yield f"  {champ.replace('_', ' ')} : {texte}"
