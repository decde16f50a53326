"""Drop in a local folder: whole or not at all, never over something else."""

import errno
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sigma_cli.errors import Conflict, InvalidInput, TransportFailed, TransportRefused
from sigma_cli.flux.contrat import ligne_sha256, read_again
from sigma_cli.formats.fichier import message_systeme, sweep, write_whole

_A_CORRIGER: Final = (PermissionError, NotADirectoryError)  # someone must act first


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Deliver into `chemin`; files get the permission bits of `mode`.

    `connu` tells that files already reached it: a folder that has gone is then not made again, for
    it may be a share that is not mounted, and its empty mount point would swallow the file.
    """

    chemin: Path
    mode: int
    connu: bool = False

    @property
    def adresse(self) -> str:
        """The path of the folder."""
        return str(self.chemin)

    def deposer(self, nom: str, blocs: Iterable[bytes]) -> None:
        """Deliver `blocs` as `nom`, then its `.sha256`; raise TransportFailed naming the cause."""
        try:
            self._ouvrir()
            empreinte = self._poser(nom, blocs)
            self._poser(f"{nom}.sha256", [ligne_sha256(nom, empreinte)])
        except TransportFailed as error:
            if isinstance(error.__cause__, _A_CORRIGER):
                raise TransportRefused(error.message) from error
            raise
        except OSError as error:
            echec = TransportRefused if isinstance(error, _A_CORRIGER) else TransportFailed
            raise echec(
                f"{nom} non déposé dans {self.chemin} : {message_systeme(error)} ;"
                " corriger puis relancer « sigma flux push »."
            ) from error

    def relire(self, prefixe: str) -> dict[str, bytes | None]:
        """Return the files there whose name starts so (see `Transport`)."""
        try:
            if not self.chemin.is_dir():
                return {}
            siens = [f for f in self.chemin.iterdir() if f.name.startswith(prefixe) and f.is_file()]
            return read_again({f.name: f.read_bytes() for f in siens})
        except OSError as error:
            raise TransportFailed(
                f"Le dossier {self.chemin} ne se lit pas ({message_systeme(error)}) : rien n’est envoyé."
            ) from error

    def _ouvrir(self) -> None:
        if self.connu and not self.chemin.exists():
            raise self._disparu()
        _creer(self.chemin)

    def _poser(self, nom: str, blocs: Iterable[bytes]) -> str:
        """Put one file under its final name, unless it is there already; return its sha256."""
        final = self.chemin / nom
        if final.exists():
            empreinte = _verser(blocs, None)
            if not final.is_file() or _sha256(final) != empreinte:
                raise self._occupe(nom)
            sweep(final)
            return empreinte
        try:
            return write_whole(final, lambda sortie: _verser(blocs, sortie), mode=self.mode)
        except (Conflict, InvalidInput) as error:
            # the name was taken, or the folder left, meanwhile
            raise (self._occupe(nom) if self.chemin.is_dir() else self._disparu()) from error

    def _disparu(self) -> TransportRefused:
        return TransportRefused(
            f"Le dossier {self.chemin}, où des fichiers ont déjà été déposés, n’existe plus : "
            "le remettre (partage non monté ?) ou le recréer, puis relancer « sigma flux push »."
        )

    def _occupe(self, nom: str) -> TransportRefused:
        return TransportRefused(
            f"{nom} non déposé : un autre contenu porte déjà ce nom dans {self.chemin} ;"
            " le déplacer puis relancer « sigma flux push »."
        )


def _creer(chemin: Path) -> None:
    """Create the folder and its parents, closed to others; existing ones keep their rights."""
    for dossier in (*reversed(chemin.parents), chemin):
        try:
            dossier.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(errno.ENOTDIR, f"{dossier} n’est pas un dossier") from None


def _verser(blocs: Iterable[bytes], sortie: BinaryIO | None) -> str:
    """Write the blocks where there is somewhere to write them; return their sha256."""
    somme = hashlib.sha256()
    for bloc in blocs:
        if sortie is not None:
            sortie.write(bloc)
        somme.update(bloc)
    return somme.hexdigest()


def _sha256(chemin: Path) -> str:
    with chemin.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()
