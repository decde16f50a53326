"""Read again what our formats wrote, by the plain libraries: what another program would find there."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime

from openpyxl import load_workbook

from sigma_cli.formats.colonnes import Cellule
from sigma_cli.formats.csv_fr import read_cell

_ECHAPPEMENT = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_|x005F_)")


def rows_of_csv(contenu: bytes) -> list[list[str]]:
    """Return all rows, titles first, as they were before they were made harmless."""
    texte = io.StringIO(contenu.decode("utf-8-sig"), newline="")
    return [list(map(read_cell, ligne)) for ligne in csv.reader(texte, delimiter=";", strict=True)]


def rows_of_xlsx(contenu: bytes) -> list[list[Cellule]]:
    """Return all rows, titles first, all as long as the titles."""
    return list(_rows(contenu))


def _rows(contenu: bytes) -> Iterator[list[Cellule]]:
    lignes = load_workbook(io.BytesIO(contenu)).worksheets[0].iter_rows(values_only=True)
    for valeurs in lignes:
        yield [_value(valeur) for valeur in valeurs]


def _value(valeur: object) -> Cellule:
    if isinstance(valeur, datetime):
        return valeur.date()
    assert valeur is None or isinstance(valeur, str | int | date)
    # as a spreadsheet shows it; openpyxl gives what is written
    return _ECHAPPEMENT.sub("_", valeur) if isinstance(valeur, str) else valeur
