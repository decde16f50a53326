"""What is asked of a folder of an SFTP server, by an account that may not be allowed to.

A deposit-only account may write and rename, and neither look, read nor remove: what it may not do is
told apart from what is not there.
"""

import asyncio
import hashlib
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar, cast

import asyncssh

from sigma_cli.flux.transports.serveur import Inapte

T = TypeVar("T")

_LECTURE: Final = 1 << 18  # bytes
_INTERDIT: Final = (asyncssh.SFTPPermissionDenied, asyncssh.SFTPOpUnsupported)
_ILLISIBLE: Final = (*_INTERDIT, asyncssh.SFTPFailure)
_REFUS: Final = (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists)
_ENLEVE: Final = (
    "il enlève les fichiers avant qu’ils aient leur nom, et a peut-être déjà pris celui-ci, sous {nom} ; "
    "voir avec le destinataire ce qu’il a reçu et faire exclure ces noms"
)
_SANS_RENOMMER: Final = (
    "il ne laisse pas renommer un fichier, sans quoi rien n’arrive entier ; faire accorder ce droit"
)
_PRIS: Final = (
    "ce nom y est peut-être pris, et ce compte ne peut pas y regarder ; demander au destinataire s’il a "
    "ce fichier"
)


@dataclass(frozen=True, slots=True)
class Vu:
    """What a name holds: `present` is None when the account may not look, `taille` when it is not told."""

    present: bool | None
    taille: int | None = None


@dataclass(frozen=True, slots=True)
class Distant:
    """The requests of a delivery; each is waited for `attente` seconds at most (TimeoutError)."""

    sftp: asyncssh.SFTPClient
    attente: float

    async def look(self, chemin: str) -> Vu:
        """Say what has that name: by its attributes, else by trying to open it."""
        try:
            return Vu(present=True, taille=(await self._within(self.sftp.lstat(chemin))).size)
        except asyncssh.SFTPNoSuchFile:
            return Vu(present=False)
        except _INTERDIT:
            pass
        try:
            fichier = await self._within(self.sftp.open(chemin, "rb"))
        except asyncssh.SFTPNoSuchFile:
            return Vu(present=False)
        except _ILLISIBLE:
            return Vu(present=None)
        await self._within(fichier.close())
        return Vu(present=True)

    async def read_sum(self, chemin: str) -> str | None:
        """Return the sha256 of what has that name; None when it is no file that can be read."""
        somme = hashlib.sha256()
        try:
            async with await self._within(self.sftp.open(chemin, "rb")) as fichier:
                while bloc := await self._within(fichier.read(_LECTURE)):
                    somme.update(cast("bytes", bloc))
        except _ILLISIBLE:
            return None
        return somme.hexdigest()

    async def remove(self, chemin: str) -> bool:
        """Remove a file; tell whether nothing has that name any more."""
        try:
            await self._within(self.sftp.remove(chemin))
        except asyncssh.SFTPNoSuchFile:
            return True
        except _ILLISIBLE:
            return False
        return True

    async def create(self, chemin: str, droits: int, *, neuf: bool) -> asyncssh.SFTPClientFile:
        """Open a file to write; `neuf` refuses one that is there, else it is emptied."""
        attributs = asyncssh.SFTPAttrs(permissions=droits)
        return await self._within(self.sftp.open(chemin, "xb" if neuf else "wb", attributs))

    async def write(self, fichier: asyncssh.SFTPClientFile, bloc: bytes) -> None:
        """Add a block."""
        await self._within(fichier.write(bloc))

    async def close(self, fichier: asyncssh.SFTPClientFile) -> None:
        """Put the file on the disk of the server, where it offers that, and close it."""
        with suppress(*_INTERDIT):
            await self._within(fichier.fsync())
        await self._within(fichier.close())

    async def rename(self, partiel: str, final: str, *, libre: bool) -> None:
        """Give its name to a file, by what this server has of it. Raises Inapte.

        The standard request never replaces a file, and is the only one where nobody may look; the one of
        OpenSSH does, and comes first for a name seen to be free (`libre`): it is atomic everywhere, and
        takes the place of a name taken in the very last instant only.
        """
        try:
            if libre:
                with suppress(*_INTERDIT):
                    await self._within(self.sftp.posix_rename(partiel, final))
                    return
            await self._within(self.sftp.rename(partiel, final))
        except asyncssh.SFTPNoSuchFile as error:
            raise Inapte(_ENLEVE.format(nom=partiel)) from error
        except _INTERDIT as error:
            raise Inapte(_SANS_RENOMMER) from error
        except _REFUS as error:
            vu = await self.look(final)
            raise Inapte(_SANS_RENOMMER if vu.present is False else _PRIS) from error

    async def check_size(self, partiel: str, taille: int) -> int | None:
        """Return the size the server tells of what it received when it is another. Raises Inapte."""
        vu = await self.look(partiel)
        if vu.present is False:
            raise Inapte(_ENLEVE.format(nom=partiel))
        return None if vu.taille in {None, taille} else vu.taille

    async def _within(self, echange: Awaitable[T]) -> T:
        async with asyncio.timeout(self.attente):
            return await echange
