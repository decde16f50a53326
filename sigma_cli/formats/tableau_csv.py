"""CSV as it comes: separator and encoding found by themselves, one line in memory at a time."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Final

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.csv_fr import read_cell

SEPARATEURS: Final = (";", "\t", ",")  # the most French first: it wins when nothing tells
LIGNE_MAX: Final = 1_000_000  # characters; the longest honest line holds a few cells of 32,767
_BLOC: Final = 1 << 20
_APERCU: Final = 1 << 16
_ENREGISTREMENTS: Final = 20
_WINDOWS: Final = "cp1252"
_ILLISIBLE: Final = "\ufffd"
_MARQUES: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def rows_of_csv(entree: BinaryIO, nom: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line; `entree` stays open.

    UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252 (which holds Latin-1); `;`, tab
    or `,`. What `write_csv` neutralised comes back as it was (Q8-04).

    Raises:
        InvalidInput: quotes that do not match, a NUL, a byte of no encoding, a line too long.
    """
    codage = _encoding(entree)
    entree.seek(0)
    texte = io.TextIOWrapper(entree, encoding=codage, errors=_errors(codage), newline="")
    try:
        separateur = _separator(texte)
        entree.seek(0)
        texte.seek(0)
        yield from _records(texte, nom, codage=codage, separateur=separateur)
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{nom} : caractères illisibles en {codage}.") from error
    finally:
        with suppress(ValueError):  # whoever gave up reading has closed the file already
            texte.detach()


def _encoding(entree: BinaryIO) -> str:
    """Read the whole file once: one byte that UTF-8 forbids, anywhere, tells Windows-1252."""
    debut = entree.read(4)
    for marque, codage in _MARQUES:
        if debut.startswith(marque):
            return codage
    decodeur = codecs.getincrementaldecoder("utf-8")()
    bloc = debut
    try:
        while bloc:
            decodeur.decode(bloc)
            bloc = entree.read(_BLOC)
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return _WINDOWS
    return "utf-8"


def _errors(codage: str) -> str:
    """Let an unreadable byte of Windows-1252 through as a mark, so that its very line is named."""
    return "replace" if codage == _WINDOWS else "strict"


def _separator(texte: io.TextIOWrapper) -> str:
    """Return the separator that cuts the first record most, or the first of those that it cuts."""
    apercu = texte.read(_APERCU)
    lectures = [csv.reader(io.StringIO(apercu), delimiter=s) for s in SEPARATEURS]
    for _ in range(_ENREGISTREMENTS):
        largeurs = [_width(lecture) for lecture in lectures]
        if max(largeurs) != 1:
            return SEPARATEURS[largeurs.index(max(largeurs))]
    return SEPARATEURS[0]


def _width(lecture: Iterator[list[str]]) -> int:
    """Return the number of cells of the next record; a blank line counts for one."""
    try:
        return len(next(lecture, ("", ""))) or 1
    except csv.Error:  # told with its line when the rows are read
        return 1


def _records(
    texte: io.TextIOWrapper, nom: str, *, codage: str, separateur: str
) -> Iterator[tuple[int, list[str]]]:
    lecture = csv.reader(_lines(texte, nom, codage), delimiter=separateur, strict=True)
    while True:
        numero = lecture.line_num + 1
        try:
            cellules = next(lecture, None)
        except csv.Error as error:
            raise InvalidInput(
                f"{nom}, ligne {numero} : guillemets mal placés ou jamais refermés, ou cellule "
                "démesurée ; corriger cette ligne."
            ) from error
        if cellules is None:
            return
        yield numero, [read_cell(cellule) for cellule in cellules]


def _lines(texte: io.TextIOWrapper, nom: str, codage: str) -> Iterator[str]:
    """Yield the lines with their ends, whatever those are, and stop at one that is no text."""
    numero = 0
    while ligne := texte.readline(LIGNE_MAX + 1):
        numero += 1
        if len(ligne) > LIGNE_MAX:
            raise InvalidInput(f"{nom}, ligne {numero} : plus de {LIGNE_MAX} caractères.")
        if "\0" in ligne:
            raise InvalidInput(
                f"{nom}, ligne {numero} : caractère nul, ce fichier n’est pas un CSV ; "
                "l’enregistrer au format « CSV UTF-8 »."
            )
        if codage == _WINDOWS and _ILLISIBLE in ligne:
            raise InvalidInput(
                f"{nom}, ligne {numero} : un caractère n’est ni de l’UTF-8 ni du Windows-1252 ; "
                "enregistrer le fichier au format « CSV UTF-8 »."
            )
        yield ligne
