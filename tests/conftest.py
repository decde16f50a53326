"""Fixtures shared by every test: a migrated base, the program run in process, golden files."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlmodel import Session
from typer.testing import CliRunner, Result

from sigma_cli.main import app
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.coffre import create_key
from sigma_cli.store.engine import open_db
from sigma_cli.store.schema import migrate
from tests import factories
from tests.prochaine import install

MAINTENANT = "2020-10-06T09:00"

# `make test` says the same twice; `make hasard` looks elsewhere each time.
settings.register_profile("reproductible", derandomize=True)
settings.register_profile("hasard", derandomize=False, print_blob=True)


def alone(dossier: Path) -> dict[str, str]:
    """Return what keeps a test out of the folders of whoever runs it."""
    chez_soi = str(dossier / "chez-soi")
    noms = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    return dict.fromkeys(noms, chez_soi)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")


@dataclass(frozen=True)
class Lieu:
    """Where one test lives: its base, key, configuration and deposits."""

    dossier: Path
    base: Path
    cle: Path
    config: Path

    @property
    def env(self) -> dict[str, str]:
        return {
            "SIGMA_BASE": str(self.base),
            "SIGMA_CONFIG": str(self.config),
            "SIGMA_CLE_FICHIER": str(self.cle),
            "SIGMA_MAINTENANT": MAINTENANT,
            "SIGMA_AGENT": "testeur",
            "NO_COLOR": "1",
        } | alone(self.dossier)

    @property
    def adresse(self) -> Adresse:
        return Adresse.parse(str(self.base))

    def depot(self, code: str) -> list[Path]:
        """Return the delivered files of a flux, by name, without their sums."""
        dossier = self.dossier / "depot" / code
        return sorted(f for f in dossier.glob("*") if f.suffix != ".sha256")

    def take_over(self, modele: "Lieu") -> None:
        """Become a copy of a place that was filled once for many tests: its base and its key."""
        for sien, autre in ((self.base, modele.base), (self.cle, modele.cle)):
            shutil.copy(autre, sien)


class Sigma:
    """The program, run in this process: `sigma("session", "list")`."""

    def __init__(self, lieu: Lieu) -> None:
        self.lieu = lieu

    def __call__(self, *argv: str, entree: str | None = None, **env: str) -> Result:
        runner = CliRunner(env=self.lieu.env | env)
        return runner.invoke(app, list(argv), input=entree, prog_name="sigma")

    def ok(self, *argv: str, entree: str | None = None, **env: str) -> Result:
        """Run what must succeed."""
        result = self(*argv, entree=entree, **env)
        assert result.exit_code == 0, f"{argv}\n{result.output}"
        return result

    def json(self, *argv: str, entree: str | None = None, **env: str) -> Any:
        """Run what must succeed, and return its JSON document."""
        return json.loads(self.ok(*argv, "--json", entree=entree, **env).stdout)

    def refused(self, code: int, *argv: str, entree: str | None = None, **env: str) -> str:
        """Run what must fail with `code`; return its message, checked to be one plain line."""
        result = self(*argv, entree=entree, **env)
        assert result.exit_code == code, f"{argv}\n{result.output}"
        assert "Traceback" not in result.output
        dits = result.stderr.splitlines()
        pourquoi = [ligne for ligne in dits if not ligne.startswith("attention : ")]
        assert len(pourquoi) == 1, f"one line says why, not {dits}"
        return result.stderr


@pytest.fixture(scope="session")
def base_neuve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate once; each test works on a copy."""
    base = tmp_path_factory.mktemp("base") / "sigma.db"
    migrate(Adresse.parse(str(base)))
    return base


def make_lieu(dossier: Path, base_neuve: Path) -> Lieu:
    """Return a place with an empty base, a key and folders for the flux."""
    lieu = Lieu(
        dossier=dossier,
        base=dossier / "sigma.db",
        cle=dossier / "sigma.cle",
        config=dossier / "config.toml",
    )
    shutil.copy(base_neuve, lieu.base)
    create_key(lieu.cle)
    lieu.config.write_text(factories.configuration())
    return lieu


@pytest.fixture
def lieu(tmp_path: Path, base_neuve: Path) -> Lieu:
    return make_lieu(tmp_path, base_neuve)


@pytest.fixture
def sigma(lieu: Lieu) -> Sigma:
    return Sigma(lieu)


@pytest.fixture
def prochaine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the program the next one, which has one revision more than the bases of today."""
    install(monkeypatch)


@pytest.fixture
def db(lieu: Lieu) -> Iterator[Session]:
    """A writing session on the base of the test."""
    with open_db(lieu.adresse, ecriture=True) as session:
        yield session


class Modeles:
    """Places that the program filled once, by its own commands; each test goes on from a copy."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier

    def fill(self, sigma: Sigma, remplir: Callable[[Sigma], None]) -> Sigma:
        """Bring a place to where `remplir` leads: by running it the first time, by a copy later.

        What leads there must be the same each time, the place it starts from included, and must not
        send: the base remembers the folder that a file went to.
        """
        modele = self._dossier / f"{remplir.__module__}.{remplir.__qualname__}"
        if modele.exists():
            shutil.copytree(modele, sigma.lieu.dossier, dirs_exist_ok=True)
        else:
            remplir(sigma)
            shutil.copytree(sigma.lieu.dossier, modele)
        return sigma


@pytest.fixture(scope="session")
def modeles(tmp_path_factory: pytest.TempPathFactory) -> Modeles:
    return Modeles(tmp_path_factory.mktemp("modeles"))


@pytest.fixture
def peuple(sigma: Sigma, modeles: Modeles) -> Sigma:
    """The program on a base with an établissement, an action, a composante and a session."""
    return modeles.fill(sigma, populate)


def populate(sigma: Sigma) -> None:
    """Enter an établissement, an action, a composante and a session."""
    sigma.ok(*factories.etablissement_set())
    sigma.ok(*factories.action_add())
    sigma.ok(*factories.composante_add())
    sigma.ok(*factories.session_add())


@pytest.fixture
def processus(lieu: Lieu) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """The program in a process of its own, as cron and people run it."""

    def run(
        *argv: str, entree: str = "", module: str = "sigma_cli", **env: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", module, *argv],
            input=entree,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"} | lieu.env | env,
            timeout=120,
            check=False,
        )

    return run


Golden = Callable[[str, bytes], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with tests/golden/<name>, or rewrite it under --update-golden."""

    def check(name: str, actual: bytes) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual)
        assert actual.decode() == path.read_bytes().decode()

    return check
