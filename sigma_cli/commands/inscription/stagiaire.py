"""`sigma stagiaire …`: enrol, show, search, correct."""

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
from sigma_cli.commands.cadre.parametres import Json, Nom, Stagiaire, jour, read, texte
from sigma_cli.commands.inscription import nir as stagiaire_nir
from sigma_cli.commands.inscription import parcours
from sigma_cli.commands.inscription.inscription import LECTURES, Civilite, enrol
from sigma_cli.commands.recrutement import lecture as candidature_vue
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.references import read_session, read_stagiaire
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sigma_cli.services.personnes.fiche import AncienNumero, FicheParcours

app = typer.Typer(no_args_is_help=True)

_TITRES: Final = {
    "stagiaire": "Stagiaire",
    "civilite": "Civilité",
    "nom_naissance": "Nom de naissance",
    "nom_usage": "Nom d’usage",
    "prenom": "Prénom",
    "date_naissance": "Date de naissance",
    "nir": "Numéro",
    "nir_classe": "Type de numéro",
    "nir_le": "Enregistré le",
    "agora_motif": "Hors AGORA",
    "numeros_remplaces": "Remplace",
    "courriel": "Courriel",
    "telephone": "Téléphone",
}
_LISTE: Final = {
    "stagiaire": "Stagiaire",
    "nom_naissance": "Nom",
    "prenom": "Prénom",
    "nir_classe": "Numéro",
    "parcours": "Parcours",
    "session": "Session",
    "type_remuneration": "Rémunération",
}


@app.callback()
def _aide() -> None:
    """Les stagiaires et leurs parcours."""


app.command()(enrol)


@app.command()
def show(
    ctx: typer.Context,
    stagiaire: Stagiaire,
    montrer_nir: Annotated[
        bool,
        typer.Option("--montrer-nir", help="Afficher le numéro entier ; c’est noté au journal."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Afficher un stagiaire et ses parcours ; le numéro est masqué."""
    from sigma_cli.services.personnes import stagiaires

    if montrer_nir and as_json:
        raise UsageProblem("--montrer-nir et --json : le numéro n’est jamais écrit en JSON.")
    config = acces.settings(ctx)
    coffre = acces.vault(config) if montrer_nir else acces.vault_if_any(config)
    ouvrir = acces.writing if montrer_nir else acces.reading
    with ouvrir(config) as db:
        fiche = stagiaires.show(
            db,
            config.acte,
            read_stagiaire(stagiaire),
            coffre=coffre,
            montrer_nir=montrer_nir,
            reglages=config.reglages,
        )
    sortie.sheet(fiche, _TITRES, as_json=as_json, dits={"numeros_remplaces": _former})
    if not as_json:
        for ligne in fiche.parcours:
            sortie.sentence(_in_words(ligne, config.reglages.label(ligne.type_remuneration)))
        candidature_vue.tell_places(fiche.vues)


def _in_words(ligne: "FicheParcours", remuneration: str) -> str:
    """Say who pays a parcours and whether it ended, then all else that is held of it."""
    sortie_dite = f", sorti le {date_fr(ligne.date_sortie)}" if ligne.date_sortie else ""
    dits = (
        f"du {date_fr(ligne.date_entree)} au {date_fr(ligne.date_fin_prevue)}",
        "jamais venu" if ligne.jamais_venu else None,
        f"{ligne.heures} h" if ligne.heures is not None else None,
        f"niveau d’entrée {ligne.niveau_entree}" if ligne.niveau_entree else None,
        ligne.categorie_public,
        "PIC" if ligne.pic else None,
        "RQTH" if ligne.rqth else None,
        f"prescription : {ligne.prescription or 'non notée'}",
        ligne.candidature,
    )
    suite = ", ".join(dit for dit in dits if dit)
    entete = f"{ligne.parcours} à {ligne.session}, rémunération : {remuneration}{sortie_dite}"
    return f"{entete}\n  {suite}"


def _former(anciens: "list[AncienNumero]") -> str:
    """Say which numbers another replaced: their kind and their dates (NIR-08)."""
    return " ; ".join(
        f"{ancien.classe}, du {date_fr(ancien.du)} au {date_fr(ancien.au)}" for ancien in anciens
    )


@app.command("list")
def list_(
    ctx: typer.Context,
    cherche: Nom = None,
    session: Annotated[str | None, typer.Option(metavar="SESSION", help="Session.")] = None,
    nia: Annotated[
        bool, typer.Option("--nia", help="Encore sans NIR définitif, les plus anciens d’abord.")
    ] = False,
    sans_prescription: SansPrescription = False,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Chercher des stagiaires : une ligne par parcours."""
    from sigma_cli.domain.filtres import FiltreStagiaire
    from sigma_cli.services.personnes import stagiaires
    from sigma_cli.services.socle import filtres

    ref = None if session is None else read_session(session)
    filtre = FiltreStagiaire(
        cherche=cherche, session=ref, nia=nia, sans_prescription=sans_prescription, **perimetre(ctx)
    )
    titres = _LISTE | {"nir_le": "Depuis"} if nia else _LISTE
    config = acces.settings(ctx)
    dits = {"type_remuneration": config.reglages.label}
    with acces.reading(config) as db:
        filtres.check_named(db, filtre)
        sortie.listing(stagiaires.search(db, filtre), titres, as_json=as_json, dits=dits)


@app.command("set")
def set_(
    ctx: typer.Context,
    stagiaire: Stagiaire,
    nom: Annotated[str | None, texte("Nom de naissance.")] = None,
    prenom: Annotated[str | None, texte("Prénom.")] = None,
    nom_usage: Annotated[str | None, texte("Nom d’usage.")] = None,
    civilite: Civilite = None,
    naissance: Annotated[str | None, jour("Date de naissance.")] = None,
    courriel: Annotated[str | None, texte("Adresse électronique.")] = None,
    telephone: Annotated[str | None, texte("Téléphone.")] = None,
    as_json: Json = False,
) -> None:
    """Corriger l’identité d’un stagiaire ; ce qui n’est pas donné ne change pas."""
    from sigma_cli.services.personnes import stagiaires

    config = acces.settings(ctx)
    coffre = acces.vault_if_any(config)
    valeurs = read(ctx, LECTURES)
    with acces.writing(config) as db:
        fiche = stagiaires.update(
            db,
            config.acte,
            read_stagiaire(stagiaire),
            valeurs,
            coffre=coffre,
            reglages=config.reglages,
        )
        modifie = acces.changed(db)
    sortie.conclude(
        fiche, sortie.kept(fiche.stagiaire, "enregistré", modifie=modifie), as_json=as_json
    )


for _nom, _commande in (
    ("nir", stagiaire_nir.nir),
    ("extend", parcours.extend),
    ("leave", parcours.leave),
):
    app.command(_nom)(_commande)
