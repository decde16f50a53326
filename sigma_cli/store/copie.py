"""Copies of a file base: taken while others write, checked before they replace anything."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Final

from sigma_cli.errors import BrokenBase, InvalidInput, NotFound, SigmaError
from sigma_cli.formats.fichier import message_systeme
from sigma_cli.store.engine import explain
from sigma_cli.store.partiel import BESIDE, partial_name, sweep

_WAIT: Final = 30.0
_ALONE: Final = "DELETE"  # journal of a copy to carry away: one file, nothing beside
_SHARED: Final = "WAL"  # journal of a base: readers and a writer at once
_RUINED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_OURS: Final = ("SELECT version_num FROM alembic_version", "SELECT id FROM journal")
_LOCKED: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def copy_base(
    source: Path, cible: Path, *, attente_secondes: float = _WAIT, mode: str = _ALONE
) -> None:
    """Copy a base with SQLite’s own backup, right even while others write.

    The copy appears under its final name only once whole, readable by its owner only.
    Raises BrokenBase when it cannot be read or written, InvalidInput on a copy onto itself or in a
    folder that is not there.
    """
    _check_distinct(source, cible)
    if not cible.parent.is_dir():
        raise InvalidInput(
            f"Le dossier {cible.parent} n’existe pas : le créer ou en nommer un autre."
        )
    sweep(cible)
    partiel = partial_name(cible)
    try:
        os.close(os.open(partiel, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _pour(source, partiel, attente=attente_secondes)
        _set_journal(partiel, mode)
        with partiel.open("rb") as ecrit:
            os.fsync(ecrit.fileno())
        partiel.replace(cible)
    except (OSError, sqlite3.Error) as error:
        cause = message_systeme(error) if isinstance(error, OSError) else explain(error)
        raise BrokenBase(
            f"Copie de la base vers {cible} impossible : {cause} ; rien n’a changé."
        ) from error
    finally:
        for suffixe in ("", *BESIDE):
            with suppress(OSError):
                Path(f"{partiel}{suffixe}").unlink(missing_ok=True)


def check_copy(fichier: Path) -> None:
    """Refuse to restore what is absent, no base, or damaged. Raises NotFound or BrokenBase."""
    if not fichier.is_file():
        raise NotFound(f"Pas de sauvegarde à {fichier} : vérifier le chemin.")
    try:
        with closing(sqlite3.connect(f"{fichier.absolute().as_uri()}?mode=ro", uri=True)) as copie:
            verdict = copie.execute("PRAGMA integrity_check").fetchone()[0]
            for lecture in _OURS:
                copie.execute(lecture).fetchone()
    except sqlite3.Error as error:
        raise BrokenBase(
            f"{fichier} n’est pas une sauvegarde de sigma : rien n’a changé."
        ) from error
    if verdict != "ok":
        raise BrokenBase(f"{fichier} est abîmée : rien n’a changé, choisir une autre sauvegarde.")


def restore_base(
    sauvegarde: Path,
    base: Path,
    *,
    prepare: Callable[[Path], Path],
    attente_secondes: float = _WAIT,
) -> Path | None:
    """Put a checked backup in place of the base, in one SQLite transaction.

    `prepare` is given the copy kept of the replaced base, and returns what takes its place: the
    backup, or a copy of it that knows more. Return the copy kept, `<name>.avant-restauration.db` or
    the next free name, None when there was no base. Raises BrokenBase, InvalidInput and what
    `prepare` raises; the base is then as it was.
    """
    _check_distinct(base, sauvegarde)
    if not base.exists():
        _install(sauvegarde, base)
        return None
    gardee = _free_name(base)
    try:
        copy_base(base, gardee, attente_secondes=attente_secondes)
        _overwrite(prepare(gardee), base, attente=attente_secondes)
    except SigmaError as error:
        if not is_ruined(error):
            gardee.unlink(missing_ok=True)
            raise
        _set_aside(base, gardee)
        _install(sauvegarde, base)
    return gardee


def _overwrite(sauvegarde: Path, base: Path, *, attente: float) -> None:
    """Copy page by page into the live file: programs that have it open see the new content."""
    try:
        _pour(sauvegarde, base, attente=attente)
    except sqlite3.Error as error:
        raise BrokenBase(
            f"Restauration impossible : {explain(error)} ; la base est restée comme avant."
        ) from error
    with suppress(sqlite3.Error):  # the content is there by now: a refusal is no failure
        _set_journal(base, _SHARED)


def _install(sauvegarde: Path, base: Path) -> None:
    """Make a base where there is none, and let its writer and its readers work at once."""
    try:
        base.parent.mkdir(parents=True, exist_ok=True)
        for suffixe in BESIDE:  # of a base long gone: SQLite would replay it on this one
            Path(f"{base}{suffixe}").unlink(missing_ok=True)
    except OSError as error:
        raise BrokenBase(
            f"Restauration impossible vers {base} ({message_systeme(error)}) : choisir un autre "
            "emplacement avec --base."
        ) from error
    copy_base(sauvegarde, base, mode=_SHARED)


def _pour(source: Path, cible: Path, *, attente: float) -> None:
    with (
        closing(sqlite3.connect(source, timeout=attente)) as origine,
        closing(sqlite3.connect(cible, timeout=attente)) as copie,
    ):
        origine.backup(copie, progress=_give_up)


def _set_journal(base: Path, mode: str) -> None:
    with closing(sqlite3.connect(base)) as db:
        db.execute(f"PRAGMA journal_mode = {mode}")


def _give_up(etat: int, _restantes: int, _total: int) -> None:
    """Stop a copy that already waited: left alone, Python would try again for ever."""
    if etat in _LOCKED:
        raise sqlite3.OperationalError("database is locked")


def _check_distinct(base: Path, copie: Path) -> None:
    if base.exists() and copie.exists() and base.samefile(copie):
        raise InvalidInput(f"{copie} est la base elle-même : donner un autre fichier.")


def _free_name(base: Path) -> Path:
    """Return a name for what is replaced: a copy kept earlier may be the very one to restore."""
    noms = (f".avant-restauration{f'-{rang}' if rang > 1 else ''}.db" for rang in count(1))
    return next(nom for suffixe in noms if not (nom := base.with_suffix(suffixe)).exists())


def is_ruined(error: SigmaError) -> bool:
    """Tell a base beyond reading from one that is only busy."""
    cause = error.__cause__
    code = getattr(getattr(cause, "orig", cause), "sqlite_errorcode", 0)
    return code & 0xFF in _RUINED


def _set_aside(base: Path, gardee: Path) -> None:
    """Keep as it is what SQLite cannot read any more."""
    for suffixe in ("", *BESIDE):
        fichier = Path(f"{base}{suffixe}")
        if fichier.exists():
            fichier.replace(f"{gardee}{suffixe}")


def version_of(base: Path) -> str | None:
    """Return the last migration of a base, None when it is none of ours."""
    try:
        with closing(sqlite3.connect(base, timeout=_WAIT)) as lue:
            versions = lue.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:  # no such table
            return None
        raise BrokenBase(f"La base {base} ne répond pas : {explain(error)}.") from error
    return str(versions[0]) if versions else None
