"""BAS-02: where a base stands is looked at: a share of the network by name, rights like those of the key."""

import stat
import sys
from pathlib import Path

import pytest

from sigma_cli.store import emplacement
from tests import factories
from tests.conftest import Lieu, Sigma

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux tells them")
LIGNE = "36 35 0:41 / {lieu} rw,relatime shared:1 - {genre} serveur:/partage rw\n"


@pytest.fixture
def partage(lieu: Lieu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the system tells to be a share."""
    monte = lieu.dossier / "Mes partages"
    monte.mkdir()
    monkeypatch.setattr(emplacement, "MONTAGES", tmp_path / "mountinfo")
    mount(monte, "nfs4")
    return monte


def mount(lieu: Path, genre: str) -> None:
    racine = LIGNE.format(lieu="/", genre="ext4")
    ecrit = str(lieu).replace(" ", "\\040")
    emplacement.MONTAGES.write_text(racine + LIGNE.format(lieu=ecrit, genre=genre))


@pytest.mark.parametrize(
    ("genre", "nom"),
    [("nfs", "NFS"), ("nfs4", "NFS"), ("cifs", "SMB"), ("smb3", "SMB"), ("fuse.sshfs", "sshfs")],
)
def test_bas_02_no_base_is_made_on_a_share(
    sigma: Sigma, partage: Path, genre: str, nom: str
) -> None:
    mount(partage, genre)
    message = sigma.refused(12, "init", SIGMA_BASE=str(partage / "sigma.db"))
    assert f"({nom})" in message
    assert "(BAS-02)" in message
    assert list(partage.iterdir()) == []


def test_bas_02_a_base_that_stands_on_a_share_says_so_and_works(
    peuple: Sigma, lieu: Lieu, partage: Path
) -> None:
    deplacee = partage / "sigma.db"
    peuple.ok("base", "backup", str(deplacee))
    fini = peuple.ok(*factories.etablissement_set(), SIGMA_BASE=str(deplacee))
    assert "(NFS)" in fini.stderr
    lien = lieu.dossier / "lien.db"
    lien.symlink_to(deplacee)
    assert "(NFS)" in peuple.ok(*factories.etablissement_set(), SIGMA_BASE=str(lien)).stderr
    assert "NFS" not in peuple.ok("action", "list", SIGMA_BASE=str(deplacee)).stderr


def test_bas_02_a_disk_mounted_inside_a_share_is_a_disk(sigma: Sigma, partage: Path) -> None:
    disque = partage / "disque"
    disque.mkdir()
    with emplacement.MONTAGES.open("a") as montages:
        montages.write(LIGNE.format(lieu=str(disque).replace(" ", "\\040"), genre="xfs"))
    sigma.ok("init", SIGMA_BASE=str(disque / "sigma.db"))


@pytest.mark.parametrize("droits", [0o640, 0o604, 0o660, 0o666])
def test_bas_02_a_base_open_to_others_is_told(peuple: Sigma, lieu: Lieu, droits: int) -> None:
    assert "chmod" not in peuple.ok(*factories.etablissement_set()).stderr
    lieu.base.chmod(droits)
    assert f"chmod 600 {lieu.base}" in peuple.ok(*factories.etablissement_set()).stderr


@pytest.mark.parametrize(
    "forme", ["sqlite:///{}", "sqlite+pysqlite:///{}", "sqlite:///{}?timeout=5"]
)
def test_bas_02_a_base_named_by_its_url_is_closed_to_others(
    sigma: Sigma, lieu: Lieu, forme: str
) -> None:
    neuve = lieu.dossier / "neuve.db"
    sigma.ok("init", SIGMA_BASE=forme.format(neuve))
    assert stat.S_IMODE(neuve.stat().st_mode) == 0o600


@pytest.mark.parametrize("encodage", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", ""])
def test_nir_12_a_key_saved_by_an_editor_of_windows_opens(
    peuple: Sigma, lieu: Lieu, encodage: str, fin: str
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    cle = lieu.cle.read_text().strip() + fin
    lieu.cle.write_bytes(cle.encode(encodage))
    assert peuple.json("base", "check")["cle_verifiee"]
    assert peuple.json("base", "check", SIGMA_CLE=f"\ufeff{cle}")["cle_verifiee"]
