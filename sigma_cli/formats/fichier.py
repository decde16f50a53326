"""Write a file whole or not at all."""

import errno
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from sigma_cli.errors import Conflict, InvalidInput, SigmaError, TransportFailed

T = TypeVar("T")

_ORDINARY_MODE: Final = 0o666  # the umask of the user takes the rest away
_NAME_KEPT: Final = 50  # characters of the final name kept in the temporary one, 255 bytes at most
_NO_HARD_LINK: Final = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}
_CHEMIN: Final = "vérifier le chemin"
_DROITS: Final = (
    "les droits d’accès ne le permettent pas",
    "demander ces droits ou choisir un autre dossier",
)
_CAUSES: Final = {
    errno.ENOSPC: ("le disque est plein", "libérer de la place (dossier temporaire compris)"),
    errno.EDQUOT: ("le quota d’espace disque est atteint", "libérer de la place"),
    errno.EFBIG: ("le fichier dépasse la taille permise", "réduire l’export ou lever la limite"),
    errno.EACCES: _DROITS,
    errno.EPERM: _DROITS,
    errno.EROFS: ("le disque est en lecture seule", "écrire dans un autre dossier"),
    errno.ENAMETOOLONG: ("le nom est trop long", "choisir un nom plus court"),
    errno.ENOENT: ("le dossier ou le fichier n’existe pas", _CHEMIN),
    errno.EISDIR: ("un dossier est à la place du fichier", _CHEMIN),
    errno.EIO: ("le disque ne répond pas correctement", "vérifier le disque"),
}


def message_systeme(error: OSError) -> str:
    """Return the cause of `error` in French, without capital nor final stop."""
    return explain(error)[0]


def write_whole(
    chemin: Path,
    ecrire: Callable[[BinaryIO], T],
    *,
    force: bool = False,
    mode: int | None = None,
) -> T:
    """Let `ecrire` fill a temporary file beside `chemin`, then give it that name; return its result.

    Under the final name a reader finds the whole file, durably on disk, or nothing new. `force`
    replaces an existing file. `mode` is the permission asked for, 0o600 for personal data; by
    default the usual one of the user. A killed process leaves its `.nom.xxxx.part`
    behind, which the next writing of that name sweeps.

    Raises:
        InvalidInput: the folder is missing, or the name is not that of an ordinary file.
        Conflict: the name is taken and `force` is false, even if taken during the writing.
        TransportFailed: the system refuses; nothing was left or replaced.
    """
    try:
        _check_target(chemin, force=force)
        sweep(chemin)
        with _held_draft(chemin, mode=mode) as sortie:
            with sortie:
                resultat = ecrire(sortie)
                sortie.flush()
                os.fsync(sortie.fileno())
            _publish(Path(sortie.name), chemin, force=force)
    except OSError as error:
        cause, remede = explain(error)
        raise TransportFailed(
            f"{chemin} non écrit : {cause} ; {remede} puis recommencer."
        ) from error
    _sync_folder(chemin.parent)
    return resultat


def sweep(chemin: Path) -> None:
    """Remove what killed writers of this name left: it may be all that the file was to hold.

    A writer at work holds its own by a lock; Windows lets nobody remove what is open.
    """
    forme = re.compile(rf"\.{re.escape(chemin.name[:_NAME_KEPT])}\.[0-9a-f]{{8}}\.part")
    with suppress(OSError):
        for reste in [r for r in chemin.parent.iterdir() if forme.fullmatch(r.name)]:
            with suppress(OSError), reste.open("rb") as ouvert, _held(ouvert):
                reste.unlink()


@contextmanager
def _held_draft(chemin: Path, *, mode: int | None) -> Iterator[BinaryIO]:
    """Yield a new file beside `chemin` that no other writer sweeps; its name is gone in the end.

    One swept between its making and its lock is made again.
    """
    opener = partial(os.open, mode=_ORDINARY_MODE if mode is None else mode)
    while True:
        temporaire = chemin.with_name(f".{chemin.name[:_NAME_KEPT]}.{secrets.token_hex(4)}.part")
        try:
            with open(temporaire, "xb", opener=opener) as sortie, _held_or_shared(sortie):
                if temporaire.exists():
                    yield sortie
                    return
        finally:
            with suppress(OSError):
                temporaire.unlink(missing_ok=True)


def _held_or_shared(fichier: BinaryIO) -> ExitStack:
    pile = ExitStack()
    with suppress(OSError):  # a share without locks
        pile.enter_context(_held(fichier, wait=True))
    return pile


@contextmanager
def _held(fichier: BinaryIO, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock that tells a writer at work, until the end and not until `fichier` is closed.

    Raises OSError when another has it and `wait` is false, or where there are no locks.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        yield
        return
    descripteur = os.dup(fichier.fileno())
    try:
        fcntl.flock(descripteur, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descripteur)


def write_all(fichiers: Mapping[Path, bytes], *, force: bool, mode: int | None = None) -> None:
    """Write several files that go together; when one cannot be written, those made are taken back.

    Raises as `write_whole`.
    """
    faits: list[Path] = []
    try:
        for chemin, contenu in fichiers.items():
            nouveau = not chemin.exists()
            write_whole(chemin, partial(_write_bytes, contenu), force=force, mode=mode)
            faits += [chemin] if nouveau else []
    except SigmaError:
        for chemin in faits:
            chemin.unlink(missing_ok=True)
        raise


def _write_bytes(contenu: bytes, sortie: BinaryIO) -> int:
    return sortie.write(contenu)


def explain(error: OSError) -> tuple[str, str]:
    """Return in French the cause of `error` and what to do about it, to be joined by « ; »."""
    inconnue = (error.strerror or type(error).__name__, "corriger la cause")
    return _CAUSES.get(error.errno or 0, inconnue)


def _check_target(chemin: Path, *, force: bool) -> None:
    """Refuse what can be refused before the work is done; `_publish` alone settles a race."""
    if not chemin.parent.is_dir():
        raise InvalidInput(
            f"Le dossier {chemin.parent} n’existe pas : le créer ou en nommer un autre."
        )
    if chemin.is_dir():
        raise InvalidInput(f"{chemin} est un dossier : donner aussi le nom du fichier à écrire.")
    if chemin.exists() and not chemin.is_file():
        raise InvalidInput(f"{chemin} n’est pas un fichier ordinaire : donner un autre nom.")
    if not force and (chemin.is_symlink() or chemin.exists()):
        raise _taken(chemin)


def _publish(temporaire: Path, chemin: Path, *, force: bool) -> None:
    """Give the final name in one step; the caller removes the temporary name that is left."""
    if force:
        temporaire.replace(chemin)
        return
    try:
        take_name(temporaire, chemin)
    except FileExistsError as error:
        raise _taken(chemin) from error


def take_name(temporaire: Path, chemin: Path) -> None:
    """Give a name that must be free: by a hard link, or by a placeholder where there is none.

    A link appears whole. FAT and some network shares have none: there a process killed between
    the two steps leaves an empty file.
    """
    try:
        chemin.hardlink_to(temporaire)
    except OSError as error:
        if error.errno not in _NO_HARD_LINK:
            raise
        chemin.touch(exist_ok=False)
        temporaire.replace(chemin)


def _taken(chemin: Path) -> Conflict:
    return Conflict(
        f"{chemin} existe déjà : choisir un autre nom, ou « --force » pour le remplacer."
    )


def _sync_folder(dossier: Path) -> None:
    """Make the new name durable, where a folder can be opened: neither Windows nor a drop box.

    By then the file is whole under its name: a refusal here must not be told as a failure.
    """
    with suppress(OSError):
        descripteur = os.open(dossier, os.O_RDONLY)
        try:
            os.fsync(descripteur)
        finally:
            os.close(descripteur)
