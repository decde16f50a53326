"""Measure how long a command takes to start, as ratios to what nobody can avoid.

`python benchmarks/demarrage.py [-n RUNS] [-o FILE.json] [--strict]`. Both sides of a line run in
turn with the same interpreter, on compiled packages; a ratio is taken pair by pair, and its median
is compared with the bound. Only `--strict` makes a bound exceeded an exit code.
"""

import argparse
import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

RACINE: Final = Path(__file__).resolve().parent.parent
SIGMA: Final = (sys.executable, "-c", "from sigma_cli.__main__ import main; main()")
NU: Final = (sys.executable, "-c", "from nu_typer import app; app(prog_name='nu')")
PASS: Final = (sys.executable, "-c", "pass")
SQLMODEL: Final = (sys.executable, "-c", "import sqlmodel")
ECHAUFFEMENT: Final = 2
ACTION: Final = (
    "action add 20F0011 --convention 20005341_1 --intitule Cuisine --annee 2020 --debut 2020-09-01 "
    "--fin 2021-07-31 --niveau-sortie 3 --places-remunerees 12"
)
COMPOSANTE: Final = (
    "composante add 20F0011_03 --intitule Cuisine --certifinfo 104125 "
    "--niveau-entree 2 --niveau-sortie 3"
)
SESSION: Final = (
    "session add 20F0011_03 --debut 2020-09-07 --fin 2021-06-30 --places 12 --site Foix "
    "--code-postal 09000 --code-insee 09122 --commune FOIX"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cote:
    """One side of a comparison: a command line, and what must be done before each run."""

    argv: Sequence[str]
    env: dict[str, str]
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesure:
    """Medians in milliseconds (elapsed, and processor time), and the median of the paired ratios."""

    nom: str
    temoin: str
    ms: float
    ms_temoin: float
    cpu_ms: float
    cpu_ms_temoin: float
    rapport: float
    borne: float

    @property
    def depassee(self) -> bool:
        return self.rapport > self.borne


def run_once(cote: Cote) -> tuple[float, float]:
    """Return the elapsed and processor seconds of one run; a command that fails stops everything."""
    cote.before()
    with tempfile.TemporaryFile() as erreurs:  # not a pipe: nobody reads while the clock runs
        debut = time.perf_counter()
        processus = subprocess.Popen(
            cote.argv, env=cote.env, stdout=subprocess.DEVNULL, stderr=erreurs
        )
        _, etat, usage = os.wait4(processus.pid, 0)
        duree = time.perf_counter() - debut
        processus.returncode = os.waitstatus_to_exitcode(etat)
        if processus.returncode:
            erreurs.seek(0)
            sys.exit(f"{' '.join(cote.argv)} : {erreurs.read().decode()}")
    return duree, usage.ru_utime + usage.ru_stime


def compare(nom: str, temoin: str, a: Cote, b: Cote, *, borne: float, n: int) -> Mesure:
    """Run A B A B… and compare."""
    for cote in (a, b) * ECHAUFFEMENT:
        run_once(cote)
    paires = [(run_once(a), run_once(b)) for _ in range(n)]
    return Mesure(
        nom=nom,
        temoin=temoin,
        ms=1000 * statistics.median(a[0] for a, _ in paires),
        ms_temoin=1000 * statistics.median(b[0] for _, b in paires),
        cpu_ms=1000 * statistics.median(a[1] for a, _ in paires),
        cpu_ms_temoin=1000 * statistics.median(b[1] for _, b in paires),
        rapport=statistics.median(a[0] / b[0] for a, b in paires),
        borne=borne,
    )


def environment(dossier: Path) -> dict[str, str]:
    """Return an environment of its own: compiled modules are used, no setting of the user is read."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SIGMA_", "NU_"))}
    return env | {
        "PYTHONPATH": os.pathsep.join((str(RACINE), str(RACINE / "benchmarks"))),
        "SIGMA_BASE": str(dossier / "base" / "sigma.db"),
        "SIGMA_CONFIG": str(dossier / "config.toml"),
        "SIGMA_CLE_FICHIER": str(dossier / "sigma.cle"),
        "SIGMA_MAINTENANT": "2020-06-01",
    }


def words(shell: str, ligne: str) -> dict[str, str]:
    """Return what bash hands over to complete the last word of a line."""
    rang = str(len(ligne.split()) - 1)
    return {f"_{shell}_COMPLETE": "complete_bash", "COMP_WORDS": ligne, "COMP_CWORD": rang}


def measure_shell(env: dict[str, str], n: int) -> list[Mesure]:
    """Measure what touches no base: version, help pages, completion."""
    version = Cote(argv=(*SIGMA, "--version"), env=env)
    mesures = [
        compare(
            "sigma --version", "python -c pass", version, Cote(argv=PASS, env=env), borne=2.5, n=n
        )
    ]
    for mots in ("--help", "session --help"):
        a = Cote(argv=(*SIGMA, *mots.split()), env=env)
        b = Cote(argv=(*NU, *mots.split()), env=env)
        mesures.append(compare(f"sigma {mots}", f"nu {mots}", a, b, borne=1.3, n=n))
    for mots in ("sess", "session ad"):
        a = Cote(argv=SIGMA, env=env | words("SIGMA", f"sigma {mots}"))
        b = Cote(argv=NU, env=env | words("NU", f"nu {mots}"))
        mesures.append(compare(f"sigma {mots}<TAB>", f"nu {mots}<TAB>", a, b, borne=1.3, n=n))
    return mesures


def measure_insert(env: dict[str, str], dossier: Path, n: int) -> Mesure:
    """Measure a session added to a base that holds its composante, the same base at each run."""
    base, modele = dossier / "base", dossier / "modele"
    base.mkdir()
    for ligne in ("init", ACTION, COMPOSANTE):
        run_once(Cote(argv=(*SIGMA, *ligne.split()), env=env))
    base.rename(modele)

    def renew() -> None:
        shutil.rmtree(base, ignore_errors=True)
        shutil.copytree(modele, base)

    a = Cote(argv=(*SIGMA, *SESSION.split()), env=env, before=renew)
    b = Cote(argv=SQLMODEL, env=env, before=renew)
    return compare("sigma session add", "import sqlmodel", a, b, borne=1.15, n=n)


def table(mesures: Sequence[Mesure]) -> str:
    lignes = [f"{'commande':<24}{'ms':>8}  {'témoin':<20}{'ms':>8}{'rapport':>9}{'borne':>7}"]
    for m in mesures:
        signe = "  dépassée" if m.depassee else ""
        lignes.append(
            f"{m.nom:<24}{m.ms:>8.1f}  {m.temoin:<20}{m.ms_temoin:>8.1f}{m.rapport:>9.2f}{m.borne:>7.2f}{signe}"
        )
    return "\n".join(lignes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=21, help="runs of each side")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--sans-base", action="store_true", help="leave `session add` out")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is exceeded")
    choix = parser.parse_args()
    for dossier in (RACINE / "sigma_cli", RACINE / "benchmarks"):
        compileall.compile_dir(dossier, quiet=1)
    with tempfile.TemporaryDirectory() as temporaire:
        env = environment(Path(temporaire))
        mesures = measure_shell(env, choix.n)
        if not choix.sans_base:
            mesures.append(measure_insert(env, Path(temporaire), choix.n))
    print(table(mesures))
    if choix.o:
        rapport = {
            "python": sys.version.split()[0],
            "n": choix.n,
            "mesures": [*map(asdict, mesures)],
        }
        choix.o.write_text(json.dumps(rapport, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if choix.strict and any(m.depassee for m in mesures):
        sys.exit(1)


if __name__ == "__main__":
    main()
