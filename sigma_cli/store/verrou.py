"""One sender at a time: a lock beside a file base, or on its server, which dies with its process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from sigma_cli.errors import BrokenBase
from sigma_cli.formats.fichier import message_systeme
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.engine import bare_engine, translate
from sigma_cli.store.serveur import CLE

_ENVOYER: Final = 2  # the other advisory locks are those of the writers


@contextmanager
def exclusive(fichier: Path) -> Iterator[bool]:
    """Yield True when this process holds the lock, False at once when another one does."""
    verrou = FileLock(fichier, timeout=0, mode=0o600)
    try:
        verrou.acquire()
    except Timeout:
        yield False
        return
    except OSError as error:
        raise BrokenBase(
            f"Le verrou {fichier} ne peut pas être posé ({message_systeme(error)}) : vérifier les "
            "droits du dossier."
        ) from error
    try:
        yield True
    finally:
        verrou.release()


@contextmanager
def exclusive_on_server(adresse: Adresse) -> Iterator[bool]:
    """Yield True when no other machine sends from this base, False at once when one does.

    The lock is that of a session of its own: the server frees it when this process dies.
    """
    engine = bare_engine(adresse.url).execution_options(isolation_level="AUTOCOMMIT")
    prendre = f"SELECT pg_try_advisory_lock({_ENVOYER}, {CLE})"
    try:
        with engine.connect() as connection:
            yield bool(connection.exec_driver_sql(prendre).scalar())
    except DBAPIError as error:
        raise translate(error, adresse) from error
    finally:
        engine.dispose()
