"""`sigma init`: the base, the key and the configuration, each made once and kept after."""

import sqlite3
import stat
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma


@pytest.fixture
def neuf(lieu: Lieu) -> Lieu:
    """A place where sigma never ran."""
    for fichier in (lieu.base, lieu.cle, lieu.config):
        fichier.unlink()
    return lieu


def test_everything_is_made_once_and_kept_after(sigma: Sigma, neuf: Lieu) -> None:
    document = sigma.json("init")
    assert document["creees"] == {"base": True, "cle": True, "configuration": True}
    fichiers = (neuf.base, neuf.cle, neuf.config)
    assert tuple(Path(document[nom]) for nom in ("base", "cle", "configuration")) == fichiers
    avant = [fichier.read_bytes() for fichier in fichiers]
    document = sigma.json("init")
    assert document["creees"] == {"base": False, "cle": False, "configuration": False}
    assert [fichier.read_bytes() for fichier in fichiers] == avant


def test_people_are_told_to_keep_the_key_and_what_comes_next(sigma: Sigma, neuf: Lieu) -> None:
    texte = sigma.ok("init").stdout
    assert f"Base créée : {neuf.base}" in texte
    assert "copie de la clé" in texte
    assert texte.splitlines()[-1].startswith("Ensuite : sigma etablissement set")
    assert f"Base déjà là : {neuf.base}" in sigma.ok("init").stdout


def test_what_it_made_is_enough_to_work(sigma: Sigma, neuf: Lieu) -> None:
    sigma.ok("init")
    for commande in (factories.etablissement_set(), *factories.source()):
        sigma.ok(*commande)
    sigma.ok(*factories.stagiaire_enrol("20F0011_01/01"), entree=factories.nir())
    assert sigma.json("base", "check")["cle_verifiee"]
    assert neuf.base.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_base_and_key_are_closed_to_others(sigma: Sigma, neuf: Lieu) -> None:
    sigma.ok("init")
    assert [stat.S_IMODE(f.stat().st_mode) for f in (neuf.base, neuf.cle)] == [0o600, 0o600]


def test_folders_are_made_as_needed(sigma: Sigma, lieu: Lieu) -> None:
    loin = lieu.dossier / "a b" / "é’?#%41"
    env = {
        "SIGMA_BASE": str(loin / "base" / "sigma.db"),
        "SIGMA_CONFIG": str(loin / "config" / "config.toml"),
        "SIGMA_CLE_FICHIER": str(loin / "cle" / "sigma.cle"),
    }
    sigma.ok("init", **env)
    assert sorted(f.relative_to(loin).as_posix() for f in loin.rglob("*.*")) == [
        "base/sigma.db",
        "cle/sigma.cle",
        "config/config.toml",
    ]
    assert sigma.json("session", "list", **env)["nombre"] == 0


def test_the_key_is_beside_the_configuration_by_default(sigma: Sigma, neuf: Lieu) -> None:
    document = sigma.json("init", SIGMA_CLE_FICHIER="")
    assert Path(document["cle"]) == neuf.config.with_name("sigma.cle")


def test_the_model_is_read_as_the_shipped_settings(sigma: Sigma, neuf: Lieu) -> None:
    sans = sigma.json("contact", SIGMA_CONFIG="", HOME=str(neuf.dossier))
    sigma.ok("init")
    assert tomllib.loads(neuf.config.read_text("utf-8")) == {}
    assert sigma.json("contact") == sans


def test_the_model_is_right_once_uncommented(sigma: Sigma, neuf: Lieu) -> None:
    sigma.ok("init")
    lignes = neuf.config.read_text("utf-8").splitlines()
    reglages = [ligne[2:] for ligne in lignes if ligne.startswith("# [") or " = " in ligne]
    neuf.config.write_text("\n".join(reglages))
    assert sigma.json("contact", "kairos")["courriel"] == "assistance@exemple.fr"
    assert sigma.json("flux", "push")["flux"][0]["etat"] == "RIEN"


def test_a_key_given_by_the_environment_is_used_and_none_is_made(
    sigma: Sigma, neuf: Lieu, lieu: Lieu
) -> None:
    sigma.ok("init")
    cle = neuf.cle.read_text()
    neuf.cle.unlink()
    lieu.base.unlink()
    assert not sigma.json("init", SIGMA_CLE=cle)["creees"]["cle"]
    assert not neuf.cle.exists()


@pytest.mark.parametrize("cle", ["pas du base64 !", "QUJD"])
def test_a_bad_key_in_the_environment_is_told(sigma: Sigma, neuf: Lieu, cle: str) -> None:
    message = sigma.refused(22, "init", SIGMA_CLE=cle)
    assert "SIGMA_CLE" in message
    assert cle not in message
    assert not neuf.cle.exists()


def test_no_new_key_for_a_base_that_waits_for_its_own(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    lieu.cle.unlink()
    assert "clé" in peuple.refused(22, "init")
    assert not lieu.cle.exists()


def test_a_base_of_another_program_is_left_alone(sigma: Sigma, neuf: Lieu) -> None:
    with closing(sqlite3.connect(neuf.base)) as base:
        base.execute("CREATE TABLE moz_places (url TEXT)")
        base.commit()
    avant = neuf.base.read_bytes()
    assert "autre programme" in sigma.refused(13, "init")
    assert neuf.base.read_bytes() == avant
    assert not neuf.cle.exists()


def test_a_file_that_is_no_base_is_left_alone(sigma: Sigma, neuf: Lieu) -> None:
    neuf.base.write_text("Ceci est une lettre, pas une base." * 100)
    assert "SQLite" in sigma.refused(21, "init")
    assert neuf.base.read_text().startswith("Ceci est une lettre")


def test_an_empty_file_becomes_a_base(sigma: Sigma, neuf: Lieu) -> None:
    neuf.base.touch()
    assert sigma.json("init")["creees"]["base"]
    assert sigma.json("session", "list")["nombre"] == 0


@pytest.mark.parametrize(
    ("variable", "code", "mot"),
    [
        ("SIGMA_BASE", 21, "--base"),
        ("SIGMA_CONFIG", 10, "--config"),
        ("SIGMA_CLE_FICHIER", 22, "SIGMA_CLE_FICHIER"),
    ],
)
def test_a_place_that_cannot_be_made_is_named(
    sigma: Sigma, neuf: Lieu, variable: str, code: int, mot: str
) -> None:
    (neuf.dossier / "fichier").touch()
    impossible = str(neuf.dossier / "fichier" / "dedans")
    message = sigma.refused(code, "init", **{variable: impossible})
    assert impossible in message
    assert mot in message


def test_a_configuration_that_is_no_toml_is_told(sigma: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text("[flux")
    assert "TOML" in sigma.refused(10, "init")
    assert lieu.config.read_text() == "[flux"
