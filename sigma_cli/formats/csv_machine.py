"""CSV that a machine reads: `;`, UTF-8 without BOM, CRLF; no formula is disarmed, nothing rounded."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from typing import Final, TypeAlias

SEPARATEUR: Final = ";"
FIN_DE_LIGNE: Final = "\r\n"
Valeur: TypeAlias = str | int | date | bool | None
_ILLISIBLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_BLANCS: Final = re.compile(" {2,}")


def write_cell(valeur: Valeur) -> str:
    """Return a value as text on one line: booleans as 0 and 1, dates in ISO 8601."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return str(int(valeur))
    if isinstance(valeur, date):
        return valeur.isoformat()
    return _BLANCS.sub(" ", _ILLISIBLE.sub(" ", str(valeur))).strip()


def to_csv(lignes: Iterable[Iterable[str]]) -> bytes:
    """Return rows of cells already written; a cell is quoted when it needs to be."""
    tampon = io.StringIO(newline="")
    csv.writer(tampon, delimiter=SEPARATEUR, lineterminator=FIN_DE_LIGNE).writerows(lignes)
    return tampon.getvalue().encode()
