"""BAS-02: a copy is found whole before it takes the name of another, and stands alone."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.integration.fautes.couche import Couche, a_layer


def run_sql(base: Path, *ordres: str) -> None:
    with closing(sqlite3.connect(base)) as db, db:
        for ordre in ordres:
            db.execute(ordre)


def whole(copie: Path) -> str:
    with closing(sqlite3.connect(copie)) as db:
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])


def test_bas_02_an_emptied_base_does_not_replace_a_copy(peuple: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "s.db"
    peuple.ok("base", "backup", str(copie))
    avant = copie.read_bytes()
    lieu.base.unlink()
    peuple.ok("init")
    message = peuple.refused(12, "base", "backup", str(copie), "--force")
    assert "BAS-02" in message
    assert "n’est pas remplacée" in message
    assert copie.read_bytes() == avant
    peuple.ok("base", "backup", str(lieu.dossier / "autre.db"))


@pytest.mark.parametrize(
    "faute",
    [
        "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'journal'",
        "DELETE FROM composante",  # sessions lose their parent
    ],
)
def test_bas_02_a_damaged_base_does_not_replace_a_copy(
    peuple: Sigma, lieu: Lieu, faute: str
) -> None:
    copie = lieu.dossier / "s.db"
    peuple.ok("base", "backup", str(copie))
    avant = copie.read_bytes()
    run_sql(lieu.base, *faute.split("; "))
    assert "abîmée" in peuple.refused(21, "base", "backup", str(copie), "--force")
    assert copie.read_bytes() == avant
    assert not list(lieu.dossier.glob(".*.part*"))


def test_bas_02_what_sqlite_left_beside_the_old_copy_goes_with_it(
    peuple: Sigma, lieu: Lieu
) -> None:
    copie = lieu.dossier / "s.db"
    peuple.ok("base", "backup", str(copie))
    with closing(sqlite3.connect(copie, isolation_level=None)) as ouverte:
        ouverte.execute("PRAGMA journal_mode = WAL")
        ouverte.execute("UPDATE action SET intitule = 'Autre'")
        restes = {s: Path(f"{copie}{s}").read_bytes() for s in ("-wal", "-shm")}
    for suffixe, contenu in restes.items():
        Path(f"{copie}{suffixe}").write_bytes(contenu)
    Path(f"{copie}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 600)
    peuple.ok("session", "set", factories.SESSION, "--places", "3")
    peuple.ok("base", "backup", str(copie), "--force")
    assert whole(copie) == "ok"
    assert not list(lieu.dossier.glob("s.db-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_bas_02_a_link_is_written_through(peuple: Sigma, lieu: Lieu) -> None:
    disque = lieu.dossier / "disque"
    disque.mkdir()
    lien = lieu.dossier / "s.db"
    lien.symlink_to(disque / "vraie.db")
    peuple.ok("base", "backup", str(lien))
    peuple.ok("base", "backup", str(lien), "--force")
    assert lien.is_symlink()
    assert whole(disque / "vraie.db") == "ok"


def test_bas_02_dated_copies_are_kept_and_the_oldest_go(peuple: Sigma, lieu: Lieu) -> None:
    dossier = lieu.dossier / "copies"
    dossier.mkdir()
    (dossier / "sigma_notes.db").write_text("à moi")
    fait: dict[str, Any] = {}
    for jour in range(1, 5):
        fait = peuple.json(
            "base", "backup", str(dossier), "--garder", "2",
            SIGMA_MAINTENANT=f"2020-10-0{jour}T20:00",
        )  # fmt: skip
    assert len(fait["retirees"]) == 1
    noms = sorted(f.name for f in dossier.iterdir())
    assert noms == ["sigma_2020-10-03_200000.db", "sigma_2020-10-04_200000.db", "sigma_notes.db"]


def test_bas_02_an_emptied_base_wears_no_dated_copy_away(peuple: Sigma, lieu: Lieu) -> None:
    dossier = lieu.dossier / "copies"
    dossier.mkdir()
    peuple.ok("base", "backup", str(dossier), "--garder", "2")
    bonne = next(dossier.iterdir())
    lieu.base.unlink()
    peuple.ok("init")
    for jour in range(7, 10):
        soir = f"2020-10-0{jour}T20:00"
        peuple.ok("base", "backup", str(dossier), "--garder", "2", SIGMA_MAINTENANT=soir)
    assert bonne.exists()
    assert len(list(dossier.iterdir())) == 3


def test_bas_02_garder_is_for_a_folder(peuple: Sigma, lieu: Lieu) -> None:
    refus = peuple.refused(2, "base", "backup", str(lieu.dossier / "s.db"), "--garder", "3")
    assert "n’est pas un dossier" in refus


def test_bas_02_a_base_of_another_version_can_be_saved(peuple: Sigma, lieu: Lieu) -> None:
    run_sql(lieu.base, "UPDATE alembic_version SET version_num = '9.9.9'")
    peuple.ok("base", "backup", str(lieu.dossier / "s.db"))
    assert whole(lieu.dossier / "s.db") == "ok"


@a_layer
@pytest.mark.usefixtures("peuple")
def test_bas_02_a_share_without_shared_memory_receives_a_copy(
    lieu: Lieu, tmp_path_factory: pytest.TempPathFactory
) -> None:
    couche = Couche.build(tmp_path_factory.mktemp("couche"))
    partage = lieu.dossier / "partage"
    partage.mkdir()
    env = lieu.env | {"SIGMA_FAUTE_SANS_SHM": str(partage)}
    for _ in range(2):
        argv = ["base", "backup", str(partage / "s.db"), "--force"]
        fin = couche.run(argv, env, racine=lieu.dossier)
        assert fin.code == 0, fin.erreurs
    assert [f.name for f in partage.iterdir()] == ["s.db"]
    assert whole(partage / "s.db") == "ok"
