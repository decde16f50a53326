"""`sigma region …`: what several établissements tell the Région, put together without a base."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, path_without_number, without_number
from sigma_cli.commands.cadre.parametres import fichier as fichier_de
from sigma_cli.commands.echanges.ecriture import Force
from sigma_cli.console import plural, show, show_table, warn
from sigma_cli.domain.consolidation.lots import to_document
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from sigma_cli.domain.consolidation.vue import LigneEtablissement, LotLu, Vue

app = typer.Typer(no_args_is_help=True)

Chemins = Annotated[
    list[Path],
    typer.Argument(
        metavar="DOSSIER|FICHIER…",
        help="Où sont les lots, sous-dossiers compris.",
        callback=path_without_number,
    ),
]
Jours = Annotated[
    int, typer.Option("--jours", metavar="N", min=0, help="Dire les lots plus vieux que N jours.")
]
Attendus = Annotated[
    Path | None,
    typer.Option(
        "--attendus",
        metavar="FICHIER",
        callback=path_without_number,
        help="Fichier des établissements attendus (colonne UAI) : qui n’y est pas est dit manquant.",
    ),
]
_JOURS: Final = 7
_COMPTES: Final = {
    "accordees": "Accordées",
    "en_plus": "En plus",
    "utilisees": "Utilisées",
    "restantes": "Restantes",
    "effectif": "Effectif",
    "inscrits": "Inscrits",
}
_ETABLISSEMENTS: Final = (
    {"uai": "UAI", "nom": "Établissement", "produit_le": "Lot du"}
    | _COMPTES
    | {"sessions": "Sessions", "taches_en_retard": "En retard", "a_corriger": "À corriger"}
)
_ACTIONS: Final = (
    {"uai": "UAI", "action": "Action", "intitule": "Intitulé"}
    | _COMPTES
    | {"demandes_en_attente": "Demandes"}
)
_SESSIONS: Final = {
    "uai": "UAI",
    "session": "Session",
    "date_debut": "Début",
    "date_fin": "Fin",
    "commune": "Commune",
    "places": "Places",
    "positionnes": "Positionnés",
    "retenus": "Retenus",
    "inscrits": "Inscrits",
    "diffusion": "Diffusion",
    "raison": "Raison",
}
_ECARTS: Final = {
    "action": "Action",
    "uai": "UAI",
    "region": "Région",
    "etablissement": "Établissement",
    "fait": "Ce qui diffère",
}


@app.callback()
def _aide() -> None:
    """Rassembler les lots de plusieurs établissements : aucune base, et le nom de personne."""


@app.command("show")
def show_(
    ctx: typer.Context,
    chemins: Chemins,
    jours: Jours = _JOURS,
    attendus: Attendus = None,
    as_json: Json = False,
) -> None:
    """Totaliser par établissement et pour la Région ; dire qui manque, qui tarde, ce qui se contredit."""
    from sigma_cli.domain.consolidation.vue import account, overall

    vue = _view(ctx)
    _print(ctx, vue, map(_fields, map(account, vue.lots)), _ETABLISSEMENTS, total=overall(vue))


@app.command()
def places(
    ctx: typer.Context,
    chemins: Chemins,
    jours: Jours = _JOURS,
    attendus: Attendus = None,
    as_json: Json = False,
) -> None:
    """Compter les places de chaque action, et dire celles que deux établissements se disent."""
    from sigma_cli.domain.consolidation.vue import of_actions

    vue = _view(ctx)
    _print(ctx, vue, [_with_uai(lu, action) for lu, action in of_actions(vue)], _ACTIONS)


@app.command()
def sessions(
    ctx: typer.Context,
    chemins: Chemins,
    jours: Jours = _JOURS,
    attendus: Attendus = None,
    as_json: Json = False,
) -> None:
    """Lister les sessions : dates, commune, places, recrutement, diffusion et ce qui la retient."""
    vue = _view(ctx)
    lignes = [_with_uai(lu, session) for lu in vue.lots for session in lu.lot.sessions]
    _print(ctx, vue, lignes, _SESSIONS)


@app.command()
def quota(
    ctx: typer.Context,
    fichier: Annotated[
        Path,
        fichier_de("Quotas de la Région : xlsx, csv ou json, colonnes Action et Places."),
    ],
    chemins: Chemins,
    jours: Jours = _JOURS,
    attendus: Attendus = None,
    as_json: Json = False,
) -> None:
    """Comparer les quotas de la Région à ceux que les établissements disent."""
    from sigma_cli.domain.consolidation.vue import compare_quotas
    from sigma_cli.services.consolidation.quotas import read_quotas

    quotas, vue = read_quotas(fichier), _view(ctx)
    _print(ctx, vue, map(_fields, compare_quotas(vue, quotas)), _ECARTS)


@app.command()
def export(
    ctx: typer.Context,
    chemins: Chemins,
    vers: Annotated[
        Path,
        typer.Option("--sortie", "-o", metavar="FICHIER", help="Fichier xlsx, csv ou json."),
    ],
    quoi: Annotated[
        str,
        typer.Option(
            "--quoi",
            metavar="TABLE",
            help="etablissements, places, sessions ou parcours.",
            callback=without_number,
        ),
    ] = "etablissements",
    force: Force = False,
    jours: Jours = _JOURS,
    attendus: Attendus = None,
    as_json: Json = False,
) -> None:
    """Écrire une table de tous les établissements dans un tableur, un CSV ou un JSON."""
    from sigma_cli.formats.fichier import write_whole
    from sigma_cli.services.consolidation.tables import REGISTRE
    from sigma_cli.services.echanges.exportation import Format, load_writer, write_rows

    table, suffixe = REGISTRE.get(quoi), vers.suffix.lstrip(".").lower()
    if table is None:
        raise UsageProblem(f"--quoi : choisir parmi {', '.join(REGISTRE)}.")
    if suffixe not in set(Format):
        raise UsageProblem(
            "--sortie : donner un nom de fichier qui finit par .xlsx, .csv ou .json."
        )
    vue, le = _view(ctx), acces.settings(ctx).acte.le
    load_writer(Format(suffixe))

    def write(flux: BinaryIO) -> int:
        return write_rows(flux, table, table.lignes(vue), vers=Format(suffixe), le=le)

    lignes = write_whole(vers, write, force=force)
    document = {"fichier": str(vers), "lignes": lignes, "avertissements": vue.avertissements}
    sortie.say(document, f"{vers} : {plural(lignes, 'ligne')}.", as_json=as_json)
    warn(vue.avertissements)


def _view(ctx: typer.Context) -> "Vue":
    """Read the bundles that the options of the running command name."""
    from sigma_cli.services.consolidation import lecture, quotas

    attendus, chemins = ctx.params["attendus"], ctx.params["chemins"]
    attendus = quotas.read_expected(Path(attendus)) if attendus else ()
    acte = acces.settings(ctx).acte
    return lecture.read(
        [Path(chemin) for chemin in chemins], acte, jours=ctx.params["jours"], attendus=attendus
    )


def _with_uai(lu: "LotLu", ligne: Any) -> dict[str, Any]:
    """Return a line of a bundle with whose it is."""
    return {"uai": lu.lot.etablissement.uai} | _fields(ligne)


def _fields(ligne: "DataclassInstance") -> dict[str, Any]:
    return {champ.name: getattr(ligne, champ.name) for champ in fields(ligne)}


def _print(
    ctx: typer.Context,
    vue: "Vue",
    lignes: Iterable[Mapping[str, Any]],
    titres: Mapping[str, str],
    *,
    total: "LigneEtablissement | None" = None,
) -> None:
    """Print the lines, their total, and all that is to be known of the bundles."""
    lues = list(lignes)
    if ctx.params["as_json"]:
        dites = [{nom: to_document(valeur) for nom, valeur in une.items()} for une in lues]
        document: dict[str, object] = {"nombre": len(lues), "resultats": dites}
        document |= {} if total is None else {"total": to_document(total)}
        document |= {"disputees": vue.disputees, "avertissements": vue.avertissements}
        show(document, texte=str, as_json=True)
    else:
        toutes = [*lues, *([] if total is None else [_fields(total)])]
        show_table(list(titres.values()), [[une[champ] for champ in titres] for une in toutes])
        sortie.sentence(f"Nombre de résultats : {len(lues)}")
    warn(vue.avertissements)
