"""RF-10: servers and accounts that are not all alike. Each is served, or told for what it is.

The table of docs/flux/README.md says what becomes of each: a test holds it against what is tried here.
"""

import http.server
import re
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncssh
import pytest

from sigma_cli.errors import TransportRefused
from sigma_cli.flux.transports.serveur import Serveur
from sigma_cli.flux.transports.sftp import Sftp
from tests.integration.serveur_sftp import (
    COMPLET,
    CONTENU,
    HOTE,
    NOM,
    PARTIEL,
    ServeurSftp,
    a_sshd,
    blocs,
    failure,
    free_port,
    make_key,
    transport,
    wait_until,
)

PARAMIKO = Path(__file__).with_name("serveur_paramiko.py")
PAGE = Path(__file__).parents[2] / "docs" / "flux" / "README.md"


@dataclass(frozen=True)
class Cas:
    """A server: what is forbidden there, and why it is refused, nothing when it is served."""

    refuses: str = ""
    cause: str = ""


# OpenSSH, with what its sftp-server is told to refuse (-P). The keys are the rows of the page.
OPENSSH = {
    "OpenSSH, compte ordinaire": Cas(),
    "renommage standard seul (sans posix-rename)": Cas("posix-rename"),
    "compte qui ne peut pas effacer": Cas("remove"),
    "compte qui ne peut pas regarder (stat)": Cas("stat,lstat,fstat"),
    "compte qui ne peut pas lister": Cas("opendir,readdir"),
    "compte de dépôt seul (ni lire, ni lister, ni regarder, ni effacer)": Cas(
        "remove,stat,lstat,fstat,opendir,readdir,read,posix-rename"
    ),
    "sans fsync": Cas("fsync"),
    "compte qui ne peut pas renommer": Cas("rename,posix-rename", "ne laisse pas renommer"),
}
INDEPENDANTS = {
    "serveur indépendant (paramiko)": ("ordinaire", ""),
    "mot de passe demandé au clavier (keyboard-interactive)": ("clavier", ""),
    "serveur qui ne dit pas les tailles": ("sans_taille", ""),
    "serveur qui ramasse les fichiers finis": ("ramasse", ""),
    "serveur qui ramasse aussi les noms provisoires": ("avale", "enlève les fichiers avant"),
    "mot de passe et code à usage unique": ("code", "refuse l’identification"),
    "compte sans service SFTP": ("sans_sftp", "ne lui ouvre pas de service SFTP"),
    "compte qui répond par des phrases": ("parle", "ne lui ouvre pas de service SFTP"),
}
AUTRES = {
    "clé d’hôte d’une autre sorte que celle connue": "n’est pas celle des hôtes connus",
    "serveur web à ce port": "n’est pas un serveur SFTP",
    "serveur de messagerie à ce port": "n’est pas un serveur SFTP",
}


@a_sshd
@pytest.mark.parametrize("quel", OPENSSH)
def test_rf_10_an_account_of_openssh_is_served_or_told(tmp_path: Path, quel: str) -> None:
    cas = OPENSSH[quel]
    serveur = ServeurSftp(tmp_path / "sftp")
    serveur.start(avant=f"export SFTP_OPTIONS='-P {cas.refuses}'" if cas.refuses else "")
    try:
        sftp = transport(serveur)
        if cas.cause:
            assert cas.cause in failure(sftp, TransportRefused)
            assert serveur.files() == {}, "numbers in clear must not stay there"
        else:
            sftp.deposer(NOM, blocs())
            assert serveur.files() == COMPLET
    finally:
        serveur.stop()


@a_sshd
@pytest.mark.parametrize("refuses", ["remove", "remove,stat,lstat,fstat,read"])
def test_rf_10_what_a_killed_run_left_is_replaced_by_who_may_not_remove(
    tmp_path: Path, refuses: str
) -> None:
    serveur = ServeurSftp(tmp_path / "sftp").start(avant=f"export SFTP_OPTIONS='-P {refuses}'")
    try:
        (serveur.depot / PARTIEL).write_bytes(CONTENU * 2)
        transport(serveur).deposer(NOM, blocs())
        assert serveur.files() == COMPLET
    finally:
        serveur.stop()


@a_sshd
@pytest.mark.parametrize("refuses", ["posix-rename", "stat,lstat,fstat", "stat,lstat,fstat,open"])
def test_rf_10_another_content_is_never_overwritten_by_any_account(
    tmp_path: Path, refuses: str
) -> None:
    serveur = ServeurSftp(tmp_path / "sftp").start(avant=f"export SFTP_OPTIONS='-P {refuses}'")
    try:
        (serveur.depot / NOM).write_bytes(b"autre")
        failure(transport(serveur), TransportRefused)
        assert serveur.files() == {NOM: b"autre"}
    finally:
        serveur.stop()


@a_sshd
def test_rf_10_a_blind_account_overwrites_nothing_and_says_why(tmp_path: Path) -> None:
    interdits = "remove,stat,lstat,fstat,read,posix-rename"
    serveur = ServeurSftp(tmp_path / "sftp").start(avant=f"export SFTP_OPTIONS='-P {interdits}'")
    try:
        (serveur.depot / NOM).write_bytes(b"autre")
        (serveur.depot / NOM).chmod(0)
        failure(transport(serveur), TransportRefused)
        assert (serveur.depot / NOM).stat().st_size == len(b"autre")
    finally:
        serveur.stop()


@a_sshd
def test_rf_10_what_cannot_be_removed_there_is_told(tmp_path: Path) -> None:
    interdits = "remove,rename,posix-rename"
    serveur = ServeurSftp(tmp_path / "sftp").start(avant=f"export SFTP_OPTIONS='-P {interdits}'")
    try:
        message = failure(transport(serveur), TransportRefused)
        assert set(serveur.files()) == {PARTIEL}
        assert f"resté là-bas sous {serveur.depot}/{PARTIEL}" in message
    finally:
        serveur.stop()


# A server that owes nothing to OpenSSH ------------------------------------------------------------

Ouvrir = Callable[[str], Sftp]


@pytest.fixture
def ouvrir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ouvrir]:
    """Start the small server in one of its moods; return the way to it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    lances: list[subprocess.Popen[bytes]] = []

    def start(sorte: str) -> Sftp:
        for nom in ("depot", "pris"):
            (tmp_path / nom).mkdir()
        make_key(tmp_path / "hote")
        port = free_port()
        commande = [sys.executable, "-W", "ignore", str(PARAMIKO), str(tmp_path), str(port), sorte]
        lances.append(subprocess.Popen(commande, stderr=subprocess.DEVNULL))
        return known(tmp_path, port)

    yield start
    for processus in lances:
        processus.kill()
        processus.wait()


def known(dossier: Path, port: int) -> Sftp:
    """Return the way to what listens at this port, its key known, once it listens."""
    connus = dossier / "connus"
    connus.write_text(f"[{HOTE}]:{port} {(dossier / 'hote.pub').read_text()}")
    wait_until(lambda: listens(port), "the server did not start")
    return Sftp(
        serveur=Serveur.parse(f"sftp://etablissement@{HOTE}:{port}/depot", "destination"),
        hotes_connus=connus,
        mode=0o600,
        attente=10,
        mot_de_passe="mot de passe",
    )


def listens(port: int) -> bool:
    import socket

    with socket.socket() as prise:
        return prise.connect_ex((HOTE, port)) == 0


@pytest.mark.parametrize("quel", INDEPENDANTS)
def test_rf_10_an_independent_server_is_served_or_told(
    ouvrir: Ouvrir, tmp_path: Path, quel: str
) -> None:
    sorte, cause = INDEPENDANTS[quel]
    sftp = ouvrir(sorte)
    arrives = tmp_path / ("pris" if sorte in {"ramasse", "avale"} else "depot")
    if cause:
        assert cause in failure(sftp, TransportRefused)
    else:
        sftp.deposer(NOM, blocs())
        assert {f.name: f.read_bytes() for f in arrives.iterdir()} == COMPLET
    assert not [f.name for f in (tmp_path / "depot").iterdir() if f.name.endswith(".part")]


def test_rf_10_a_delivery_is_recognised_where_no_size_is_told(
    ouvrir: Ouvrir, tmp_path: Path
) -> None:
    sftp = ouvrir("sans_taille")
    sftp.deposer(NOM, blocs())
    sftp.deposer(NOM, blocs())
    (tmp_path / "depot" / NOM).write_bytes(b"autre")
    assert "un autre contenu" in failure(sftp, TransportRefused)


def test_rf_10_a_wrong_password_is_not_repeated_at_the_keyboard(ouvrir: Ouvrir) -> None:
    sftp = replace(ouvrir("clavier"), mot_de_passe="faux")
    assert "refuse l’identification" in failure(sftp, TransportRefused)


# Something else at that port ----------------------------------------------------------------------


@a_sshd
def test_rf_10_a_key_of_another_kind_is_told_each_time(serveur: ServeurSftp, sftp: Sftp) -> None:
    (cause,) = [c for quel, c in AUTRES.items() if quel.startswith("clé d’hôte")]
    for genre in ("ecdsa-sha2-nistp256", "ssh-rsa"):
        publique = asyncssh.generate_private_key(genre).export_public_key("openssh").decode()
        serveur.connus.write_text(f"[{HOTE}]:{serveur.port} {publique}")
        for _ in range(5):
            assert cause in failure(sftp, TransportRefused)
    assert serveur.files() == {}


class Messagerie(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 courrier.exemple.fr ESMTP\r\n")
        while self.rfile.readline():
            self.wfile.write(b"500 commande inconnue\r\n")


class Muette(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("quel", "reponse"),
    [("serveur web à ce port", Muette), ("serveur de messagerie à ce port", Messagerie)],
)
def test_rf_10_what_is_no_ssh_server_is_told(
    tmp_path: Path, quel: str, reponse: type[socketserver.BaseRequestHandler]
) -> None:
    make_key(tmp_path / "hote")
    with socketserver.ThreadingTCPServer((HOTE, 0), reponse) as serveur:
        serveur.daemon_threads = True
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        sftp = replace(known(tmp_path, serveur.server_address[1]), attente=2)
        assert AUTRES[quel] in failure(sftp, TransportRefused)
        serveur.shutdown()


def test_rf_10_the_page_says_what_becomes_of_each() -> None:
    attendus = {quel: "servi" if not cas.cause else "refusé" for quel, cas in OPENSSH.items()}
    attendus |= {q: "servi" if not cause else "refusé" for q, (_, cause) in INDEPENDANTS.items()}
    attendus |= dict.fromkeys(AUTRES, "refusé")
    lignes = re.findall(r"^\| ([^|]+) \| (servi|refusé)", PAGE.read_text("utf-8"), re.MULTILINE)
    assert dict(lignes) == attendus
    assert len(lignes) == len(attendus)
