"""Drop on an SFTP server: under a temporary name, then by one atomic rename.

asyncssh was chosen on 2026-11-25 among three, measured on a real OpenSSH server (whole process,
times a bare start, 1 MB then 50 MB): the `sftp` program 21 and 46, paramiko 27 and 73, asyncssh 31
and 62. The program is the fastest but answers in sentences meant for people: a full disk, a right
that lacks and a connection lost cannot be told apart, and it is not there on every Windows. paramiko
has no fsync. asyncssh has typed errors, strict known hosts, the agent, fsync and posix-rename, and is
imported only when a server is a destination. fsspec was never one: it accepts any host key.

On the server, nothing is listed, read or deleted but our own: the temporary name of the file being
sent (`.<name>.part`), removed when a killed run left it, and the very name being delivered when it
is taken already, read to tell our own delivery from something else (which is left alone).
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar, cast

import asyncssh

from sigma_cli.errors import TransportFailed, TransportRefused
from sigma_cli.flux.contrat import ligne_sha256, read_again
from sigma_cli.flux.transports.serveur import Serveur

T = TypeVar("T")

_LECTURE: Final = 1 << 18  # bytes
_FAILURES: Final = (OSError, asyncssh.Error, asyncssh.KeyImportError)
_AWAY: Final = (OSError, asyncssh.DisconnectError)  # nobody is there to remove anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Sftp:
    """Deliver to a server whose key is in `hotes_connus`, by a key, an agent or a password.

    Without `cle`, the agent and the usual keys of the user are tried; a key under a phrase is for
    the agent. `mot_de_passe` comes from the environment. `attente` bounds each exchange, in seconds.
    """

    serveur: Serveur
    hotes_connus: Path
    mode: int
    attente: float
    cle: Path | None = None
    mot_de_passe: str | None = field(default=None, repr=False)

    @property
    def adresse(self) -> str:
        """The address of the folder on the server."""
        return str(self.serveur)

    def deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
        """Deliver `blocs` as `nom`, then its `.sha256`; raise TransportFailed naming the cause."""
        self.serveur.check_known(self.hotes_connus)
        try:
            asyncio.run(self._deposer(nom, blocs))
        except _FAILURES as error:
            raise self.serveur.explain(nom, error) from error

    def relire(self, prefixe: str) -> dict[str, bytes | None]:
        """Return the files there whose name starts so (see `Transport`)."""
        try:
            return read_again(asyncio.run(self._relire(prefixe)))
        except _FAILURES as error:
            raise self.serveur.explain(prefixe, error) from error

    async def _relire(self, prefixe: str) -> dict[str, bytes]:
        async with self._ouvrir() as sftp:
            dossier = self.serveur.path("").rstrip("/") or "."
            noms = [str(nom) for nom in await self._within(sftp.listdir(dossier))]
            lus: dict[str, bytes] = {}
            for nom in (nom for nom in noms if nom.startswith(prefixe)):
                async with await self._within(sftp.open(self.serveur.path(nom), "rb")) as fichier:
                    lus[nom] = cast("bytes", await self._within(fichier.read()))
            return lus

    async def _deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
        async with self._ouvrir() as sftp:
            empreinte = await self._poser(sftp, nom, blocs)
            await self._poser(sftp, f"{nom}.sha256", [ligne_sha256(nom, empreinte)])

    @asynccontextmanager
    async def _ouvrir(self) -> AsyncIterator[asyncssh.SFTPClient]:
        """Connect, and leave at once when something goes wrong: a dead server says no goodbye."""
        connexion = await asyncssh.connect(
            self.serveur.hote,
            self.serveur.port,
            username=self.serveur.utilisateur,
            known_hosts=str(self.hotes_connus),
            client_keys=[str(self.cle)] if self.cle else (),
            agent_path=None if self.cle else (),
            password=self.mot_de_passe,
            preferred_auth="publickey,password" if self.mot_de_passe else "publickey",
            config=[],  # what the user’s ssh_config says must not decide where persons are sent
            connect_timeout=self.attente,
            login_timeout=self.attente,
        )
        try:
            yield await self._within(connexion.start_sftp_client())
            connexion.close()
            await self._within(connexion.wait_closed())
        finally:
            connexion.abort()

    async def _poser(self, sftp: asyncssh.SFTPClient, nom: str, blocs: Iterable[bytes]) -> str:
        """Put one file under its final name, unless it is there already; return its sha256."""
        final, partiel = self.serveur.path(nom), self.serveur.path(f".{nom}.part")
        await self._effacer(sftp, partiel)
        if (deja := await self._taille(sftp, final)) is not None:
            empreinte, taille = _measure(blocs)
            if deja != taille or await self._lire(sftp, final) != empreinte:
                raise self._occupe(nom)
            return empreinte
        try:
            empreinte = await self._verser(sftp, partiel, blocs)
            await self._verifier_libre(sftp, nom)
            # It replaces a name taken in the very last instant: SFTP has no other atomic way.
            await self._within(sftp.posix_rename(partiel, final))
        except _AWAY:
            raise
        except BaseException:  # whatever stops it, numbers in clear must not stay there
            with suppress(*_FAILURES):
                await self._effacer(sftp, partiel)
            raise
        return empreinte

    async def _verifier_libre(self, sftp: asyncssh.SFTPClient, nom: str) -> None:
        """Raise TransportRefused when the name was taken during the upload."""
        if await self._taille(sftp, self.serveur.path(nom)) is not None:
            raise self._occupe(nom)

    async def _verser(self, sftp: asyncssh.SFTPClient, partiel: str, blocs: Iterable[bytes]) -> str:
        """Upload under the temporary name, onto the disk of the server; return the sha256."""
        somme, taille = hashlib.sha256(), 0
        droits = asyncssh.SFTPAttrs(permissions=self.mode)
        fichier = await self._within(sftp.open(partiel, "xb", droits))
        try:
            for bloc in blocs:
                await self._within(fichier.write(bloc))
                somme.update(bloc)
                taille += len(bloc)
            with suppress(asyncssh.SFTPOpUnsupported):
                await self._within(fichier.fsync())
        finally:
            with suppress(*_FAILURES):
                await self._within(fichier.close())
        recus = await self._taille(sftp, partiel)
        if recus != taille:
            raise TransportFailed(
                f"{partiel} : {taille} octets envoyés à {self.serveur}, {recus or 0} reçus ; le "
                "prochain « sigma flux push » réessaiera."
            )
        return somme.hexdigest()

    async def _taille(self, sftp: asyncssh.SFTPClient, chemin: str) -> int | None:
        """Return the size of a file, None when nothing has that name."""
        try:
            return (await self._within(sftp.lstat(chemin))).size or 0
        except asyncssh.SFTPNoSuchFile:
            return None

    async def _lire(self, sftp: asyncssh.SFTPClient, chemin: str) -> str | None:
        """Return the sha256 of what has the name being delivered; None when it is no file of ours."""
        somme = hashlib.sha256()
        try:
            fichier = await self._within(sftp.open(chemin, "rb"))
        except (asyncssh.SFTPFailure, asyncssh.SFTPPermissionDenied):
            return None
        async with fichier:
            while bloc := await self._within(fichier.read(_LECTURE)):
                somme.update(cast("bytes", bloc))
        return somme.hexdigest()

    async def _effacer(self, sftp: asyncssh.SFTPClient, partiel: str) -> None:
        """Remove our own temporary file, left by a run that was killed."""
        with suppress(asyncssh.SFTPNoSuchFile):
            await self._within(sftp.remove(partiel))

    def _occupe(self, nom: str) -> TransportRefused:
        return TransportRefused(
            f"{nom} non déposé : un autre contenu porte déjà ce nom sur {self.serveur} ; le faire "
            "déplacer puis relancer « sigma flux push »."
        )

    async def _within(self, echange: Awaitable[T]) -> T:
        async with asyncio.timeout(self.attente):
            return await echange


def _measure(blocs: Iterable[bytes]) -> tuple[str, int]:
    somme, taille = hashlib.sha256(), 0
    for bloc in blocs:
        somme.update(bloc)
        taille += len(bloc)
    return somme.hexdigest(), taille
