"""The layer between the program and its disk: built once by run, put under a process by its environment."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

SOURCE: Final = Path(__file__).with_name("demandes.c")
RACINE: Final = Path(__file__).parents[3]
DELAI: Final = 60

a_layer = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("cc") is None, reason="needs Linux and a C compiler"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fin:
    """How a run ended, and what it said. `demandes` counts what it asked of the disk."""

    code: int
    sortie: str
    erreurs: str
    demandes: int


@dataclass(frozen=True, slots=True)
class Couche:
    """The built layer; `racine` is the only folder whose demands count."""

    bibliotheque: Path

    @classmethod
    def build(cls, dossier: Path) -> "Couche":
        """Compile the layer into a folder."""
        cible = dossier / "demandes.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", str(cible), str(SOURCE), "-ldl"], check=True
        )
        return cls(cible)

    def start(
        self,
        argv: list[str],
        env: dict[str, str],
        *,
        racine: Path,
        genre: str,
        rang: int,
        module: str = "sigma_cli",
    ) -> "subprocess.Popen[str]":
        """Start the program, whose `rang`-th demand meets the fault; 0 only counts."""
        compte = self.bibliotheque.with_name(f"compte.{os.getpid()}")
        compte.unlink(missing_ok=True)
        couche = {
            "LD_PRELOAD": str(self.bibliotheque),
            "SIGMA_FAUTE_RACINE": str(racine),
            "SIGMA_FAUTE_GENRE": genre,
            "SIGMA_FAUTE_N": str(rang),
            "SIGMA_FAUTE_COMPTE": str(compte),
            "PYTHONPATH": str(RACINE),
        }
        return subprocess.Popen(
            [sys.executable, "-m", module, *argv],
            env=os.environ | env | couche,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        argv: list[str],
        env: dict[str, str],
        *,
        racine: Path,
        genre: str = "compte",
        rang: int = 0,
        entree: str = "",
        module: str = "sigma_cli",
    ) -> Fin:
        """Run the program to its end under one fault."""
        with self.start(
            argv, env, racine=racine, genre=genre, rang=rang, module=module
        ) as processus:
            sortie, erreurs = processus.communicate(entree, timeout=DELAI)
        compte = self.bibliotheque.with_name(f"compte.{os.getpid()}")
        demandes = int(compte.read_text()) if compte.exists() else 0
        return Fin(code=processus.returncode, sortie=sortie, erreurs=erreurs, demandes=demandes)


def wait_stopped(processus: "subprocess.Popen[str]") -> bool:
    """Wait until a process stops itself; False when it ended instead."""
    _, statut = os.waitpid(processus.pid, os.WUNTRACED)
    if os.WIFSTOPPED(statut):
        return True
    processus.returncode = os.waitstatus_to_exitcode(statut)
    return False


def go_on(processus: "subprocess.Popen[str]") -> None:
    """Let a stopped process go on."""
    processus.send_signal(signal.SIGCONT)
