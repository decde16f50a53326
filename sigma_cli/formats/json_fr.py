"""JSON for scripts: one object per row, one row per line, dates in ISO 8601."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO

from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne, check_width, to_utf8


def write_json(sortie: BinaryIO, colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> int:
    """Write `{"resultats": [{cle: valeur}], "nombre": n}`; return the number of rows (CLI.md §6).

    `nombre` comes last: rows are written as they come and only then counted.
    Codes are strings, dates ISO, a lone surrogate becomes U+FFFD.
    """
    encode = json.JSONEncoder(ensure_ascii=False, default=date.isoformat).encode
    cles = [colonne.cle for colonne in colonnes]
    textuelles = [colonne.genre in {Genre.TEXTE, Genre.CODE} for colonne in colonnes]
    sortie.write(b'{"resultats": [')
    nombre = 0
    for nombre, ligne in enumerate(check_width(colonnes, lignes), 1):
        valeurs = map(_json_value, ligne, textuelles)
        objet = encode(dict(zip(cles, valeurs, strict=True)))
        sortie.write(to_utf8(f"{',' if nombre > 1 else ''}\n{objet}"))
    sortie.write(f'\n], "nombre": {nombre}}}\n'.encode())
    return nombre


def _json_value(cellule: Cellule, textuelle: bool) -> Cellule:  # noqa: FBT001 - called through map
    """Return the cell as JSON carries it: a number in a column of text is a string."""
    return str(cellule) if textuelle and type(cellule) is int else cellule
