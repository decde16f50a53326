"""Measure the work list on 20,000 open tasks, as ratios to the same on 20.

`python benchmarks/taches.py [-n RUNS] [-o FILE.json] [--strict]`. Whole commands run in turn, paired;
what follows one change is also measured inside one process, where no start hides it. Only `--strict`
makes a bound exceeded an exit code.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from demarrage import (
    ACTION,
    COMPOSANTE,
    SESSION,
    SIGMA,
    Cote,
    Mesure,
    compare,
    environment,
    run_once,
)
from demarrage import table as show_table
from sqlalchemy import insert

from sigma_cli.domain.acte import Acte
from sigma_cli.models.recrutement import Candidature
from sigma_cli.referentiels import reglages
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches import suivi
from sigma_cli.store import open_db
from sigma_cli.store.adresse import Adresse

PEU: Final = 20
BEAUCOUP: Final = 20_000
ACTE: Final = Acte(agent="mesure", le=datetime(2020, 6, 1, 8, tzinfo=UTC))
REGLAGES: Final = reglages.load({})
LISTES: Final = ("todo list", "todo list --en-retard", "todo list --type KAIROS_CANDIDATURE --json")


def rows(nombre: int) -> list[dict[str, Any]]:
    """Return so many candidatures to type in Kairos, half of them late."""
    return [
        {
            "session_id": 1,
            "nom": f"Nom{rang}",
            "prenom": "Prénom",
            "nom_replie": f"nom{rang} prenom",
            "positionne_le": date(2020, 5 + rang % 2, 1),
            "origine": "SAISIE_OF",
            "etat": "SAISIE",
            "creee_le": ACTE.le,
            "modifiee_le": ACTE.le,
        }
        for rang in range(nombre)
    ]


def fill(dossier: Path, nombre: int) -> dict[str, str]:
    """Make a base with so many open tasks; return the environment that points at it."""
    env = environment(dossier)
    (dossier / "base").mkdir(parents=True)
    for ligne in ("init", ACTION, COMPOSANTE, SESSION):
        run_once(Cote(argv=(*SIGMA, *ligne.split()), env=env))
    with open_db(Adresse.parse(env["SIGMA_BASE"]), ecriture=True) as db:
        db.execute(insert(Candidature), rows(nombre))
        suivi.refresh_all(db, ACTE, REGLAGES)
    return env


def seconds(env: dict[str, str], work: Callable[[Any], object], n: int) -> list[float]:
    """Return how long some work takes on an open base, undone each time."""
    durees = []
    with open_db(Adresse.parse(env["SIGMA_BASE"]), ecriture=True) as db:
        for _ in range(n):
            debut = time.perf_counter()
            work(db)
            durees.append(time.perf_counter() - debut)
            db.rollback()
    return durees


def change_one(db: Any) -> None:
    """Undo the fact behind one task, and bring what is owed about it up to date."""
    candidature = db.get(Candidature, 7)
    candidature.mode, candidature.origine = "DEMATERIALISEE", "DEMATERIALISEE"
    candidature.mode, candidature.origine = None, "SAISIE_OF"
    candidature.positionne_le = date(2020, 5, 20)
    db.add(candidature)
    suivi.refresh(db, ACTE, REGLAGES, Portee.CANDIDATURE, [7])


def measure_change(peu: dict[str, str], beaucoup: dict[str, str], n: int) -> Mesure:
    a, b = seconds(beaucoup, change_one, 10 * n), seconds(peu, change_one, 10 * n)
    return Mesure(
        nom="après un changement",
        temoin=f"{PEU} tâches",
        ms=1000 * statistics.median(a),
        ms_temoin=1000 * statistics.median(b),
        cpu_ms=0,
        cpu_ms_temoin=0,
        rapport=statistics.median(a) / statistics.median(b),
        borne=1.3,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=15, help="runs of each side")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is exceeded")
    choix = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporaire:
        peu = fill(Path(temporaire) / "peu", PEU)
        beaucoup = fill(Path(temporaire) / "beaucoup", BEAUCOUP)
        mesures = [
            compare(
                mots[:23],
                f"{PEU} tâches",
                Cote(argv=(*SIGMA, *mots.split()), env=beaucoup),
                Cote(argv=(*SIGMA, *mots.split()), env=peu),
                borne=1.3,
                n=choix.n,
            )
            for mots in LISTES
        ]
        mesures.append(measure_change(peu, beaucoup, choix.n))
    print(show_table(mesures))
    if choix.o:
        rapport = {"n": choix.n, "taches": BEAUCOUP, "mesures": [*map(asdict, mesures)]}
        choix.o.write_text(json.dumps(rapport, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if choix.strict and any(mesure.depassee for mesure in mesures):
        sys.exit(1)


if __name__ == "__main__":
    main()
