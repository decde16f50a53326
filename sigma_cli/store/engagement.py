"""What an interruption may say: whether the base keeps anything of this run.

An order to stop that comes while SQLite records waits for its answer: half a second later both
sentences are true or false for certain.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlmodel import Session

_ARRETS: Final = ("SIGINT", "SIGTERM", "SIGHUP")
_ECRIT: Final = "journal"  # in `Session.info`: the session wrote a line of the journal
_FAITS: Final[list[str]] = []


def recorded() -> bool:
    """Tell whether this run recorded a change."""
    return bool(_FAITS)


def forget() -> None:
    """Start another run in the same process."""
    _FAITS.clear()


class SessionSure(Session):
    """A session that no order to stop cuts in the middle of a commit."""

    def note_written(self) -> None:
        """Tell that this session writes something worth a word, in or out of the journal."""
        self.info[_ECRIT] = True

    def commit(self) -> None:
        """Record, and note it."""
        with _sheltered():
            super().commit()
            if self.info.get(_ECRIT):
                _FAITS.append(_ECRIT)


@contextmanager
def _sheltered() -> Iterator[None]:
    """Hold the orders to stop until the end, then obey."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    recus: list[tuple[int, Any]] = []
    signaux = [getattr(signal, nom) for nom in _ARRETS if hasattr(signal, nom)]
    avant = {s: pose for s in signaux if callable(pose := signal.getsignal(s))}
    for signal_ in avant:
        signal.signal(signal_, lambda recu, cadre: recus.append((recu, cadre)))
    try:
        yield
    finally:
        for signal_, pose in avant.items():
            signal.signal(signal_, pose)
    for recu, cadre in recus:
        avant[signal.Signals(recu)](recu, cadre)
