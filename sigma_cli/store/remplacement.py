"""Put a copy in place of a base, which nobody may write from the copy kept of it to the end (BAS-01)."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sigma_cli.errors import BrokenBase, Conflict, SigmaError
from sigma_cli.formats.fichier import message_systeme, take_name
from sigma_cli.store.copie import ATTENTE, check_distinct, give_up, write_copy
from sigma_cli.store.engine import explain
from sigma_cli.store.partiel import BESIDE, GARDEE, keep, mark_of, working_folder

_SHARED: Final = "WAL"  # journal of a base: readers and a writer at once
_CLOSED: Final = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL}
_RUINED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

Preparation = Callable[[Path, Path | None], None]


def restore_base(
    sauvegarde: Path,
    base: Path,
    *,
    verifier: Callable[[Path], object],
    prepare: Preparation,
    attente_secondes: float = ATTENTE,
) -> Path | None:
    """Put a backup in place of the base, in one SQLite transaction.

    `verifier` is given a copy of the backup, and refuses what is none. `prepare` is given it too, with
    the copy kept of the replaced base, None when none can be read: it writes in the first what is to
    be carried. The base is held meanwhile. Return the copy kept, `<name>.avant-restauration.db` or the
    next free name, None when there was no base. Raises BrokenBase, InvalidInput, Conflict and what
    the two raise; the base is then as it was, and no copy is left.
    """
    check_distinct(base, sauvegarde)
    try:
        base.parent.mkdir(parents=True, exist_ok=True)
        with working_folder(base) as dossier:
            brouillon = dossier / "sauvegarde.db"
            _fetch(sauvegarde, brouillon, attente=attente_secondes)
            verifier(brouillon)
            if not base.exists():
                prepare(brouillon, None)
                _install(brouillon, base)
                return None
            try:
                _replace(brouillon, base, prepare, attente=attente_secondes)
            except (SigmaError, sqlite3.Error) as error:
                if not is_ruined(error):
                    raise
                prepare(brouillon, None)
                return _replace_ruined(brouillon, base)
            return keep(base, dossier / GARDEE)
    except sqlite3.Error as error:
        raise BrokenBase(
            f"Restauration impossible : {explain(error)} ; la base est restée comme avant."
        ) from error
    except OSError as error:
        raise BrokenBase(
            f"Restauration impossible vers {base} ({message_systeme(error)}) : choisir un autre "
            "emplacement avec --base."
        ) from error


def is_ruined(error: BaseException) -> bool:
    """Tell a base beyond reading from one that is only busy."""
    cause = error.__cause__ if isinstance(error, SigmaError) else error
    code = getattr(getattr(cause, "orig", cause), "sqlite_errorcode", 0)
    return code & 0xFF in _RUINED


def _fetch(sauvegarde: Path, brouillon: Path, *, attente: float) -> None:
    """Bring the backup beside the base; from a medium where SQLite may write nothing too."""
    try:
        write_copy(sauvegarde, brouillon, attente=attente)
    except sqlite3.DatabaseError as error:
        if is_ruined(error):
            raise BrokenBase(
                f"{sauvegarde} n’est pas une sauvegarde de sigma, ou est abîmée : rien n’a changé."
            ) from error
        if error.sqlite_errorcode & 0xFF not in _CLOSED:
            raise
        brouillon.unlink(missing_ok=True)
        posee = brouillon.with_name("support.db")
        for suffixe in ("", "-wal", "-journal"):  # the shared memory is made again from them
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{sauvegarde}{suffixe}", f"{posee}{suffixe}")
        write_copy(posee, brouillon)


def _replace(brouillon: Path, base: Path, prepare: Preparation, *, attente: float) -> None:
    """Copy page by page into the live file: programs that have it open see the new content.

    SQLite takes the write lock of the base with the first page and keeps it to the last. Between the
    two, the rest is done: what others wrote before is in the copy kept, what they write after is in
    the base. The draft may change meanwhile: SQLite then copies it from its start again.
    """
    gardee = brouillon.with_name(GARDEE)
    tenue = False

    def hold(etat: int, restantes: int, total: int) -> None:
        nonlocal tenue
        give_up(etat, restantes, total)
        if not tenue:
            tenue = True
            write_copy(base, gardee)
            prepare(brouillon, gardee)
            _mark(brouillon)

    with (
        closing(sqlite3.connect(brouillon, timeout=attente)) as origine,
        closing(sqlite3.connect(base, timeout=attente)) as copie,
    ):
        if copie.execute(f"PRAGMA journal_mode = {_SHARED}").fetchone()[0].upper() != _SHARED:
            raise BrokenBase(
                f"La base {base} ne peut pas être tenue pendant une restauration (partage réseau ?) : "
                "la poser sur un disque de ce poste, puis restaurer. Rien n’a changé."
            )
        origine.backup(copie, pages=1, progress=hold)


def _mark(brouillon: Path) -> None:
    """Let the sweeper know, should this process be killed, that the base was replaced from here."""
    with closing(sqlite3.connect(brouillon)) as ecrit:
        ecrit.execute(f"PRAGMA user_version = {mark_of(brouillon.parent)}")
        ecrit.commit()


def _install(brouillon: Path, base: Path) -> None:
    """Make a base where there is none, and let its writer and its readers work at once."""
    _finish(brouillon)
    for suffixe in BESIDE:  # of a base long gone: SQLite would replay it on this one
        Path(f"{base}{suffixe}").unlink(missing_ok=True)
    try:
        take_name(brouillon, base)
    except FileExistsError as error:
        raise Conflict(
            f"Une base vient d’être faite à {base} : elle est gardée ; recommencer pour la remplacer."
        ) from error


def _replace_ruined(brouillon: Path, base: Path) -> Path:
    """Keep as it is what SQLite cannot read any more, and put the other in its place."""
    _finish(brouillon)
    gardee = brouillon.with_name(GARDEE)
    gardee.unlink(missing_ok=True)
    for suffixe in ("", *BESIDE):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{base}{suffixe}", f"{gardee}{suffixe}")
    for suffixe in ("", *BESIDE):
        with suppress(FileNotFoundError):
            Path(f"{gardee}{suffixe}").chmod(0o600)
    _mark(brouillon)
    for suffixe in BESIDE:
        Path(f"{base}{suffixe}").unlink(missing_ok=True)
    brouillon.replace(base)
    return keep(base, gardee)


def _finish(brouillon: Path) -> None:
    """Leave the draft whole in its one file, durably."""
    with closing(sqlite3.connect(brouillon)) as ecrit:
        ecrit.execute("PRAGMA journal_mode = DELETE")
        ecrit.execute(f"PRAGMA journal_mode = {_SHARED}")
    with brouillon.open("rb") as ecrit_:
        os.fsync(ecrit_.fileno())
