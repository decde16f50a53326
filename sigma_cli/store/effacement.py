"""Leave nothing behind of what was removed: SQLite keeps the last pages written in a log of its own."""

import sqlite3
from contextlib import closing, suppress

from sigma_cli.store.adresse import Adresse

_WAIT = 5.0


def forget_log(adresse: Adresse) -> None:
    """Carry the log of a file base into the base and empty it, unless a reader still needs it."""
    if adresse.fichier is None:
        return
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(adresse.fichier, timeout=_WAIT)) as base,
    ):
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
