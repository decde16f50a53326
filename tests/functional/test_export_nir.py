"""`sigma export stagiaires --avec-nir`: on express request, recorded, to a file of its owner's only."""

import json
import os
import stat
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.writer.excel import ExcelWriter

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

NUMERO, NIA = factories.nir(734), factories.nir(9, sexe="3")
OUI = ("export", "stagiaires", "--avec-nir", "--yes")


@pytest.fixture
def inscrits(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two persons with a number, one without."""
    return modeles.fill(peuple, _inscrits)


def _inscrits(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)
    peuple.ok(*factories.stagiaire_enrol(prenom="Ana"), entree=NIA)
    ligne = factories.stagiaire_enrol(prenom="Zoé", nir=None)
    peuple.ok(*ligne, SIGMA_MAINTENANT="2020-10-04")


def operations(sigma: Sigma) -> list[Any]:
    lignes = sigma.json("journal", "list")["resultats"]
    return [(ligne["operation"], ligne["apres"]) for ligne in lignes]


def cells(fichier: Path) -> list[Any]:
    classeur = load_workbook(fichier)
    lues = [(ligne[0].value, ligne[-1].value) for ligne in classeur.worksheets[0].iter_rows()]
    classeur.close()
    return lues


def test_nir_12_the_three_formats_hold_the_numbers(inscrits: Sigma, lieu: Lieu) -> None:
    for nom in ("s.csv", "s.xlsx", "s.json"):
        document = inscrits.json(*OUI, "-o", str(lieu.dossier / nom))
        assert (document["lignes"], document["avec_nir"]) == (3, True)
    attendues = [("S000001", NUMERO), ("S000002", NIA), ("S000003", None)]
    assert cells(lieu.dossier / "s.xlsx") == [("N Stagiaire", "NIR ou NIA"), *attendues]
    lues = json.loads((lieu.dossier / "s.json").read_text())["resultats"]
    assert [(ligne["stagiaire"], ligne["nir"]) for ligne in lues] == attendues
    en_csv = (lieu.dossier / "s.csv").read_text("utf-8-sig").splitlines()
    assert [ligne.split(";")[-1] for ligne in en_csv] == ["NIR ou NIA", NUMERO, NIA, ""]
    if os.name == "posix":
        modes = {stat.S_IMODE(f.stat().st_mode) for f in lieu.dossier.glob("s.*")}
        assert modes == {0o600}


def test_nir_12_it_is_recorded_without_any_number(inscrits: Sigma, lieu: Lieu) -> None:
    avant = operations(inscrits)
    fait = inscrits.ok(*OUI, "--nia", "-o", str(lieu.dossier / "s.csv"), SIGMA_AGENT="Zoé")
    assert "numéros en clair" in fait.stderr
    nouvelles = operations(inscrits)[: -len(avant)]
    assert nouvelles == [("export.avec-nir", {"format": "csv", "lignes": 1, "nia": True})]
    assert inscrits.json("journal", "list")["resultats"][0]["agent"] == "Zoé"
    for numero in (NUMERO, NIA):
        assert not [bout for bout in factories.fragments(numero) if bout in fait.output]


def test_nir_12_without_a_confirmation_nothing_is_written(inscrits: Sigma, lieu: Lieu) -> None:
    avant = operations(inscrits)
    message = inscrits.refused(
        2, "export", "stagiaires", "--avec-nir", "-o", str(lieu.dossier / "s.csv")
    )
    assert "Personne ne peut répondre" in message
    assert not (lieu.dossier / "s.csv").exists()
    assert operations(inscrits) == avant


@pytest.mark.parametrize("options", [("-o", "-"), ("--json",), ("-o", "-", "--format", "csv")])
def test_nir_12_numbers_never_go_to_the_standard_output(
    inscrits: Sigma, options: tuple[str, ...]
) -> None:
    resultat = inscrits(*OUI, *options)
    assert resultat.exit_code == 2
    assert NUMERO not in resultat.output


def test_an_existing_file_is_kept_and_a_forced_one_becomes_private(
    inscrits: Sigma, lieu: Lieu
) -> None:
    fichier = lieu.dossier / "s.csv"
    fichier.write_text("précieux")
    fichier.chmod(0o644)
    avant = operations(inscrits)
    inscrits.refused(13, *OUI, "-o", str(fichier))
    assert fichier.read_text() == "précieux"
    assert operations(inscrits) == avant
    inscrits.ok(*OUI, "-o", str(fichier), "--force")
    assert NUMERO in fichier.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(fichier.stat().st_mode) == 0o600


def test_the_right_key_is_needed(inscrits: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "s.csv"
    inscrits.refused(22, *OUI, "-o", str(fichier), SIGMA_CLE="QUFB" * 11)
    lieu.cle.unlink()
    inscrits.refused(22, *OUI, "-o", str(fichier))
    assert not fichier.exists()


def test_nir_12_without_the_request_the_export_holds_none(inscrits: Sigma, lieu: Lieu) -> None:
    inscrits.ok("export", "stagiaires", "-o", str(lieu.dossier / "s.csv"))
    assert NUMERO[1:13] not in (lieu.dossier / "s.csv").read_text("utf-8-sig")


def test_nir_12_no_number_goes_through_the_temporary_folder(
    inscrits: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Watch the folder at the moment the sheet is put in the workbook: all its rows are written."""
    temporaire = lieu.dossier / "tmp"
    temporaire.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporaire))
    vus: list[bytes] = []
    write_data: Callable[[Any], None] = ExcelWriter.write_data

    def look(ecrivain: Any) -> None:
        vus.extend(f.read_bytes() for f in temporaire.rglob("*") if f.is_file())
        write_data(ecrivain)

    monkeypatch.setattr(ExcelWriter, "write_data", look)
    inscrits.ok("export", "stagiaires", "-o", str(lieu.dossier / "sans.xlsx"))
    inscrits.ok(*OUI, "-o", str(lieu.dossier / "avec.xlsx"))
    assert vus == []
    with zipfile.ZipFile(lieu.dossier / "avec.xlsx") as archive:
        assert NUMERO.encode() in b"".join(map(archive.read, archive.namelist()))
