"""`sigma export … -o -`: what goes to the standard output, and what does not."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import Sigma


def test_dash_and_json_together_are_the_rows_in_json(peuple: Sigma) -> None:
    resultat = peuple.ok("export", "composantes", "-o", "-", "--json")
    assert resultat.stdout_bytes == peuple.ok("export", "composantes", "--json").stdout_bytes
    assert json.loads(resultat.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_workbook_is_not_written_to_a_terminal(peuple: Sigma) -> None:
    maitre, esclave = os.openpty()
    fini = subprocess.run(
        [sys.executable, "-m", "sigma_cli", "export", "composantes", "-o", "-"],
        env=os.environ | peuple.lieu.env,
        stdin=subprocess.DEVNULL,
        stdout=esclave,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(esclave)
    os.close(maitre)
    assert fini.returncode == 2
    assert "donner -o FICHIER, ou --format csv" in fini.stderr.decode()
