"""Copies of a file base: taken while others write, checked before they replace anything."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from sigma_cli.errors import BrokenBase, NotFound

_WAIT: Final = 30.0


def copy_base(source: Path, cible: Path) -> None:
    """Copy a base with SQLite’s own backup, right even while others write.

    The copy appears under its final name only once whole, readable by its owner only.
    Raises BrokenBase when it cannot be read or written.
    """
    partiel = cible.with_name(f".{cible.name}.{os.getpid()}.part")
    try:
        os.close(os.open(partiel, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with (
            closing(sqlite3.connect(source, timeout=_WAIT)) as origine,
            closing(sqlite3.connect(partiel, timeout=_WAIT)) as copie,
        ):
            origine.backup(copie)
            copie.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal beside it
        with partiel.open("rb") as ecrit:
            os.fsync(ecrit.fileno())
        partiel.replace(cible)
    except (OSError, sqlite3.Error) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        raise BrokenBase(
            f"La copie vers {cible} a échoué ({cause}) : vérifier la base, la place et les droits."
        ) from error
    finally:
        partiel.unlink(missing_ok=True)


def check_copy(fichier: Path) -> None:
    """Refuse to restore what is absent, no base, or damaged. Raises NotFound or BrokenBase."""
    if not fichier.is_file():
        raise NotFound(f"Pas de sauvegarde à {fichier} : vérifier le chemin.")
    try:
        with closing(sqlite3.connect(f"{fichier.absolute().as_uri()}?mode=ro", uri=True)) as copie:
            verdict = copie.execute("PRAGMA integrity_check").fetchone()[0]
            copie.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BrokenBase(
            f"{fichier} n’est pas une sauvegarde de sigma : rien n’a changé."
        ) from error
    if verdict != "ok":
        raise BrokenBase(f"{fichier} est abîmée : rien n’a changé, choisir une autre sauvegarde.")


def restore_base(sauvegarde: Path, base: Path) -> Path | None:
    """Put a checked backup in place of the base, in one SQLite transaction.

    Return the copy kept of the replaced base, `<name>.avant-restauration.db`, None when there was
    none. Raises BrokenBase; the base is then as it was.
    """
    gardee = None
    if base.exists():
        gardee = base.with_suffix(".avant-restauration.db")
        copy_base(base, gardee)
        _overwrite(sauvegarde, base)
    else:
        copy_base(sauvegarde, base)
    return gardee


def _overwrite(sauvegarde: Path, base: Path) -> None:
    """Copy page by page into the live file: programs that have it open see the new content."""
    try:
        with (
            closing(sqlite3.connect(sauvegarde, timeout=_WAIT)) as origine,
            closing(sqlite3.connect(base, timeout=_WAIT)) as cible,
        ):
            origine.backup(cible)
            cible.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise BrokenBase(
            f"La restauration a échoué ({error}) : la base est restée comme avant."
        ) from error
