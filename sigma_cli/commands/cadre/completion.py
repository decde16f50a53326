"""What may be typed next: references with their names, closed choices, files where one is expected."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import typer

from sigma_cli.commands.cadre import acces, noms
from sigma_cli.config import Config
from sigma_cli.domain.noms import Nature
from sigma_cli.domain.texte import replier
from sigma_cli.referentiels.recrutement import Etat
from sigma_cli.referentiels.statuts import Portail, TypeDemande

if TYPE_CHECKING:
    from sqlmodel import Session

Choix = list[tuple[str, str]]
_FICHIERS: Final = ("FICHIER", "DOSSIER", "CHEMIN")
_LIBRES: Final = frozenset({"VALEUR", "URL", "-", "PR0001", "NOM", "CODE", "DATE"})
_PROPOSES: Final = 100
_FLUX: Final = ("carif", "defi", "agora")


def words_of(ctx: typer.Context, param: Any) -> str:
    """Return what the help writes for a value; after several references comes the last argument too."""
    metavar = str(param.metavar or "")
    arguments = [p for p in ctx.command.params if p.param_type_name == "argument"]
    deja = any(ctx.params.get(p.name or "") for p in arguments)
    if param in arguments[:-1] and param.nargs == -1 and deja:
        return f"{metavar}|{arguments[-1].metavar}"
    return metavar


def wants_file(metavar: str) -> bool:
    """Tell a parameter that takes a file or a folder."""
    return metavar.startswith(_FICHIERS)


def choices(ctx: typer.Context, metavar: str, debut: str) -> Choix:
    """Return what a value may be and what it means, for what is typed of it so far.

    Nothing is done that a command would do: a base that cannot be read offers nothing.
    """
    fermes = [
        (mot, aide)
        for mot, aide in _closed(ctx, metavar)
        if replier(mot).startswith(replier(debut))
    ]
    nature = noms.nature_of(ctx, metavar)
    if nature is None and metavar != "TACHE":
        return fermes
    with acces.reading(_config(ctx)) as db:
        if nature is None:
            return list(_tasks(db, _config(ctx), debut))
        return [*fermes, *_references(db, nature, debut)]


def _config(ctx: typer.Context) -> Config:
    """Return the settings that the line names: completion runs before the root does."""
    lus = ctx.find_root().params
    return Config(
        base_donnee=lus.get("base"), fichier_donne=lus.get("config"), maintenant_donne=None
    )


def _references(db: "Session", nature: Nature, debut: str) -> Iterator[tuple[str, str]]:
    from sigma_cli.services.noms import recherche

    for trouve in islice(recherche.starting(db, nature, debut), _PROPOSES):
        yield trouve.ref, trouve.dit.removeprefix(trouve.ref).strip(" ()")


def _tasks(db: "Session", config: Config, debut: str) -> Iterator[tuple[str, str]]:
    from sigma_cli.domain.filtres import FiltreTache
    from sigma_cli.services.taches import liste

    travail = liste.search(db, config.acte, FiltreTache(limite=_PROPOSES))
    for ligne in travail.resultats:
        if ligne.tache.startswith(debut.upper()):
            yield ligne.tache, f"{ligne.titre} : {ligne.qui}"


def _closed(ctx: typer.Context, metavar: str) -> Iterator[tuple[str, str]]:
    """Yield the members of a closed list: those that the help writes, or that its word stands for."""
    if "|" in metavar:
        mots = (mot for mot in metavar.split("|") if not _is_free(mot))
        yield from ((mot, "") for mot in mots if mot not in Nature.__members__)
        return
    yield from _LISTES.get(metavar, lambda _ctx: ())(ctx)


def _is_free(mot: str) -> bool:
    return mot in _LIBRES or mot.startswith(_FICHIERS) or mot.isdecimal()


def _types(ctx: typer.Context) -> Iterator[tuple[str, str]]:
    """Yield the kinds of task or of request, by the command."""
    chemin = ctx.command_path.split()
    if "todo" in chemin:
        from sigma_cli.services.taches import REGISTRE

        yield from ((code.lower(), genre.titre) for code, genre in REGISTRE.items())
    elif {"demande", "demandes"} & set(chemin):
        yield from ((membre.value.lower(), membre.label) for membre in TypeDemande)


def _fluxes(ctx: typer.Context) -> Iterator[tuple[str, str]]:
    if "flux" in ctx.command_path.split():
        yield from ((code, "") for code in _FLUX)


_LISTES: Final[dict[str, Any]] = {
    "TYPE": _types,
    "CODE": _fluxes,
    "OUTIL": lambda _ctx: ((membre.value.lower(), membre.label) for membre in Portail),
    "ETAT": lambda _ctx: ((membre.value.lower(), membre.label) for membre in Etat),
}
