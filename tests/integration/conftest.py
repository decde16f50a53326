"""Fixtures of the integration tests: an OpenSSH server, one a module, started when it serves."""

import shutil
from collections.abc import Iterator

import pytest

from sigma_cli.flux.transports.sftp import Sftp
from tests.integration.serveur_sftp import ServeurSftp, transport


@pytest.fixture(scope="module")
def commun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeurSftp]:
    serveur = ServeurSftp(tmp_path_factory.mktemp("sftp")).start()
    yield serveur
    serveur.stop()


@pytest.fixture
def serveur(commun: ServeurSftp) -> ServeurSftp:
    """The server, empty, known, and in no mood to break."""
    shutil.rmtree(commun.depot, ignore_errors=True)
    commun.depot.mkdir()
    commun.know()
    commun.order(None)
    commun.asked()
    return commun


@pytest.fixture
def sftp(serveur: ServeurSftp) -> Sftp:
    return transport(serveur)
