"""`sigma import`: what goes wrong around a file: options, disk, neighbours, interruptions."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from sigma_cli.services.echanges.importation import execution
from tests.conftest import Lieu, Sigma
from tests.functional.test_import import (
    SESSION,
    TITRES_SESSIONS,
    changed,
    write_csv,
)
from tests.functional.test_import_fichiers import refused


@pytest.fixture
def la(lieu: Lieu) -> Path:
    return lieu.dossier


def test_a_sheet_of_corrections_that_cannot_be_written_only_costs_itself(
    peuple: Sigma, la: Path
) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, changed(SESSION, cp="1"))
    message = refused(peuple, fichier, "--erreurs", str(la / "absent" / "x.csv"))
    assert "attention : feuille à corriger non écrite." in message
    assert "ligne 2 : Code postal session" in message


@pytest.mark.parametrize(
    ("option", "forme"), [("--colonne", "TITRE=CHAMP"), ("--valeur", "CHAMP=VALEUR")]
)
def test_options_that_say_nothing_are_refused(
    peuple: Sigma, la: Path, option: str, forme: str
) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, SESSION)
    assert f"écrire {forme}" in refused(peuple, fichier, option, "rien")
    assert "n’est pas une colonne connue" in refused(peuple, fichier, option, "rien=rien")


def test_many_errors_are_counted_and_the_first_ones_told(peuple: Sigma, la: Path) -> None:
    lignes = [changed(SESSION, numero=str(rang), cp="1") for rang in range(2, 40)]
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, *lignes)
    message = refused(peuple, fichier)
    assert "38 lignes refusées sur 38" in message
    assert "… et 28 autres erreurs." in message


def test_many_warnings_of_a_rule_are_counted(peuple: Sigma, la: Path) -> None:
    lignes = [
        changed(SESSION, numero=str(rang), insee="31555", site=f"Site {rang}")
        for rang in range(2, 40)
    ]
    resultat = peuple.ok("import", "sessions", write_csv(la / "s.csv", TITRES_SESSIONS, *lignes))
    assert resultat.stderr.count("(EXT-04)") == 20
    assert "attention : 18 autres avertissements des mêmes règles." in resultat.stderr


def test_a_file_refused_too_often_is_not_read_to_its_end(
    peuple: Sigma, la: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "REFUS_MAX", 5)
    monkeypatch.setattr(execution, "REFUS_MAX_PARTIEL", 12)
    monkeypatch.setattr(execution, "LOT", 4)
    lignes = [changed(SESSION, numero=str(rang), cp="1") for rang in range(2, 22)]
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, *lignes)
    message = refused(peuple, fichier)
    assert "8 lignes refusées sur 8 lues (trop d’erreurs" in message
    bonne = changed(SESSION, numero="30")
    fichier = write_csv(la / "t.csv", TITRES_SESSIONS, bonne, *lignes)
    message = refused(peuple, fichier, "--partiel")
    assert "15 lignes refusées sur 16 lues (trop d’erreurs" in message
    assert peuple.json("session", "list")["nombre"] == 1, "not even the good row"


def test_a_file_that_changes_while_it_is_imported_changes_nothing(
    peuple: Sigma, la: Path, lieu: Lieu
) -> None:
    """Another program writes to the file once the base is held: rows are being read by then."""
    fichier = _many(la)

    def disturb() -> None:
        wait_held(lieu.base)
        with fichier.open("a", encoding="utf-8") as sortie:
            sortie.write("\n")

    voisin = threading.Thread(target=disturb)
    voisin.start()
    message = refused(peuple, fichier, code=13)
    voisin.join()
    assert "s.csv a changé pendant sa lecture" in message
    assert peuple.json("session", "list")["nombre"] == 1


def _many(la: Path) -> Path:
    """Write a file that takes a while to import."""
    lignes = (changed(SESSION, numero=str(rang)) for rang in range(2, 600))
    return Path(write_csv(la / "s.csv", TITRES_SESSIONS, *lignes))


def wait_held(base: Path) -> None:
    """Wait until somebody else writes in a base."""
    fin = time.monotonic() + 30
    while time.monotonic() < fin:
        with closing(sqlite3.connect(base, timeout=0)) as connexion:
            try:
                connexion.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
        time.sleep(0.002)
    pytest.fail("nobody holds the base")
