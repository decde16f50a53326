"""Where the file of a base stands: on a share of the network, or open to others (BAS-02).

SQLite counts on locks and on shared memory that shares do not hold: two posts that write lose rows.
"""

import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sigma_cli.errors import RuleViolation

MONTAGES: Final = Path("/proc/self/mountinfo")
_REMOTE: Final = 4  # DRIVE_REMOTE, of Windows
_PARTAGES: Final = {
    "nfs": "NFS",
    "nfs4": "NFS",
    "cifs": "SMB",
    "smb3": "SMB",
    "smbfs": "SMB",
    "fuse.smbnetfs": "SMB",
    "fuse.sshfs": "sshfs",
    "fuse.rclone": "rclone",
    "fuse.gvfsd-fuse": "GNOME (gvfs)",
    "fuse.davfs2": "WebDAV",
    "davfs": "WebDAV",
    "fuse.glusterfs": "GlusterFS",
    "ceph": "Ceph",
    "fuse.s3fs": "S3",
    "fuse.vmhgfs-fuse": "VMware",
    "vboxsf": "VirtualBox",
    "afs": "AFS",
    "9p": "9P",
}
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def check_new(fichier: Path) -> None:
    """Refuse to make a base on a share. Raises RuleViolation (BAS-02)."""
    if partage := share(fichier):
        raise RuleViolation(
            f"{fichier} est sur un partage du réseau ({partage}), dont les verrous ne protègent pas une "
            "base : la mettre sur un disque de ce poste (--base), et n’écrire sur le partage que ses "
            "sauvegardes. « sigma docs installer » dit comment faire à plusieurs.",
            regle="BAS-02",
        )


def doubts(fichier: Path) -> Iterator[str]:
    """Yield, in French, what is wrong with where a base stands."""
    if partage := share(fichier):
        yield (
            f"la base {fichier} est sur un partage du réseau ({partage}) : deux postes qui écrivent y "
            "perdent des lignes ; la mettre sur un disque de ce poste (« sigma docs installer »)."
        )
    if is_open(fichier):
        yield f"la base {fichier} est lisible par d’autres : lancer « chmod 600 {fichier} »."


def share(fichier: Path) -> str | None:
    """Return the name of the kind of share a file is on; None for a disk, or when nothing tells."""
    if sys.platform == "win32":
        return _windows_share(fichier)
    try:
        lignes = MONTAGES.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        chemin = fichier.resolve()
    except (OSError, RuntimeError):  # no such list here, or links in a circle
        return None
    genre, profondeur = "", -1
    for montage, type_ in map(_read, lignes):
        if chemin.is_relative_to(montage) and len(montage.parts) >= profondeur:
            genre, profondeur = type_, len(montage.parts)
    return _PARTAGES.get(genre)


def is_open(fichier: Path) -> bool:
    """Tell whether others may read or write a file; Windows has other rights."""
    if os.name != "posix":
        return False
    try:
        return bool(fichier.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False


def _read(ligne: str) -> tuple[Path, str]:
    """Return the place and the type of a mount: see proc(5)."""
    avant, _, apres = ligne.partition(" - ")
    lieu = _OCTAL.sub(lambda code: chr(int(code[1], 8)), avant.split(" ")[4])
    return Path(lieu), apres.split(" ")[0]


def _windows_share(fichier: Path) -> str | None:
    import ctypes  # noqa: PLC0415 - of Windows only

    racine = fichier.resolve().anchor
    distant = racine.startswith("\\\\") or _drive_type(ctypes, racine) == _REMOTE
    return "SMB" if distant else None


def _drive_type(ctypes: object, racine: str) -> int:
    return int(ctypes.windll.kernel32.GetDriveTypeW(racine))  # type: ignore[attr-defined]
