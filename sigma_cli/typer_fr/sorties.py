"""The standard streams, which the caller may have closed, narrowed to ASCII or stopped reading."""

import io
import os
import select
import sys
from typing import Final, TextIO

from sigma_cli.console import show_error
from sigma_cli.errors import TransportFailed

LECTEUR_PARTI: Final = 141  # 128 + SIGPIPE, as a shell reports it
_NON_ECRITE: Final = (
    "La sortie standard n’a pas pu être écrite : libérez de la place sur le disque."
)


def prepare_streams() -> None:
    """Make sure that writing fails neither on a character nor on a descriptor closed by the caller.

    The encoding stays the one of the terminal: a character it lacks is written as a question mark.
    """
    sys.stdout = sys.stdout or _null()
    sys.stderr = sys.stderr or _null()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def flush_stdout() -> int:
    """Send what is left to stdout; return 0, or the exit code of a result that cannot arrive."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()
        return LECTEUR_PARTI
    except OSError:
        _drop_stdout()
        show_error(TransportFailed(_NON_ECRITE), as_json=False)
        return TransportFailed.exit_code
    return 0


def lost_stdout() -> int:
    """Return the exit code of the failed write just met if stdout is the cause, else 0.

    A buffered stdout fails again when flushed; for an unbuffered one the pipe itself is asked.
    """
    return flush_stdout() or (LECTEUR_PARTI if _reader_left() else 0)


def _reader_left() -> bool:
    try:
        descripteur = sys.stdout.fileno()
        poll = select.poll()
    except (OSError, AttributeError):  # no descriptor behind stdout, or no poll on Windows
        return False
    poll.register(descripteur, 0)
    return any(etat & select.POLLERR for _, etat in poll.poll(0))


def _drop_stdout() -> None:
    """Point stdout at nothing: the interpreter flushes it once more on its way out."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _null() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - lives as long as the process
