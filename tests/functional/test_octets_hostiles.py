"""Bytes that nobody types by chance: each is refused by its own sentence and code, never as a bug."""

import os
import sys
from pathlib import Path

import pytest

from sigma_cli.typer_fr.mots import check_words
from tests.conftest import Lieu, Sigma
from tests.functional.test_typer_fr_processus import RACINE
from tests.unit.formats.classeurs import classeur, feuille, parties

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX names and limits")
DEUX_COINS = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    ("partie", "cible"),
    [
        ("xl/worksheets/s.XML", "worksheets/s.xml"),
        ("xl/worksheets/s.XML", "worksheets/s.XML"),
        ("XL/Worksheets/S.Xml", "worksheets/s.xml"),
        ("xl\\worksheets\\s.XML", "worksheets/s.xml"),
    ],
)
def test_a_sheet_in_another_case_is_measured_too(
    sigma: Sigma, lieu: Lieu, partie: str, cible: str
) -> None:
    contenu = parties()
    del contenu["xl/worksheets/s.xml"]
    liens = contenu["xl/_rels/workbook.xml.rels"].replace("worksheets/s.xml", cible)
    fichier = lieu.dossier / "piege.xlsx"
    fichier.write_bytes(
        classeur(contenu | {partie: feuille(DEUX_COINS), "xl/_rels/workbook.xml.rels": liens})
    )
    assert "démesurée" in sigma.refused(10, "import", "sessions", str(fichier))


@pytest.mark.parametrize(
    "double", ["xl/worksheets/S.xml", "xl/Worksheets/s.XML", "XL\\workbook.xml"]
)
def test_a_part_twice_in_two_cases_is_a_trap(sigma: Sigma, lieu: Lieu, double: str) -> None:
    fichier = lieu.dossier / "piege.xlsx"
    fichier.write_bytes(classeur(parties() | {double: feuille(DEUX_COINS)}))
    assert "en double" in sigma.refused(10, "import", "sessions", str(fichier))


def test_core_files_are_forbidden_from_the_start(lieu: Lieu) -> None:
    import resource
    import subprocess

    code = (
        "import resource, runpy, sys; sys.argv = ['sigma', 'docs', '--help']\n"
        "try: runpy.run_module('sigma_cli', run_name='__main__')\n"
        "except SystemExit: print(resource.getrlimit(resource.RLIMIT_CORE), file=sys.stderr)"
    )
    fini = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | lieu.env | {"PYTHONPATH": str(RACINE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert fini.stderr == "(0, 0)\n"
    assert resource.getrlimit(resource.RLIMIT_CORE)  # the tests keep theirs


@pytest.mark.parametrize(
    "commande",
    [
        ("--config", "{}", "action", "list"),
        ("--base", "./{}/x", "action", "list"),
        ("base", "restore", "{}"),
        ("import", "stagiaires", "{}"),
        ("flux", "ack", "{}"),
    ],
)
def test_names_reach_the_terminal_without_what_it_obeys(
    sigma: Sigma, lieu: Lieu, commande: tuple[str, ...]
) -> None:
    hostile = str(lieu.dossier / "a\x1b]0;titre\x07\x9b31m\u202e\nerreur b.csv")
    fini = sigma(*(mot.format(hostile) for mot in commande))
    assert fini.exit_code in {10, 11, 20, 21}
    assert not set("\x1b\x07\x9b\u202e") & set(fini.output)
    assert len([ligne for ligne in fini.stderr.splitlines() if ligne.startswith("erreur")]) == 1


def test_what_is_written_and_said_in_json_holds_no_order_either(sigma: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "a\x1b[31m\x9b.db"
    assert "\x1b" not in sigma.ok("base", "backup", str(copie)).output
    fini = sigma.ok("base", "backup", str(copie), "--force", "--json")
    assert not set("\x1b\x9b") & set(fini.output)
    assert "\\u009b" in fini.stdout


@pytest.mark.parametrize("mot", ["Mis\udce9sion", "a\x00b", "\udcff"])
def test_a_word_that_is_no_text_is_refused_not_cut(sigma: Sigma, mot: str) -> None:
    for commande in (("session", "list", "--statut", mot), ("base", "backup", mot), (mot,)):
        assert "illisible" in sigma.refused(10, *commande)


def test_a_variable_that_is_no_text_is_refused() -> None:
    with pytest.raises(Exception, match="SIGMA_AGENT"):
        check_words([], {"SIGMA_AGENT": "Mich\udce8le"})
    check_words([], {"AUTRE": "\udce8"})


@pytest.mark.parametrize(
    "contenu",
    [
        "a = " + "[" * 100_000 + "]" * 100_000,
        "a = " + "{b=" * 3_000 + "1" + "}" * 3_000,
        "[" + ".".join(["a"] * 5_000) + "]\nb = 1",
        "a = " + "9" * 10_000,
        'a = "\x00"',
        "# " + "x" * (2 << 20),
        "[base]\nattente_secondes = 1e400",
        "[rgpd]\nnir_mois = -1",
    ],
)
def test_a_configuration_without_bottom_is_told(sigma: Sigma, lieu: Lieu, contenu: str) -> None:
    lieu.config.write_text(contenu)
    assert "onfiguration" in sigma.refused(10, "action", "list")


@pytest.mark.parametrize(
    "adresse",
    ["sftp://u@h:0/x", "sftp://u@h:65536/x", "sftp://u@h:-1/x", "sftp://u@h:²/x", "sftp://u@h/a%00b",
     "sftp://u%00@h/a", "sftp://u@h%00/a", "sftp://u@h/a%1b", "sftp://u@[::1/x"],
)  # fmt: skip
def test_rf_10_an_impossible_port_or_path_is_refused(
    sigma: Sigma, lieu: Lieu, adresse: str
) -> None:
    lieu.config.write_text(f'[flux.agora]\ndestination = "{adresse}"\n')
    fini = sigma("flux", "push", "agora")
    assert fini.exit_code == 10
    assert "sftp://utilisateur@serveur" in fini.stderr


@pytest.mark.parametrize("base", ["sqlite:///a%00b.db", "sqlite:///", "sqlite://", "sqlite:////"])
def test_a_url_of_no_file_is_told(sigma: Sigma, base: str) -> None:
    fini = sigma("--base", base, "action", "list")
    assert fini.exit_code in {10, 20, 21}
    assert "bug" not in fini.stderr


def test_an_account_without_home_is_told(sigma: Sigma, lieu: Lieu) -> None:
    sans = {"HOME": "", "SIGMA_BASE": "", "SIGMA_CONFIG": "", "SIGMA_CLE_FICHIER": ""}
    sans |= {"XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}
    for commande in (("init",), ("action", "list"), ("flux", "push")):
        assert "HOME" in sigma.refused(10, *commande, **sans)
    assert not Path("~").exists()
    assert lieu.dossier.exists()
