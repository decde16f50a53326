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
from sigma_cli.flux.transports.distant import Distant
from sigma_cli.flux.transports.liaison import connect, open_sftp
from sigma_cli.flux.transports.serveur import Inapte, Serveur

T = TypeVar("T")

_FAILURES: Final = (OSError, asyncssh.Error, asyncssh.KeyImportError, Inapte)
_AWAY: Final = (OSError, asyncssh.DisconnectError)  # nobody is there to remove anything
_RESTE: Final = "Son contenu est resté là-bas sous {nom}, que ce compte n’a pas le droit d’effacer : le faire retirer."


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
        except (TransportFailed, *_FAILURES) as error:
            dit = error if isinstance(error, TransportFailed) else self.serveur.explain(nom, error)
            raise type(dit)(" ".join((dit.message, *getattr(error, "__notes__", ())))) from error

    def relire(self, prefixe: str) -> dict[str, bytes | None]:
        """Return the files there whose name starts so (see `Transport`)."""
        try:
            return read_again(asyncio.run(self._relire(prefixe)))
        except TransportFailed:
            raise
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
            distant = Distant(sftp, self.attente)
            empreinte = await self._poser(distant, nom, blocs)
            await self._poser(distant, f"{nom}.sha256", [ligne_sha256(nom, empreinte)])

    @asynccontextmanager
    async def _ouvrir(self) -> AsyncIterator[asyncssh.SFTPClient]:
        """Connect, and leave at once when something goes wrong: a dead server says no goodbye."""
        connexion = await connect(
            self.serveur,
            hotes_connus=self.hotes_connus,
            attente=self.attente,
            cle=self.cle,
            mot_de_passe=self.mot_de_passe,
        )
        try:
            yield await open_sftp(connexion, self.serveur, self.attente)
            connexion.close()
            await self._within(connexion.wait_closed())
        finally:
            connexion.abort()

    async def _poser(self, distant: Distant, nom: str, blocs: Iterable[bytes]) -> str:
        """Put one file under its final name, unless it is there already; return its sha256."""
        final, partiel = self.serveur.path(nom), self.serveur.path(f".{nom}.part")
        neuf = await distant.remove(partiel)
        if (deja := await distant.look(final)).present:
            empreinte, taille = _measure(blocs)
            if deja.taille not in {None, taille} or await distant.read_sum(final) != empreinte:
                raise self._occupe(nom)
            return empreinte
        try:
            empreinte = await self._verser(distant, partiel, blocs, neuf=neuf)
            await self._nommer(distant, nom, partiel)
        except _AWAY:
            raise
        except BaseException as error:  # whatever stops it, numbers in clear must not stay there
            with suppress(*_FAILURES):
                if not await distant.remove(partiel) and not neuf:
                    error.add_note(_RESTE.format(nom=partiel))
            raise
        return empreinte

    async def _nommer(self, distant: Distant, nom: str, partiel: str) -> None:
        """Give its name to the file; raise TransportRefused when it was taken during the upload."""
        final = self.serveur.path(nom)
        vu = await distant.look(final)
        if vu.present:
            raise self._occupe(nom)
        await distant.rename(partiel, final, libre=vu.present is False)

    async def _verser(
        self, distant: Distant, partiel: str, blocs: Iterable[bytes], *, neuf: bool
    ) -> str:
        """Upload under the temporary name, onto the disk of the server; return the sha256."""
        somme, taille = hashlib.sha256(), 0
        fichier = await distant.create(partiel, self.mode, neuf=neuf)
        try:
            for bloc in blocs:
                await distant.write(fichier, bloc)
                somme.update(bloc)
                taille += len(bloc)
        except BaseException:
            with suppress(*_FAILURES):
                await self._within(fichier.close())
            raise
        await distant.close(fichier)
        if (recus := await distant.check_size(partiel, taille)) is not None:
            raise TransportFailed(
                f"{partiel} : {taille} octets envoyés à {self.serveur}, {recus} reçus ; le "
                "prochain « sigma flux push » réessaiera."
            )
        return somme.hexdigest()

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
