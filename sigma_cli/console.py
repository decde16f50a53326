"""What reaches the terminal: results on stdout, everything said to people on stderr.

Text from the base is data: control characters are dropped and nothing is read as rich markup. rich is
imported only to draw on a terminal; a pipe receives plain aligned text as the rows come.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Literal, Protocol
from zoneinfo import ZoneInfo

from sigma_cli.errors import RuleViolation, SigmaError, UsageProblem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

LARGEUR: Final = 100
# Rows looked at before the first is written: they set the widths, and beyond them rich is too slow.
_APERCU: Final = 500
_MOT: Final = 14  # characters: a column as narrow is left whole, `Informatique` or `0 820 20 77 43`
# What a terminal obeys, or that turns a line around; ends of lines and tabs are left.
_COMMANDES: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
_DATE: Final = re.compile(r"\b([0-9]{2}/[0-9]{2}/)[0-9]{2}([0-9]{2})\b")
_ROUGE: Final = "31"
_JAUNE: Final = "33"


class Avertissement(Protocol):
    """A rule that speaks without refusing."""

    @property
    def regle(self) -> str | None: ...
    @property
    def message(self) -> str: ...


def show(
    document: "Mapping[str, object] | DataclassInstance",
    *,
    texte: Callable[[], str | Iterable[str]],
    as_json: bool,
) -> None:
    """Print a result: the stable JSON that scripts parse, or the text (one string, or its lines)."""
    if as_json:
        sys.stdout.write(f"{to_json(document)}\n")
        return
    lignes = texte()
    for ligne in [lignes] if isinstance(lignes, str) else lignes:
        sys.stdout.write(f"{printable(ligne)}\n")


def printable(texte: str) -> str:
    """Return a text without what a terminal would obey: names of files, sheets and columns are data."""
    return _COMMANDES.sub("?", texte)


def to_json(document: object) -> str:
    """Return the document as JSON: indented on a terminal, on one line elsewhere.

    Letters beyond ASCII are escaped when stdout cannot carry them, so that nothing is lost.
    """
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    indent = 2 if sys.stdout.isatty() else None
    ecrit = json.dumps(_plain(document), ensure_ascii=not unicode, indent=indent, default=_plain)
    return _COMMANDES.sub(lambda trouve: f"\\u{ord(trouve[0]):04x}", ecrit)


def _plain(value: object) -> object:
    """Return what JSON can hold; a value that hides itself (a NIR) is written as it shows itself."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if type(value).__str__ is not object.__str__:
        return str(value)
    if is_dataclass(value):
        return {champ.name: getattr(value, champ.name) for champ in fields(value)}
    raise TypeError(type(value).__name__)


def show_table(
    titres: Sequence[str],
    lignes: Iterable[Sequence[object]],
    *,
    vide: str | None = "Aucun résultat.",
) -> None:
    """Print rows under their titles, within the terminal; say `vide` when there is none."""
    suite = iter(lignes)
    tete = [[plain_text(valeur) for valeur in ligne] for ligne in islice(suite, _APERCU)]
    if not tete:
        if vide:
            hint(vide)
    elif sys.stdout.isatty() and len(tete) < _APERCU:
        _draw(titres, tete)
    else:
        reste = ([plain_text(valeur) for valeur in ligne] for ligne in suite)
        _align(titres, tete, reste)


def plain_text(valeur: object) -> str:
    """Return a value as a person reads it on one line; instants in Paris time."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return f"{valeur.astimezone(ZoneInfo('Europe/Paris')):%d/%m/%Y à %Hh%M}"
    if isinstance(valeur, date):
        return f"{valeur:%d/%m/%Y}"
    texte = str(valeur.value if isinstance(valeur, Enum) else valeur)
    return texte if texte.isprintable() else "".join(c if c.isprintable() else " " for c in texte)


def _align(titres: Sequence[str], tete: list[list[str]], reste: Iterable[list[str]]) -> None:
    """Write as the rows come; a row beyond the first ones may be wider than its column."""
    largeurs = [max(map(len, colonne)) for colonne in zip(titres, *tete, strict=True)]
    for ligne in chain([titres], tete, reste):
        cellules = map(str.ljust, ligne, largeurs)
        sys.stdout.write("  ".join(cellules).rstrip() + "\n")


def _draw(titres: Sequence[str], lignes: list[list[str]]) -> None:
    """Draw the table over the whole width; where its words do not fit, each row takes more lines."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=sys.stdout)
    largeur = console.width
    largeurs, entieres = _fit(titres, lignes, largeur)
    if largeurs is None:
        courtes = [[_short_date(cellule) for cellule in ligne] for ligne in lignes]
        largeurs, entieres = _fit(titres, courtes, largeur)
        if largeurs is None:
            _stack(titres, lignes, largeur)
            return
        lignes = courtes
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    nombres = [_are_numbers(colonne) for colonne in zip(*lignes, strict=True)]
    for titre, entiere, utile, nombre in zip(titres, entieres, largeurs, nombres, strict=True):
        cote: Literal["left", "right"] = "right" if nombre else "left"
        table.add_column(Text(titre), no_wrap=entiere, overflow="fold", width=utile, justify=cote)
    for ligne in lignes:
        table.add_row(*map(Text, ligne))
    console.print(table, width=largeur)


def _fit(
    titres: Sequence[str], lignes: list[list[str]], largeur: int
) -> tuple[list[int] | None, list[bool]]:
    """Return the width of each column, None when they do not fit, and which are left whole."""
    entieres = [_is_whole(colonne) for colonne in zip(*lignes, strict=True)]
    return _widths(titres, lignes, entieres, largeur), entieres


def _short_date(cellule: str) -> str:
    """Return a day with two figures for its year: `07/09/20`."""
    return _DATE.sub(r"\1\2", cellule)


def _are_numbers(colonne: Sequence[str]) -> bool:
    return all(cellule.isdecimal() or not cellule for cellule in colonne) and any(colonne)


def _stack(titres: Sequence[str], lignes: list[list[str]], largeur: int) -> None:
    """Write each row on a line of what fits, then the words that do not, by name, under it."""
    from textwrap import wrap

    colonnes = [[titre, *cellules] for titre, *cellules in zip(titres, *lignes, strict=True)]
    larges = [max(map(len, colonne)) for colonne in colonnes]
    dessous = _moved(colonnes, larges, largeur)
    reste = [rang for rang in range(len(titres)) if rang not in dessous]
    nombres = {rang for rang in reste if _are_numbers(colonnes[rang][1:])}

    def line(ligne: Sequence[str]) -> str:
        cellules = (
            f"{ligne[rang]:{'>' if rang in nombres else '<'}{larges[rang]}}" for rang in reste
        )
        return "  ".join(cellules).rstrip()

    sys.stdout.write(f"{line(titres)}\n")
    for ligne in lignes:
        sys.stdout.write(f"{line(ligne)}\n")
        dits = " · ".join(f"{titres[r]}\xa0: {ligne[r]}" for r in sorted(dessous) if ligne[r])
        marge = "    "
        for suite in wrap(
            dits,
            largeur,
            initial_indent=marge,
            subsequent_indent=marge,
            break_on_hyphens=False,
        ):
            sys.stdout.write(f"{suite}\n")


def _moved(colonnes: Sequence[Sequence[str]], larges: Sequence[int], largeur: int) -> set[int]:
    """Return the columns that go under the row: words first, the widest first; never the first column."""
    ordre = sorted(
        range(1, len(colonnes)), key=lambda rang: (_is_whole(colonnes[rang][1:]), -larges[rang])
    )
    dessous: set[int] = set()
    for rang in ordre:
        pris = [n for n in range(len(colonnes)) if n not in dessous]
        if sum(larges[n] for n in pris) + 2 * (len(pris) - 1) <= largeur:
            break
        dessous.add(rang)
    return dessous


def _is_whole(colonne: Sequence[str]) -> bool:
    """Tell a column of codes, dates or numbers, of which nothing is ever cut, from one of words."""
    return max(map(len, colonne)) <= _MOT or not any(" " in cellule for cellule in colonne)


def _widths(
    titres: Sequence[str], lignes: list[list[str]], entieres: Sequence[bool], largeur: int
) -> list[int] | None:
    """Return the width of each column, None when the table would be cut or its words broken.

    A column of words is no narrower than its longest word. What is left is shared among those that
    would need more.
    """
    colonnes = [[titre, *cellules] for titre, *cellules in zip(titres, *lignes, strict=True)]
    pleines = [max(map(len, colonne)) for colonne in colonnes]
    place = largeur - 2 * (len(titres) - 1)
    moindres = [
        pleine if entiere else min(pleine, _longest_word(colonne))
        for pleine, entiere, colonne in zip(pleines, entieres, colonnes, strict=True)
    ]
    reste, manques = place - sum(moindres), sum(pleines) - sum(moindres)
    if reste < 0:
        return None
    part = min(1.0, reste / manques) if manques else 0.0
    return [m + int((p - m) * part) for m, p in zip(moindres, pleines, strict=True)]


def _longest_word(cellules: Iterable[str]) -> int:
    return max((len(mot) for cellule in cellules for mot in cellule.split()), default=0)


def plural(nombre: int, mot: str) -> str:
    """Return a count in words: `1 ligne`, `2 lignes`; every word of `mot` takes the mark."""
    from sigma_cli.domain import texte  # not needed to start

    return texte.plural(nombre, mot)


def warn(avertissements: Iterable[Avertissement]) -> None:
    """Tell people what a rule thinks, without refusing."""
    for avertissement in avertissements:
        regle = f" ({avertissement.regle})" if avertissement.regle else ""
        _say("attention :", f"{avertissement.message}{regle}", _JAUNE)


def hint(texte: str) -> None:
    """Say something useful on stderr that is neither a result nor an error."""
    _tell(printable(texte))


def _tell(texte: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"{texte}\n")
        sys.stderr.flush()


def show_error(error: SigmaError, *, as_json: bool, mot: str = "") -> None:
    """Say on one line of stderr why it failed; with `as_json` also write it to stdout for scripts.

    `mot` replaces the first word, "refusé" for a rule and "erreur" otherwise.
    """
    if as_json:
        erreur = {"code": error.exit_code, "regle": error.regle, "message": error.message}
        with suppress(OSError):
            sys.stdout.write(f"{to_json({'erreur': erreur})}\n")
    regle = f" ({error.regle})" if error.regle else ""
    mot = mot or ("refusé" if isinstance(error, RuleViolation) else "erreur")
    _say(f"{mot}{regle} :", error.message, _ROUGE)


def _say(mot: str, message: str, couleur: str) -> None:
    colore = sys.stderr.isatty() and not os.environ.get("NO_COLOR") and sys.platform != "win32"
    dit = printable(" ".join(message.splitlines()))
    _tell(f"\x1b[{couleur}m{mot}\x1b[0m {dit}" if colore else f"{mot} {dit}")


def confirm(question: str, *, defaut: bool = False) -> bool:
    """Ask a yes or no question, `defaut` for Enter. Raises: UsageProblem when nobody can answer.

    Every command that asks one has the option `--yes`.
    """
    _need_someone(question, "relancer avec --yes pour dire oui")
    sys.stderr.write(f"{printable(question)} [{'O/n' if defaut else 'o/N'}] ")
    sys.stderr.flush()
    lu = sys.stdin.readline()
    reponse = lu.strip().lower()
    return reponse in {"o", "oui"} or (defaut and lu.endswith("\n") and not reponse)


def choose(question: str, choix: Sequence[str]) -> int:
    """Show a numbered list and return the rank chosen. Raises: UsageProblem when none is."""
    _need_someone(question, "donner la réponse par une option")
    for rang, texte in enumerate(choix, 1):
        sys.stderr.write(f"{rang:>3}. {plain_text(texte)}\n")
    while True:
        sys.stderr.write(f"{question} [1-{len(choix)}, Entrée pour renoncer] ")
        sys.stderr.flush()
        reponse = sys.stdin.readline().strip()
        if not reponse:
            raise UsageProblem("Rien n’a été choisi, rien n’a été fait.")
        if reponse.isdecimal() and 1 <= int(reponse) <= len(choix):
            return int(reponse) - 1
        hint(f"Un nombre de 1 à {len(choix)} est attendu.")


def ask_secret(question: str) -> str:
    """Ask for a value that is neither shown nor kept in a history. Raises: UsageProblem."""
    from getpass import getpass

    _need_someone(question, "donner la réponse par une option")
    return getpass(f"{question} : ", stream=sys.stderr).strip()


def read_key() -> str:
    """Return the next key, without waiting for Enter. Ctrl+C raises KeyboardInterrupt."""
    if sys.platform == "win32":
        import msvcrt

        lue = msvcrt.getwch()
        if lue == "\x03":
            raise KeyboardInterrupt
        return lue
    import termios
    import tty

    descripteur = sys.stdin.fileno()
    avant = termios.tcgetattr(descripteur)
    try:
        tty.setcbreak(descripteur)
        lue = os.read(descripteur, 4).decode("utf-8", "replace")
    finally:
        termios.tcsetattr(descripteur, termios.TCSADRAIN, avant)
    if not lue:
        raise EOFError
    return lue[0]


def is_someone_there() -> bool:
    """Tell whether a person can answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def _need_someone(question: str, remede: str) -> None:
    if not is_someone_there():
        raise UsageProblem(f"Personne ne peut répondre à « {question} » : {remede}.")


def stream_json(lignes: Iterable[object]) -> None:
    """Print `{"resultats": [...], "nombre": n}` as the rows come: nothing is kept (CLI.md §6)."""
    sys.stdout.write('{"resultats": [')
    nombre = 0
    for nombre, ligne in enumerate(lignes, 1):
        sys.stdout.write(f"{', ' if nombre > 1 else ''}{to_json(ligne)}")
    sys.stdout.write(f'], "nombre": {nombre}}}\n')
