"""Bring a base to the schema of the program, with a copy kept beforehand."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sigma_cli.errors import BrokenBase, Conflict, PendingMigrations
from sigma_cli.formats.fichier import message_systeme
from sigma_cli.store import recherche, version
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.copie import copy_base
from sigma_cli.store.emplacement import check_new
from sigma_cli.store.engagement import SessionSure
from sigma_cli.store.engine import bare_engine, check_file, translate

_PAUSE: Final = 0.05  # seconds between two tries


class Issue(StrEnum):
    """What became of a base that was to be brought to the schema of the program."""

    CREEE = "créée"
    MISE_A_JOUR = "mise à jour"
    INCHANGEE = "déjà là"


def alembic_config(connection: Connection | None = None) -> Config:
    """Return the Alembic configuration; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", "sigma_cli.store:migrations")
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(version.REVISIONS))
    config.attributes["connection"] = connection
    return config


def last_revision() -> str | None:
    """Return the newest migration shipped with the package."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def migrate(
    adresse: Adresse,
    *,
    attente_secondes: float = 30.0,
    ensuite: Callable[[Session], None] | None = None,
) -> Issue:
    """Create the base or apply its pending migrations, all of them or none.

    `ensuite` is what a version asks of the rows that are there; it is of the same transaction, and
    done again on a base that is up to date (BAS-03). A file base that changes is first copied to
    `<name>.avant-migration.db` beside it. Raises PendingMigrations for a newer base, Conflict for one
    that holds the tables of another program, BrokenBase.
    """
    with _file_ready(adresse.fichier), _own_engine(adresse, attente_secondes) as engine:
        with engine.connect() as connection:
            _read_revision(connection, adresse)  # a base that is none of ours is left as it is
        if engine.dialect.name == "sqlite":
            _use_wal(engine, attente_secondes=attente_secondes)
        with SessionSure(engine) as db:
            avant = _read_revision(db.connection(), adresse)  # nobody writes from here on
            if avant != version.HEAD:
                _keep_copy(adresse, avant, attente_secondes)
                _upgrade(db.connection())
                db.note_written()
            if avant is not None and ensuite:
                ensuite(db)
            db.commit()
    if avant == version.HEAD:
        return Issue.INCHANGEE
    return Issue.CREEE if avant is None else Issue.MISE_A_JOUR


def _keep_copy(adresse: Adresse, avant: str | None, attente_secondes: float) -> None:
    """Copy a base that holds something before it changes."""
    if avant is not None and adresse.fichier:
        copie = adresse.fichier.with_suffix(".avant-migration.db")
        copy_base(adresse.fichier, copie, attente_secondes=attente_secondes)


def _upgrade(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "head")
    recherche.install(connection)
    _check_orphans(connection)


@contextmanager
def _file_ready(fichier: Path | None) -> Iterator[None]:
    """Make the file of a new base, and unmake it if nothing came in it."""
    if fichier is None:
        yield
        return
    neuve = not fichier.exists()
    if neuve:
        _create_private(fichier)
    else:
        check_file(fichier)
    try:
        yield
    finally:
        with suppress(OSError):
            if neuve and fichier.stat().st_size == 0:
                fichier.unlink()


@contextmanager
def _own_engine(adresse: Adresse, attente_secondes: float) -> Iterator[Engine]:
    engine = _make_engine(adresse.url, attente_secondes=attente_secondes)
    try:
        yield engine
    except DBAPIError as error:
        raise translate(error, adresse) from error
    except CommandError as error:  # its version is none of ours
        raise PendingMigrations(
            f"La base {adresse} est d’une version inconnue : mettre le programme à jour."
        ) from error
    finally:
        engine.dispose()


def _read_revision(connection: Connection, adresse: Adresse) -> str | None:
    """Return the last migration the base had, None for an empty one; refuse what is not ours."""
    trouvee = MigrationContext.configure(connection).get_current_revision()
    if trouvee is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise Conflict(
            f"La base {adresse} contient les tables d’un autre programme : choisir un autre "
            "emplacement avec --base."
        )
    if trouvee is not None:
        version.check_known(trouvee)
    return trouvee


def _create_private(fichier: Path) -> None:
    """Create the empty file readable by its owner only: it will hold personal data."""
    check_new(fichier)
    try:
        fichier.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(fichier, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise BrokenBase(
            f"La base ne peut pas être créée à {fichier} ({message_systeme(error)}) : choisir un autre "
            "emplacement avec --base."
        ) from error


def _use_wal(engine: Engine, *, attente_secondes: float) -> None:
    """Readers and one writer at once; the mode stays in the file.

    SQLite does not wait when two programs change the mode at once, so the wait is here.
    """
    fin = time.monotonic() + attente_secondes
    connection = engine.raw_connection()
    try:
        while not _try_wal(connection.cursor(), encore=time.monotonic() < fin):
            time.sleep(_PAUSE)
    except sqlite3.Error as error:
        raise DBAPIError(None, None, error) from error
    finally:
        connection.close()


def _try_wal(curseur: DBAPICursor, *, encore: bool) -> bool:
    """Return False when another program holds the base and one may try again."""
    try:
        curseur.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if encore and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _check_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        orphelines = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if orphelines:
            raise BrokenBase("Migration annulée : des lignes perdraient leur parent.")


def _make_engine(url: str, *, attente_secondes: float) -> Engine:
    """Return an engine fit for changing tables, which the one of `open_db` is not.

    Foreign keys stay off: Alembic rebuilds a table by dropping it, and a drop cascades to the
    children. BEGIN is ours: sqlite3 would leave CREATE and ALTER out of the transaction.
    """
    engine = bare_engine(url)
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def _hand_over_transactions(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA busy_timeout = {int(attente_secondes * 1000)}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
