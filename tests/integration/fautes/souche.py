"""A process that has loaded the program, and becomes each run by forking: no import is paid again.

`python -m tests.integration.fautes.souche` reads one request a line, a JSON document, and answers by one.
The layer is under it from the start: a child only tells it its own fault.
"""

import ctypes
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pytest

RACINE: Final = Path(__file__).parents[3]
_CHARGES: Final = (
    "sigma_cli.main",
    "sigma_cli.commands.base.base",
    "sigma_cli.services.base.mise_a_jour",
    "sigma_cli.services.base.rekey",
    "sigma_cli.services.echanges.exportation",
    "sigma_cli.services.envois.envoi",
    "sigma_cli.services.inscription.passage",
)


class Souche:
    """The process to fork from; one run at a time."""

    def __init__(self, bibliotheque: Path) -> None:
        self._travail = bibliotheque.parent
        self._processus = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.fautes.souche", str(bibliotheque)],
            env=os.environ | {"LD_PRELOAD": str(bibliotheque), "PYTHONPATH": str(RACINE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, argv: list[str], env: dict[str, str], *, entree: str = "", module: str = "sigma_cli"
    ) -> "subprocess.CompletedProcess[str]":
        """Run the program under this environment."""
        voies = {nom: self._travail / f"flux.{nom}" for nom in ("entree", "sortie", "erreurs")}
        voies["entree"].write_text(entree)
        demande = {
            "argv": argv,
            "env": env,
            "module": module,
            "voies": list(map(str, voies.values())),
        }
        assert self._processus.stdin
        assert self._processus.stdout
        self._processus.stdin.write(f"{json.dumps(demande)}\n")
        self._processus.stdin.flush()
        code = json.loads(self._processus.stdout.readline())
        dits = (voies[nom].read_text(encoding="utf-8") for nom in ("sortie", "erreurs"))
        return subprocess.CompletedProcess(argv, code, *dits)

    def close(self) -> None:
        """End it."""
        assert self._processus.stdin
        self._processus.stdin.close()
        self._processus.wait()
        assert self._processus.stdout
        self._processus.stdout.close()


def _become(demande: dict[str, Any], bibliotheque: str) -> None:
    """Be one run, to its end."""
    for rang, (voie, mode) in enumerate(
        zip(demande["voies"], (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)
    ):
        os.dup2(os.open(voie, mode | os.O_CREAT | os.O_TRUNC * bool(rang)), rang)
    os.environ.update(demande["env"])
    sys.argv[1:] = demande["argv"]
    couche = ctypes.CDLL(bibliotheque)
    couche.demandes_lire()
    with pytest.MonkeyPatch.context() as patch:
        if demande["module"] == "tests.prochaine":
            from tests.prochaine import install

            install(patch)
        code = _run()
        couche.demandes_dire()
        os._exit(code)


def _run() -> int:
    from sigma_cli.__main__ import main

    try:
        main()
    except SystemExit as fin:
        sys.stdout.flush()
        sys.stderr.flush()
        return int(fin.code or 0)
    return 0


def serve(bibliotheque: str) -> None:
    """Answer until nobody asks."""
    for nom in _CHARGES:
        import_module(nom)
    for ligne in sys.stdin:
        enfant = os.fork()
        if enfant == 0:
            _become(json.loads(ligne), bibliotheque)
        _, statut = os.waitpid(enfant, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(statut)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
