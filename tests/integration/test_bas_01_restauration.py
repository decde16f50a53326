"""BAS-01: what another process was told is recorded is in the base, or in the copy kept."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.integration.fautes.couche import RACINE, Couche, a_layer, go_on, wait_stopped

pytestmark = a_layer


@pytest.fixture(scope="session")
def couche(tmp_path_factory: pytest.TempPathFactory) -> Couche:
    return Couche.build(tmp_path_factory.mktemp("couche"))


@pytest.fixture
def copie(peuple: Sigma, lieu: Lieu) -> str:
    chemin = str(lieu.dossier / "ailleurs" / "s.db")
    Path(chemin).parent.mkdir()
    peuple.ok("base", "backup", chemin)
    return chemin


def persons(base: Path) -> set[str]:
    with closing(sqlite3.connect(base)) as db:
        return {nom for (nom,) in db.execute("SELECT nom_naissance FROM stagiaire")}


def enrol(lieu: Lieu, nom: str) -> "subprocess.Popen[str]":
    numero = lieu.dossier / "numero.txt"
    numero.write_text(factories.nir())
    with numero.open() as entree:
        return subprocess.Popen(
            [sys.executable, "-m", "sigma_cli", *factories.stagiaire_enrol(nom=nom)],
            env=os.environ | lieu.env | {"PYTHONPATH": str(RACINE)},
            stdin=entree,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def kept(lieu: Lieu) -> Iterator[Path]:
    return lieu.dossier.glob("*avant-restauration*.db")


def leftovers(lieu: Lieu) -> list[str]:
    return [f.name for f in lieu.dossier.glob(".*.part*")]


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9, 0.98])
def test_bas_01_stopped_anywhere_nobody_acknowledged_is_lost(
    copie: str, lieu: Lieu, couche: Couche, part: float, tmp_path: Path
) -> None:
    mesure = tmp_path / "mesure"
    shutil.copytree(lieu.dossier, mesure, ignore=shutil.ignore_patterns("mesure"))
    env = lieu.env | {"SIGMA_BASE": str(mesure / "sigma.db")}
    demandes = couche.run(["base", "restore", copie], env, racine=mesure).demandes
    assert demandes > 50
    rang = int(demandes * part)
    argv = ["base", "restore", copie]
    with couche.start(argv, lieu.env, racine=lieu.dossier, genre="arret", rang=rang) as arrete:
        assert wait_stopped(arrete)
        autre = enrol(lieu, "Acquitté")
        with suppress(subprocess.TimeoutExpired):  # it may wait for the base: it is right to
            autre.wait(timeout=1.5)
        go_on(arrete)
        _, erreurs = arrete.communicate(timeout=60)
        assert arrete.returncode == 0, erreurs
        dit, refus = autre.communicate(timeout=60)
    assert autre.returncode == 0, refus
    assert "inscrit" in dit
    assert any("Acquitté" in persons(base) for base in (lieu.base, *kept(lieu)))
    assert leftovers(lieu) == []


@pytest.mark.parametrize("genre", ["tue", "refuse", "plein"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_bas_01_a_restoration_cut_short_leaves_no_copy(  # noqa: PLR0917 - fixtures
    copie: str, peuple: Sigma, lieu: Lieu, couche: Couche, part: float, genre: str
) -> None:
    peuple.ok(*factories.stagiaire_enrol(nom="Avant"), entree=factories.nir())
    argv = ["base", "restore", copie]
    rang = int(160 * part)
    fin = couche.run(argv, lieu.env, racine=lieu.dossier, genre=genre, rang=rang)
    assert "Traceback" not in fin.erreurs
    if fin.code != 0:
        assert "Avant" in persons(lieu.base)
        peuple.ok("base", "backup", str(lieu.dossier / "b.db"))  # what writes next sweeps
        assert list(kept(lieu)) == []
    assert any("Avant" in persons(base) for base in (lieu.base, *kept(lieu)))
    assert leftovers(lieu) == []
    assert peuple.json("base", "check")["nombre"] == 0


def test_bas_01_a_wal_copy_on_a_read_only_medium_restores(
    copie: str, lieu: Lieu, couche: Couche
) -> None:
    with closing(sqlite3.connect(copie)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    env = lieu.env | {"SIGMA_FAUTE_SANS_SHM": str(Path(copie).parent)}
    Path(copie).parent.chmod(0o500)
    fin = couche.run(["base", "restore", copie], env, racine=lieu.dossier)
    Path(copie).parent.chmod(0o700)
    assert fin.code == 0, fin.erreurs


def test_bas_01_a_restoration_that_has_nowhere_to_work_changes_nothing(
    copie: str, peuple: Sigma, lieu: Lieu, couche: Couche
) -> None:
    peuple.ok(*factories.stagiaire_enrol(nom="Avant"), entree=factories.nir())
    avant = persons(lieu.base)
    argv = ["base", "restore", copie]
    fin = couche.run(argv, lieu.env, racine=lieu.dossier, genre="plein", rang=1)
    assert fin.code != 0
    assert "Traceback" not in fin.erreurs
    assert persons(lieu.base) == avant
    assert list(kept(lieu)) == []
    assert leftovers(lieu) == []
