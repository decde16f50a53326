"""`sigma place campagne …`: one call, one frozen list, the same criteria for all (Q9-02)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.libelles import CAMPAGNE
from sigma_cli.commands.cadre.parametres import Action, Json, Parcours, given, reference, texte
from sigma_cli.console import plural, show, show_table, warn
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.places.criteres import read_criteres
from sigma_cli.domain.references import read_action, read_campagne, read_parcours
from sigma_cli.errors import InvalidInput

if TYPE_CHECKING:
    from sigma_cli.services.places.campagne.fiche import FicheCampagne

app = typer.Typer(no_args_is_help=True)

Campagne = Annotated[str, reference("CAMPAGNE", "Campagne, comme CA0001.")]
Criteres = Annotated[
    list[str],
    typer.Option(
        metavar="NOM[:croissant|décroissant]",
        help="Critère, le plus important d’abord ; chiffré s’il dit quel sens vient en tête.",
    ),
]
_INTITULE: Final = nominative(short(200))
_MOTIF: Final = nominative(short(500))
_LISTE: Final = {
    "campagne": "Campagne",
    "action": "Action",
    "intitule": "Intitulé",
    "etat": "État",
    "ouverte_le": "Ouverte le",
    "candidats": "Candidats",
    "decides": "Décidés",
}
_SENS: Final = {"CROISSANT": "croissant", "DECROISSANT": "décroissant"}
_DECISIONS: Final = {
    "RETENU": "retenu",
    "NON_RETENU": "non retenu",
    "LIBERE": "place libérée",
    None: "à décider",
}


@app.callback()
def _aide() -> None:
    """Les campagnes d’attribution : candidats, critères, décisions, procès-verbal."""


@app.command()
def add(
    ctx: typer.Context,
    action: Action,
    intitule: Annotated[str, texte("Nom de la campagne.")],
    critere: Criteres,
    candidat: Annotated[
        list[str] | None,
        typer.Option(metavar="PARCOURS", help="Candidat ; sans l’option, tous ceux à décider."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Ouvrir une campagne sur les places d’une action : la liste des candidats est figée."""
    from sigma_cli.services.places.campagne import campagnes

    config, numero = acces.settings(ctx), read_action(action)
    nom = _INTITULE(intitule, "--intitule")
    criteres = read_criteres([_MOTIF(valeur, "--critere") for valeur in critere], "--critere")
    candidats = [read_parcours(valeur) for valeur in candidat or ()]
    with acces.writing(config) as db:
        fiche = campagnes.add(
            db, config.acte, numero, intitule=nom, criteres=criteres, candidats=candidats
        )
    _tell(fiche, f"ouverte, {plural(len(fiche.candidats), 'candidat')}", as_json=as_json)


@app.command("set")
def set_(ctx: typer.Context, campagne: Campagne, critere: Criteres, as_json: Json = False) -> None:
    """Changer les critères, avant toute décision ; les anciens restent notés."""
    from sigma_cli.services.places.campagne import campagnes

    config, ident = acces.settings(ctx), read_campagne(campagne)
    criteres = read_criteres([_MOTIF(valeur, "--critere") for valeur in critere], "--critere")
    with acces.writing(config) as db:
        fiche = campagnes.set_criteria(db, config.acte, ident, criteres)
    _tell(fiche, f"critères, version {fiche.version}", as_json=as_json)


@app.command()
def rate(
    ctx: typer.Context,
    campagne: Campagne,
    parcours: Parcours,
    valeur: Annotated[
        list[str],
        typer.Option(metavar="CRITERE=NOMBRE", help="Par son nom ou son rang ; répéter l’option."),
    ],
    as_json: Json = False,
) -> None:
    """Donner à un candidat les valeurs des critères chiffrés."""
    from sigma_cli.services.places.campagne import campagnes

    config, ident, qui = acces.settings(ctx), read_campagne(campagne), read_parcours(parcours)
    with acces.writing(config) as db:
        fiche = campagnes.rate(db, config.acte, ident, qui, valeur)
    manquent = sum(any(une.valeur is None for une in c.valeurs) for c in fiche.candidats)
    suite = f", {plural(manquent, 'candidat')} sans valeur" if manquent else ", liste complète"
    _tell(fiche, f"valeurs notées{suite}", as_json=as_json)


@app.command("show")
def show_(ctx: typer.Context, campagne: Campagne, as_json: Json = False) -> None:
    """Afficher les candidats dans l’ordre que donnent les critères chiffrés, et les décisions."""
    from sigma_cli.services.places.campagne import campagnes

    with acces.reading(acces.settings(ctx)) as db:
        fiche = campagnes.show(db, read_campagne(campagne))
    if as_json:
        show(fiche, texte=str, as_json=True)
        return
    _print(fiche)


@app.command("list")
def list_(ctx: typer.Context, as_json: Json = False) -> None:
    """Lister les campagnes, la dernière d’abord."""
    from sigma_cli.services.places.campagne import fiche as fiche_campagne

    with acces.reading(acces.settings(ctx)) as db:
        sortie.listing(fiche_campagne.search(db), _LISTE, as_json=as_json, dits=CAMPAGNE)


@app.command()
def reject(
    ctx: typer.Context,
    campagne: Campagne,
    parcours: Parcours,
    motif: Annotated[str, texte("Pourquoi il n’est pas retenu.")],
    as_json: Json = False,
) -> None:
    """Noter qu’un candidat n’est pas retenu."""
    from sigma_cli.services.places.campagne import choix as choix_campagne

    config, ident, qui = acces.settings(ctx), read_campagne(campagne), read_parcours(parcours)
    raison = _MOTIF(motif, "--motif")
    with acces.writing(config) as db:
        fiche = choix_campagne.reject(db, config.acte, ident, qui, motif=raison)
    _tell(fiche, f"{parcours.strip().upper()} non retenu", as_json=as_json)


@app.command()
def close(
    ctx: typer.Context,
    campagne: Campagne,
    motif: Annotated[str | None, texte("Pourquoi les autres ne sont pas retenus.")] = None,
    as_json: Json = False,
) -> None:
    """Clore une campagne : les candidats sans décision ne sont pas retenus."""
    from sigma_cli.services.places.campagne import choix as choix_campagne

    config, ident = acces.settings(ctx), read_campagne(campagne)
    raison = given(_MOTIF, motif, "--motif")
    with acces.writing(config) as db:
        fiche = choix_campagne.close(db, config.acte, ident, motif=raison)
    _tell(fiche, "close", as_json=as_json)


@app.command()
def minutes(
    ctx: typer.Context,
    campagne: Campagne,
    vers: Annotated[
        str | None,
        typer.Option("--sortie", "-o", metavar="FICHIER.docx", help="Document à écrire."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Remplacer le fichier s’il existe.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Écrire le procès-verbal à signer, avec les noms des candidats : à ranger en lieu sûr."""
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.places.campagne import proces_verbal

    config, ident = acces.settings(ctx), read_campagne(campagne)
    fichier = Path(vers or f"{campagne.strip().upper()}.docx")
    if fichier.suffix.lower() != ".docx":
        raise InvalidInput(
            "--sortie : le procès-verbal est un .docx ; donner un nom qui finit ainsi."
        )
    with acces.reading(config) as db:
        fiche = write_whole(
            fichier,
            lambda flux: proces_verbal.write(db, config.acte, ident, flux),
            force=force,
            mode=0o600,
        )
    document = {"campagne": fiche.campagne, "etat": fiche.etat, "fichier": str(fichier)}
    sortie.say(document, f"{fiche.campagne} : procès-verbal {fichier}.", as_json=as_json)


def _tell(fiche: "FicheCampagne", fait: str, *, as_json: bool) -> None:
    restantes = plural(fiche.restantes, "place restante")
    phrase = f"{fiche.campagne} : {fait}. {fiche.action} : {restantes}."
    sortie.conclude(fiche, phrase, as_json=as_json)


def _print(fiche: "FicheCampagne") -> None:
    """Show the criteria, then the candidates as a table."""
    sortie.sentence(f"{fiche.campagne}, {fiche.intitule} ({fiche.etat.lower()}), {fiche.action}")
    for critere in fiche.criteres:
        sens = f", {_SENS[critere.sens]}" if critere.sens else ""
        sortie.sentence(f"  critère {critere.rang} : {critere.nom}{sens}")
    sortie.sentence("")
    rangs = [f"Critère {critere.rang}" for critere in fiche.criteres if critere.sens]
    lignes = [
        (
            candidat.classement,
            candidat.parcours,
            candidat.nom,
            *((une.valeur or "").replace(".", ",") for une in candidat.valeurs),
            _DECISIONS[candidat.decision],
            candidat.motif,
        )
        for candidat in fiche.candidats
    ]
    show_table(["Rang", "Parcours", "Nom", *rangs, "Décision", "Motif"], lignes)
    sortie.sentence(f"Nombre de résultats : {len(lignes)}")
    warn(fiche.avertissements)
