"""Measure what a command costs inside `sigma shell`, against whole processes started for it.

`python benchmarks/shell.py [-n RUNS]`. A command of the shell is the same code in a process already warm;
`sqlite-utils insert` is one process of a known tool that writes one row.
"""

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

DEMO = ("demo", "essai")
LIGNE = ("todo", "list")


def main() -> None:
    """Print the medians and their ratio."""
    lus = argparse.ArgumentParser()
    lus.add_argument("-n", type=int, default=15)
    tours = lus.parse_args().n
    with tempfile.TemporaryDirectory() as dossier:
        os.chdir(dossier)
        racine = prepare()
        chaud, outil = [], []
        for _ in range(tours):
            chaud.append(timed(lambda: answer(racine)))
            outil.append(timed(insert))
    ici, la = statistics.median(chaud), statistics.median(outil)
    print(f"sigma shell, todo list : {1000 * ici:.0f} ms")
    print(f"sqlite-utils insert    : {1000 * la:.0f} ms (processus entier)")
    print(f"rapport                : {ici / la:.2f}")


def prepare() -> object:
    """Fill a demonstration, and return the root command, warm."""
    from typer.main import get_command

    from sigma_cli.main import app

    subprocess.run([sys.executable, "-m", "sigma_cli", *DEMO], check=True, capture_output=True)
    racine = get_command(app)
    answer(racine)
    return racine


def answer(racine: object) -> None:
    """Run one command as the shell does."""
    base = ("--base", str(Path("essai/sigma.db")), "--config", str(Path("essai/config.toml")))
    with redirect_stdout(io.StringIO()):
        code = racine.answer([*base, *LIGNE])  # type: ignore[attr-defined]  # the root of the program
    assert code == 0


def insert() -> None:
    """Write one row by a whole process of a known tool."""
    subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "insert", "autre.db", "t", "-"],
        input=b'{"a": 1}',
        check=True,
        capture_output=True,
    )


def timed(faire: object) -> float:
    """Return the seconds that something takes."""
    debut = time.perf_counter()
    faire()  # type: ignore[operator]  # a function without argument
    return time.perf_counter() - debut


if __name__ == "__main__":
    main()
