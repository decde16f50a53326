"""Delivery into a folder: whole or not at all, never over something else."""

import errno
import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigma_cli.errors import TransportFailed, TransportRefused
from sigma_cli.flux.transports.dossier import Dossier

NOM = "SIGMA_DEFI_20201006_000001.csv"
CONTENU = b"parcours;nir\r\nP000001;\r\n"
SOMME = f"{hashlib.sha256(CONTENU).hexdigest()}  {NOM}\n"

not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
not_as_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root ignores permissions"
)


@pytest.fixture
def chemin(tmp_path: Path) -> Path:
    return tmp_path / "depot" / "defi"


@pytest.fixture
def dossier(chemin: Path) -> Dossier:
    return Dossier(chemin=chemin, mode=0o600)


def contenu_de(chemin: Path) -> dict[str, bytes]:
    return {fichier.name: fichier.read_bytes() for fichier in chemin.iterdir()}


def test_a_file_and_its_sum_are_all_there_is(dossier: Dossier, chemin: Path) -> None:
    dossier.deposer(NOM, [CONTENU[:7], CONTENU[7:]])
    assert contenu_de(chemin) == {NOM: CONTENU, f"{NOM}.sha256": SOMME.encode()}


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_sha256sum_checks_the_delivery(dossier: Dossier, chemin: Path) -> None:
    dossier.deposer(NOM, [CONTENU])
    fait = subprocess.run(["sha256sum", "-c", f"{NOM}.sha256"], cwd=chemin, check=False)
    assert fait.returncode == 0


@not_on_windows
def test_folders_are_closed_and_files_have_the_mode_asked_for(
    dossier: Dossier, chemin: Path
) -> None:
    dossier.deposer(NOM, [CONTENU])
    for cree in (chemin, chemin.parent):
        assert stat.S_IMODE(cree.stat().st_mode) == 0o700
    for fichier in chemin.iterdir():
        assert stat.S_IMODE(fichier.stat().st_mode) == 0o600


@not_on_windows
def test_a_folder_already_there_keeps_its_rights(dossier: Dossier, chemin: Path) -> None:
    chemin.mkdir(parents=True)
    chemin.chmod(0o750)
    dossier.deposer(NOM, [CONTENU])
    assert stat.S_IMODE(chemin.stat().st_mode) == 0o750


def test_the_sum_appears_last(dossier: Dossier, chemin: Path) -> None:
    """A reader that waits for the sum never meets half a file."""

    def blocs() -> Iterator[bytes]:
        yield CONTENU[:7]
        assert not (chemin / NOM).exists()
        assert not (chemin / f"{NOM}.sha256").exists()
        yield CONTENU[7:]

    dossier.deposer(NOM, blocs())
    arrivees = [(chemin / nom).stat().st_mtime_ns for nom in (NOM, f"{NOM}.sha256")]
    assert arrivees == sorted(arrivees)


def test_the_same_file_twice_is_done_once(dossier: Dossier, chemin: Path) -> None:
    dossier.deposer(NOM, [CONTENU])
    avant = (chemin / NOM).stat().st_mtime_ns
    dossier.deposer(NOM, iter([CONTENU]))
    assert (chemin / NOM).stat().st_mtime_ns == avant
    assert len(contenu_de(chemin)) == 2


def test_a_run_cut_before_the_sum_is_completed(dossier: Dossier, chemin: Path) -> None:
    chemin.mkdir(parents=True)
    (chemin / NOM).write_bytes(CONTENU)
    dossier.deposer(NOM, [CONTENU])
    assert (chemin / f"{NOM}.sha256").read_text() == SOMME


@pytest.mark.parametrize("occupe", [NOM, f"{NOM}.sha256"])
def test_another_content_is_never_overwritten(dossier: Dossier, chemin: Path, occupe: str) -> None:
    chemin.mkdir(parents=True)
    (chemin / occupe).write_bytes(b"autre")
    with pytest.raises(TransportFailed, match="un autre contenu porte déjà ce nom"):
        dossier.deposer(NOM, [CONTENU])
    assert (chemin / occupe).read_bytes() == b"autre"


def test_a_name_taken_during_the_writing_is_never_overwritten(
    dossier: Dossier, chemin: Path
) -> None:
    def blocs() -> Iterator[bytes]:
        yield CONTENU
        (chemin / NOM).write_bytes(b"autre")

    with pytest.raises(TransportFailed, match="un autre contenu porte déjà ce nom"):
        dossier.deposer(NOM, blocs())
    assert contenu_de(chemin) == {NOM: b"autre"}


def test_a_folder_of_that_name_is_another_content(dossier: Dossier, chemin: Path) -> None:
    (chemin / NOM).mkdir(parents=True)
    with pytest.raises(TransportFailed, match="un autre contenu"):
        dossier.deposer(NOM, [CONTENU])


def test_a_failure_on_the_way_leaves_nothing(dossier: Dossier, chemin: Path) -> None:
    def blocs() -> Iterator[bytes]:
        yield CONTENU
        raise RuntimeError("base fermée")

    with pytest.raises(RuntimeError, match="base fermée"):
        dossier.deposer(NOM, blocs())
    assert contenu_de(chemin) == {}


def test_what_a_killed_run_left_is_removed(dossier: Dossier, chemin: Path) -> None:
    chemin.mkdir(parents=True)
    (chemin / f".{NOM}.0a1b2c3d.part").write_bytes(CONTENU[:7])
    autre = chemin / ".SIGMA_DEFI_20201006_000002.csv.0a1b2c3d.part"
    autre.write_bytes(b"")
    dossier.deposer(NOM, [CONTENU])
    assert set(contenu_de(chemin)) == {NOM, f"{NOM}.sha256", autre.name}


def test_a_full_disk_is_named(dossier: Dossier, chemin: Path) -> None:
    def blocs() -> Iterator[bytes]:
        yield CONTENU
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(TransportFailed, match="le disque est plein"):
        dossier.deposer(NOM, blocs())
    assert contenu_de(chemin) == {}


def test_rights_that_lack_are_not_insisted_on(dossier: Dossier, chemin: Path) -> None:
    def blocs() -> Iterator[bytes]:
        yield CONTENU
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with pytest.raises(TransportRefused, match="droits d’accès"):
        dossier.deposer(NOM, blocs())
    assert contenu_de(chemin) == {}


def test_a_folder_removed_during_the_run_is_told_as_such(dossier: Dossier, chemin: Path) -> None:
    def blocs() -> Iterator[bytes]:
        yield CONTENU
        chemin.rename(chemin.with_name("ailleurs"))

    with pytest.raises(TransportFailed) as echec:
        dossier.deposer(NOM, blocs())
    assert "n’existe p" in echec.value.message
    assert "un autre contenu" not in echec.value.message


@pytest.mark.parametrize("fichier", ["depot", "depot/defi"])
def test_a_file_where_a_folder_should_be_is_named(
    dossier: Dossier, tmp_path: Path, fichier: str
) -> None:
    obstacle = tmp_path / fichier
    obstacle.parent.mkdir(exist_ok=True)
    obstacle.touch()
    with pytest.raises(TransportFailed, match=f"{fichier} n’est pas un dossier"):
        dossier.deposer(NOM, [CONTENU])


@not_on_windows
@not_as_root
def test_a_folder_closed_to_us_is_named(dossier: Dossier, chemin: Path) -> None:
    chemin.mkdir(parents=True)
    chemin.chmod(0o500)
    with pytest.raises(TransportFailed, match="droits d’accès"):
        dossier.deposer(NOM, [CONTENU])
    chemin.chmod(0o700)
    assert contenu_de(chemin) == {}


def test_a_folder_removed_before_the_writing_is_told_as_such(
    dossier: Dossier, chemin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "mkdir", lambda *_, **__: None)  # as if it went right after
    with pytest.raises(TransportRefused, match="n’existe plus"):
        dossier.deposer(NOM, [CONTENU])
    assert not chemin.exists()


@pytest.mark.skipif(not Path("/proc/sys").is_dir(), reason="no read-only folder at hand")
def test_a_place_that_takes_no_folder_is_named() -> None:
    with pytest.raises(TransportFailed, match=r"non déposé dans /proc/sys/sigma : .+ ; corriger"):
        Dossier(chemin=Path("/proc/sys/sigma"), mode=0o600).deposer(NOM, [CONTENU])


def test_a_message_never_tells_the_content(dossier: Dossier, chemin: Path) -> None:
    chemin.mkdir(parents=True)
    (chemin / NOM).write_bytes(b"autre")
    with pytest.raises(TransportFailed) as refus:
        dossier.deposer(NOM, [b"185057800608436"])
    assert "185057800608436" not in str(refus.value)
