"""Race a restoration against writers: nobody told « inscrit » may be lost (BAS-01).

`python -m tests.integration.course [--tours 200] [--graine 1]`. Each round starts, a little apart, one
`base restore` and three `stagiaire enrol` on one base, each in a process of its own. Whoever was told
recorded must be in the base or in the copy kept, once; the base must be whole. Exit 1 otherwise.
"""

import argparse
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Final

from typer.testing import CliRunner

import sigma_cli.services.base.restauration.remise
import sigma_cli.services.inscription.passage  # noqa: F401 - loaded once, for all that is forked
from sigma_cli.main import app
from tests import factories
from tests.integration.fautes.balayage import environment

ECRIVAINS: Final = 3
ETALEMENT: Final = 0.15  # seconds between the first and the last that starts


def prepare(modele: Path) -> None:
    """Make a base and a backup of it; it is what every round starts from."""
    modele.mkdir()
    (modele / "config.toml").write_text(factories.configuration())
    for argv in (
        ["init"],
        factories.etablissement_set(),
        factories.action_add(),
        factories.composante_add(),
        factories.session_add(),
        ["base", "backup", str(modele / "s.db")],
    ):
        fini = CliRunner().invoke(app, argv, env=environment(modele))
        assert fini.exit_code == 0, fini.output


def start(lieu: Path, argv: list[str], *, nom: str, entree: str, attente: float) -> int:
    """Fork a run of the program; its words go to a file of that name."""
    enfant = os.fork()
    if enfant:
        return enfant
    os.environ.update(environment(lieu))
    (lieu / f"{nom}.in").write_text(entree)
    os.dup2(os.open(lieu / f"{nom}.in", os.O_RDONLY), 0)
    sortie = os.open(lieu / f"{nom}.out", os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(sortie, 1)
    os.dup2(sortie, 2)
    time.sleep(attente)
    try:
        app(argv, prog_name="sigma")
    except SystemExit as fin:
        sys.stdout.flush()
        os._exit(int(fin.code or 0))
    os._exit(0)


def play(modele: Path, lieu: Path, hasard: random.Random) -> tuple[Counter[str], list[str]]:
    """Run one round; return what became of its writers, and what went wrong."""
    shutil.rmtree(lieu, ignore_errors=True)
    shutil.copytree(modele, lieu)
    noms = [f"Rang{'abc'[rang]}" for rang in range(ECRIVAINS)]
    enfants = {
        nom: start(
            lieu,
            factories.stagiaire_enrol(nom=nom, naissance=None),
            nom=nom,
            entree=factories.nir(700 + rang),
            attente=hasard.uniform(0, ETALEMENT),
        )
        for rang, nom in enumerate(noms)
    }
    restore = ["base", "restore", str(lieu / "s.db")]
    enfants["restore"] = start(
        lieu, restore, nom="restore", entree="", attente=hasard.uniform(0, ETALEMENT)
    )
    codes = {nom: os.waitstatus_to_exitcode(os.waitpid(e, 0)[1]) for nom, e in enfants.items()}
    return _judge(lieu, noms, codes)


def _judge(lieu: Path, noms: list[str], codes: dict[str, int]) -> tuple[Counter[str], list[str]]:
    gardees = lieu.glob("*avant-restauration*.db")
    dans, hors = _persons(lieu / "sigma.db"), [n for copie in gardees for n in _persons(copie)]
    fins = Counter(_fate(nom, dans, hors, dit=codes[nom] == 0) for nom in noms)
    defauts = [fin for fin in fins if fin.startswith("défaut")]
    if len(dans) != len(set(dans)):
        defauts.append("une personne deux fois dans la base")
    if codes["restore"] != 0:
        defauts.append(f"restore : {(lieu / 'restore.out').read_text()[-200:]}")
    if any("Traceback" in sortie.read_text() for sortie in lieu.glob("*.out")):
        defauts.append("une trace d’erreur")
    return fins, defauts


def _fate(nom: str, dans: list[str], hors: list[str], *, dit: bool) -> str:
    """Return where a writer’s person is, against what was said."""
    if not dit:
        return "défaut : dit refusé, enregistré" if nom in dans else "refusé, et rien"
    if nom in dans:
        return "dans la base"
    return "dans la copie gardée" if nom in hors else "défaut : dit inscrit, perdu"


def _persons(base: Path) -> list[str]:
    with closing(sqlite3.connect(base)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return [nom for (nom,) in db.execute("SELECT nom_naissance FROM stagiaire")]


def race(dossier: Path, *, tours: int, graine: int) -> tuple[Counter[str], list[str]]:
    """Run the rounds; return what became of all the writers, and what went wrong."""
    hasard = random.Random(graine)
    prepare(dossier / "modele")
    fins: Counter[str] = Counter()
    defauts: list[str] = []
    for tour in range(tours):
        vues, fautes = play(dossier / "modele", dossier / "lieu", hasard)
        fins += vues
        defauts += [f"tour {tour} : {faute}" for faute in fautes]
    return fins, defauts


def main() -> None:
    """Run the race and print what became of everyone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tours", type=int, default=200)
    parser.add_argument("--graine", type=int, default=1)
    choix = parser.parse_args()
    with tempfile.TemporaryDirectory() as dossier:
        fins, defauts = race(Path(dossier), tours=choix.tours, graine=choix.graine)
    for fin, nombre in sorted(fins.items()):
        sys.stdout.write(f"{fin:<24}{nombre:>6}\n")
    sys.stdout.write(f"{choix.tours} tours, {len(defauts)} défauts\n")
    sys.stdout.writelines(f"{defaut}\n" for defaut in defauts)
    sys.exit(bool(defauts))


if __name__ == "__main__":
    main()
