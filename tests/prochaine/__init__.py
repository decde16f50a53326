"""The program as it may be tomorrow: one revision more, so that what holds today is tried on it.

`python -m tests.prochaine …` runs it; `install` makes the running program that one.
"""

from pathlib import Path
from typing import Final

import pytest

from sigma_cli.store import version

PROCHAINE: Final = "1.1.0"


def install(patch: pytest.MonkeyPatch) -> None:
    """Put the made-up revision after the last one of the program."""
    patch.setattr(version, "HEAD", PROCHAINE)
    patch.setattr(
        version, "REVISIONS", (*version.REVISIONS, str(Path(__file__).with_name("versions")))
    )
