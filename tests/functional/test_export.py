"""`sigma export`: what people open in a spreadsheet, cell for cell, and what scripts read."""

import csv
import io
import json
import os
import re
import stat
import sys
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.relecture import rows_of_csv, rows_of_xlsx

ACTIONS = (
    "N Contrat/Conv.;N Action;Intitulé de l’action;Statut;Année;Date de début réelle;"
    "Date de fin prévue"
)
COMPOSANTES = (
    "N Contrat/Conv.;N Action;N Composante;Intitulé de l’action;Intitulé de la composante;"
    "Code Certifinfo;Niveau d’entrée;Niveau de sortie;"
    "Numéro session;Date début session;Date fin session;Code postal session;Code Insee session;"
    "Commune session;Nom site session;Nombre de places session;Dates d’informations collectives"
)
SOURCE_ACTIONS = f"""{ACTIONS}
20005341_1;20F0011;Diplômes niveaux 5 6 7;EG;2020;01/09/2020;31/12/2021
20005341_2;20F0012;Diplômes niveau 4;EG;2020;07/09/2020;31/12/2021
"""
SOURCE_SESSIONS = """Numéro session;Date début session;Date fin session;Code postal session;Code Insee session;Commune session;Nom site session;Nombre de places session;Dates d’informations collectives
01;07/09/2020;25/06/2021;11108;11262;NARBONNE CEDEX;Université;10;-
01;07/09/2020;25/06/2021;66860;66136;PERPIGNAN CEDEX 9;Université;10;-
01;28/09/2020;28/05/2021;48000;48095;MENDE;Université;5;11/09/2020 ; 02/10/2020
01;28/09/2020;28/05/2021;11108;11262;NARBONNE CEDEX;Université;5;02/10/2020
"""


def cells(texte: str) -> list[list[str]]:
    """Read the source as it is written: its last cell joins dates by ` ; ` and is not quoted."""
    return [re.split("(?<! );(?! )", ligne) for ligne in texte.splitlines()]


def csv_cells(fichier: Path) -> list[list[str]]:
    """Read a CSV as any program would, without undoing what ours protects."""
    texte = io.StringIO(fichier.read_bytes().decode("utf-8-sig"), newline="")
    return list(csv.reader(texte, delimiter=";"))


def nine(lignes: list[list[str]]) -> list[list[str]]:
    return [ligne[8:17] for ligne in lignes]


def xlsx_texts(fichier: Path) -> list[list[str]]:
    """Return what a person reads in each cell of the sheet."""
    feuille = openpyxl.load_workbook(fichier).worksheets[0]
    return [[_read(valeur) for valeur in ligne] for ligne in feuille.iter_rows(values_only=True)]


def _read(valeur: object) -> str:
    if isinstance(valeur, datetime):
        return f"{valeur:%d/%m/%Y}"
    return "" if valeur is None else str(valeur)


@pytest.fixture
def la(monkeypatch: pytest.MonkeyPatch, lieu: Lieu) -> Path:
    """The folder of the test, as the current one."""
    monkeypatch.chdir(lieu.dossier)
    return lieu.dossier


@pytest.fixture
def source(sigma: Sigma, la: Path) -> Sigma:  # noqa: ARG001 - files are named without folder
    for commande in factories.source():
        sigma.ok(*commande)
    return sigma


def export(sigma: Sigma, *argv: str) -> Path:
    return Path(sigma.json("export", *argv)["fichier"])


# The source, cell for cell


def test_exported_sessions_are_those_of_the_source(source: Sigma) -> None:
    attendu = cells(SOURCE_SESSIONS)
    assert nine(csv_cells(export(source, "composantes", "-o", "c.csv"))) == attendu
    assert nine(xlsx_texts(export(source, "composantes", "-o", "c.xlsx"))) == attendu


def test_exported_actions_are_those_of_the_source(source: Sigma) -> None:
    attendu = cells(SOURCE_ACTIONS)
    assert csv_cells(export(source, "actions", "-o", "a.csv")) == attendu
    assert xlsx_texts(export(source, "actions", "-o", "a.xlsx")) == attendu


# Rules


def test_q8_01_one_command_lists_every_session_with_its_title(source: Sigma) -> None:
    source.ok(*factories.session_add("20F0011_01", commune="SÈTE"))
    _, *lignes = csv_cells(export(source, "composantes", "-o", "c.csv"))
    assert [(ligne[2], ligne[8]) for ligne in lignes] == [
        ("20F0011_01", "01"),
        ("20F0011_01", "02"),
        ("20F0011_02", "01"),
        ("20F0011_03", "01"),
        ("20F0012_01", "01"),
    ]
    assert {ligne[4] for ligne in lignes} == {"Licence professionnelle gestion"}


def test_q8_02_actions_have_seven_columns_in_order(source: Sigma) -> None:
    titres, *lignes = csv_cells(export(source, "actions", "-o", "a.csv"))
    assert titres == ACTIONS.split(";")
    assert [len(ligne) for ligne in lignes] == [7, 7]


def test_q8_03_seventeen_columns_in_order_then_ours(source: Sigma) -> None:
    titres = csv_cells(export(source, "composantes", "-o", "c.csv"))[0]
    assert titres[:17] == COMPOSANTES.split(";")
    assert titres[17:] == ["État de la session"]


def test_q8_03_a_8_a_composante_without_session_is_there_unless_told_otherwise(
    peuple: Sigma,
) -> None:
    peuple.ok(*factories.composante_add("20F0011_01", intitule="Master"))
    toutes = peuple.json("export", "composantes")["resultats"]
    vide, pleine = toutes
    assert (vide["composante"], vide["intitule"]) == ("20F0011_01", "Master")
    assert {vide[cle] for cle in list(vide)[8:]} == {None}
    assert peuple.json("export", "composantes", "--sessions-seulement")["resultats"] == [pleine]


def test_q8_04_meetings_are_ascending_and_joined_or_a_lone_dash(peuple: Sigma) -> None:
    def cellule() -> str:
        ligne = peuple.json("export", "composantes")["resultats"][0]
        return str(ligne["informations_collectives"])

    assert cellule() == "-"
    for jour in ("2020-10-20", "2020-09-11", "2020-10-02"):
        peuple.ok("session", "ic", "add", factories.SESSION, jour)
    assert cellule() == "11/09/2020 ; 02/10/2020 ; 20/10/2020"


@pytest.fixture
def hostile(source: Sigma, modeles: Modeles) -> Sigma:
    """Texts that a spreadsheet would run, cut or swallow."""
    return modeles.fill(source, _hostile)


def _hostile(source: Sigma) -> None:
    source.ok(*factories.composante_add("20F0012_02", intitule="=SOMME(A1:A9)"))
    source.ok(*factories.composante_add("20F0012_03", intitule='\'=déjà ; « protégé » "deux"'))
    site = ("--site", "-2+3", "--commune", "@import")
    source.ok("session", "set", "20F0012_01/01", *site, "--code-insee", "01004")


def test_q8_04_re_reading_the_csv_gives_the_same_data(hostile: Sigma) -> None:
    _, *lues = rows_of_csv(export(hostile, "composantes", "-o", "c.csv").read_bytes())
    attendues = hostile.json("export", "composantes")["resultats"]
    assert [list(map(_json_text, ligne.values())) for ligne in attendues] == lues


def _json_text(valeur: object) -> str:
    """Return a JSON value as the CSV writes it."""
    if isinstance(valeur, str) and valeur[4:5] == valeur[7:8] == "-":
        return f"{date.fromisoformat(valeur):%d/%m/%Y}"
    return "" if valeur is None else str(valeur)


def test_q8_04_re_reading_the_xlsx_gives_the_same_data(hostile: Sigma) -> None:
    _, *lues = rows_of_xlsx(export(hostile, "composantes", "-o", "c.xlsx").read_bytes())
    attendues = hostile.json("export", "composantes")["resultats"]
    assert [[v.isoformat() if isinstance(v, date) else v for v in ligne] for ligne in lues] == [
        list(ligne.values()) for ligne in attendues
    ]


def test_q8_06_csv_has_a_bom_semicolons_and_crlf(source: Sigma) -> None:
    contenu = export(source, "composantes", "-o", "c.csv").read_bytes()
    assert contenu.startswith(b"\xef\xbb\xbfN Contrat/Conv.;N Action;")
    assert contenu.count(b"\r\n") == contenu.count(b"\n") == 5
    assert contenu.endswith(b"\r\n")


def test_q8_06_leading_zeros_are_kept(hostile: Sigma) -> None:
    ligne = csv_cells(export(hostile, "composantes", "-o", "c.csv"))[4]
    assert (ligne[8], ligne[12]) == ("01", "01004")
    feuille = openpyxl.load_workbook(export(hostile, "composantes", "-o", "c.xlsx")).worksheets[0]
    assert (feuille["I5"].value, feuille["M5"].value) == ("01", "01004")


def test_q8_06_formulas_are_neutralised_but_the_lone_dash(hostile: Sigma) -> None:
    lignes = csv_cells(export(hostile, "composantes", "-o", "c.csv"))
    assert lignes[5][4] == "'=SOMME(A1:A9)"
    assert (lignes[4][13], lignes[4][14]) == ("'@import", "'-2+3")
    assert lignes[1][16] == "-"
    assert [c for ligne in lignes for c in ligne if c[:1] in "=+-@" and c not in {"", "-"}] == []


def test_q8_06_xlsx_has_real_dates_and_numbers_and_codes_as_text(hostile: Sigma) -> None:
    feuille = openpyxl.load_workbook(export(hostile, "composantes", "-o", "c.xlsx")).worksheets[0]
    codes = [feuille[f"{colonne}2"] for colonne in "ABCFGHILM"]
    assert {cellule.data_type for cellule in codes} == {"s"}
    assert feuille["J2"].is_date
    assert feuille["J2"].number_format == "DD/MM/YYYY"
    assert (feuille["P2"].value, feuille["P2"].data_type) == (10, "n")
    assert feuille["E6"].data_type == "s", "a text that looks like a formula stays text"
    assert feuille["Q2"].value == "-"


def test_xlsx_is_ready_to_use(source: Sigma) -> None:
    feuille = openpyxl.load_workbook(export(source, "composantes", "-o", "c.xlsx")).worksheets[0]
    assert feuille.title == "Composantes"
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref == "A1:R5"
    assert min(dim.width for dim in feuille.column_dimensions.values()) >= 8


def test_ses_03_a_session_without_places_is_said_not_to_take_place(peuple: Sigma) -> None:
    peuple.ok("session", "cancel", factories.SESSION, "--motif", "Saisie en double")
    ligne = peuple.json("export", "composantes")["resultats"][0]
    assert (ligne["places"], ligne["etat"]) == (0, "n’aura pas lieu")


# Stagiaires


@pytest.fixture
def inscrite(peuple: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(peuple, _inscrite)


def _inscrite(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(rqth=None), "--rqth", entree=factories.nir())


def test_nir_12_the_export_of_stagiaires_holds_no_number(inscrite: Sigma, la: Path) -> None:
    for vers in ("csv", "xlsx", "json"):
        export(inscrite, "stagiaires", "--format", vers, "-o", f"s.{vers}")
    ligne = json.loads((la / "s.json").read_text())["resultats"][0]
    assert (ligne["stagiaire"], ligne["parcours"]) == ("S000001", "P000001")
    assert (ligne["nir_classe"], ligne["rqth"], ligne["pic"]) == ("NIR", True, False)
    tout = xlsx_texts(la / "s.xlsx") + csv_cells(la / "s.csv") + [list(map(str, ligne.values()))]
    assert [c for cells_ in tout for c in cells_ if factories.nir()[:13] in c] == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_file_of_persons_is_closed_to_others_and_the_rest_is_ordinary(
    inscrite: Sigma, la: Path
) -> None:
    ancien = os.umask(0o022)
    try:
        droits = [
            stat.S_IMODE(export(inscrite, quoi, "-o", f"{la}/{quoi}.csv").stat().st_mode)
            for quoi in ("stagiaires", "composantes", "actions")
        ]
    finally:
        os.umask(ancien)
    assert droits == [0o600, 0o644, 0o644]


@pytest.mark.parametrize(
    ("filtre", "nombre"),
    [
        ((), 1),
        (("--cherche", "MARTÎN"), 1),
        (("--cherche", "personne"), 0),
        (("--cherche", "%"), 0),
        (("--nia",), 0),
        (("--session", factories.SESSION), 1),
    ],
)
def test_stagiaires_are_narrowed(inscrite: Sigma, filtre: tuple[str, ...], nombre: int) -> None:
    assert inscrite.json("export", "stagiaires", *filtre)["nombre"] == nombre


@pytest.mark.parametrize(
    ("filtre", "attendues"),
    [
        (("--cherche", "NIVEAU 4"), ["20F0012"]),
        (("--convention", "20005341"), ["20F0011", "20F0012"]),
        (("--convention", "20005341_2"), ["20F0012"]),
        (("--convention", "%"), []),
        (("--annee", "2019"), []),
        (("--annee", "2020", "--statut", "eg"), ["20F0011", "20F0012"]),
        (("--statut", "XX"), []),
    ],
)
def test_actions_are_narrowed(source: Sigma, filtre: tuple[str, ...], attendues: list[str]) -> None:
    resultats = source.json("export", "actions", *filtre)["resultats"]
    assert [ligne["action"] for ligne in resultats] == attendues


def test_composantes_are_searched_by_number_title_or_certifinfo(source: Sigma) -> None:
    source.ok(*factories.composante_add("20F0012_02", intitule="Théâtre", certifinfo="777"))
    for texte in ("20f0012_02", "theatre", "777"):
        (ligne,) = source.json("export", "composantes", "--cherche", texte)["resultats"]
        assert ligne["composante"] == "20F0012_02"


# Where the file goes, and in which format


def test_without_option_an_xlsx_is_written_here(source: Sigma, la: Path) -> None:
    assert source.ok("export", "actions").stdout == "actions.xlsx : 2 lignes.\n"
    assert len(xlsx_texts(la / "actions.xlsx")) == 3


def test_json_alone_gives_the_rows(source: Sigma, la: Path) -> None:
    document = source.json("export", "actions")
    assert document["nombre"] == 2
    assert document["resultats"][0]["date_debut"] == "2020-09-01"
    assert not list(la.glob("actions.*"))


def test_json_with_a_file_says_what_was_written(source: Sigma, la: Path) -> None:
    document = source.json("export", "actions", "-o", "mes.actions.CSV")
    assert document == {"fichier": "mes.actions.CSV", "format": "csv", "lignes": 2}
    assert csv_cells(la / "mes.actions.CSV") == cells(SOURCE_ACTIONS)


@pytest.mark.parametrize("vers", ["csv", "xlsx", "json"])
def test_dash_writes_on_the_standard_output_what_a_file_would_hold(
    source: Sigma, la: Path, vers: str
) -> None:
    resultat = source.ok("export", "composantes", "--format", vers, "-o", "-")
    fichier = export(source, "composantes", "-o", f"c.{vers}")
    assert resultat.stdout_bytes == (la / fichier).read_bytes()


def test_same_base_and_clock_same_bytes(source: Sigma) -> None:
    for vers in ("csv", "xlsx", "json"):
        un, deux = (export(source, "composantes", "-o", f"{n}.{vers}") for n in "ab")
        assert un.read_bytes() == deux.read_bytes()


@pytest.mark.parametrize("option", [("--format", "pdf"), ("-o", "c.ods")])
def test_an_unknown_format_is_a_usage_error(
    source: Sigma, la: Path, option: tuple[str, str]
) -> None:
    assert "xlsx, csv ou json" in source.refused(2, "export", "actions", *option)
    assert not list(la.glob("*.ods"))


def test_a_file_already_there_is_kept_unless_forced(source: Sigma, la: Path) -> None:
    (la / "a.csv").write_text("précieux")
    assert "--force" in source.refused(13, "export", "actions", "-o", "a.csv")
    assert (la / "a.csv").read_text() == "précieux"
    source.ok("export", "actions", "-o", "a.csv", "--force")
    assert csv_cells(la / "a.csv") == cells(SOURCE_ACTIONS)


def test_a_missing_folder_is_named(source: Sigma) -> None:
    assert "nulle/part" in source.refused(10, "export", "actions", "-o", "nulle/part/a.csv")


def test_a_bad_session_is_refused_before_anything_is_written(sigma: Sigma, la: Path) -> None:
    assert "Session" in sigma.refused(10, "export", "stagiaires", "--session", "X", "-o", "s.csv")
    assert not (la / "s.csv").exists()


def test_without_base_nothing_is_written(sigma: Sigma, la: Path) -> None:
    message = sigma.refused(20, "export", "actions", "-o", "a.csv", SIGMA_BASE=f"{la}/autre.db")
    assert "sigma init" in message
    assert leftovers(la) == []


def leftovers(dossier: Path) -> list[Path]:
    return [*dossier.glob("a.csv"), *dossier.glob(".*.part")]


def test_an_empty_base_gives_the_titles_alone(sigma: Sigma, la: Path) -> None:
    fichier = export(sigma, "actions", "-o", "a.csv")
    assert csv_cells(la / fichier) == [ACTIONS.split(";")]
    assert sigma.json("export", "stagiaires") == {"resultats": [], "nombre": 0}


def test_a_name_that_ends_with_a_registered_export_only(sigma: Sigma) -> None:
    assert "inconnue" in sigma.refused(2, "export", "ouiform").lower()


def test_every_registered_export_has_its_command(sigma: Sigma, la: Path) -> None:  # noqa: ARG001
    from sigma_cli.exports import REGISTRE

    produits = {code: export(sigma, code, "--format", "csv").name for code in REGISTRE}
    assert produits == {code: f"{code}.csv" for code in REGISTRE}
