"""JSON as our exports write it: a list of objects, or `{"resultats": [...]}`, one object per row."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final, Never

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule

TAILLE_MAX: Final = 32 << 20  # bytes: Python holds ten times as much once read
OBJETS_MAX: Final = 500_000  # objects and lists, a row each or nearly: an empty one takes 64 bytes
_SEPARATEUR: Final = " ; "  # as the cell of a list reads in our exports (Q8-04)


class _Piege(Exception):
    """Why the text is refused, in French."""


def rows_of_json(entree: BinaryIO, nom: str) -> Iterator[tuple[int, Sequence[Cellule]]]:
    """Yield the keys of all the objects, then the objects, numbered from 2: the lines of our exports.

    Raises:
        InvalidInput: too large, not JSON, another shape, a key twice, an object in a cell.
    """
    objets = _read(entree, nom)
    cles = list(dict.fromkeys(cle for objet in objets for cle in objet))
    if objets:
        yield 1, cles
    for numero, objet in enumerate(objets, 2):
        try:
            yield numero, [_cell(objet.get(cle)) for cle in cles]
        except _Piege as piege:
            raise InvalidInput(f"{nom}, ligne {numero} : {piege}.") from piege


def _read(entree: BinaryIO, nom: str) -> list[dict[str, Any]]:
    contenu = entree.read(TAILLE_MAX + 1)
    if len(contenu) > TAILLE_MAX:
        raise InvalidInput(f"{nom} : plus de {TAILLE_MAX >> 20} Mo de JSON ; l’enregistrer en CSV.")
    if contenu.count(b"{") + contenu.count(b"[") > OBJETS_MAX:
        raise InvalidInput(f"{nom} : plus de {OBJETS_MAX} objets en JSON ; l’enregistrer en CSV.")
    try:
        document = json.loads(contenu, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except _Piege as piege:
        raise InvalidInput(f"{nom} : {piege}.") from piege
    except (ValueError, RecursionError) as error:
        lieu = f", ligne {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InvalidInput(f"{nom}{lieu} : ce n’est pas du JSON correct.") from error
    lignes = document.get("resultats") if isinstance(document, dict) else document
    if not isinstance(lignes, list) or not all(isinstance(ligne, dict) for ligne in lignes):
        raise InvalidInput(
            f"{nom} : une liste d’objets est attendue, ou {{« resultats » : [ … ]}} comme dans les "
            "exports."
        )
    return lignes


def _object(paires: list[tuple[str, Any]]) -> dict[str, Any]:
    objet = dict(paires)
    if len(objet) != len(paires):
        raise _Piege("une même clé est donnée deux fois dans un objet")
    return objet


def _refuse_constant(_nom: str) -> Never:
    raise _Piege("NaN et Infinity ne sont pas du JSON")


def _cell(valeur: object) -> Cellule:
    if isinstance(valeur, list):
        return _SEPARATEUR.join(str(_cell(element)) for element in valeur)
    if isinstance(valeur, dict):
        raise _Piege("un objet dans une cellule ; un texte, un nombre ou une liste est attendu")
    return str(valeur) if isinstance(valeur, float) else valeur  # type: ignore[return-value]  # what JSON holds
