"""A disk that refuses to write: what is told, and that nothing half-written is left."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import RACINE, Lieu, Sigma

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the limits of POSIX")

LIMITE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from sigma_cli.__main__ import main
main()
"""
ASSEZ_POUR_LIRE = 34_000  # the index of the WAL is 32 KiB
Plein = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def plein(lieu: Lieu) -> Plein:
    """The program where no file may grow beyond so many bytes, as on a disk almost full."""

    def run(octets: int, *argv: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", LIMITE, str(octets), *argv],
            cwd=lieu.dossier,
            env=os.environ | {"PYTHONPATH": str(RACINE), "PYTHONUTF8": "1"} | lieu.env | env,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


def told(fini: "subprocess.CompletedProcess[str]", code: int) -> str:
    """Check that it failed with this code and one line; return the line."""
    assert fini.returncode == code, fini.stderr
    assert fini.stderr.count("\n") == 1
    return fini.stderr


def tree(dossier: Path) -> set[str]:
    return {chemin.name for chemin in dossier.rglob("*") if chemin.is_file()}


def test_init_leaves_no_empty_base(plein: Plein, sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.unlink()
    message = told(plein(1_000, "init"), 21)
    assert str(lieu.base) in message
    assert tree(lieu.dossier) == {"config.toml", "sigma.cle"}
    assert sigma.json("init")["creees"]["base"] is True


def test_a_change_is_whole_or_not_at_all(plein: Plein, peuple: Sigma) -> None:
    avant = peuple.json("composante", "list"), peuple.json("journal", "verify")
    long = dict.fromkeys(("objectif", "contenu", "resultats", "rythme", "conditions"), "x" * 3000)
    message = told(plein(ASSEZ_POUR_LIRE, *factories.composante_add("20F0011_09", **long)), 21)
    assert "ne répond pas : le disque" in message
    assert (peuple.json("composante", "list"), peuple.json("journal", "verify")) == avant
    assert peuple.json("base", "check")["nombre"] == 0


def test_an_export_is_whole_or_not_at_all(plein: Plein, peuple: Sigma, lieu: Lieu) -> None:
    avant = tree(lieu.dossier)
    for numero in range(2, 99):
        peuple.ok(*factories.session_add(numero=f"{numero:02d}"))
    message = told(plein(ASSEZ_POUR_LIRE, "export", "composantes", "-o", "c.json"), 30)
    assert "c.json non écrit" in message
    assert tree(lieu.dossier) - avant <= {"sigma.db-shm", "sigma.db-wal"}


def test_a_backup_is_whole_or_not_at_all(plein: Plein, peuple: Sigma, lieu: Lieu) -> None:
    told(plein(ASSEZ_POUR_LIRE, "base", "backup", "s.db"), 21)
    assert not [nom for nom in tree(lieu.dossier) if "s.db" in nom and "sigma" not in nom]
    assert peuple.json("base", "backup", str(lieu.dossier / "s.db"))


def test_a_demonstration_cut_short_is_made_again(plein: Plein, sigma: Sigma, lieu: Lieu) -> None:
    essai = lieu.dossier / "essai"
    told(plein(1_000, "demo", str(essai)), 21)
    assert sigma.json("demo", str(essai))["stagiaires"] == 12
