"""One sender at a time: a lock on a file beside the base, which dies with its process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sigma_cli.errors import BrokenBase
from sigma_cli.formats.fichier import message_systeme


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
