"""BAS-01, RF-02: after a restoration that knows nothing of the replaced base, nobody leaves twice."""

import os
import subprocess
import sys

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.envoyes import enrol_paid, sent


@pytest.fixture
def perdue(peuple: Sigma, modeles: Modeles, lieu: Lieu) -> Sigma:
    """Two persons left since the backup; then the base was lost, and the backup put back."""
    modeles.fill(peuple, _deux)
    copie = str(lieu.dossier / "s.db")
    peuple.ok("base", "backup", copie)
    peuple.ok("flux", "push", "defi")
    lieu.base.unlink()
    for suffixe in ("-wal", "-shm"):
        lieu.base.with_name(f"sigma.db{suffixe}").unlink(missing_ok=True)
    document = peuple.json("base", "restore", copie)
    (avertissement,) = document["avertissements"]
    assert avertissement["regle"] == "RF-02"
    return peuple


def _deux(peuple: Sigma) -> None:
    enrol_paid(peuple, 1)
    enrol_paid(peuple, 2)


def test_rf_02_what_lies_in_the_destination_does_not_leave_again(perdue: Sigma, lieu: Lieu) -> None:
    perdue.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002"]
    assert perdue.json("base", "check")["nombre"] == 0
    enrol_paid(perdue, 3)
    perdue.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002", "P000003"]
    assert lieu.depot("defi")[1].name.endswith("_000002.csv")


@pytest.mark.parametrize("reste", ["rien", "la somme"])
def test_rf_02_a_receiver_that_takes_files_away_is_confirmed_once(
    perdue: Sigma, lieu: Lieu, reste: str
) -> None:
    (parti,) = lieu.depot("defi")
    pris = parti.rename(lieu.dossier / parti.name)
    if reste == "rien":
        parti.with_name(f"{parti.name}.sha256").unlink()
    for options in ((), ("--cron",)):
        assert "BAS-01" in perdue.refused(12, "flux", "push", "defi", *options)
    assert lieu.depot("defi") == []
    perdue.ok("flux", "push", "defi", "--depuis", str(pris))
    assert lieu.depot("defi") == []
    enrol_paid(perdue, 3)
    perdue.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000003"]


def test_rf_02_once_confirmed_the_push_sends(perdue: Sigma, lieu: Lieu) -> None:
    (parti,) = lieu.depot("defi")
    parti.unlink()
    parti.with_name(f"{parti.name}.sha256").unlink()
    perdue.ok("flux", "push", "defi", "--confirmer-reprise")
    assert sent(lieu) == ["P000001", "P000002"]
    enrol_paid(perdue, 3)
    perdue.ok("flux", "push", "defi")


def test_rf_02_a_parcours_given_to_someone_else_since_still_leaves(
    perdue: Sigma, lieu: Lieu
) -> None:
    perdue.ok("stagiaire", "set", "S000002", "--nom", "Autre", "--naissance", "1990-02-02")
    perdue.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002", "P000002"]
    assert factories.SESSION


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.usefixtures("perdue")
@pytest.mark.parametrize(("reponse", "code"), [("o", 0), ("n", 12)])
def test_rf_02_on_a_terminal_a_blind_push_asks(lieu: Lieu, reponse: str, code: int) -> None:
    for laisse in lieu.depot("defi"):
        laisse.unlink()
    for reste in lieu.dossier.rglob("SIGMA_DEFI_*.sha256"):
        reste.unlink()
    maitre, esclave = os.openpty()
    os.write(maitre, f"{reponse}\n".encode())
    fini = subprocess.run(
        [sys.executable, "-m", "sigma_cli", "flux", "push", "defi"],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | lieu.env,
        stdin=esclave,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    os.close(esclave)
    os.close(maitre)
    assert "sans comparer ?" in fini.stderr
    assert fini.returncode == code, fini.stderr
    assert bool(lieu.depot("defi")) == (code == 0)
