"""What an interruption says is true: it waits for a commit, and tells on which side of it it fell."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.integration.fautes.couche import RACINE, Couche, a_layer


def places(base: Path) -> int:
    with closing(sqlite3.connect(base)) as db:
        return int(db.execute("SELECT places FROM session_formation").fetchone()[0])


@a_layer
def test_an_interruption_wherever_it_falls_says_what_is_true(
    peuple: Sigma, lieu: Lieu, tmp_path_factory: pytest.TempPathFactory
) -> None:
    couche = Couche.build(tmp_path_factory.mktemp("couche"))
    avant = places(lieu.base)
    argv = ["session", "set", factories.SESSION, "--places", "3"]
    essai = lieu.dossier / "essai"
    essai.mkdir()
    env = lieu.env | {"SIGMA_BASE": str(essai / "sigma.db")}
    dits = set()
    shutil.copy(lieu.base, essai / "sigma.db")
    total = couche.run(argv, env, racine=essai).demandes
    assert total > 5
    for rang in range(1, total + 1, 3):
        for reste in essai.iterdir():
            reste.unlink()
        shutil.copy(lieu.base, essai / "sigma.db")
        fin = couche.run(argv, env, racine=essai, genre="interrompt", rang=rang)
        assert "Traceback" not in fin.erreurs
        if fin.code == 130:
            faite = "est enregistré ;" in fin.erreurs
            assert faite != ("rien n’est enregistré" in fin.erreurs), fin.erreurs
            assert (places(essai / "sigma.db") != avant) == faite, rang
            dits.add(faite)
        else:
            assert (fin.code, places(essai / "sigma.db")) == (0, 3)
    assert dits
    assert peuple.json("base", "check")["nombre"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_no_traceback_when_the_program_starts(lieu: Lieu) -> None:
    for attente in (0.03, 0.05, 0.08, 0.12, 0.2, 0.35):
        with subprocess.Popen(
            [sys.executable, "-m", "sigma_cli", "action", "list"],
            env=os.environ | lieu.env | {"PYTHONPATH": str(RACINE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as processus:
            time.sleep(attente)
            processus.send_signal(signal.SIGINT)
            _, erreurs = processus.communicate(timeout=30)
        if "sigma_cli" in erreurs:
            assert "Traceback" not in erreurs
