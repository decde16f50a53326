"""BAS-04: the journal has an anchor that its chain does not hold."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sigma_cli.domain.base.chaine import Maillon, seal
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma


def run_sql(base: Path, *ordres: str) -> None:
    with closing(sqlite3.connect(base)) as db, db:
        for ordre in ordres:
            db.execute(ordre)


@pytest.fixture
def inscrit(peuple: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(peuple, _inscrit)


def _inscrit(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())


def rewrite(base: Path) -> None:
    """Change a line in the middle, and make all the hashes after it again."""
    with closing(sqlite3.connect(base)) as db, db:
        db.row_factory = sqlite3.Row
        db.execute("UPDATE journal SET agent = 'autre' WHERE id = 2")
        precedente = None
        for ligne in db.execute("SELECT * FROM journal ORDER BY id").fetchall():
            valeurs: dict[str, Any] = dict(ligne)
            valeurs["le"] = datetime.fromisoformat(f"{valeurs['le']}+00:00")
            valeurs["empreinte_precedente"] = precedente or valeurs["empreinte_precedente"]
            precedente = seal(Maillon(**valeurs))
            db.execute(
                "UPDATE journal SET empreinte_precedente = ?, empreinte = ? WHERE id = ?",
                (valeurs["empreinte_precedente"], precedente, ligne["id"]),
            )


FAUTES = {
    "fin coupée": "DELETE FROM journal WHERE id > 3",
    "vidé": "DELETE FROM journal",
    "vidé, ancre comprise": "DELETE FROM journal; DELETE FROM journal_ancre",
    "ancre retirée": "DELETE FROM journal_ancre",
    "fin coupée, ancre reculée": (
        "DELETE FROM journal WHERE id > 3; UPDATE journal_ancre SET derniere_ligne = 3"
    ),
    "ancre d’une autre clé": "UPDATE journal_ancre SET cle = '0123456789abcdef'",
}


@pytest.mark.parametrize("ordres", FAUTES.values(), ids=FAUTES)
def test_bas_04_what_was_done_to_the_end_is_found(inscrit: Sigma, lieu: Lieu, ordres: str) -> None:
    inscrit.ok("journal", "verify")
    run_sql(lieu.base, *ordres.split("; "))
    assert "modifié hors de sigma" in inscrit.refused(21, "journal", "verify")
    assert "journal" in inscrit.refused(21, "base", "check")


def test_bas_04_hashes_made_again_are_found(inscrit: Sigma, lieu: Lieu) -> None:
    rewrite(lieu.base)
    assert "n’est plus celle qui a été ancrée" in inscrit.refused(21, "journal", "verify")
    inscrit.refused(21, "base", "check")


def test_bas_04_emptied_before_any_number_is_found(peuple: Sigma, lieu: Lieu) -> None:
    run_sql(lieu.base, "DELETE FROM journal", "DELETE FROM journal_ancre")
    assert "il a été vidé" in peuple.refused(21, "journal", "verify")


def test_bas_04_a_cut_end_is_found_without_the_key(inscrit: Sigma, lieu: Lieu) -> None:
    lieu.cle.rename(lieu.dossier / "ailleurs.cle")
    assert inscrit.json("journal", "verify")["ancree"] is False
    run_sql(lieu.base, "DELETE FROM journal WHERE id > 3")
    assert "il s’arrête à la ligne 3" in inscrit.refused(21, "journal", "verify")


def test_bas_04_lines_written_without_the_key_are_anchored_later(
    inscrit: Sigma, lieu: Lieu
) -> None:
    ailleurs = lieu.cle.rename(lieu.dossier / "ailleurs.cle")
    inscrit.ok("session", "set", factories.SESSION, "--places", "9")
    inscrit.ok("journal", "verify")
    ailleurs.rename(lieu.cle)
    inscrit.ok("session", "set", factories.SESSION, "--places", "8")
    assert inscrit.json("journal", "verify")["ancree"] is True
    run_sql(lieu.base, "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)")
    inscrit.refused(21, "journal", "verify")


@pytest.mark.parametrize("faire", [("base", "rekey"), ("rgpd", "purge")])
def test_bas_04_what_sigma_does_keeps_it_true(inscrit: Sigma, faire: tuple[str, ...]) -> None:
    jour = {"SIGMA_MAINTENANT": "2020-12-01T09:00"}
    inscrit.ok(*faire, **jour)
    assert inscrit.json("journal", "verify")["ancree"] is True
    inscrit.ok("session", "set", factories.SESSION, "--places", "9", **jour)
    assert inscrit.json("journal", "verify")["ancree"] is True


def test_bas_04_a_head_kept_elsewhere_finds_a_whole_base_put_back(
    inscrit: Sigma, lieu: Lieu
) -> None:
    avant = lieu.base.read_bytes()
    copie = inscrit.json("base", "backup", str(lieu.dossier / "s.db"))
    inscrit.ok("session", "set", factories.SESSION, "--places", "9")
    tete = inscrit.json("journal", "verify")["tete"]
    inscrit.ok("journal", "verify", "--tete", tete)
    inscrit.ok("journal", "verify", "--tete", copie["tete"])
    with closing(sqlite3.connect(lieu.base)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    lieu.base.write_bytes(avant)
    inscrit.ok("journal", "verify", "--tete", copie["tete"])
    assert "n’est plus celui" in inscrit.refused(21, "journal", "verify", "--tete", tete)


@pytest.mark.parametrize("valeur", ["", "12", "x:y", "3:abc", "-1:" + "0" * 32, "3:" + "G" * 32])
def test_bas_04_what_is_no_head_is_refused(sigma: Sigma, valeur: str) -> None:
    assert "--tete" in sigma.refused(10, "journal", "verify", "--tete", valeur)


def test_bas_04_push_tells_the_head(inscrit: Sigma) -> None:
    dite = inscrit.json("flux", "push", "carif")["tete_journal"]
    assert inscrit.json("journal", "verify")["tete"] == dite


def test_bas_04_what_follows_a_verified_head_is_verified_alone(inscrit: Sigma, lieu: Lieu) -> None:
    avant = inscrit.json("journal", "verify")
    rien = inscrit.json("journal", "verify", "--depuis", avant["tete"])
    assert (rien["nombre"], rien["intact"], rien["tete"]) == (0, True, avant["tete"])
    inscrit.ok("action", "set", "20F0011", "--intitule", "Autre titre")
    suite = inscrit.json("journal", "verify", "--depuis", avant["tete"])
    assert (suite["nombre"], suite["intact"]) == (1, True)
    entier = inscrit.json("journal", "verify", "--depuis", f"0:{'0' * 32}")
    assert (entier["nombre"], entier["tete"]) == (avant["nombre"] + 1, suite["tete"])
    assert "--depuis" in inscrit.refused(10, "journal", "verify", "--depuis", "12")
    faux = f"{avant['nombre']}:{'a' * 32}"
    assert "n’est plus celui" in inscrit.refused(21, "journal", "verify", "--depuis", faux)
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE journal SET agent = 'autre' WHERE id = ?", (avant["nombre"] + 1,))
    assert "modifié hors" in inscrit.refused(21, "journal", "verify", "--depuis", avant["tete"])
