"""The SSH link to a server: who it is first, then who we are; and what answers when it is no such server."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import asyncssh

from sigma_cli.flux.transports.serveur import Inapte, Serveur

_SALUT: Final = b"SSH-"
_A_ELUCIDER: Final = (asyncssh.DisconnectError, ConnectionError, TimeoutError)
_CONNUES: Final = (asyncssh.HostKeyNotVerifiable, asyncssh.PermissionDenied, ConnectionRefusedError)
_PAS_SSH: Final = (
    "ce qui répond à ce port n’est pas un serveur SFTP (un serveur web, de messagerie ?) ; vérifier "
    "l’adresse et le port"
)
_SANS_SFTP: Final = "il accepte {utilisateur}, et ne lui ouvre pas de service SFTP ; le faire ouvrir par le partenaire"


class _Client(asyncssh.SSHClient):
    """Answers the one question of a password, in whatever language it is asked."""

    def __init__(self, mot_de_passe: str | None) -> None:
        self._mot_de_passe = mot_de_passe

    def kbdint_auth_requested(self) -> str | None:
        return None if self._mot_de_passe is None else ""

    def kbdint_challenge_received(
        self, _nom: str, _consigne: str, _langue: str, questions: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        """Answer once: a server that asks again did not want that password."""
        if not questions:
            return []
        donne, self._mot_de_passe = self._mot_de_passe, None
        secrete = len(questions) == 1 and not questions[0][1]
        return [donne] if secrete and donne is not None else None


async def connect(
    serveur: Serveur,
    *,
    hotes_connus: Path,
    attente: float,
    cle: Path | None,
    mot_de_passe: str | None,
) -> asyncssh.SSHClientConnection:
    """Return the link, the host known and ourselves let in. Raises Inapte, asyncssh.Error, OSError."""
    methodes = "publickey,password,keyboard-interactive" if mot_de_passe else "publickey"
    options: dict[str, Any] = {
        "username": serveur.utilisateur,
        "known_hosts": str(hotes_connus),
        "client_factory": lambda: _Client(mot_de_passe),
        "client_keys": [str(cle)] if cle else (),
        "agent_path": None if cle else (),
        "password": mot_de_passe,
        "preferred_auth": methodes,
        "config": [],  # what the user’s ssh_config says must not decide where persons are sent
        "connect_timeout": attente,
        "login_timeout": attente,
    }
    try:
        return await asyncssh.connect(serveur.hote, serveur.port, **options)
    except _CONNUES:
        raise
    except _A_ELUCIDER:
        recu = await _greeting(serveur, min(attente, 5))
        if recu and not recu.startswith(_SALUT):
            raise Inapte(_PAS_SSH) from None
        if not recu:
            raise
    # A key of another kind than the known ones ends in whichever hangs up first: asked for any kind,
    # the server shows its key, which is not the known one.
    return await asyncssh.connect(
        serveur.hote, serveur.port, server_host_key_algs="default", **options
    )


async def open_sftp(
    connexion: asyncssh.SSHClientConnection, serveur: Serveur, attente: float
) -> asyncssh.SFTPClient:
    """Return the SFTP session of a link. Raises Inapte when the account has none."""
    try:
        async with asyncio.timeout(attente):
            return await connexion.start_sftp_client()
    except (asyncssh.ChannelOpenError, asyncssh.SFTPError) as error:
        await asyncio.sleep(0)  # a link that was cut has had its word
        if connexion.is_closed():
            raise
        raise Inapte(_SANS_SFTP.format(utilisateur=serveur.utilisateur)) from error


async def _greeting(serveur: Serveur, attente: float) -> bytes:
    """Return the first bytes of what listens there, none when it says nothing."""
    with suppress(OSError):
        async with asyncio.timeout(attente):
            lecture, ecriture = await asyncio.open_connection(serveur.hote, serveur.port)
            try:
                ecriture.write(b"SSH-2.0-sigma\r\n")
                return await lecture.read(len(_SALUT))
            finally:
                ecriture.transport.abort()
    return b""
