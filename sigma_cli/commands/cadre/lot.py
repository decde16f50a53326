"""Several references at once: one transaction, all or nothing, one line each."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sigma_cli.commands.cadre import sortie
from sigma_cli.console import hint, show, warn
from sigma_cli.domain.texte import plural
from sigma_cli.errors import SigmaError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
R = TypeVar("R")


def read_all(valeurs: Iterable[str], lire: Callable[[str], T]) -> list[T]:
    """Return what the references name, each once, in the order given."""
    return list(dict.fromkeys(map(lire, valeurs)))


def each(idents: Sequence[T], faire: Callable[[T], R]) -> list[R]:
    """Do the same to each; the first refusal, which says that nothing is recorded, undoes the others."""
    faits = []
    for ident in idents:
        try:
            faits.append(faire(ident))
        except SigmaError as error:
            if len(idents) > 1:
                error.message += f" Rien n’est enregistré des {plural(len(idents), 'référence')}."
            raise
    return faits


def conclude(
    faits: "Sequence[DataclassInstance]",
    phrases: Sequence[str],
    *,
    as_json: bool,
    suite: str | None = None,
) -> None:
    """Print one line each; one alone has the very document that it always had."""
    if len(faits) == 1:
        sortie.conclude(faits[0], phrases[0], as_json=as_json, suite=suite)
        return
    show({"nombre": len(faits), "resultats": faits}, texte=lambda: phrases, as_json=as_json)
    for fait in faits:
        warn(getattr(fait, "avertissements", ()))
    if suite and not as_json:
        hint(suite)
