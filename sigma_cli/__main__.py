"""Entry point of `sigma` and of `python -m sigma_cli`."""

# Built in: `signal` loads enum before it, 10 ms in which Ctrl+C would show a traceback.
import _signal as signal  # type: ignore[import-not-found]
import gc
import sys

from sigma_cli import __version__


def _dump_no_core() -> None:
    """Keep a crash of the interpreter from leaving the memory of this run, numbers included, on disk."""
    try:
        import resource
    except ImportError:  # Windows writes no core file
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Run the command line; `--version` alone answers before anything is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        sys.stdout.write(f"sigma {__version__}\n")
        return
    # Until the error boundary stands, and once it is gone, Ctrl+C ends the process without a word.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _dump_no_core()
    # A run is short and its imports are not garbage: collecting them while they load, then once more
    # while the interpreter goes away, is 30 % of `import sqlmodel` (317 ms, 223 without; Python 3.11).
    gc.disable()
    try:
        from sigma_cli.main import app

        app(prog_name="sigma")
    except KeyboardInterrupt:  # one that was on its way already
        sys.exit(130)
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
