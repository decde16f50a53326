"""A slice of `python -m tests.integration.course`: a restoration among writers."""

import subprocess
import sys

import pytest

from tests.integration.fautes.couche import RACINE


@pytest.mark.skipif(sys.platform == "win32", reason="forks its runs")
def test_bas_01_nobody_told_recorded_is_lost_in_a_race() -> None:
    fini = subprocess.run(
        [sys.executable, "-m", "tests.integration.course", "--tours", "5"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 0, fini.stdout + fini.stderr
    assert "5 tours, 0 défauts" in fini.stdout
