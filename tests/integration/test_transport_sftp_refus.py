"""An SFTP server that refuses, or that is not to be trusted: nothing is sent, and the cause is told."""

import asyncio
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from socket import gaierror

import asyncssh
import pytest

from sigma_cli.errors import TransportFailed, TransportRefused
from sigma_cli.flux.transports.serveur import Serveur
from sigma_cli.flux.transports.sftp import Sftp
from tests.integration.serveur_sftp import (
    COMPLET,
    CONTENU,
    HOTE,
    NOM,
    ServeurSftp,
    a_sshd,
    blocs,
    failure,
    free_port,
    make_key,
    transport,
)

pytestmark = a_sshd


def test_an_unknown_host_gets_nothing(serveur: ServeurSftp, sftp: Sftp) -> None:
    serveur.connus.write_text("")
    message = failure(sftp, TransportRefused)
    assert "n’est pas parmi les hôtes connus" in message
    assert f"ssh-keyscan -p {serveur.port} {HOTE}" in message
    serveur.connus.unlink()
    assert "n’est pas parmi les hôtes connus" in failure(sftp, TransportRefused)
    assert serveur.files() == {}
    assert serveur.asked() == []


def test_known_hosts_that_cannot_be_read_are_told(sftp: Sftp, tmp_path: Path) -> None:
    assert "ne se lisent pas" in failure(replace(sftp, hotes_connus=tmp_path), TransportRefused)


def test_a_changed_key_gets_nothing(serveur: ServeurSftp, sftp: Sftp, tmp_path: Path) -> None:
    make_key(tmp_path / "autre")
    serveur.know(tmp_path / "autre")
    message = failure(sftp, TransportRefused)
    assert "n’est pas celle des hôtes connus" in message
    assert "Rien n’a été envoyé" in message
    assert serveur.files() == {}


def test_a_key_of_another_kind_gets_nothing(serveur: ServeurSftp, sftp: Sftp) -> None:
    publique = asyncssh.generate_private_key("ecdsa-sha2-nistp256").export_public_key("openssh")
    serveur.connus.write_text(f"[{HOTE}]:{serveur.port} {publique.decode()}")
    with pytest.raises(TransportFailed):  # the server hangs up, or we do: whoever is first
        sftp.deposer(NOM, blocs())
    assert serveur.files() == {}


def test_another_key_of_ours_is_refused_and_told(
    serveur: ServeurSftp, sftp: Sftp, tmp_path: Path
) -> None:
    make_key(tmp_path / "autre")
    message = failure(replace(sftp, cle=tmp_path / "autre"), TransportRefused)
    assert f"refuse l’identification de {serveur.utilisateur}" in message


def test_a_key_that_cannot_be_read_is_told(sftp: Sftp, tmp_path: Path) -> None:
    (tmp_path / "illisible").write_text("ceci n’est pas une clé")
    (tmp_path / "dossier").mkdir()
    for nom in ("illisible", "absente", "dossier"):
        assert "ne se lit pas" in failure(replace(sftp, cle=tmp_path / nom), TransportRefused)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen here")
def test_a_key_under_a_phrase_is_for_the_agent(sftp: Sftp, tmp_path: Path) -> None:
    protegee = tmp_path / "protegee"
    commande = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "ouvre-toi", "-f", str(protegee)]
    subprocess.run(commande, check=True)
    assert "ssh-add" in failure(replace(sftp, cle=protegee), TransportRefused)


@pytest.mark.skipif(shutil.which("ssh-agent") is None, reason="no ssh-agent here")
def test_an_agent_holds_the_key(
    serveur: ServeurSftp, sftp: Sftp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))  # no usual key there
    sans_cle = replace(sftp, cle=None)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    failure(sans_cle, TransportRefused)
    prise = tmp_path / "agent"
    with subprocess.Popen(["ssh-agent", "-D", "-a", str(prise)], stdout=subprocess.PIPE) as agent:
        try:
            assert agent.stdout is not None
            agent.stdout.readline()
            monkeypatch.setenv("SSH_AUTH_SOCK", str(prise))
            subprocess.run(["ssh-add", "-q", str(serveur.cle)], check=True)
            sans_cle.deposer(NOM, blocs())
        finally:
            agent.send_signal(signal.SIGTERM)
    assert serveur.files() == COMPLET


def test_a_folder_that_is_not_there_is_told_and_not_made(serveur: ServeurSftp, sftp: Sftp) -> None:
    serveur.depot.rmdir()
    message = failure(sftp, TransportRefused)
    assert f"le dossier {serveur.depot} n’existe pas" in message
    assert not serveur.depot.exists()


def test_rights_that_lack_are_told_and_leave_nothing(tmp_path: Path) -> None:
    """The server is told to be read-only: even root, who may run this, is refused."""
    serveur = ServeurSftp(tmp_path / "sftp").start(avant="export SFTP_OPTIONS=-R")
    message = failure(transport(serveur), TransportRefused)
    serveur.stop()
    assert "les droits là-bas" in message
    assert serveur.files() == {}


@pytest.mark.parametrize(
    ("error", "attendu"),
    [
        (ConnectionRefusedError(), "rien n’écoute à ce port"),
        (ConnectionResetError(), "la liaison a été coupée"),
        (gaierror(), "le nom du serveur est inconnu"),
        (OSError(113, "No route to host"), "il est injoignable d’ici"),
        (TimeoutError(), "il ne répond pas dans le délai"),
        (asyncssh.ConnectionLost("x"), "la liaison a été coupée"),
        (asyncssh.SFTPQuotaExceeded("x"), "un quota est atteint"),
    ],
)
def test_what_may_pass_is_told_in_french(error: Exception, attendu: str) -> None:
    echec = Serveur.parse("sftp://moi@depot/x", "x").explain(NOM, error)
    assert attendu in echec.message
    assert not isinstance(echec, TransportRefused)


def test_a_server_that_is_not_started_is_told(sftp: Sftp) -> None:
    ailleurs = replace(sftp, serveur=replace(sftp.serveur, port=free_port()))
    connus = ailleurs.hotes_connus
    connus.write_text(
        connus.read_text().replace(f":{sftp.serveur.port} ", f":{ailleurs.serveur.port} ")
    )
    assert "rien n’écoute à ce port" in failure(ailleurs)


def test_a_place_that_takes_no_file_is_told(sftp: Sftp) -> None:
    ailleurs = replace(sftp, serveur=replace(sftp.serveur, chemin="/proc"))
    assert "non déposé sur" in failure(ailleurs, TransportRefused)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """The limit is the one of the size of a file: the real server refuses to write, as a full disk does."""
    serveur = ServeurSftp(tmp_path / "sftp").start(avant="trap '' XFSZ; ulimit -f 64")
    message = failure(transport(serveur))
    serveur.stop()
    assert "place ou quota" in message
    assert serveur.files() == {}


# A password, which OpenSSH checks against real accounts only: the server here is asyncssh’s --------


class Gardien(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return bool(username)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("etablissement", "mot de passe")


@pytest.fixture
def a_mot_de_passe(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server that knows one password, in a thread of its own: its port, and its known hosts."""
    cle, port = make_key(tmp_path / "hote"), free_port()
    boucle = asyncio.new_event_loop()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            HOTE, port, server_factory=Gardien, server_host_keys=[cle], sftp_factory=True
        )

    accueil = boucle.run_until_complete(listen())
    fil = threading.Thread(target=boucle.run_forever)
    fil.start()
    connus = tmp_path / "connus"
    connus.write_text(f"[{HOTE}]:{port} {(tmp_path / 'hote.pub').read_text()}")
    yield port, connus
    boucle.call_soon_threadsafe(accueil.close)
    boucle.call_soon_threadsafe(boucle.stop)
    fil.join()
    boucle.close()


def test_a_password_is_used_when_it_is_given_and_never_shown(
    a_mot_de_passe: tuple[int, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    port, connus = a_mot_de_passe
    (tmp_path / "depot").mkdir()
    adresse = f"sftp://etablissement@{HOTE}:{port}{tmp_path}/depot"
    sftp = Sftp(
        serveur=Serveur.parse(adresse, "destination"),
        hotes_connus=connus,
        mode=0o600,
        attente=10,
        mot_de_passe="mot de passe",
    )
    assert "mot de passe" not in repr(sftp)
    assert "refuse l’identification" in failure(
        replace(sftp, mot_de_passe="faux"), TransportRefused
    )
    sftp.deposer(NOM, blocs())
    assert (tmp_path / "depot" / NOM).read_bytes() == CONTENU
