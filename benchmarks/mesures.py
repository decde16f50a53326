"""Run every measure, and print one table of ratios: ours over the bare cost, or over a known tool.

`python benchmarks/mesures.py [-o FILE.json] [--strict] [--pairs PYTHON] [--vite]`. The scripts beside
this one each measure one thing and write JSON (those that count instead, `concurrence.py` and
`places.py`, are run by themselves); `--vite` asks them for small files and few rounds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

DOSSIER: Final = Path(__file__).resolve().parent
# script: options for a quick look
SCRIPTS: Final = {
    "demarrage.py": ("-n", "5"),
    "identite.py": ("-n", "5000", "--grande", "20000", "-r", "1"),
    "taches.py": ("-n", "3"),
    "diffusion.py": ("-n", "2", "--petite", "1000", "--grande", "10000"),
    "consolidation.py": ("-n", "3"),
    "envois.py": ("--grande", "20000", "--jours", "3"),
    "tailles.py": ("-n", "1000", "10000"),
    "volumes.py": ("-n", "5000", "--grande", "50000", "-r", "1"),
}
TITRES: Final = ("quoi", "ms", "témoin", "ms", "rapport", "borne")


def measure(script: str, *options: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as temporaire:
        rapport = Path(temporaire) / "rapport.json"
        argv = [sys.executable, str(DOSSIER / script), *options, "-o", str(rapport)]
        fini = subprocess.run(argv, stdout=subprocess.DEVNULL, check=False)
        if fini.returncode:
            sys.exit(f"{script} : code {fini.returncode}")
        mesures: list[dict[str, Any]] = json.loads(rapport.read_text("utf-8"))["mesures"]
        return mesures


def line(mesure: dict[str, Any]) -> str:
    borne = mesure.get("borne")
    signe = "  dépassée" if exceeds(mesure) else ""
    return (
        f"{mesure['nom']:<50}{mesure['ms']:>9.1f}  {mesure['temoin']:<30}{mesure['ms_temoin']:>9.1f}"
        f"{mesure['rapport']:>9.2f}{'' if borne is None else f'{borne:.2f}':>7}{signe}"
    )


def exceeds(mesure: dict[str, Any]) -> bool:
    return mesure.get("borne") is not None and mesure["rapport"] > mesure["borne"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument(
        "--pairs", help="interpreter that has the tools of requirements/mesures.txt"
    )
    parser.add_argument("--vite", action="store_true", help="small files, few rounds: a quick look")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is exceeded")
    choix = parser.parse_args()
    print("{:<50}{:>9}  {:<30}{:>9}{:>9}{:>7}".format(*TITRES))
    mesures = []
    for script, vite in SCRIPTS.items():
        options = list(vite) if choix.vite else []
        if choix.pairs and script == "volumes.py":
            options += ["--pairs", choix.pairs]
        for mesure in measure(script, *options):
            mesures.append(mesure | {"script": script})
            print(line(mesure), flush=True)
    if choix.o:
        rapport = {"python": sys.version.split()[0], "mesures": mesures}
        choix.o.write_text(json.dumps(rapport, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if choix.strict and any(map(exceeds, mesures)):
        sys.exit(1)


if __name__ == "__main__":
    main()
