"""A name typed where a reference is expected becomes the reference, before the command runs.

To read, any name that only one object bears is enough. To write, a person is shown whom the name found
and asked; without anybody to answer, only a full and unique name passes.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.commands.cadre.parametres import without_number
from sigma_cli.console import choose, confirm, is_someone_there
from sigma_cli.domain.noms import Nature, is_name, read_name
from sigma_cli.domain.texte import plural
from sigma_cli.errors import NotFound, UsageProblem
from sigma_cli.referentiels.recrutement import AUCUN

if TYPE_CHECKING:
    from sigma_cli.services.noms.recherche import Trouve

_LUES: Final = frozenset(
    {
        *("list", "show", "status", "preview", "check", "diagnose", "discordances", "roster"),
        *("tableau", "extract", "verify", "export"),
    }
)
_NEUVES: Final = frozenset({"action add", "composante add"})  # what is named there is to be made
_MONTRES: Final = 12


def nature_of(ctx: typer.Context, metavar: str | None) -> Nature | None:
    """Return what a parameter names, by the word its help writes, None when it is no reference."""
    mot = (metavar or "").partition("|")[0]
    nature = Nature.PRESCRIPTEUR if mot == "PR0001" else _NATURES.get(mot)
    if nature and " ".join(ctx.command_path.split()[1:]) in _NEUVES and nature.value == mot:
        return None
    return nature


_NATURES: Final = {nature.value: nature for nature in Nature}


def resolve(ctx: typer.Context, metavars: dict[str, str]) -> None:
    """Replace the names among the parameters of the running command by the references they stand for.

    `metavars` gives the word of each parameter. Raises NotFound, UsageProblem (several, or not full).
    """
    for nom, metavar in metavars.items():
        nature, valeur = nature_of(ctx, metavar), ctx.params.get(nom)
        if nature is None or not valeur:
            continue
        if isinstance(valeur, str):
            ctx.params[nom] = resolve_one(ctx, nature, valeur)
        elif isinstance(valeur, list | tuple):
            ctx.params[nom] = [resolve_one(ctx, nature, mot) for mot in valeur]


def resolve_one(ctx: typer.Context, nature: Nature, valeur: str) -> str:
    """Return the reference that a word stands for. Raises NotFound, UsageProblem, as `resolve`."""
    without_number(valeur)
    if not is_name(valeur, nature) or valeur.strip().lower() == AUCUN:
        return valeur
    from sigma_cli.services.noms import recherche

    demande = read_name(valeur, nature)
    with acces.reading(acces.settings(ctx)) as db:
        if nature is Nature.ACTION and recherche.is_action(db, valeur.strip()):
            return valeur
        trouves = recherche.find(db, nature, demande)
    if not trouves:
        raise NotFound(
            f"{nature.aucun} {nature.label} ne répond à ce nom : « sigma {nature.label} list » les donne."
        )
    if len(trouves) > 1:
        return _choose(nature, trouves)
    if _writes(ctx):
        _check_meant(trouves[0], demande.mots)
    return trouves[0].ref


def _check_meant(seul: "Trouve", mots: Sequence[str]) -> None:
    """Before anything is written, show whom the name found. Raises UsageProblem."""
    if is_someone_there():
        if confirm(f"{seul.dit} : est-ce bien cela ?", defaut=True):
            return
        raise UsageProblem("Rien n’a été fait : donner la référence, ou un nom plus précis.")
    if not seul.is_full(mots):
        raise UsageProblem(
            f"Ce nom n’est pas entier : {seul.dit} ? Pour écrire, donner la référence ou le nom entier."
        )


def _choose(nature: Nature, trouves: "Sequence[Trouve]") -> str:
    """Let a person choose; elsewhere tell which they are."""
    if is_someone_there():
        quel = "Quel" if nature.aucun == "Aucun" else "Quelle"
        rang = choose(f"{quel} {nature.label} ?", [un.dit for un in trouves])
        return trouves[rang].ref
    dits = [un.dit for un in trouves[:_MONTRES]]
    if reste := len(trouves) - len(dits):
        dits.append(plural(reste, "autre"))
    raise UsageProblem(
        f"Ce nom désigne {len(trouves)} choses : {' ; '.join(dits)}. Donner la référence."
    )


def _writes(ctx: typer.Context) -> bool:
    """Tell whether the command writes: none of the words it is made of is one that reads."""
    return _LUES.isdisjoint(_names(ctx))


def _names(ctx: Any) -> Iterator[str]:
    while ctx is not None:
        yield ctx.info_name or ""
        ctx = ctx.parent
