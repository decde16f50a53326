"""The program on a real pseudo-terminal, as people meet it."""

import os
import re
import sys
from pathlib import Path
from typing import Any, Final

import pexpect

from tests.conftest import Lieu

_ECHAPPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][AB0]|[=>78])")
ATTENTE: Final = 30
TAILLES: Final = ((24, 80), (40, 120))


class Terminal:
    """One process of `sigma` on a terminal of so many lines and columns."""

    def __init__(
        self, lieu: Lieu, *argv: str, taille: tuple[int, int] = (24, 80), **env: str
    ) -> None:
        variables = {
            "TERM": "xterm-256color",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "PAGER": "cat",
        }
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "sigma_cli", *argv],
            env=os.environ | lieu.env | variables | env,
            dimensions=taille,
            encoding="utf-8",
            timeout=ATTENTE,
        )

    def sees(self, texte: str) -> str:
        """Wait for a text; return all that was shown before it."""
        self.process.expect_exact(texte)
        return plain(self.process.before)

    def types(self, texte: str) -> None:
        self.process.send(texte)

    def enters(self, texte: str = "") -> None:
        self.process.send(f"{texte}\r")

    def key(self, lettre: str) -> None:
        self.process.sendcontrol(lettre)

    def ends(self) -> tuple[int, str]:
        """Wait for the end; return the exit code and what was still shown."""
        self.process.expect(pexpect.EOF)
        reste = plain(self.process.before)
        self.process.close()
        return self.process.exitstatus, reste


def plain(texte: Any) -> str:
    """Return what a person reads of what a terminal is sent."""
    return _ECHAPPES.sub("", str(texte)).replace("\r\n", "\n")
