"""Long work on a terminal: a bar on stderr, for those who have waited one second."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress

_PATIENCE: Final = 1.0  # seconds without a word
_LARGEUR: Final = 100


@contextmanager
def progress(libelle: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Yield the function that counts steps done. On a terminal, a bar is drawn after one second."""
    if not sys.stderr.isatty():
        yield lambda _pas: None
        return
    barre = _Barre(libelle, total)
    try:
        yield barre.advance
    finally:
        barre.stop()


class _Barre:
    """A bar that only those who wait will see, and that loads rich only then."""

    def __init__(self, libelle: str, total: int | None) -> None:
        self._libelle, self._total = libelle, total
        self._debut, self._faits = monotonic(), 0
        self._barre: Progress | None = None

    def advance(self, pas: int) -> None:
        self._faits += pas
        if self._barre is None and monotonic() - self._debut >= _PATIENCE:
            self._start()
        if self._barre is not None:
            self._barre.update(self._barre.task_ids[0], completed=self._faits)

    def _start(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - loads only for those who wait
        from rich.progress import (  # noqa: PLC0415 - as above
            BarColumn,
            Progress,
            TextColumn,
        )

        colonnes = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"))
        console = Console(stderr=True, width=_LARGEUR)
        self._barre = Progress(*colonnes, console=console, transient=True)
        self._barre.add_task(self._libelle, total=self._total)
        self._barre.start()

    def stop(self) -> None:
        if self._barre is not None:
            self._barre.stop()
