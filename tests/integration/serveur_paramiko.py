"""A small SFTP server that owes nothing to OpenSSH nor to asyncssh: paramiko’s, in a process of its own.

`python serveur_paramiko.py DOSSIER PORT SORTE` serves DOSSIER/depot under the key DOSSIER/hote to
`etablissement`, by the password « mot de passe ». SORTE is what it does otherwise than OpenSSH:

- `clavier`: asks for the password in French, by keyboard-interactive only;
- `code`: asks for a password and a code;
- `sans_taille`: tells no size;
- `ramasse`: takes finished files away at once;
- `avale`: takes any file away as soon as it is closed;
- `sans_sftp`: offers no SFTP;
- `parle`: writes sentences where SFTP is expected.
"""

import os
import socket
import sys
import threading
from pathlib import Path
from typing import Any

import paramiko

UTILISATEUR, MOT_DE_PASSE = "etablissement", "mot de passe"


class Fichier(paramiko.SFTPHandle):  # type: ignore[misc]  # paramiko has no types
    """A file under way."""

    def __init__(self, interface: "Depot", chemin: Path, flags: int) -> None:
        super().__init__(flags)
        self.interface, self.chemin = interface, chemin
        lu = flags & (os.O_WRONLY | os.O_RDWR) == 0
        creation = os.O_CREAT | os.O_TRUNC | (flags & os.O_EXCL)
        self.fichier = os.fdopen(
            os.open(chemin, os.O_RDONLY if lu else os.O_RDWR | creation, 0o600),
            "rb" if lu else "r+b",
        )
        self.ecrit = not lu
        self.readfile = self.writefile = self.fichier  # what paramiko reads and writes

    def stat(self) -> Any:
        return self.interface.tell(self.chemin)

    def close(self) -> None:
        super().close()
        if self.ecrit and self.interface.sorte == "avale":
            self.interface.take(self.chemin)


class Depot(paramiko.SFTPServerInterface):  # type: ignore[misc]  # paramiko has no types
    """One folder, flat; the standard requests only."""

    def __init__(self, serveur: "Accueil", *args: Any, **options: Any) -> None:
        super().__init__(serveur, *args, **options)
        self.racine, self.sorte = serveur.racine, serveur.sorte

    def _local(self, chemin: str) -> Path:
        return self.racine / Path(chemin).name

    def tell(self, chemin: Path) -> Any:
        try:
            attributs = paramiko.SFTPAttributes.from_stat(chemin.lstat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        if self.sorte == "sans_taille":
            attributs._flags &= ~attributs.FLAG_SIZE
        return attributs

    def take(self, chemin: Path) -> None:
        chemin.replace(self.racine.parent / "pris" / chemin.name)

    def lstat(self, path: str) -> Any:
        return self.tell(self._local(path))

    stat = lstat

    def open(self, path: str, flags: int, attr: Any) -> Any:  # noqa: ARG002 - paramiko's signature
        try:
            return Fichier(self, self._local(path), flags)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)

    def remove(self, path: str) -> int:
        try:
            self._local(path).unlink()
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno or 0))
        return int(paramiko.SFTP_OK)

    def rename(self, oldpath: str, newpath: str) -> int:
        source, cible = self._local(oldpath), self._local(newpath)
        if cible.exists():
            return int(paramiko.SFTP_FAILURE)
        try:
            source.rename(cible)
        except OSError as error:
            return int(paramiko.SFTPServer.convert_errno(error.errno or 0))
        if self.sorte == "ramasse":
            self.take(cible)
        return int(paramiko.SFTP_OK)

    def posix_rename(self, oldpath: str, newpath: str) -> int:  # noqa: ARG002
        return int(paramiko.SFTP_OP_UNSUPPORTED)


class Accueil(paramiko.ServerInterface):  # type: ignore[misc]  # paramiko has no types
    """Who comes in, and to do what."""

    def __init__(self, racine: Path, sorte: str) -> None:
        self.racine, self.sorte = racine, sorte

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002
        return "keyboard-interactive" if self.sorte in {"clavier", "code"} else "password"

    def check_auth_password(self, username: str, password: str) -> int:
        permis = self.sorte not in {"clavier", "code"}
        return self._verdict((username, password) == (UTILISATEUR, MOT_DE_PASSE) and permis)

    def check_auth_interactive(self, username: str, submethods: str) -> Any:  # noqa: ARG002
        if self.sorte not in {"clavier", "code"} or username != UTILISATEUR:
            return paramiko.AUTH_FAILED
        questions = [("Votre mot de passe : ", False), ("Code : ", True)]
        return paramiko.InteractiveQuery(
            "Accès", "", *questions[: 1 if self.sorte == "clavier" else 2]
        )

    def check_auth_interactive_response(self, responses: list[str]) -> int:
        return self._verdict(responses == [MOT_DE_PASSE])

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        return int(paramiko.OPEN_SUCCEEDED)

    def check_channel_subsystem_request(self, channel: Any, name: str) -> bool:
        if self.sorte == "sans_sftp":
            return False
        if self.sorte == "parle":
            channel.sendall(b"Bienvenue sur le serveur de la Region. Acces reserve.\r\n")
            return True
        return bool(super().check_channel_subsystem_request(channel, name))

    @staticmethod
    def _verdict(bon: bool) -> int:
        return int(paramiko.AUTH_SUCCESSFUL if bon else paramiko.AUTH_FAILED)


def serve(client: socket.socket, dossier: Path, sorte: str) -> None:
    transport = paramiko.Transport(client)
    transport.add_server_key(paramiko.Ed25519Key.from_private_key_file(str(dossier / "hote")))
    transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Depot)
    transport.start_server(server=Accueil(dossier / "depot", sorte))
    transport.join()


def main() -> None:
    dossier, port, sorte = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with socket.create_server(("127.0.0.1", port)) as prise:
        while True:
            client, _ = prise.accept()
            threading.Thread(target=serve, args=(client, dossier, sorte), daemon=True).start()


if __name__ == "__main__":
    main()
