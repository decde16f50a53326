"""What is being written beside a base, in a folder of its own, swept once its writer is gone.

A lock tells whether the writer is still there: process numbers are used again, and the containers
that share a disk count each their own.
"""

import re
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from sigma_cli.errors import BrokenBase
from sigma_cli.store.verrou import exclusive

BESIDE: Final = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a base in use
GARDEE: Final = "gardee.db"  # the copy of a base that is being replaced
_FOLDER: Final = "-d"
_NAME_KEPT: Final = 50  # characters of the name, 255 bytes at most


@contextmanager
def working_folder(cible: Path) -> Iterator[Path]:
    """Yield a folder beside `cible`, closed to others, for what leads to it; gone in the end.

    Raises OSError or BrokenBase where nothing can be written.
    """
    sweep(cible)
    with _held_name(cible) as verrou:
        dossier = Path(f"{verrou}{_FOLDER}")
        dossier.mkdir(mode=0o700)
        try:
            yield dossier
        finally:
            shutil.rmtree(dossier, ignore_errors=True)


def mark_of(dossier: Path) -> int:
    """Return what a draft of this folder bears: a base that bears it was replaced from here."""
    return int(dossier.name.split(".")[-2], 16)


def keep(base: Path, gardee: Path) -> Path:
    """Give the copy of a replaced base the name under which people find it; return it."""
    noms = (f".avant-restauration{f'-{rang}' if rang > 1 else ''}.db" for rang in count(1))
    libre = next(nom for suffixe in noms if not (nom := base.with_suffix(suffixe)).exists())
    for suffixe in BESIDE[::-1]:
        with suppress(FileNotFoundError):
            Path(f"{gardee}{suffixe}").replace(f"{libre}{suffixe}")
    return gardee.replace(libre)


def sweep(cible: Path) -> None:
    """Remove what killed writers of `cible` left: each is all the base.

    The one thing kept is the copy of a base that was replaced before its process was killed.
    """
    forme = re.compile(rf"\.{re.escape(cible.name[:_NAME_KEPT])}\.[0-9a-f]{{7}}\.part")
    with suppress(OSError):
        for verrou in [v for v in cible.parent.iterdir() if forme.fullmatch(v.name)]:
            with suppress(OSError, BrokenBase), exclusive(verrou) as libre:
                if libre:
                    _clear(cible, Path(f"{verrou}{_FOLDER}"))
                    verrou.unlink(missing_ok=True)


def _clear(cible: Path, dossier: Path) -> None:
    gardee = dossier / GARDEE
    if gardee.exists() and _mark(cible) == mark_of(dossier):
        keep(cible, gardee)
    shutil.rmtree(dossier, ignore_errors=True)


def _mark(base: Path) -> int | None:
    try:
        with closing(sqlite3.connect(f"{base.absolute().as_uri()}?mode=ro", uri=True)) as lue:
            return int(lue.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return None


@contextmanager
def _held_name(cible: Path) -> Iterator[Path]:
    """Yield a lock file held, gone in the end; one that a sweeper took meanwhile is left to it."""
    while True:
        verrou = _lock_name(cible)
        try:
            with exclusive(verrou) as seul:
                if seul:
                    yield verrou
                    return
        finally:
            with suppress(OSError):
                verrou.unlink(missing_ok=True)


def _lock_name(cible: Path) -> Path:
    jeton = f"{secrets.randbelow(1 << 28):07x}"  # fits what SQLite keeps as a version of the user
    return cible.with_name(f".{cible.name[:_NAME_KEPT]}.{jeton}.part")
