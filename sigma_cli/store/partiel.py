"""What is being written beside a base: named after its process, swept once that one is gone."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sigma_cli.errors import BrokenBase
from sigma_cli.formats.fichier import message_systeme

BESIDE: Final = ("-wal", "-shm")  # what SQLite keeps beside a base in use
_FOLDER: Final = "-d"


@contextmanager
def working_folder(base: Path) -> Iterator[Path]:
    """Yield a folder beside a base, closed to others, for what leads to it; gone in the end.

    Raises BrokenBase where nothing can be written.
    """
    sweep(base)
    dossier = Path(f"{partial_name(base)}{_FOLDER}")
    try:
        base.parent.mkdir(parents=True, exist_ok=True)
        dossier.mkdir(mode=0o700)
    except OSError as error:
        raise BrokenBase(
            f"Restauration impossible vers {base} ({message_systeme(error)}) : choisir un autre "
            "emplacement avec --base."
        ) from error
    try:
        yield dossier
    finally:
        shutil.rmtree(dossier, ignore_errors=True)


def partial_name(cible: Path) -> Path:
    """Return the temporary name of what becomes `cible`: it names the process that writes it."""
    return cible.with_name(f".{cible.name}.{os.getpid()}.part")


def sweep(cible: Path) -> None:
    """Remove the partial copies of `cible` whose process was killed: each is all the base."""
    debut = f".{cible.name}."
    with suppress(OSError):
        for reste in cible.parent.iterdir():
            numero, _, suite = reste.name.removeprefix(debut).partition(".part")
            if (
                reste.name.startswith(debut)
                and suite in ("", _FOLDER, *BESIDE)
                and _is_gone(numero)
            ):
                _remove(reste)


def _remove(reste: Path) -> None:
    if reste.is_dir():
        shutil.rmtree(reste, ignore_errors=True)
    else:
        reste.unlink(missing_ok=True)


def _is_gone(numero: str) -> bool:
    """Tell whether a process has ended. Windows keeps what is in use from being removed."""
    if not numero.isascii() or not numero.isdigit() or int(numero) == os.getpid():
        return False
    if sys.platform == "win32":
        return True
    try:
        os.kill(int(numero), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
