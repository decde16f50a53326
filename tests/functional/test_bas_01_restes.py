"""What a killed writer left goes with the next writing of the same target; nothing passes by /tmp."""

import subprocess
import sys
from pathlib import Path

import pytest

from sigma_cli.formats.fichier import write_whole
from tests import factories
from tests.conftest import Lieu, Sigma

_AVEC = (
    "import tempfile, sys; tempfile.tempdir = sys.argv.pop(1); "
    "from sigma_cli.__main__ import main; main()"
)


def test_what_a_killed_export_left_goes_with_the_next_one(peuple: Sigma, lieu: Lieu) -> None:
    for nom in ("e.xlsx", "e.csv"):
        reste = lieu.dossier / f".{nom}.0123abcd.part"
        autre = lieu.dossier / f".autre.{nom}.0123abcd.part"
        reste.write_text("numéros en clair")
        autre.write_text("x")
        peuple.ok("export", "composantes", "-o", str(lieu.dossier / nom))
        assert not reste.exists()
        assert autre.exists()


def test_the_hidden_copy_of_a_key_goes_with_the_next_one(sigma: Sigma, lieu: Lieu) -> None:
    reste = lieu.dossier / ".sigma.cle.0123abcd.part"
    reste.write_text("une clé")
    lieu.cle.unlink()
    sigma.ok("init")
    assert not reste.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps what is open by itself")
def test_what_another_one_writes_stays(tmp_path: Path) -> None:
    cible = tmp_path / "e.csv"

    def write(_sortie: object) -> list[str]:
        write_whole(cible, lambda s: s.write(b"autre"))
        return [f.name for f in tmp_path.glob(".*.part")]

    assert len(write_whole(cible, write, force=True)) == 1
    assert cible.read_bytes() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_nothing_of_an_export_passes_by_the_temporary_folder(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    rien = lieu.dossier / "tmp-absent"
    fini = subprocess.run(
        [
            sys.executable, "-c",
            _AVEC,
            str(rien), "export", "stagiaires", "-o", str(lieu.dossier / "e.xlsx"),
        ],
        env=lieu.env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert fini.returncode == 0, fini.stderr
