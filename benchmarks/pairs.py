"""The same work as `volumes.py` measures, by known tools; run by the interpreter that has them.

`python benchmarks/pairs.py insert|rows|csvstat|pandas|tablib|xlsxwriter …`: prints the seconds of
processor, the start of the tool included where it is a command, its imports where it is a library.
"""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SCRIPTS = Path(sys.executable).parent


def command(*argv: str, sortie: int = subprocess.DEVNULL) -> float:
    """Run a command; return the seconds of processor it took."""
    processus = subprocess.Popen(argv, stdout=sortie)
    _, etat, usage = os.wait4(processus.pid, 0)
    processus.returncode = os.waitstatus_to_exitcode(etat)
    if processus.returncode:
        sys.exit(f"{argv[0]} : code {processus.returncode}")
    return usage.ru_utime + usage.ru_stime


def timed(travail: Callable[[], object]) -> float:
    debut = time.process_time()
    travail()
    return time.process_time() - debut


def insert(fichier: str, base: str) -> float:
    Path(base).unlink(missing_ok=True)
    outil = str(SCRIPTS / "sqlite-utils")
    return command(outil, "insert", base, "personnes", fichier, "--csv", "--delimiter", ";")


def rows(base: str) -> float:
    outil = str(SCRIPTS / "sqlite-utils")
    return command(outil, "rows", base, "session_formation", "--csv")


def csvstat(fichier: str) -> float:
    return command(str(SCRIPTS / "csvstat"), "-d", ";", "--count", fichier)


def read(fichier: str) -> list[list[str]]:
    with Path(fichier).open(encoding="utf-8-sig", newline="") as entree:
        return list(csv.reader(entree, delimiter=";"))


def pandas(fichier: str, cible: str) -> float:
    import pandas as pd

    titres, *lignes = read(fichier)
    return timed(lambda: pd.DataFrame(lignes, columns=titres).to_excel(cible, index=False))


def tablib(fichier: str, cible: str) -> float:
    import tablib as tl

    titres, *lignes = read(fichier)

    def work() -> None:
        Path(cible).write_bytes(tl.Dataset(*lignes, headers=titres).export("xlsx"))

    return timed(work)


def xlsxwriter(fichier: str, cible: str) -> float:
    from xlsxwriter import Workbook

    lignes = read(fichier)

    def work() -> None:
        with Workbook(cible, {"constant_memory": True}) as classeur:
            feuille = classeur.add_worksheet()
            for rang, ligne in enumerate(lignes):
                for colonne, cellule in enumerate(ligne):
                    feuille.write_string(rang, colonne, cellule)

    return timed(work)


OUTILS: dict[str, Callable[..., float]] = {
    "insert": insert,
    "rows": rows,
    "csvstat": csvstat,
    "pandas": pandas,
    "tablib": tablib,
    "xlsxwriter": xlsxwriter,
}

if __name__ == "__main__":
    print(OUTILS[sys.argv[1]](*sys.argv[2:]))
