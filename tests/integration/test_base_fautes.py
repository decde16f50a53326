"""What SQLite and the system refuse to the store: told in French, and nothing changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sigma_cli.errors import BrokenBase
from sigma_cli.store.schema import migrate
from sigma_cli.store.verrou import exclusive
from tests import factories
from tests.conftest import Lieu, Sigma


@pytest.fixture
def presse(peuple: Sigma, lieu: Lieu) -> Sigma:
    """The program set to wait for nobody, and a backup `s.db`."""
    with lieu.config.open("a") as config:
        config.write("[base]\nattente_secondes = 0\n")
    peuple.ok("base", "backup", str(lieu.dossier / "s.db"))
    return peuple


def run_sql(base: Path, *ordres: str) -> None:
    with closing(sqlite3.connect(base)) as db, db:
        for ordre in ordres:
            db.execute(ordre)


def dump(base: Path) -> list[str]:
    with closing(sqlite3.connect(base)) as db:
        return list(db.iterdump())


def test_a_base_in_use_is_not_restored_and_no_copy_is_left(presse: Sigma, lieu: Lieu) -> None:
    presse.ok("session", "set", factories.SESSION, "--places", "3")
    avant = dump(lieu.base)
    with factories.locked(lieu.base, seconds=60):
        message = presse.refused(21, "base", "restore", str(lieu.dossier / "s.db"))
    assert "occupée par un autre programme" in message
    assert "restée comme avant" in message
    assert dump(lieu.base) == avant
    assert not list(lieu.dossier.glob("*avant-restauration*"))


def test_a_backup_with_lost_pages_is_refused(presse: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "s.db"
    run_sql(
        copie,
        "PRAGMA writable_schema = ON",
        "DELETE FROM sqlite_schema WHERE tbl_name = 'attribution'",
    )
    avant = dump(lieu.base)
    assert "s.db est abîmée" in presse.refused(21, "base", "restore", str(copie))
    assert dump(lieu.base) == avant


def test_check_finds_lost_pages(peuple: Sigma, lieu: Lieu) -> None:
    run_sql(
        lieu.base,
        "PRAGMA writable_schema = ON",
        "DELETE FROM sqlite_schema WHERE tbl_name = 'attribution'",
    )
    assert "fichier : le fichier est abîmé" in peuple.refused(21, "base", "check")


def test_a_base_of_another_program_that_migrates_too_is_no_backup(
    presse: Sigma, lieu: Lieu
) -> None:
    autre = lieu.dossier / "autre.db"
    run_sql(autre, "CREATE TABLE alembic_version (version_num TEXT)")
    assert "pas une sauvegarde de sigma" in presse.refused(21, "base", "restore", str(autre))


def test_a_place_that_cannot_be_made_is_named(presse: Sigma, lieu: Lieu) -> None:
    ailleurs = str(lieu.config / "sigma.db")
    env = {"SIGMA_BASE": ailleurs}
    copie = str(lieu.dossier / "s.db")
    message = presse.refused(21, "base", "restore", copie, **env)
    assert f"Restauration impossible vers {ailleurs}" in message
    assert f"La base {ailleurs} ne se lit pas" in presse.refused(21, "session", "list", **env)


def test_a_lock_that_cannot_be_taken_is_named(peuple: Sigma, lieu: Lieu) -> None:
    verrou = Path(f"{lieu.base}.flux.verrou")
    verrou.mkdir()
    assert f"Le verrou {verrou} ne peut pas être posé" in peuple.refused(21, "flux", "push")
    assert lieu.depot("carif") == []


@pytest.mark.usefixtures("prochaine")
def test_a_migration_that_would_lose_a_parent_is_undone(lieu: Lieu) -> None:
    run_sql(
        lieu.base,
        "INSERT INTO information_collective (session_id, date) VALUES (99, '2020-10-12')",
    )
    avant = dump(lieu.base)
    with pytest.raises(BrokenBase, match="perdraient leur parent"):
        migrate(lieu.adresse)
    assert dump(lieu.base) == avant


def test_a_base_held_by_someone_cannot_be_prepared(presse: Sigma, lieu: Lieu) -> None:
    run_sql(lieu.base, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(lieu.base, isolation_level=None)) as autre:
        autre.execute("BEGIN")
        autre.execute("SELECT * FROM action").fetchone()
        assert "occupée par un autre programme" in presse.refused(21, "base", "migrate")
    assert presse.json("base", "migrate")["modifiee"] is False


def test_bas_01_what_a_killed_copy_left_goes_with_the_next_one(presse: Sigma, lieu: Lieu) -> None:
    laisses = [lieu.dossier / ".t.db.0000abc.part", lieu.dossier / ".t.db.0000abc.part-d"]
    ailleurs = [lieu.dossier / nom for nom in (".u.db.0000abc.part", ".t.db.x.part", "t.db.1")]
    vif = lieu.dossier / ".t.db.0000abd.part"
    for reste in (laisses[0], *ailleurs):
        reste.write_text("x")
    laisses[1].mkdir()
    (laisses[1] / "copie.db").write_text("x")
    with exclusive(vif):
        presse.ok("base", "backup", str(lieu.dossier / "t.db"))
        assert vif.exists(), "another one is at work there"
    assert [reste for reste in laisses if reste.exists()] == []
    assert all(reste.exists() for reste in ailleurs)
