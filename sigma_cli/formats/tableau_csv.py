"""CSV as it comes: separator and encoding found by themselves, one line in memory at a time."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import BinaryIO, Final, TypeAlias

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.csv_fr import read_cell

Reconnait: TypeAlias = Callable[[Sequence[str]], bool]

SEPARATEURS: Final = (";", "\t", ",")  # the most French first: it wins when nothing tells
LIGNE_MAX: Final = 1_000_000  # characters; the longest honest line holds a few cells of 32,767
_BLOC: Final = 1 << 20
APERCU: Final = 1 << 16
_ENREGISTREMENTS: Final = 20
_WINDOWS: Final = "cp1252"
_ILLISIBLE: Final = "\ufffd"
_UTF8_MARQUE: Final = "utf-8-sig"
# The letters of French in UTF-8; in Windows-1252 they would be Â, Ã, Å or â€, which it has no use for.
_ACCENT_UTF8: Final = re.compile(rb"[\xc2\xc3\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
_MARQUES: Final = (
    (codecs.BOM_UTF8, _UTF8_MARQUE),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def rows_of_csv(
    entree: BinaryIO, nom: str, entete: Reconnait | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line; `entree` stays open.

    The separator is the one that gives titles which `entete` recognises, else that of the first line.

    UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252 (which holds Latin-1); `;`, tab
    or `,`. What `write_csv` neutralised comes back as it was (Q8-04).

    Raises:
        InvalidInput: quotes that do not match, a NUL, a byte of no encoding, or of another one than
            the rest, a line too long.
    """
    codage = _encoding(entree, nom)
    entree.seek(0)
    texte = io.TextIOWrapper(entree, encoding=codage, errors=_errors(codage), newline="")
    try:
        separateur = find_separator(texte.read(APERCU), entete)
        entree.seek(0)
        texte.seek(0)
        yield from _records(texte, nom, codage=codage, separateur=separateur)
    except UnicodeDecodeError as error:
        if codage != _UTF8_MARQUE:
            raise InvalidInput(f"{nom} : caractères illisibles en {codage}.") from error
        raise _mixed(nom, _first_invalid(entree)) from error
    finally:
        with suppress(ValueError):  # whoever gave up reading has closed the file already
            texte.detach()


def _encoding(entree: BinaryIO, nom: str) -> str:
    """Read the whole file once: one byte that UTF-8 forbids, anywhere, tells Windows-1252.

    Unless the rest is UTF-8: read as Windows-1252, every accent of it would be stored wrong. Raises
    InvalidInput naming the line of that byte.
    """
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
    except UnicodeDecodeError as error:
        invalide = _first_invalid(entree, ailleurs=True)
        if invalide:
            raise _mixed(nom, invalide) from error
        return _WINDOWS
    return "utf-8"


def _first_invalid(entree: BinaryIO, *, ailleurs: bool = False) -> int:
    """Return the first line that is not UTF-8; with `ailleurs`, 0 when no other text is UTF-8."""
    entree.seek(0)
    premiere, mele = 0, not ailleurs
    for numero, ligne in enumerate(iter(partial(entree.readline, _BLOC), b""), 1):
        if ligne.isascii():
            continue
        mele = mele or _ACCENT_UTF8.search(ligne) is not None
        premiere = premiere or (0 if _is_utf8(ligne) else numero)
        if premiere and mele:
            return premiere
    return 0


def _is_utf8(ligne: bytes) -> bool:
    try:
        ligne.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mixed(nom: str, ligne: int) -> InvalidInput:
    return InvalidInput(
        f"{nom}, ligne {ligne} : un caractère n’est pas de l’UTF-8, alors que le reste du fichier en est ; "
        "corriger cette ligne, ou enregistrer le fichier au format « CSV UTF-8 »."
    )


def _errors(codage: str) -> str:
    """Let an unreadable byte of Windows-1252 through as a mark, so that its very line is named."""
    return "replace" if codage == _WINDOWS else "strict"


def find_separator(apercu: str, entete: Reconnait | None) -> str:
    """Return the separator of the titles, else the one that cuts the first record most.

    What a publisher writes above the table is cut by its own commas.
    """
    lectures = {s: csv.reader(io.StringIO(apercu), delimiter=s) for s in SEPARATEURS}
    if entete:
        for separateur, lecture in lectures.items():
            if any(map(entete, _first_records(lecture))):
                return separateur
    lectures = {s: csv.reader(io.StringIO(apercu), delimiter=s) for s in SEPARATEURS}
    for _ in range(_ENREGISTREMENTS):
        largeurs = {separateur: _width(lecture) for separateur, lecture in lectures.items()}
        if max(largeurs.values()) != 1:
            return max(largeurs, key=lambda separateur: largeurs[separateur])
    return SEPARATEURS[0]


def _first_records(lecture: Iterator[list[str]]) -> Iterator[list[str]]:
    with suppress(csv.Error):  # told with its line when the rows are read
        for cellules in islice(filter(None, lecture), _ENREGISTREMENTS):
            yield [" ".join(cellule.split()) for cellule in cellules]


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
