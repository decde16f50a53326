"""A real OpenSSH server for the tests: on a loopback port, with keys and a folder of its own."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from getpass import getuser
from pathlib import Path

import asyncssh
import pytest

from sigma_cli.errors import TransportFailed
from sigma_cli.flux.transports.serveur import Serveur
from sigma_cli.flux.transports.sftp import Sftp

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SFTP_SERVER = next(
    (
        chemin
        for chemin in ("/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server")
        if Path(chemin).is_file()
    ),
    None,
)
a_sshd = pytest.mark.skipif(
    SSHD is None or SFTP_SERVER is None,
    reason="no OpenSSH server here: apt-get install openssh-server",
)
COUPURE = Path(__file__).with_name("coupure_sftp.py")
HOTE = "127.0.0.1"
NOM = "SIGMA_DEFI_20201006_000001.csv"
PARTIEL = f".{NOM}.part"
CONTENU = b"parcours;nir\r\nP000001;185057800608436\r\n" * 20_000  # more than one write
SOMME = f"{hashlib.sha256(CONTENU).hexdigest()}  {NOM}\n".encode()
COMPLET = {NOM: CONTENU, f"{NOM}.sha256": SOMME}


def free_port() -> int:
    with socket.socket() as prise:
        prise.bind((HOTE, 0))
        return int(prise.getsockname()[1])


def make_key(fichier: Path) -> asyncssh.SSHKey:
    """Write an ed25519 key, and its public half beside it."""
    cle = asyncssh.generate_private_key("ssh-ed25519")
    fichier.write_bytes(cle.export_private_key("openssh"))
    fichier.chmod(0o600)
    fichier.with_suffix(".pub").write_bytes(cle.export_public_key("openssh"))
    return cle


class ServeurSftp:
    """The server, its folder of deposits, and what it was asked."""

    def __init__(self, dossier: Path) -> None:
        self.dossier, self.port, self.utilisateur = dossier, free_port(), getuser()
        self.depot = dossier / "depot"
        self.depot.mkdir(parents=True)
        self.cle, self.connus = dossier / "cle", dossier / "connus"
        make_key(dossier / "hote")
        make_key(self.cle)
        shutil.copy(self.cle.with_suffix(".pub"), dossier / "autorises")
        self.know()
        self.processus: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"sftp://{self.utilisateur}@{HOTE}:{self.port}{self.depot}"

    def know(self, cle: Path | None = None) -> None:
        """Write the known hosts: this server under its key, or under another."""
        publique = (cle or self.dossier / "hote").with_suffix(".pub").read_text()
        self.connus.write_text(f"[{HOTE}]:{self.port} {' '.join(publique.split()[:2])}\n")

    def start(self, *, avant: str = "") -> "ServeurSftp":
        """Start sshd; `avant` is shell run before the real sftp-server."""
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where sshd shuts itself in when it is root
        (self.dossier / "sous-systeme").write_text(
            f"#!/bin/sh\n{avant}\n"
            f'exec "{sys.executable}" "{COUPURE}" "{self.dossier}" "{SFTP_SERVER}"\n'
        )
        (self.dossier / "sous-systeme").chmod(0o700)
        (self.dossier / "sshd_config").write_text(
            f"ListenAddress {HOTE}\nPort {self.port}\nHostKey {self.dossier}/hote\n"
            f"AuthorizedKeysFile {self.dossier}/autorises\nPasswordAuthentication no\n"
            "KbdInteractiveAuthentication no\nUsePAM no\nStrictModes no\nPidFile none\n"
            f"Subsystem sftp {self.dossier}/sous-systeme\n"
        )
        assert SSHD is not None
        with (self.dossier / "sshd.log").open("ab") as journal:
            commande = [SSHD, "-D", "-e", "-f", str(self.dossier / "sshd_config")]
            self.processus = subprocess.Popen(
                commande, stdout=journal, stderr=journal, start_new_session=True
            )
        wait_until(self._answers, "sshd did not start")
        return self

    def stop(self) -> None:
        """Stop listening, and end the connections under way."""
        if self.processus is not None:
            os.killpg(self.processus.pid, 9)
            self.processus.wait()
            for enfant in self._sessions():
                os.kill(enfant, 9)
            self.processus = None

    def order(self, rang: int | None, quoi: str = "couper", *, code: int = 0) -> None:
        """Have the n-th request of each connection met by a cut, a silence or a status; None for none."""
        fichier = self.dossier / "ordres.json"
        if rang is None:
            fichier.unlink(missing_ok=True)
        else:
            fichier.write_text(json.dumps({"rang": rang, "quoi": quoi, "code": code}))

    def asked(self) -> list[str]:
        """Return what was asked since the last time, in order."""
        journal = self.dossier / "demandes.log"
        lignes = journal.read_text().splitlines() if journal.exists() else []
        journal.unlink(missing_ok=True)
        return lignes

    def files(self) -> dict[str, bytes]:
        return {fichier.name: fichier.read_bytes() for fichier in self.depot.iterdir()}

    def _answers(self) -> bool:
        with socket.socket() as prise:
            return prise.connect_ex((HOTE, self.port)) == 0

    def _sessions(self) -> list[int]:
        """Return the processes of the connections: they left the group of the server."""
        marque = str(self.dossier).encode()
        trouves = []
        for chemin in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if marque in chemin.read_bytes() and COUPURE.name.encode() in chemin.read_bytes():
                    trouves.append(int(chemin.parent.name))
            except OSError:
                continue
        return trouves


def wait_until(vrai: Callable[[], bool], sinon: str) -> None:
    for _ in range(200):
        if vrai():
            return
        time.sleep(0.05)
    raise AssertionError(sinon)


def transport(serveur: ServeurSftp) -> Sftp:
    return Sftp(
        serveur=Serveur.parse(serveur.url, "destination"),
        hotes_connus=serveur.connus,
        mode=0o600,
        cle=serveur.cle,
        attente=10,
    )


def blocs() -> Iterator[bytes]:
    yield CONTENU[:300_000]
    yield CONTENU[300_000:]


def failure(sftp: Sftp, genre: type[TransportFailed] = TransportFailed) -> str:
    """Return the message of a delivery that must fail; it never tells what was in the file."""
    with pytest.raises(TransportFailed) as refus:
        sftp.deposer(NOM, blocs())
    assert type(refus.value) is genre, refus.value.message
    assert "185057800608436" not in refus.value.message
    return refus.value.message


def outcome(sftp: Sftp) -> tuple[type, str] | None:
    """Return the kind of failure and its cause, None for a delivery that went well."""
    try:
        sftp.deposer(NOM, blocs())
    except TransportFailed as error:
        return type(error), error.message.partition(" : ")[2].partition(" ;")[0].partition(",")[0]
    return None
