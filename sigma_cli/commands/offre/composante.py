"""`sigma composante …`: diplomas, as the public and the prescribers see them."""

from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.filtres import Annee, Convention, DeAction, Statut, perimetre
from sigma_cli.commands.cadre.parametres import Cherche, Composante, Json, lectures, read, texte
from sigma_cli.domain import lecteurs
from sigma_cli.domain.references import read_composante
from sigma_cli.referentiels.statuts import Nomenclature

app = typer.Typer(no_args_is_help=True)

_TITRES: Final = {
    "composante": "Composante",
    "action": "Action",
    "intitule": "Intitulé",
    "certifinfo": "Code Certif Info",
    "rncp": "RNCP",
    "niveau_entree": "Niveau d’entrée",
    "niveau_sortie": "Niveau de sortie",
    "niveau_entree_obligatoire": "Niveau d’entrée obligatoire",
    "certifiante": "Certifiante",
    "pic": "PIC",
    "formacodes": "Formacodes",
    "nsf": "NSF",
    "romes": "ROME",
    "publics": "Publics",
    "objectif": "Objectif",
    "contenu": "Contenu",
    "resultats": "Résultats attendus",
    "rythme": "Rythme",
    "conditions": "Conditions",
    "heures_centre": "Heures en centre",
    "heures_entreprise": "Heures en entreprise",
    "sessions": "Sessions",
    "diffusion": "Diffusion",
}
_LISTE: Final = {
    "composante": "Composante",
    "intitule": "Intitulé",
    "certifinfo": "Certif Info",
    "niveau_entree": "Entrée",
    "niveau_sortie": "Sortie",
    "sessions": "Sessions",
    "diffusion": "Diffusion",
}


def _repeated(aide: str) -> typer.models.OptionInfo:
    return typer.Option(metavar="CODE", help=f"{aide} ; répéter l’option.")  # type: ignore[no-any-return]  # Typer types it Any


LECTURES: Final = lectures(
    lecteurs.COMPOSANTE,
    "intitule",
    "certifinfo",
    "rncp",
    "niveau_entree",
    "niveau_sortie",
    "objectif",
    "contenu",
    "resultats",
    "rythme",
    "conditions",
    "heures_centre",
    "heures_entreprise",
    modalites="modalites_enseignement",
)
Certifinfo = typer.Option(metavar="CODE", help="Code Certif Info.")
Rncp = Annotated[str | None, typer.Option(metavar="CODE", help="Code RNCP.")]
Formacodes = Annotated[list[str] | None, _repeated("Formacode, 5 chiffres")]
Nsf = Annotated[list[str] | None, _repeated("Code NSF, 3 caractères")]
Romes = Annotated[list[str] | None, _repeated("Code ROME, comme M1805")]
Publics = Annotated[list[str] | None, _repeated("Code du public visé, 5 chiffres")]
Texte = Annotated[str | None, typer.Option(metavar="TEXTE", help="3 000 caractères au plus.")]
Heures = Annotated[str | None, typer.Option(metavar="N", help="Heures entières.")]
Niveau = Annotated[str, typer.Option(metavar="NIVEAU", help="1 à 8, ou l’ancienne liste, VI à I.")]
NiveauEntree = Annotated[
    str,
    typer.Option(metavar="NIVEAU", help="1 à 8 ; de plusieurs, « 4 ou 5 », le plus bas est gardé."),
]
Modalites = Annotated[
    str | None,
    typer.Option(metavar="0|1|2", help="0 en présentiel, 1 mixte, 2 entièrement à distance."),
]
EntreeObligatoire = Annotated[
    bool, typer.Option("--entree-obligatoire", help="Le niveau d’entrée est exigé.")
]
NonCertifiante = Annotated[bool, typer.Option("--non-certifiante", help="Sans diplôme ni titre.")]
Pic = Annotated[bool, typer.Option("--pic", help="Public du PIC.")]


@app.callback()
def _aide() -> None:
    """Les composantes : un diplôme d’une action, avec son code Certif Info et ses niveaux."""


@app.command()
def add(
    ctx: typer.Context,
    composante: Composante,
    intitule: Annotated[str, texte("Intitulé du diplôme.")],
    certifinfo: Annotated[str, Certifinfo],
    niveau_entree: NiveauEntree,
    niveau_sortie: Niveau,
    rncp: Rncp = None,
    formacode: Formacodes = None,
    nsf: Nsf = None,
    rome: Romes = None,
    public: Publics = None,
    objectif: Texte = None,
    contenu: Texte = None,
    resultats: Texte = None,
    rythme: Texte = None,
    conditions: Texte = None,
    heures_centre: Heures = None,
    heures_entreprise: Heures = None,
    modalites: Modalites = None,
    entree_obligatoire: EntreeObligatoire = False,
    non_certifiante: NonCertifiante = False,
    pic: Pic = False,
    as_json: Json = False,
) -> None:
    """Créer une composante d’une action existante."""
    from sigma_cli.services.offre import composantes

    valeurs = read(ctx, LECTURES) | {
        "niveau_entree_obligatoire": entree_obligatoire,
        "certifiante": not non_certifiante,
        "pic": pic,
    }
    config = acces.settings(ctx)
    codes = _codes(ctx)
    ref = read_composante(composante)
    with acces.writing(config) as db:
        fiche = composantes.add(db, config.acte, ref, valeurs, codes)
    sortie.conclude(
        fiche,
        f"Composante {fiche.composante} créée : {fiche.intitule}.",
        as_json=as_json,
        suite=f"Ensuite : sigma session add {fiche.composante} --debut … --fin … --places …",
    )


@app.command("set")
def set_(
    ctx: typer.Context,
    composante: Composante,
    intitule: Annotated[str | None, texte("Intitulé du diplôme.")] = None,
    certifinfo: Annotated[str | None, Certifinfo] = None,
    rncp: Rncp = None,
    formacode: Formacodes = None,
    nsf: Nsf = None,
    rome: Romes = None,
    public: Publics = None,
    objectif: Texte = None,
    contenu: Texte = None,
    resultats: Texte = None,
    rythme: Texte = None,
    conditions: Texte = None,
    heures_centre: Heures = None,
    heures_entreprise: Heures = None,
    modalites: Modalites = None,
    entree_obligatoire: Annotated[
        bool | None,
        typer.Option("--entree-obligatoire/--entree-souple", help="Niveau d’entrée exigé ou non."),
    ] = None,
    certifiante: Annotated[
        bool | None,
        typer.Option("--certifiante/--non-certifiante", help="Donne un diplôme ou un titre."),
    ] = None,
    pic: Annotated[bool | None, typer.Option("--pic/--hors-pic", help="Public du PIC.")] = None,
    as_json: Json = False,
) -> None:
    """Corriger une composante, sauf ses niveaux : ils passent par une demande (Q3-02)."""
    from sigma_cli.services.offre import composantes

    valeurs = read(ctx, LECTURES) | {
        "niveau_entree_obligatoire": entree_obligatoire,
        "certifiante": certifiante,
        "pic": pic,
    }
    config = acces.settings(ctx)
    codes = _codes(ctx)
    ref = read_composante(composante)
    with acces.writing(config) as db:
        fiche = composantes.update(db, config.acte, ref, valeurs, codes)
        modifie = acces.changed(db)
    sortie.conclude(
        fiche,
        sortie.kept(f"Composante {fiche.composante}", "enregistrée", modifie=modifie),
        as_json=as_json,
    )


@app.command()
def show(ctx: typer.Context, composante: Composante, as_json: Json = False) -> None:
    """Afficher une composante et ses sessions."""
    from sigma_cli.services.offre import composantes

    with acces.reading(acces.settings(ctx)) as db:
        fiche = composantes.show(db, read_composante(composante))
    sortie.sheet(fiche, _TITRES, as_json=as_json)


@app.command("list")
def list_(
    ctx: typer.Context,
    cherche: Cherche = None,
    annee: Annee = None,
    convention: Convention = None,
    de_action: DeAction = None,
    statut: Statut = None,
    as_json: Json = False,
) -> None:
    """Chercher des composantes."""
    from sigma_cli.domain.filtres import FiltreComposante
    from sigma_cli.services.offre import composantes
    from sigma_cli.services.socle import filtres

    filtre = FiltreComposante(cherche=cherche, **perimetre(ctx))
    with acces.reading(acces.settings(ctx)) as db:
        filtres.check_named(db, filtre)
        sortie.listing(composantes.search(db, filtre), _LISTE, as_json=as_json)


def _codes(ctx: typer.Context) -> dict[Nomenclature, list[str]]:
    """Read the repeated codes; a family that is not given is left as it is."""
    return {
        Nomenclature(nomenclature): [
            lire(valeur, f"--{nomenclature.lower()}")
            for valeur in ctx.params[nomenclature.lower()] or ()
        ]
        for nomenclature, lire in lecteurs.CODES.items()
    }
