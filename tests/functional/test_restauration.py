"""`sigma base restore`: what left since the backup is not forgotten with the rest (RF-02)."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sigma_cli.store.verrou import exclusive
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.envoyes import CARIF, DEFI, answer, become, enrol_paid, parcours_of, sent
from tests.prochaine import install

DEUXIEME = "SIGMA_DEFI_20201006_000002.csv"


def run_sql(base: Path, *ordres: str) -> None:
    with closing(sqlite3.connect(base)) as db, db:
        for ordre in ordres:
            db.execute(ordre)


def save(sigma: Sigma, lieu: Lieu) -> str:
    copie = str(lieu.dossier / "s.db")
    sigma.ok("base", "backup", copie)
    return copie


def restore(sigma: Sigma, copie: str) -> Any:
    document = sigma.json("base", "restore", copie)
    assert sigma.json("base", "check")["nombre"] == 0
    return document


@pytest.fixture
def deux(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two paid persons wait for their file."""
    return modeles.fill(peuple, _deux)


def _deux(peuple: Sigma) -> None:
    enrol_paid(peuple, 1)
    enrol_paid(peuple, 2)


def test_rf_02_what_left_since_the_backup_does_not_leave_again(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    deux.ok("flux", "push")
    fichiers = [f["nom"] for f in deux.json("flux", "list")["resultats"]]
    document = restore(deux, copie)
    assert document["envois_repris"] == sorted(fichiers)
    assert (document["lignes_reprises"], document["lignes_laissees"]) == (4, [])
    assert document["avertissements"] == []
    assert [f["nom"] for f in deux.json("flux", "list")["resultats"]] == fichiers
    deux.ok("flux", "push", "defi", "agora")
    assert (sent(lieu), len(lieu.depot("agora"))) == (["P000001", "P000002"], 1)
    enrol_paid(deux, 3)
    deux.ok("flux", "push", "defi")
    assert parcours_of(lieu.depot("defi")[1]) == ["P000003"]
    assert lieu.depot("defi")[1].name == DEUXIEME, "the sequence goes on"


def test_rf_02_the_journal_and_the_person_are_told_what_was_carried(
    deux: Sigma, lieu: Lieu
) -> None:
    copie = save(deux, lieu)
    deux.ok("flux", "push", "defi")
    dit = deux.ok("base", "restore", copie).stdout
    assert "Ce qui est parti depuis la sauvegarde y est noté : 1 fichier, 2 lignes" in dit
    (ligne, *_) = deux.json("journal", "list", "base")["resultats"]
    assert ligne["operation"] == "base.restore"
    assert ligne["apres"] == {"fichiers": [DEFI], "lignes": 2, "laissees": 0, "oublies": []}
    deux.ok("journal", "verify")


def test_rf_02_lines_of_parcours_the_backup_does_not_know_are_told(deux: Sigma, lieu: Lieu) -> None:
    deux.ok("flux", "push", "defi")
    copie = save(deux, lieu)
    enrol_paid(deux, 3)
    deux.ok("flux", "push", "defi")
    resultat = deux.ok("base", "restore", copie)
    assert f"attention : 1 ligne envoyée ({DEUXIEME}) de parcours" in resultat.stderr
    assert "« Transmis à DEFI le »" in resultat.stderr
    assert deux.json("base", "check")["nombre"] == 0
    enrol_paid(deux, 3)
    deux.ok("flux", "ack", answer(lieu, f"{DEUXIEME};1;REJETE;inconnu"))
    assert deux.json("flux", "show", DEUXIEME)["fichier"]["etat"] == "REJETE"


def test_rf_02_a_file_that_waited_at_the_backup_is_known_to_have_arrived(
    deux: Sigma, lieu: Lieu
) -> None:
    obstacle = lieu.dossier / "depot"
    obstacle.touch()
    deux.refused(30, "flux", "push", "defi")
    copie = save(deux, lieu)
    obstacle.unlink()
    deux.ok("flux", "push", "defi")
    (depose,) = lieu.depot("defi")
    depose.rename(lieu.dossier / "pris")  # the partner took it
    assert restore(deux, copie)["envois_repris"] == [DEFI]
    deux.ok("flux", "push", "defi")
    assert lieu.depot("defi") == []
    assert deux.json("flux", "show", DEFI)["fichier"]["etat"] == "DEPOSE"


def test_rf_02_a_file_that_waits_since_leaves_with_its_own_bytes(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    obstacle = lieu.dossier / "depot"
    obstacle.touch()
    for code in ("defi", "carif"):
        deux.refused(30, "flux", "push", code)
    attendu = {f["nom"]: f["sha256"] for f in deux.json("flux", "list")["resultats"]}
    deux.ok("session", "set", factories.SESSION, "--places", "3")
    assert restore(deux, copie)["envois_repris"] == [CARIF, DEFI]
    obstacle.unlink()
    deux.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002"]
    assert attendu == {f["nom"]: f["sha256"] for f in deux.json("flux", "list")["resultats"]}


def test_rf_02_what_waits_under_another_key_is_not_lost(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    deux.ok("base", "rekey")
    obstacle = lieu.dossier / "depot"
    obstacle.touch()
    deux.refused(30, "flux", "push", "defi")
    avant = deux.json("journal", "list")
    assert f"{DEFI} attend sous l’actuelle" in deux.refused(12, "base", "restore", copie)
    assert deux.json("journal", "list") == avant
    assert not list(lieu.dossier.glob("*avant-restauration*"))
    obstacle.unlink()
    deux.ok("flux", "push", "defi")
    assert deux.json("base", "restore", copie)["envois_repris"] == [DEFI]


def test_rf_02_an_answer_and_an_order_given_since_are_kept(deux: Sigma, lieu: Lieu) -> None:
    deux.ok("flux", "push", "defi")
    copie = save(deux, lieu)
    deux.ok("flux", "ack", answer(lieu, f"{DEFI};1;REJETE;x", f"{DEFI};2;REJETE;y"))
    acquitte = restore(deux, copie)
    assert (acquitte["envois_repris"], acquitte["lignes_reprises"]) == ([DEFI], 2)
    assert deux.json("todo", "list", "--type", "FLUX_REFUS")["nombre"] == 2
    renvoi = ("--renvoyer", "P000001", "--motif", "corrigé")
    deux.ok("flux", "push", "defi", *renvoi)
    restore(deux, copie)
    deux.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002", "P000001"]
    assert [ligne["repris_le"] is None for ligne in _lines(deux)] == [False, True]
    assert "aucune ligne refusée" in deux.refused(12, "flux", "push", "defi", *renvoi)


def _lines(sigma: Sigma) -> Any:
    return sigma.json("flux", "show", DEFI)["lignes"]


def test_rf_02_an_order_not_followed_yet_is_still_given(deux: Sigma, lieu: Lieu) -> None:
    deux.ok("flux", "push", "defi")
    copie = save(deux, lieu)
    deux.ok("flux", "ack", answer(lieu, f"{DEFI};;REJETE;x"))
    run_sql(
        lieu.base,
        "UPDATE flux_ligne SET repris_le = '2020-10-06 07:00:00', motif_renvoi = 'x' WHERE numero = 1",
        "UPDATE parcours SET defi_le = NULL WHERE id = 1",
    )
    restore(deux, copie)
    deux.ok("flux", "push", "defi")
    assert parcours_of(lieu.depot("defi")[1]) == ["P000001"]


def test_rf_02_what_another_program_sent_is_kept_in_mind(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    run_sql(lieu.base, "UPDATE parcours SET defi_le = '2019-10-06 07:00:00' WHERE id = 2")
    restore(deux, copie)
    deux.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001"]


def test_rf_05_what_defi_knows_and_the_backup_does_not_is_a_task(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    deux.ok("stagiaire", "set", "S000001", "--nom", "Autrement")
    become(deux, 2, factories.nir(22))
    deux.ok("flux", "push", "defi")
    restore(deux, copie)
    dus = deux.json("flux", "status", "defi", "--ecarts")["resultats"]
    assert [due["objet"] for due in dus if due["type"] == "DEFI_IDENTITE"] == ["S000001"]


def test_q1_01_the_carif_is_shown_again_what_the_backup_says(deux: Sigma, lieu: Lieu) -> None:
    deux.ok("flux", "push", "carif")
    copie = save(deux, lieu)
    deux.ok("session", "set", factories.SESSION, "--places", "3")
    deux.ok("flux", "push", "carif")
    restore(deux, copie)
    deux.ok("flux", "push", "carif")
    assert len(lieu.depot("carif")) == 3


def test_a_restoration_undone_goes_back_to_all_that_was_there(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    deux.ok("flux", "push", "defi")
    enrol_paid(deux, 3)
    gardee = restore(deux, copie)["ancienne"]
    deux.ok("flux", "push", "defi")
    restore(deux, gardee)
    deux.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002", "P000003"]


@pytest.mark.parametrize("ancienne", ["la sauvegarde", "la base", "les deux"])
def test_rf_02_either_may_be_of_a_former_version(
    deux: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch, ancienne: str
) -> None:
    copie = save(deux, lieu)
    deux.ok("flux", "push", "defi")
    install(monkeypatch)
    for nom, base in (("la sauvegarde", copie), ("la base", str(lieu.base))):
        if ancienne not in {nom, "les deux"}:
            deux.ok("base", "migrate", SIGMA_BASE=base)
    assert restore(deux, copie)["envois_repris"] == [DEFI]
    deux.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002"]
    assert [f.name for f in lieu.dossier.glob(".*")] == [], "nothing is left beside the base"


@pytest.mark.parametrize("version", ["0010", "1.1.0"])
def test_a_backup_of_another_version_is_refused(deux: Sigma, lieu: Lieu, version: str) -> None:
    copie = save(deux, lieu)
    run_sql(Path(copie), f"UPDATE alembic_version SET version_num = '{version}'")
    avant = lieu.base.read_bytes()
    deux.refused(20, "base", "restore", copie)
    assert lieu.base.read_bytes() == avant
    assert not list(lieu.dossier.glob("*avant-restauration*"))


@pytest.mark.parametrize(
    "contenu", [b"", b"Ceci est une lettre." * 500, b"SQLite format 3\0" * 300]
)
def test_rf_02_a_base_beyond_reading_is_told_as_such(
    deux: Sigma, lieu: Lieu, contenu: bytes
) -> None:
    copie = save(deux, lieu)
    lieu.base.write_bytes(contenu)
    document = restore(deux, copie)
    (avertissement,) = document["avertissements"]
    assert avertissement["regle"] == "RF-02"
    assert "rien n’a pu être repris" in avertissement["message"]
    assert document["envois_repris"] == []


@pytest.mark.parametrize(
    "ordre",
    [
        "UPDATE alembic_version SET version_num = '9.9.9'",
        "DROP TABLE alembic_version",
    ],
)
def test_rf_02_a_base_that_is_not_understood_is_told_as_such(
    deux: Sigma, lieu: Lieu, ordre: str
) -> None:
    copie = save(deux, lieu)
    run_sql(lieu.base, ordre)
    assert "rien n’a pu être repris" in deux.ok("base", "restore", copie).stderr
    assert deux.json("base", "check")["nombre"] == 0


def test_rf_02_pages_lost_where_the_sendings_are_lose_no_restoration(
    deux: Sigma, lieu: Lieu
) -> None:
    copie = save(deux, lieu)
    deux.ok("flux", "push", "defi")
    with closing(sqlite3.connect(lieu.base)) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        racine = "SELECT rootpage FROM sqlite_master WHERE name = 'flux_ligne'"
        (page,) = base.execute(racine).fetchone()
        (taille,) = base.execute("PRAGMA page_size").fetchone()
    contenu = bytearray(lieu.base.read_bytes())
    contenu[(page - 1) * taille : page * taille] = b"\xff" * taille
    lieu.base.write_bytes(contenu)
    (avertissement,) = restore(deux, copie)["avertissements"]
    assert "rien n’a pu être repris" in avertissement["message"]


def test_rf_02_a_number_the_backup_gives_to_another_file_is_told(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    deux.ok("flux", "push", "defi")
    gardee = restore(deux, copie)["ancienne"]
    deux.ok("flux", "push", "carif")
    run_sql(Path(gardee), "UPDATE flux_fichier SET sha256 = 'x' WHERE code = 'defi'")
    document = deux.json("base", "restore", gardee)
    assert document["envois_oublies"] == [DEFI]
    assert "a oublié des fichiers" in document["avertissements"][0]["message"]
    deux.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002"]


def test_a_base_is_not_restored_while_something_leaves_from_it(deux: Sigma, lieu: Lieu) -> None:
    copie = save(deux, lieu)
    with exclusive(lieu.dossier / "sigma.db.flux.verrou"):
        assert "restaurer ensuite" in deux.refused(13, "base", "restore", copie)
    assert not list(lieu.dossier.glob("*avant-restauration*"))
