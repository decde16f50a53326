"""A slice of the sweep of `python -m tests.integration.interruptions`: a push killed anywhere."""

import sys
from pathlib import Path

import pytest

from tests.integration.interruptions import ETAPES, sweep
from tests.integration.serveur_sftp import ServeurSftp, a_sshd

not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")


@not_on_windows
def test_rf_02_killed_anywhere_nobody_is_lost_nor_sent_twice(tmp_path: Path) -> None:
    bilan = sweep(tmp_path, coups=4, serveur=None, graine=1, toutes=False)
    assert (bilan.perdus, bilan.doubles, bilan.partiels) == ([], [], [])
    assert bilan.etapes[ETAPES[-1]] < bilan.etapes.total(), "no blow fell on a push under way"


@not_on_windows
@a_sshd
def test_rf_02_killed_anywhere_while_a_server_receives(tmp_path: Path) -> None:
    serveur = ServeurSftp(tmp_path / "sftp").start()
    try:
        bilan = sweep(tmp_path, coups=3, serveur=serveur, graine=2, toutes=False)
    finally:
        serveur.stop()
    assert (bilan.perdus, bilan.doubles, bilan.partiels) == ([], [], [])
