"""CSV as French spreadsheets open it: `;`, UTF-8 with BOM, CRLF, no cell they would execute.

Neutralising is reversible: what `write_csv` protects, `read_csv` gives back as it was (Q8-04).
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import BinaryIO, Final

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import (
    Cellule,
    Colonne,
    Ligne,
    check_width,
    french_date,
    to_utf8,
)

SEPARATEUR: Final = ";"
_SUSPECTS: Final = frozenset("'=+-@\t\r")
_EXECUTABLE: Final = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED: Final = re.compile(r"'+[=+\-@\t\r]")


class _Utf8Output:
    """What `csv.writer` writes to: one call per row, encoded at once."""

    def __init__(self, sortie: BinaryIO) -> None:
        self._sortie = sortie

    def write(self, ligne: str) -> int:
        return self._sortie.write(to_utf8(ligne))


def write_cell(cellule: Cellule) -> str | int | None:
    """Return what is handed to `csv.writer`, harmless to a spreadsheet; a lone `-` stays (Q8-06).

    Text that a spreadsheet would run, or that looks already neutralised, gets one `'` in front.
    """
    if isinstance(cellule, str):
        if cellule[:1] in _SUSPECTS and cellule != "-" and _EXECUTABLE.match(cellule):
            return f"'{cellule}"
        return cellule
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    return french_date(cellule) if isinstance(cellule, date) else cellule


def read_cell(texte: str) -> str:
    """Return the text `write_cell` was given: its exact inverse on every text."""
    return texte[1:] if _NEUTRALISED.match(texte) else texte


def write_csv(
    sortie: BinaryIO, colonnes: Sequence[Colonne], lignes: Iterable[Ligne], *, bom: bool = True
) -> int:
    """Write the titles then the rows as they come; return the number of rows, titles excluded.

    Dates are JJ/MM/AAAA, booleans oui/non, None nothing, a lone surrogate U+FFFD (CLI.md §4).
    """
    if bom:
        sortie.write(codecs.BOM_UTF8)
    writer = csv.writer(_Utf8Output(sortie), delimiter=SEPARATEUR, lineterminator="\r\n")
    writer.writerow([write_cell(colonne.titre) for colonne in colonnes])
    nombre = 0
    for nombre, ligne in enumerate(check_width(colonnes, lignes), 1):  # noqa: B007 - the count is the result
        writer.writerow(map(write_cell, ligne))
    return nombre


def read_csv(entree: BinaryIO) -> Iterator[list[str]]:
    """Yield the rows, titles first, as text, with or without BOM; `entree` stays open.

    Raises:
        InvalidInput: the bytes are not UTF-8, or the quotes do not match; the line is named.
    """
    texte = io.TextIOWrapper(entree, encoding="utf-8-sig", newline="")
    reader = csv.reader(texte, delimiter=SEPARATEUR, strict=True)
    try:
        for ligne in reader:
            yield [read_cell(cellule) if cellule[:1] == "'" else cellule for cellule in ligne]
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"Fichier CSV illisible après la ligne {reader.line_num} : ce n’est pas de l’UTF-8, "
            "l’enregistrer au format « CSV UTF-8 »."
        ) from error
    except csv.Error as error:
        raise InvalidInput(
            f"Fichier CSV illisible à la ligne {reader.line_num} : guillemets mal fermés "
            "ou cellule trop longue, corriger cette ligne."
        ) from error
    finally:
        texte.detach()
