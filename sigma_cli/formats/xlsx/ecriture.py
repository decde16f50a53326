"""XLSX with real dates and numbers, codes as text, and the same bytes for the same input."""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, Final

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.archive import AUTEUR, DatedZip
from sigma_cli.formats.colonnes import Colonne, Ligne, check_width
from sigma_cli.formats.xlsx.cellules import SheetOfCells, cell, escaped, filler
from sigma_cli.formats.xml import legal_text

MAX_LIGNES: Final = 1_048_575  # a sheet of Excel has 2^20 rows, one is for the titles


def write_xlsx(
    sortie: BinaryIO,
    colonnes: Sequence[Colonne],
    lignes: Iterable[Ligne],
    *,
    titre_feuille: str,
    produit_le: datetime,
) -> int:
    """Write one sheet, its title row frozen and filtered; return the number of rows below it.

    The rows wait beside `sortie` in a file without a name, never in the temporary folder of the
    system. Text is never a formula, booleans are oui/non, dates before March 1900 and integers of more
    than 15 digits are text. `produit_le`, aware, dates the file: same input, same bytes.

    Raises:
        InvalidInput: more than 1,048,575 rows, or a text of more than 32,767 characters.
        OSError: no room.
    """
    classeur: Any = Workbook(write_only=True)
    feuille: Any = SheetOfCells(classeur, titre_feuille)
    classeur._add_sheet(feuille)  # noqa: SLF001 - openpyxl only makes sheets of its own class
    with _rows_beside(sortie) as rangees, _closed(feuille):
        _lay_out(feuille, colonnes, rangees)
        nombre = _append_rows(feuille, colonnes, lignes)
        feuille.auto_filter.ref = f"A1:{get_column_letter(len(colonnes))}{nombre + 1}"
        le = produit_le.astimezone(UTC)
        classeur.properties.creator = AUTEUR
        classeur.properties.created = classeur.properties.modified = le.replace(tzinfo=None)
        with DatedZip(sortie, date_time=le) as archive:
            ExcelWriter(classeur, archive).write_data()
    return nombre


def _rows_beside(sortie: BinaryIO) -> IO[bytes]:
    """Return where openpyxl keeps the rows: a file that has no name and goes with its process."""
    nom = getattr(sortie, "name", None)
    return TemporaryFile(dir=Path(nom).parent) if isinstance(nom, str) else BytesIO()


@contextmanager
def _closed(feuille: Any) -> Iterator[None]:
    """Close the sheet whatever happens; tell the failures of its writer as an OSError."""
    try:
        yield
    except SerialisationError as error:
        code = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(code, os.strerror(code)) from error
    finally:
        with suppress(SerialisationError):
            if not feuille.closed:
                feuille.close()


class _Unnamed(WorksheetWriter):
    """Rows kept where we say."""

    def cleanup(self) -> None:
        """Remove nothing: there is no name to remove."""


def _lay_out(feuille: Any, colonnes: Sequence[Colonne], rangees: IO[bytes]) -> None:
    """Set what openpyxl writes before the rows: widths, frozen titles, and the titles."""
    for rang, colonne in enumerate(colonnes, 1):
        feuille.column_dimensions[get_column_letter(rang)].width = colonne.largeur
    feuille.freeze_panes = "A2"
    feuille._writer = _Unnamed(feuille, out=rangees)  # noqa: SLF001 - openpyxl offers no other way
    feuille._writer.write_top()  # noqa: SLF001 - as above
    titres = []
    for rang, colonne in enumerate(colonnes, 1):
        titre = cell(feuille, rang, TYPE_STRING)
        titre.font = Font(bold=True)
        titre._value = escaped(legal_text(colonne.titre))  # noqa: SLF001 - as text, whatever it looks like
        titres.append(titre)
    feuille.append(titres)


def _append_rows(feuille: Any, colonnes: Sequence[Colonne], lignes: Iterable[Ligne]) -> int:
    remplir = [filler(feuille, rang, colonne) for rang, colonne in enumerate(colonnes, 1)]
    nombre = 0
    for nombre, ligne in enumerate(limit_rows(check_width(colonnes, lignes)), 1):  # noqa: B007 - the count is the result
        feuille.append([f(c) for f, c in zip(remplir, ligne, strict=True) if c is not None])
    return nombre


def limit_rows(lignes: Iterable[Ligne]) -> Iterator[Ligne]:
    """Yield the rows; raise InvalidInput at the first one that a sheet has no room for."""
    for nombre, ligne in enumerate(lignes):
        if nombre == MAX_LIGNES:
            raise InvalidInput(
                f"Plus de {MAX_LIGNES} lignes, un classeur xlsx n’en tient pas davantage : "
                "choisir le format csv."
            )
        yield ligne
