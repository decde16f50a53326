"""Measure whole files in and out, as ratios to the bare cost of the library and to known tools.

`python benchmarks/volumes.py [-n ROWS] [--grande SESSIONS] [-r ROUNDS] [-o FILE.json] [--strict]`.
Both sides of a line run in turn, each in a process of its own; what is timed is the processor, so that
a neighbour changes little. A ratio is taken pair by pair, and its median is compared with the bound.
The program is timed whole, its start included; the bare side only for its work. `--pairs PYTHON` also runs the tools of requirements/mesures.txt with that interpreter.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

RACINE: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(RACINE), str(RACINE / "benchmarks")]

from donnees import COMPOSANTE, RARE, make_base, write_persons  # noqa: E402 - the one beside this

MEMOIRE_MAX: Final = 400.0  # MB, of an import of 100,000 persons


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesure:
    """Medians in milliseconds (megabytes for memory), and the median of the paired ratios."""

    nom: str
    temoin: str
    ms: float
    ms_temoin: float
    rapport: float
    borne: float | None

    @property
    def depassee(self) -> bool:
        return self.borne is not None and self.rapport > self.borne


@dataclass(frozen=True, slots=True)
class Atelier:
    """Where the measures work, and how often."""

    dossier: Path
    tours: int
    pics: dict[tuple[str, ...], float] = field(default_factory=dict)  # MB, by end of command

    @property
    def env(self) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SIGMA_"))}
        return env | {
            "PYTHONPATH": os.pathsep.join((str(RACINE), str(RACINE / "benchmarks"))),
            "SIGMA_CONFIG": str(self.dossier / "config.toml"),
            "SIGMA_CLE_FICHIER": str(self.dossier / "sigma.cle"),
            "SIGMA_MAINTENANT": "2020-10-06T09:00",
        }

    def sigma(self, base: Path, *argv: str) -> float:
        """Run the program; return the seconds of processor it took."""
        return self.run(sys.executable, "-m", "sigma_cli", "--base", str(base), *argv)

    def run(self, *argv: str) -> float:
        with tempfile.TemporaryFile() as erreurs:
            processus = subprocess.Popen(
                argv, env=self.env, stdout=subprocess.DEVNULL, stderr=erreurs
            )
            _, etat, usage = os.wait4(processus.pid, 0)
            processus.returncode = os.waitstatus_to_exitcode(etat)
            if processus.returncode:
                erreurs.seek(0)
                sys.exit(f"{' '.join(argv)} : {erreurs.read().decode()[-2000:]}")
        self.pics[argv[-2:]] = usage.ru_maxrss / 1024
        return usage.ru_utime + usage.ru_stime

    def told(self, python: str, script: str, *argv: str) -> float:
        """Run a script that prints its own seconds; return them."""
        fini = subprocess.run(
            [python, str(RACINE / "benchmarks" / script), *argv],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if fini.returncode:
            sys.exit(f"{script} {' '.join(argv)} : {fini.stderr[-2000:]}")
        return float(fini.stdout)

    def compare(
        self,
        nom: str,
        temoin: str,
        a: Callable[[], float],
        b: Callable[[], float],
        *,
        borne: float | None,
    ) -> Mesure:
        paires = [(a(), b()) for _ in range(self.tours)]
        return Mesure(
            nom=nom,
            temoin=temoin,
            ms=1000 * statistics.median(x for x, _ in paires),
            ms_temoin=1000 * statistics.median(y for _, y in paires),
            rapport=statistics.median(x / y for x, y in paires),
            borne=borne,
        )

    def temoin(self, *argv: object) -> Callable[[], float]:
        return lambda: self.told(sys.executable, "temoins.py", *map(str, argv))


def measure_import(atelier: Atelier, nombre: int) -> Iterator[Mesure]:
    """Import persons with every check and encryption, against a bare insert of the same rows."""
    modele, remplie, vide = (atelier.dossier / f"{nom}.db" for nom in ("modele", "remplie", "vide"))
    fichier = atelier.dossier / "personnes.csv"
    make_base(modele, 20)
    atelier.sigma(modele, "init")
    write_persons(fichier, nombre)

    def ours() -> float:
        shutil.copy(modele, remplie)
        return atelier.sigma(remplie, "import", "stagiaires", str(fichier))

    def bare() -> float:
        shutil.copy(modele, vide)
        return atelier.told(sys.executable, "temoins.py", "import", fichier, remplie, vide)

    nom = f"import de {nombre} stagiaires"
    yield atelier.compare(nom, "Core executemany + lecture", ours, bare, borne=3.0)
    pic = atelier.pics["stagiaires", str(fichier)]
    yield Mesure(
        nom=f"{nom}, mémoire (Mo)",
        temoin="limite",
        ms=pic,
        ms_temoin=MEMOIRE_MAX,
        rapport=pic / MEMOIRE_MAX,
        borne=1.0,
    )


def measure_exports(atelier: Atelier, nombre: int) -> Iterator[Mesure]:
    """Write the export of composantes, against the bare library on the same cells."""
    base = atelier.dossier / "exports.db"
    make_base(base, nombre)
    for format_, biblio, borne in (
        ("xlsx", "openpyxl write-only", 1.15),
        ("csv", "csv.writer", 2.0),
    ):
        cible, autre = atelier.dossier / f"sigma.{format_}", atelier.dossier / f"nu.{format_}"
        ecrire = ("export", "composantes", "-o", str(cible), "--force")
        nu = atelier.temoin(format_, base, autre)
        yield atelier.compare(
            f"écriture {format_}, {nombre} lignes",
            f"{biblio} nu",
            atelier.temoin(f"notre-{format_}", base, cible),
            nu,
            borne=borne,
        )
        yield atelier.compare(
            f"export composantes {format_}, commande",
            f"{biblio} nu",
            lambda ecrire=ecrire: atelier.sigma(base, *ecrire),
            nu,
            borne=1.15 if format_ == "xlsx" else None,
        )
    yield atelier.compare(
        "export composantes csv, commande",
        "sqlite3 + csv.writer nus",
        lambda: atelier.sigma(base, *ecrire),
        atelier.temoin("csv-lu", base, atelier.dossier / "nu.csv"),
        borne=None,
    )


def measure_search(atelier: Atelier, sessions: int) -> Iterator[Mesure]:
    """Search a large base, against the same command on an empty one: the floor of the process."""
    grande, vide = atelier.dossier / "grande.db", atelier.dossier / "petite.db"
    make_base(grande, sessions)
    make_base(vide, 0)
    for texte in (RARE, f"{COMPOSANTE}/03"):
        argv = ("session", "list", "--cherche", texte)
        yield atelier.compare(
            f"recherche « {texte} » dans {sessions} sessions",
            "base vide",
            lambda argv=argv: atelier.sigma(grande, *argv),
            lambda argv=argv: atelier.sigma(vide, *argv),
            borne=1.5,
        )


def measure_peers(atelier: Atelier, python: str, nombre: int) -> Iterator[Mesure]:
    """Do the same work with known tools."""
    base, fichier = atelier.dossier / "exports.db", atelier.dossier / "personnes.csv"
    csv_, xlsx = atelier.dossier / "sigma.csv", atelier.dossier / "sigma.xlsx"

    def peer(*argv: object) -> Callable[[], float]:
        return lambda: atelier.told(python, "pairs.py", *map(str, argv))

    def export(cible: Path) -> Callable[[], float]:
        argv = ("export", "composantes", "-o", str(cible), "--force")
        return lambda: atelier.sigma(base, *argv)

    remplie = atelier.dossier / "remplie.db"

    def ours() -> float:
        shutil.copy(atelier.dossier / "modele.db", remplie)
        return atelier.sigma(remplie, "import", "stagiaires", str(fichier))

    autre = atelier.dossier / "pair.db"
    lignes: tuple[tuple[str, str, Callable[[], float], Callable[[], float]], ...] = (
        ("import stagiaires", "sqlite-utils insert", ours, peer("insert", fichier, autre)),
        ("import stagiaires", "csvkit csvstat --count", ours, peer("csvstat", fichier)),
        ("export csv", "sqlite-utils rows --csv", export(csv_), peer("rows", base)),
        ("export xlsx", "pandas to_excel", export(xlsx), peer("pandas", csv_, xlsx)),
        ("export xlsx", "tablib xlsx", export(xlsx), peer("tablib", csv_, xlsx)),
        ("export xlsx", "XlsxWriter constant_memory", export(xlsx), peer("xlsxwriter", csv_, xlsx)),
    )
    for nom, outil, a, b in lignes:
        yield atelier.compare(f"{nom}, {nombre} lignes", outil, a, b, borne=None)


def table(mesures: list[Mesure]) -> str:
    lignes = [f"{'quoi':<48}{'ms':>9}  {'témoin':<28}{'ms':>9}{'rapport':>9}{'borne':>7}"]
    for m in mesures:
        borne = "" if m.borne is None else f"{m.borne:.2f}"
        signe = "  dépassée" if m.depassee else ""
        lignes.append(
            f"{m.nom:<48}{m.ms:>9.0f}  {m.temoin:<28}{m.ms_temoin:>9.0f}{m.rapport:>9.2f}{borne:>7}{signe}"
        )
    return "\n".join(lignes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, help="rows of the files")
    parser.add_argument("--grande", type=int, default=1_000_000, help="sessions searched")
    parser.add_argument("-r", type=int, default=3, help="runs of each side")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--pairs", help="interpreter that has the tools to compare with")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is exceeded")
    choix = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporaire:
        atelier = Atelier(Path(temporaire), choix.r)
        mesures = list(measure_import(atelier, choix.n))
        mesures += measure_exports(atelier, choix.n)
        mesures += measure_search(Atelier(Path(temporaire), max(choix.r, 11)), choix.grande)
        if choix.pairs:
            mesures += measure_peers(Atelier(Path(temporaire), 1), choix.pairs, choix.n)
    print(table(mesures))
    if choix.o:
        rapport = {"python": sys.version.split()[0], "mesures": [*map(asdict, mesures)]}
        choix.o.write_text(json.dumps(rapport, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if choix.strict and any(m.depassee for m in mesures):
        sys.exit(1)


if __name__ == "__main__":
    main()
