"""xlsx as it comes: one visible sheet, values only; nothing a formula points at is opened."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from posixpath import join, normpath
from typing import BinaryIO, Final, TypeAlias
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.archive import AUTEUR
from sigma_cli.formats.colonnes import Cellule
from sigma_cli.formats.csv_fr import read_cell
from sigma_cli.formats.xlsx.classeur import Classeur, key, read_checked
from sigma_cli.formats.xlsx.formules import Releve

Fusion: TypeAlias = tuple[tuple[int, int], tuple[int, int]]

_PROPRIETES: Final = "docProps/core.xml"
_AUTEUR: Final = "{http://purl.org/dc/elements/1.1/}creator"


@dataclass(frozen=True, slots=True)
class Feuille:
    """One sheet: its rows with their numbers, what its values do not tell, the visible sheets.

    `fusions` are the corners of merged cells, row and column from 1. `depuis_1904`: its numbers count
    days from there, as those of old Macintosh do.
    """

    nom: str
    rangees: Iterator[tuple[int, Sequence[Cellule]]]
    releve: Releve
    fusions: tuple[Fusion, ...]
    visibles: tuple[str, ...]
    depuis_1904: bool = False


def read_sheet(entree: BinaryIO, nom: str, *, feuille: str | None = None) -> Feuille:
    """Return the first visible sheet, or the one named. Formulas count for their last value.

    Raises:
        InvalidInput: damaged, encrypted, too large, a trap, or without such a visible sheet.
    """
    classeur = read_checked(entree, nom)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(classeur.contenu)) as lu:
            visibles = _visible(lu)
            choisie = _choose(visibles, feuille, nom)
            page = lu.get_sheet_by_name(choisie)
            partie, depuis_1904 = _part(classeur, choisie)
            return Feuille(
                nom=choisie,
                rangees=_rows(page, str if _is_ours(classeur) else read_cell),
                releve=classeur.releves.get(key(partie), Releve()),
                fusions=tuple(_from_one(fusion) for fusion in page.merged_cell_ranges or ()),
                visibles=visibles,
                depuis_1904=depuis_1904,
            )
    except (CalamineError, ET.ParseError, KeyError) as error:
        raise InvalidInput(
            f"{nom} : classeur abîmé ou incomplet ; l’ouvrir et l’enregistrer de nouveau en .xlsx."
        ) from error


def _is_ours(classeur: Classeur) -> bool:
    """Tell a workbook that an export wrote: its texts stand as they are, none is guarded."""
    with ZipFile(io.BytesIO(classeur.contenu)) as archive:
        if _PROPRIETES not in archive.namelist():
            return False
        # it went through expat, which refuses any document type
        return ET.fromstring(archive.read(_PROPRIETES)).findtext(_AUTEUR) == AUTEUR  # noqa: S314


def _rows(
    feuille: CalamineSheet, lire: Callable[[str], str]
) -> Iterator[tuple[int, Sequence[Cellule]]]:
    """Yield the numbered rows. A workbook made of a CSV of ours has texts that it guards (Q8-06): `lire`."""
    premiere = feuille.start[1] if feuille.start else 0
    marge: list[Cellule] = [None] * premiere  # calamine leaves the empty columns out
    for numero, valeurs in enumerate(feuille.iter_rows(), 1):
        yield (
            numero,
            [
                *marge,
                *(lire(v) or None if isinstance(v, str) else _value(v) for v in valeurs),
            ],
        )


def _visible(classeur: CalamineWorkbook) -> tuple[str, ...]:
    return tuple(
        feuille.name
        for feuille in classeur.sheets_metadata
        if feuille.visible == SheetVisibleEnum.Visible and feuille.typ == SheetTypeEnum.WorkSheet
    )


def _choose(visibles: tuple[str, ...], voulue: str | None, nom: str) -> str:
    if not visibles:
        raise InvalidInput(f"{nom} : aucune feuille visible dans ce classeur.")
    if voulue is None:
        return visibles[0]
    if voulue not in visibles:
        raise InvalidInput(
            f"{nom} : pas de feuille visible de ce nom ; il y a {', '.join(visibles)}."
        )
    return voulue


def _part(classeur: Classeur, feuille: str) -> tuple[str, bool]:
    """Return the name of the part that holds a sheet, and whether its days count from 1904."""
    with ZipFile(io.BytesIO(classeur.contenu)) as archive:
        # both parts went through expat, which refuses any document type
        livre = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        liens = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    ident = next(
        (
            valeur
            for page in livre.iter()
            if page.get("name") == feuille and page.tag.rpartition("}")[2] == "sheet"
            for cle, valeur in page.items()
            if cle.rpartition("}")[2] == "id" and "}" in cle
        ),
        None,
    )
    cible = next((lien.get("Target", "") for lien in liens if lien.get("Id") == ident), "")
    calendriers = {
        page.get("date1904") for page in livre.iter() if page.tag.endswith("}workbookPr")
    }
    return normpath(join("/xl", cible)).lstrip("/"), bool(calendriers & {"1", "true"})


def _from_one(fusion: Fusion) -> Fusion:
    (haut, gauche), (bas, droite) = fusion
    return (haut + 1, gauche + 1), (bas + 1, droite + 1)


def _value(valeur: object) -> Cellule:
    """Return a value that is no text as our formats know it: whole numbers, days."""
    if isinstance(valeur, bool):
        return valeur
    if isinstance(valeur, datetime):
        return valeur.date() if valeur.time() == time.min else str(valeur)
    if isinstance(valeur, date):
        return valeur
    if isinstance(valeur, float) and valeur.is_integer():
        return int(valeur)
    return str(valeur)
