"""Lists that people extend (types, tools, reasons): the same three commands for each."""

from typing import Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, given, texte
from sigma_cli.domain.lecteurs import nominative, short

_TITRES: Final = {"code": "Code", "libelle": "Libellé", "depuis": "Depuis", "archive": "Archivé"}
_TITRES_TYPES: Final = _TITRES | {"dematerialise": "En ligne"}
_LIBELLE: Final = nominative(short(100))
_TYPES: Final = "TYPES"
Code = Annotated[str, typer.Argument(metavar="CODE", help="Code, comme « list » le donne.")]
Nouveau = Annotated[
    str | None, typer.Option("--code", metavar="CODE", help="Code (sinon d’après le libellé).")
]
Libelle = Annotated[str, texte("Libellé montré.")]
Autre = Annotated[str | None, texte("Nouveau libellé.")]
Archive = Annotated[
    bool | None,
    typer.Option("--archive/--actif", help="Ne plus proposer cette entrée, ou la reprendre."),
]
EnLigne = Annotated[
    bool | None,
    typer.Option(
        "--dematerialise/--fiche",
        help="Ses structures positionnent dans OUIFORM ou AUDEF, ou envoient une fiche.",
    ),
]


def group(nom: str, aide: str) -> typer.Typer:
    """Return the commands of one list of `services.recrutement.listes`, by the name of its constant."""
    app = typer.Typer(no_args_is_help=True, help=aide)

    @app.command("list")
    def list_(ctx: typer.Context, as_json: Json = False) -> None:
        """Lister les entrées, archivées comprises."""
        from sigma_cli.services.recrutement import listes

        titres = _TITRES_TYPES if nom == _TYPES else _TITRES
        with acces.reading(acces.settings(ctx)) as db:
            entrees = list(listes.entries(db, getattr(listes, nom)))
        sortie.listing(entrees, titres, as_json=as_json)

    return app


def plain(nom: str, aide: str) -> typer.Typer:
    """Return a list whose entries are a code and a label."""
    app = group(nom, aide)

    @app.command()
    def add(
        ctx: typer.Context, libelle: Libelle, code: Nouveau = None, as_json: Json = False
    ) -> None:
        """Ajouter une entrée à la liste."""
        _add(ctx, nom, libelle, code, as_json)

    @app.command("set")
    def set_(
        ctx: typer.Context,
        code: Code,
        libelle: Autre = None,
        archive: Archive = None,
        as_json: Json = False,
    ) -> None:
        """Corriger un libellé, archiver une entrée ou la reprendre."""
        _set(
            ctx, nom, code, as_json, libelle=given(_LIBELLE, libelle, "--libelle"), archive=archive
        )

    return app


def types(aide: str) -> typer.Typer:
    """Return the list of types of prescripteur, which also says how each prescribes."""
    app = group(_TYPES, aide)

    @app.command()
    def add(
        ctx: typer.Context,
        libelle: Libelle,
        code: Nouveau = None,
        dematerialise: EnLigne = None,
        as_json: Json = False,
    ) -> None:
        """Ajouter un type de prescripteur."""
        _add(ctx, _TYPES, libelle, code, as_json, dematerialise=bool(dematerialise))

    @app.command("set")
    def set_(
        ctx: typer.Context,
        code: Code,
        libelle: Autre = None,
        dematerialise: EnLigne = None,
        archive: Archive = None,
        as_json: Json = False,
    ) -> None:
        """Corriger un type, l’archiver ou le reprendre."""
        valeurs = {
            "libelle": given(_LIBELLE, libelle, "--libelle"),
            "dematerialise": dematerialise,
            "archive": archive,
        }
        _set(ctx, _TYPES, code, as_json, **valeurs)

    return app


def _add(
    ctx: typer.Context, nom: str, libelle: str, code: str | None, as_json: bool, **valeurs: Any
) -> None:
    from sigma_cli.services.recrutement import listes

    config, lu = acces.settings(ctx), _LIBELLE(libelle, "--libelle")
    code = given(_LIBELLE, code, "--code")
    with acces.writing(config) as db:
        entree = listes.add(db, config.acte, getattr(listes, nom), lu, code=code, **valeurs)
    sortie.conclude(entree, f"{entree.code} ajouté : {entree.libelle}.", as_json=as_json)


def _set(ctx: typer.Context, nom: str, code: str, as_json: bool, **valeurs: Any) -> None:
    from sigma_cli.services.recrutement import listes

    config = acces.settings(ctx)
    with acces.writing(config) as db:
        entree = listes.update(db, config.acte, getattr(listes, nom), code, valeurs)
        modifie = acces.changed(db)
    phrase = sortie.kept(entree.code, f"enregistré : {entree.libelle}", modifie=modifie)
    sortie.conclude(entree, phrase, as_json=as_json)
