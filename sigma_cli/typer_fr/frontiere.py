"""The error boundary: the one place where a failure becomes a message and an exit code."""

import errno
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NoReturn

from typer.exceptions import Abort, Exit, TyperException

from sigma_cli.console import hint, show_error
from sigma_cli.errors import InvalidInput, SigmaError, TransportFailed, UsageProblem
from sigma_cli.typer_fr.mots import check_words
from sigma_cli.typer_fr.sorties import flush_stdout, lost_stdout

INTERROMPU: Final = 130  # 128 + SIGINT, as a shell reports it
_ARRETS: Final = ("SIGINT", "SIGTERM", "SIGHUP")
_ABANDON: Final = "l’opération en cours est abandonnée, rien n’est enregistré."
_ENREGISTREE: Final = "ce qui a été fait est enregistré ; la suite est abandonnée."
_SANS_REPONSE: Final = (
    "Aucune réponse : l’entrée standard est fermée. Donnez la réponse par une option."
)
_PLEIN: Final = "Le disque est plein, ou son quota atteint : libérez de la place puis recommencez."
_CHEMIN_REFUSE: Final = {errno.ENAMETOOLONG, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO}
_BUG: Final = (
    "{nom} ; rien n’a été enregistré par l’opération en cours. Signalez-le : sigma contact. "
    "SIGMA_TRACE=1 affiche le détail, qui peut contenir des données personnelles."
)


class _Interruption(SigmaError):
    exit_code = INTERROMPU


class _Bug(SigmaError):
    exit_code = 1


def run(execute: Callable[[], None], *, args: Sequence[str]) -> int:
    """Run the command and return its exit code (CLI.md, section 1); nothing is raised.

    `args` is the whole command line: with `--json` in it, failures are also written to stdout.
    """
    recus: list[int] = []
    if engagement := sys.modules.get("sigma_cli.store.engagement"):
        engagement.forget()
    try:
        with _interruptible(recus):
            check_words(args, os.environ)
            execute()
        code = 0
    except Exit as fin:
        code = fin.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - an unknown failure is named only
        code = _explain(error, args, interrompu=bool(recus))
    perdu = flush_stdout()
    return code or perdu


@contextmanager
def _interruptible(recus: list[int]) -> Iterator[None]:
    """Take an order to stop, or a terminal that closes, as Ctrl+C: what is half-written goes away.

    Each one is noted in `recus`. Whoever started us with a signal ignored (`nohup`) is obeyed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(recu: int, _frame: object) -> NoReturn:
        recus.append(recu)
        raise KeyboardInterrupt

    usuels = (signal.SIG_DFL, signal.default_int_handler)
    signaux = [getattr(signal, nom) for nom in _ARRETS if hasattr(signal, nom)]
    avant = {s: pose for s in signaux if (pose := signal.getsignal(s)) in usuels}
    for signal_ in avant:
        signal.signal(signal_, interrupt)
    try:
        yield
    finally:
        for signal_, pose in avant.items():
            signal.signal(signal_, pose)


def _explain(error: BaseException, args: Sequence[str], *, interrompu: bool) -> int:
    as_json = "--json" in args
    match error:
        case SigmaError():
            return _show(error, as_json=as_json)
        case TyperException():
            return _usage(error, args, as_json=as_json)
        case EOFError():
            return _show(UsageProblem(_SANS_REPONSE), as_json=as_json)
        case OSError():
            return lost_stdout() or _refused_by_the_system(error, as_json=as_json)
        case KeyboardInterrupt() | Abort():
            pass
        case _ if not interrompu:  # else a library made a failure of its own of the interruption
            return _bug(error, as_json=as_json)
    phrase = _ENREGISTREE if _recorded() else _ABANDON
    return _show(_Interruption(phrase), as_json=as_json, mot="interrompu")


def _recorded() -> bool:
    """Tell whether the base keeps something of this run: nothing does before the store is loaded."""
    engagement = sys.modules.get("sigma_cli.store.engagement")
    return bool(engagement and engagement.recorded())


def _show(error: SigmaError, *, as_json: bool, mot: str = "") -> int:
    show_error(error, as_json=as_json, mot=mot)
    return error.exit_code


def _refused_by_the_system(error: OSError, *, as_json: bool) -> int:
    """Tell of a full disk, which an unbuffered stdout meets at once, and of a path nobody may read.

    Files that are written tell it themselves; but any look at a path may be refused.
    """
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _show(TransportFailed(_PLEIN), as_json=as_json)
    if error.errno in _CHEMIN_REFUSE and error.filename:
        from sigma_cli.formats.fichier import explain  # noqa: PLC0415 - only when it is needed

        cause, remede = explain(error)
        refus = InvalidInput(f"{error.filename} : {cause} ; {remede} puis recommencer.")
        return _show(refus, as_json=as_json)
    return _bug(error, as_json=as_json)


def _usage(error: TyperException, args: Sequence[str], *, as_json: bool) -> int:
    """Explain a wrong command line; a group called without a command shows its help page."""
    from sigma_cli.typer_fr.usage import (  # noqa: PLC0415 - costs only those who mistype
        explain,
        help_command,
        help_page,
    )

    if page := help_page(error):
        hint(page)
        return UsageProblem.exit_code
    commande = help_command(error)
    suite = f" Aide : {commande}" if commande else ""
    return _show(UsageProblem(f"{explain(error, args)}{suite}"), as_json=as_json)


def _bug(error: BaseException, *, as_json: bool) -> int:
    """Name the failure and nothing more: its text may hold the data it was working on."""
    if os.environ.get("SIGMA_TRACE") == "1":
        hint("".join(traceback.format_exception(error)))
    bug = _Bug(_BUG.format(nom=type(error).__name__))
    return _show(bug, as_json=as_json, mot="erreur interne (bug)")
