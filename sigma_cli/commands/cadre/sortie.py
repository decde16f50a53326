"""How results are printed: a sentence or a sheet for people, JSON for scripts, warnings apart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from sigma_cli.commands.cadre.libelles import Dits
from sigma_cli.console import hint, plain_text, show, show_table, stream_json, warn
from sigma_cli.typer_fr.pagineur import paged

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_TELS_QUELS: Final[Dits] = {}


def conclude(
    resultat: "DataclassInstance", phrase: str, *, as_json: bool, suite: str | None = None
) -> None:
    """Print what was done, its warnings, and the next step."""
    show(resultat, texte=lambda: phrase, as_json=as_json)
    warn(getattr(resultat, "avertissements", ()))
    if suite and not as_json:
        hint(suite)


def kept(quoi: str, fait: str, *, modifie: bool) -> str:
    """Return the sentence of a correction: what was done, or that nothing changed."""
    return f"{quoi} {fait}." if modifie else f"{quoi} : rien n’a changé."


def say(document: Mapping[str, object], phrase: str, *, as_json: bool) -> None:
    """Print what was done, from a document without warnings."""
    show(document, texte=lambda: phrase, as_json=as_json)


def sentence(phrase: str) -> None:
    """Print one more line of a result, for people."""
    show({}, texte=lambda: phrase, as_json=False)


def sheet(
    resultat: "DataclassInstance",
    titres: dict[str, str],
    *,
    as_json: bool,
    dits: Dits = _TELS_QUELS,
) -> None:
    """Print one object, a line a field that has a value; `titres` names the fields, in order.

    `dits` says the codes of some fields in words.
    """
    with nullcontext() if as_json else paged():
        show(resultat, texte=lambda: _lines(resultat, titres, dits), as_json=as_json)
    warn(getattr(resultat, "avertissements", ()))


def listing(
    lignes: Iterable["DataclassInstance"],
    titres: dict[str, str],
    *,
    as_json: bool,
    dits: Dits = _TELS_QUELS,
) -> None:
    """Print a list and its size; `titres` chooses the columns, in order (Q8-05).

    `dits` says the codes of some columns in words.
    """
    if as_json:
        stream_json(asdict(ligne) for ligne in lignes)
        return
    compte = _Compteur()
    with paged():
        show_table(list(titres.values()), compte.count(_cells(lignes, titres, dits)), vide=None)
        sentence(f"Nombre de résultats : {compte.nombre}")


class _Compteur:
    """Counts rows as they go by."""

    nombre = 0

    def count(self, lignes: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        for ligne in lignes:
            self.nombre += 1
            yield ligne


def _cells(
    lignes: Iterable["DataclassInstance"], titres: dict[str, str], dits: Dits
) -> Iterator[Sequence[object]]:
    for ligne in lignes:
        yield [dits.get(champ, _as_it_is)(getattr(ligne, champ)) for champ in titres]


def _as_it_is(valeur: object) -> object:
    return valeur


def _lines(resultat: "DataclassInstance", titres: dict[str, str], dits: Dits) -> Iterator[str]:
    largeur = max(map(len, titres.values()))
    for champ, titre in titres.items():
        valeur = getattr(resultat, champ)
        if valeur in (None, [], ""):
            continue
        yield f"{titre:<{largeur}} : {_value(dits.get(champ, _as_it_is)(valeur))}"


def _value(valeur: Any) -> str:
    if isinstance(valeur, list):
        return ", ".join(_value(element) for element in valeur)
    if is_dataclass(valeur):
        champs = (getattr(valeur, champ.name) for champ in fields(valeur))
        return " ".join(_value(champ) for champ in champs if champ is not None)
    return plain_text(valeur)
