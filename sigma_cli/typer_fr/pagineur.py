"""Long lists on a terminal: handed to the pager of the user, which stops when they fit one screen."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import subprocess

_USUELS: Final = ("less", "more")
_SANS: Final = ("", "cat")  # what people write in PAGER to have none
# no paging when it fits, colours, nothing erased on leaving, and how to leave, in French
_LESS: Final = r"-F -R -X -Pespace \: la suite   b \: retour   /mot \: chercher   q \: quitter$"


class _Entree(io.TextIOWrapper):
    """The input of the pager; it shows on a terminal, and so is drawn for one."""

    def isatty(self) -> bool:
        return True


@contextmanager
def paged() -> Iterator[None]:
    """Print into the pager; in a pipe, or without a pager, print as usual.

    Someone who leaves the pager before the end has read enough: that is no failure.
    """
    commande = _pager()
    lance = _start(commande) if commande else None
    if lance is None:
        yield
        return
    with lance as processus:
        terminal, entree = sys.stdout, processus.stdin
        assert entree is not None
        sys.stdout = _Entree(entree, encoding="utf-8", errors="replace")
        try:
            with suppress(BrokenPipeError):
                yield
        finally:
            with suppress(BrokenPipeError):
                sys.stdout.close()
            sys.stdout = terminal
            _wait(processus)


def _start(commande: list[str]) -> "subprocess.Popen[bytes] | None":
    """Start the pager; None when there is no such program, which must not hide the list."""
    import subprocess  # noqa: PLC0415 - loads only for a terminal

    env = os.environ | {"LESS": os.environ.get("LESS", _LESS), "LESSCHARSET": "utf-8"}
    sys.stdout.flush()
    try:
        return subprocess.Popen(commande, stdin=subprocess.PIPE, env=env)  # noqa: S603 - the user’s own pager
    except OSError:
        return None


def _pager() -> list[str] | None:
    """Return the command of the pager, None where there is nobody to turn pages."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    choisi = os.environ.get("PAGER")
    if choisi is not None:
        return None if choisi.strip() in _SANS else _words(choisi)
    if sys.platform == "win32" or os.environ.get("TERM") == "dumb":
        return None
    import shutil  # noqa: PLC0415 - loads only for a terminal

    return next(([nom] for nom in _USUELS if shutil.which(nom)), None)


def _words(commande: str) -> list[str] | None:
    """Return the words of a command as a shell cuts them, None when its quotes do not match."""
    import shlex  # noqa: PLC0415 - loads only for a terminal

    with suppress(ValueError):
        return shlex.split(commande, posix=sys.platform != "win32")
    return None


def _wait(processus: "subprocess.Popen[bytes]") -> None:
    """Wait for the reader; Ctrl+C is then a key of the pager."""
    while True:
        with suppress(KeyboardInterrupt):
            processus.wait()
            return
