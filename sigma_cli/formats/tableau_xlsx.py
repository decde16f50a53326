"""xlsx as it comes: the first visible sheet, values only; nothing a formula points at is opened."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.classeur import read_checked
from sigma_cli.formats.colonnes import Cellule


def rows_of_workbook(entree: BinaryIO, nom: str) -> Iterator[tuple[int, Sequence[Cellule]]]:
    """Yield the rows of the sheet with their numbers. Formulas count for their last value.

    Raises:
        InvalidInput: damaged, encrypted, too large, a trap, or without a visible sheet.
    """
    contenu = read_checked(entree, nom)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(contenu)) as classeur:
            feuille = classeur.get_sheet_by_name(_first_visible(classeur, nom))
            premiere = feuille.start[1] if feuille.start else 0
            marge: list[Cellule] = [None] * premiere  # calamine leaves the empty columns out
            for numero, valeurs in enumerate(feuille.iter_rows(), 1):
                yield numero, [*marge, *map(_value, valeurs)]
    except CalamineError as error:
        raise InvalidInput(
            f"{nom} : classeur abîmé ou incomplet ; l’ouvrir et l’enregistrer de nouveau en .xlsx."
        ) from error


def _first_visible(classeur: CalamineWorkbook, nom: str) -> str:
    for feuille in classeur.sheets_metadata:
        if feuille.visible == SheetVisibleEnum.Visible and feuille.typ == SheetTypeEnum.WorkSheet:
            return feuille.name
    raise InvalidInput(f"{nom} : aucune feuille visible dans ce classeur.")


def _value(valeur: object) -> Cellule:
    """Return the value as our formats know it: whole numbers, days, texts; empty is None."""
    if valeur == "":
        return None
    if isinstance(valeur, bool | str):
        return valeur
    if isinstance(valeur, datetime):
        return valeur.date() if valeur.time() == time.min else str(valeur)
    if isinstance(valeur, date):
        return valeur
    if isinstance(valeur, float) and valeur.is_integer():
        return int(valeur)
    return str(valeur)
