"""Rows of a file that someone gives, whatever its format: titles first."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from sigma_cli.errors import InvalidInput, NotFound
from sigma_cli.formats.colonnes import Cellule
from sigma_cli.formats.csv_fr import read_csv
from sigma_cli.formats.fichier import message_systeme


@contextmanager
def read_rows(fichier: Path) -> Iterator[Iterator[Sequence[Cellule]]]:
    """Yield the rows of a `.csv` or of the first sheet of an `.xlsx`, as they are read.

    Raises NotFound, InvalidInput.
    """
    suffixe = fichier.suffix.lower()
    if suffixe not in {".csv", ".xlsx"}:
        raise InvalidInput(f"{fichier} : un fichier .csv ou .xlsx est attendu.")
    try:
        entree = fichier.open("rb")
    except FileNotFoundError as error:
        raise NotFound(f"Pas de fichier à {fichier} : vérifier le chemin.") from error
    except OSError as error:
        raise InvalidInput(f"{fichier} ne se lit pas ({message_systeme(error)}).") from error
    with entree, closing(_rows(entree, suffixe)) as lignes:
        yield lignes


def _rows(entree: BinaryIO, suffixe: str) -> Generator[Sequence[Cellule], None, None]:
    if suffixe == ".csv":
        yield from read_csv(entree)
        return
    from sigma_cli.formats.xlsx import read_xlsx  # noqa: PLC0415 - openpyxl loads for xlsx only

    yield from read_xlsx(entree)
