"""`sigma demo`: a whole working place in one folder, as often as one likes."""

import hashlib
import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Lieu, Sigma


@pytest.fixture
def la(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def ailleurs(lieu: Lieu) -> dict[str, str]:
    """Settings of the caller that point at nothing good: the demonstration must not care."""
    return {
        "SIGMA_BASE": str(lieu.dossier / "absente" / "a.db"),
        "SIGMA_CONFIG": str(lieu.dossier / "absente.toml"),
        "SIGMA_CLE": "pas une clé",
        "SIGMA_CLE_FICHIER": str(lieu.dossier / "absente.cle"),
    }


def dans(dossier: Path) -> dict[str, str]:
    """Return the environment of someone who works in the demonstration."""
    return {
        "SIGMA_BASE": str(dossier / "sigma.db"),
        "SIGMA_CONFIG": str(dossier / "config.toml"),
        "SIGMA_CLE_FICHIER": str(dossier / "sigma.cle"),
    }


def test_it_says_little_and_tells_all(sigma: Sigma, la: Path) -> None:
    resultat = sigma.ok("demo")
    recit = [ligne for ligne in resultat.output.splitlines() if "  " not in ligne]
    assert 0 < len(recit) < 10
    assert "2 actions, 5 sessions" in resultat.stdout
    assert "20F0011_03/02" in resultat.stdout
    assert "inventées" in resultat.stdout
    assert "Essayer : sigma --base" in resultat.stderr
    assert (la / "sigma-demo" / "sigma.db").is_file()


def test_exports_and_flux_exist_and_are_whole(sigma: Sigma, la: Path) -> None:
    document = sigma.json("demo", "essai")
    assert [Path(nom).suffix for nom in document["exports"]] == [".xlsx", ".csv"]
    assert [Path(nom).name for nom in document["flux"]] == [
        "SIGMA_CARIF_20201006_000001.xml",
        "SIGMA_DEFI_20201006_000001.csv",
        "SIGMA_AGORA_20201006_000001.csv",
    ]
    for nom in document["exports"] + document["flux"]:
        assert (la / nom).stat().st_size > 0
    for nom in document["flux"]:
        somme = hashlib.sha256((la / nom).read_bytes()).hexdigest()
        assert (la / f"{nom}.sha256").read_text() == f"{somme}  {Path(nom).name}\n"
    assert len((la / document["flux"][1]).read_text().splitlines()) == 1 + document["places"]


def test_what_it_leaves_can_be_worked_with(sigma: Sigma, la: Path) -> None:
    document = sigma.json("demo", "essai")
    env = dans(la / "essai")
    assert sigma.json("session", "list", **env)["nombre"] == document["sessions"] == 5
    assert sigma.json("stagiaire", "list", **env)["nombre"] == document["stagiaires"] == 12
    assert sigma.json("place", "list", **env)["utilisees"] == document["places"] == 3
    candidatures = sigma.json("candidature", "list", **env)
    assert candidatures["nombre"] == document["candidatures"] == 4
    etats = {ligne["etat"] for ligne in candidatures["resultats"]}
    assert etats == {"RETENU", "NON_RETENU", "CONVOQUE", "SAISIE"}
    assert sigma.json("session", "show", document["annulee"], **env)["places"] == 0
    verdict = sigma.json("journal", "verify", **env)
    assert verdict["intact"]
    assert verdict["nombre"] > 20
    controle = sigma.json("base", "check", **env)
    assert (controle["nombre"], controle["cle_verifiee"]) == (0, True)


def test_it_runs_twice_and_makes_the_same_again(sigma: Sigma, la: Path) -> None:
    premier = sigma.json("demo", "essai")
    contenu = {nom: (la / nom).read_bytes() for nom in premier["exports"] + premier["flux"]}
    (la / "essai" / "a_moi.txt").write_text("gardé")
    assert sigma.json("demo", "essai") == premier
    assert {nom: (la / nom).read_bytes() for nom in contenu} == contenu
    assert (la / "essai" / "a_moi.txt").read_text() == "gardé"
    assert sigma.json("session", "list", **dans(la / "essai"))["nombre"] == 5


def test_settings_of_the_caller_change_nothing(
    sigma: Sigma, la: Path, ailleurs: dict[str, str], lieu: Lieu
) -> None:
    attendu = sigma.json("demo", "un")
    obtenu = sigma.json("demo", "deux", **ailleurs)
    assert obtenu["sessions"] == attendu["sessions"]
    assert (la / "deux" / "sigma.db").is_file()
    assert not (lieu.dossier / "absente").exists()
    assert sigma.json("base", "check", **dans(la / "deux"))["cle_verifiee"]


def test_the_base_of_the_caller_is_not_touched(sigma: Sigma, la: Path, lieu: Lieu) -> None:
    assert la == lieu.dossier
    with closing(sqlite3.connect(lieu.base)) as base:
        avant = list(base.iterdump())
    sigma.ok("demo", "essai")
    with closing(sqlite3.connect(lieu.base)) as base:
        assert list(base.iterdump()) == avant
    assert not (lieu.dossier / "depot").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_what_holds_persons_is_closed_to_others(sigma: Sigma, la: Path) -> None:
    ancien = os.umask(0o022)
    try:
        defi = sigma.json("demo", "essai")["flux"][1]
    finally:
        os.umask(ancien)
    for nom in (defi, "essai/sigma.db", "essai/sigma.cle"):
        assert stat.S_IMODE((la / nom).stat().st_mode) == 0o600


def test_a_folder_of_someone_else_is_refused(sigma: Sigma, la: Path) -> None:
    (la / "photos").mkdir()
    (la / "photos" / "sigma.db").write_text("une photo")
    assert "photos" in sigma.refused(13, "demo", "photos")
    assert [f.name for f in (la / "photos").iterdir()] == ["sigma.db"]
    assert (la / "photos" / "sigma.db").read_text() == "une photo"


def test_an_empty_folder_is_welcome(sigma: Sigma, la: Path) -> None:
    (la / "vide").mkdir()
    assert sigma.json("demo", "vide")["dossier"] == "vide"


def test_a_file_in_place_of_the_folder_is_refused(sigma: Sigma, la: Path) -> None:
    (la / "fichier").write_text("texte")
    assert "dossier" in sigma.refused(10, "demo", "fichier")
    assert (la / "fichier").read_text() == "texte"


def test_a_folder_that_cannot_be_made_is_told(sigma: Sigma, la: Path) -> None:
    (la / "fichier").write_text("texte")
    assert "choisir un autre dossier" in sigma.refused(30, "demo", "fichier/dedans")


def test_a_run_cut_short_is_made_again(sigma: Sigma, la: Path) -> None:
    (la / "sigma-demo").mkdir()
    (la / "sigma-demo" / "config.toml").mkdir()
    (la / "sigma-demo" / "LISEZ-MOI.txt").touch()
    assert "ne peut pas être rempli" in sigma.refused(30, "demo")
    (la / "sigma-demo" / "config.toml").rmdir()
    assert sigma.json("demo")["stagiaires"] == 12


def test_the_clock_can_be_chosen(sigma: Sigma, la: Path) -> None:
    document = sigma.json("demo", "essai", SIGMA_MAINTENANT="2020-10-09")
    assert Path(document["flux"][0]).name == "SIGMA_CARIF_20201009_000001.xml"
    assert (la / document["flux"][0]).is_file()
    sans = sigma.json("demo", "autre", "--source", SIGMA_MAINTENANT="")
    assert Path(sans["flux"][0]).name == "SIGMA_CARIF_20201006_000001.xml"


def test_it_is_dated_of_today_and_full_of_work(sigma: Sigma, la: Path) -> None:
    jour = {"SIGMA_MAINTENANT": "2027-03-17T09:00"}
    sigma.ok("demo", "essai", **jour)
    env = dans(la / "essai") | jour
    sessions = sigma.json("session", "list", **env)["resultats"]
    passees = [s for s in sessions if s["date_fin"] < "2027-03-17"]
    a_venir = [s for s in sessions if s["date_debut"] > "2027-03-17"]
    assert passees
    assert a_venir
    assert len(sessions) > len(passees) + len(a_venir), "and some are running"
    taches = sigma.json("todo", "list", **env)
    assert taches["en_retard"] > 0
    assert len({tache["type"] for tache in taches["resultats"]}) >= 10
    assert sigma.json("place", "campagne", "list", **env)["nombre"] == 1
    classes = {ligne["nir_classe"] for ligne in sigma.json("stagiaire", "list", **env)["resultats"]}
    assert "NIA" in classes


def test_the_rows_of_the_source_stay_at_hand(sigma: Sigma, la: Path) -> None:
    fait = sigma.ok("demo", "essai", "--source", SIGMA_MAINTENANT="")
    assert "--maintenant 2020-10-06T09:00" in fait.stderr
    env = dans(la / "essai")
    debuts = {ligne["date_debut"] for ligne in sigma.json("session", "list", **env)["resultats"]}
    assert debuts == {"2020-09-07", "2020-09-28", "2020-11-02"}


@pytest.mark.usefixtures("la")
def test_what_it_says_to_try_works_as_typed(sigma: Sigma) -> None:
    import shlex

    dits = sigma.ok("demo", "un essai").stderr.splitlines()
    essais = [ligne.removeprefix("Essayer : sigma ") for ligne in dits if "Essayer" in ligne]
    assert len(essais) >= 3
    for essai in essais:
        if not essai.endswith("shell"):
            sigma.ok(*shlex.split(essai), SIGMA_CLE_FICHIER="")
