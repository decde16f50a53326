"""`sigma import`: what files do wrong. One French line each, a row and a column, nothing half-imported."""

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from sigma_cli.services.echanges.importation import REGISTRE
from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.test_import import (
    ACTION,
    SESSION,
    TITRES_ACTIONS,
    TITRES_SESSIONS,
    changed,
    told,
    write_csv,
    write_xlsx,
)
from tests.unit.formats.classeurs import classeur, feuille, parties


@pytest.fixture
def la(lieu: Lieu) -> Path:
    return lieu.dossier


def refused(sigma: Sigma, fichier: Path | str, *options: str, code: int = 10) -> str:
    """Import sessions that must all be refused, and find nothing changed."""
    avant = sigma.json("journal", "list")
    message = told(sigma, code, "import", "sessions", str(fichier), *options)
    assert sigma.json("journal", "list") == avant
    return message


def sheet(la: Path, *lignes: Any) -> tuple[openpyxl.Workbook, Worksheet, Path]:
    livre = openpyxl.Workbook()
    for ligne in lignes:
        livre.worksheets[0].append(ligne)
    return livre, livre.worksheets[0], la / "s.xlsx"


# Not a table


@pytest.mark.parametrize(
    ("nom", "contenu", "message"),
    [
        ("vide.csv", b"", "le fichier est vide"),
        ("blanc.csv", b"\n\n;;\n", "aucune ligne remplie"),
        ("vieux.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "ancien format .xls"),
        ("zip.xlsx", b"PK\x03\x04" + bytes(100), "classeur abîmé"),
        ("nul.csv", b"N Composante;x\n20F\0;1\n", "ligne 2 : caractère nul"),
        ("cite.csv", b'N Composante;Places\n"20F0011_03;1\n', "ligne 2 : guillemets"),
        ("long.csv", b"N Composante;x\n" + b"a" * 10_000_000, "ligne 2 : plus de 1000000"),
        ("a.json", b"[1, 2]", "une liste d’objets"),
        ("b.json", b'[{"a": NaN}]', "NaN"),
        ("c.json", b'[{"a": 1, "a": 2}]', "deux fois"),
        ("d.json", b'[{"a": {"b": 1}}]', "ligne 2 : un objet dans une cellule"),
        ("e.json", b"[" * 100_000, "ce n’est pas du JSON correct"),
        ("f.json", b'[{"a": 1},\n{"a"]', "ligne 2 : ce n’est pas du JSON correct"),
    ],
)
def test_what_is_no_table_is_refused(
    peuple: Sigma, la: Path, nom: str, contenu: bytes, message: str
) -> None:
    (la / nom).write_bytes(contenu)
    assert message in refused(peuple, la / nom)


def test_a_file_that_is_not_there_is_named(peuple: Sigma, la: Path) -> None:
    assert "absent.csv : ce fichier n’existe pas" in refused(peuple, la / "absent.csv")
    assert "c’est un dossier" in refused(peuple, la)


def test_titles_without_rows_are_no_failure(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS)
    assert peuple.ok("import", "sessions", fichier).stdout == "s.csv : aucune ligne.\n"


def test_line_ends_may_be_mixed(peuple: Sigma, la: Path) -> None:
    lignes = [";".join(TITRES_SESSIONS), ";".join(f'"{c}"' for c in SESSION), ""]
    (la / "s.csv").write_bytes(f"{lignes[0]}\r{lignes[1]}\n\r\n".encode())
    assert peuple.json("import", "sessions", str(la / "s.csv"))["crees"] == 1


# Workbooks


@pytest.mark.parametrize(
    ("bourre", "message"),
    [((" ", 257 << 20), "démesuré"), (("<!--", 3 << 20), "n’en finit pas")],
)
def test_a_bomb_does_not_explode(
    peuple: Sigma, la: Path, bourre: tuple[str, int], message: str
) -> None:
    debut, taille = bourre
    (la / "bombe.xlsx").write_bytes(classeur(parties(debut + " " * taille)))
    assert message in refused(peuple, la / "bombe.xlsx")


def test_a_billion_laughs_do_not_resound(peuple: Sigma, la: Path) -> None:
    rires = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    page = f"<!DOCTYPE worksheet [{rires}]>{feuille('<row><c><v>&l9;</v></c></row>')}"
    (la / "rires.xlsx").write_bytes(classeur(parties(**{"xl/worksheets/s.xml": page})))
    assert "déclare des entités" in refused(peuple, la / "rires.xlsx")


def test_a_sheet_of_every_row_is_sent_to_csv(peuple: Sigma, la: Path) -> None:
    coins = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="P1048576"><v>1</v></c></row>'
    )
    (la / "haute.xlsx").write_bytes(classeur(parties(coins)))
    assert "l’enregistrer en CSV" in refused(peuple, la / "haute.xlsx")


def test_merged_cells_of_the_table_are_refused_those_of_its_title_are_not(
    peuple: Sigma, la: Path
) -> None:
    livre, page, fichier = sheet(la, ["Rentrée", ""], TITRES_SESSIONS, SESSION, SESSION)
    page.merge_cells("A1:C1")
    livre.save(fichier)
    peuple.ok("import", "sessions", str(fichier), "--dry-run")
    page.merge_cells("B3:B4")
    livre.save(fichier)
    assert "Cellules fusionnées à la ligne 3, colonne 2" in refused(peuple, fichier)


def test_a_formula_never_computed_is_refused_and_so_is_an_error(peuple: Sigma, la: Path) -> None:
    livre, page, fichier = sheet(la, TITRES_SESSIONS, SESSION)
    page["I2"] = "=5+5"
    livre.save(fichier)
    assert "I2 : erreur, ou formule jamais calculée" in refused(peuple, fichier)
    page["I2"] = "#REF!"
    livre.save(fichier)
    assert "I2 : erreur" in refused(peuple, fichier)


def test_days_told_as_numbers_count_from_the_calendar_of_the_workbook(
    peuple: Sigma, la: Path
) -> None:
    livre, _, fichier = sheet(la, TITRES_SESSIONS, [*SESSION[:2], 42675, 42910, *SESSION[4:]])
    livre.epoch = CALENDAR_MAC_1904
    livre.save(fichier)
    peuple.ok("import", "sessions", str(fichier))
    fiche = peuple.json("session", "show", "20F0011_03/02")
    assert (fiche["date_debut"], fiche["date_fin"]) == ("2020-11-02", "2021-06-25")


def test_a_wider_second_row_of_titles_is_told_as_such(peuple: Sigma, la: Path) -> None:
    groupes = ["N Composante", "Session", "Dates", "", "Lieu"]
    livre, _, fichier = sheet(la, groupes, TITRES_SESSIONS, SESSION)
    livre.save(fichier)
    assert "Ligne 2 : une deuxième ligne de titres" in refused(peuple, fichier)


def test_ses_03_a_cancellation_by_a_file_is_refused_with_the_command_that_does_it(
    peuple: Sigma, la: Path
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir(1))
    titres = ("N Composante", "Numéro session", "Nombre de places session", "Motif d’annulation")
    fichier = write_csv(la / "s.csv", titres, ("20F0011_03", "01", "0", "Effectif"))
    message = refused(peuple, fichier, code=12)
    assert "« sigma session cancel SESSION --motif … --force ». (SES-03)" in message


def test_an_uncomputed_formula_of_the_table_is_found_below_many_in_its_title(
    peuple: Sigma, la: Path
) -> None:
    livre, page, fichier = sheet(la, ["=1+1"] * 6, TITRES_SESSIONS, SESSION)
    livre.save(fichier)
    peuple.ok("import", "sessions", str(fichier), "--dry-run")
    page["G3"] = "=5+5"
    livre.save(fichier)
    assert "G3 : erreur, ou formule jamais calculée" in refused(peuple, fichier)


def test_a_computed_formula_counts_for_its_value_and_is_said(peuple: Sigma, la: Path) -> None:
    livre, page, fichier = sheet(la, TITRES_SESSIONS, SESSION)
    page["I2"], page["H2"] = "=5+5", "=[1]Feuil1!$A$1"
    livre.save(fichier)
    compute(
        fichier,
        {
            b"<f>5+5</f><v></v>": b"<f>5+5</f><v>12</v>",
            b"<f>[1]Feuil1!$A$1</f><v></v>": b"<f>[1]Feuil1!$A$1</f><v>3</v>",
        },
    )
    resultat = peuple.ok("import", "sessions", str(fichier))
    assert "2 cellules sont calculées par une formule (H2, I2)" in resultat.stderr
    assert "H2 : valeur prise d’un autre classeur" in resultat.stderr
    assert peuple.json("session", "show", "20F0011_03/02")["places"] == 12


def compute(fichier: Path, valeurs: dict[bytes, bytes]) -> None:
    """Give formulas the value that a spreadsheet would have kept."""
    tampon = io.BytesIO()
    with ZipFile(fichier) as source, ZipFile(tampon, "w", ZIP_DEFLATED) as cible:
        for nom in source.namelist():
            contenu = source.read(nom)
            for avant, apres in valeurs.items():
                contenu = contenu.replace(avant, apres)
            cible.writestr(nom, contenu)
    fichier.write_bytes(tampon.getvalue())


def test_hidden_sheets_are_not_read_and_others_are_said(peuple: Sigma, la: Path) -> None:
    livre, page, fichier = sheet(la, ["N Composante"], ["secret"])
    page.sheet_state = "hidden"
    for nom, places in (("Rentrée", "11"), ("Printemps", "12")):
        autre = livre.create_sheet(nom)
        autre.append(TITRES_SESSIONS)
        autre.append(changed(SESSION, places=places))
    livre.active = 1
    livre.save(fichier)
    resultat = peuple.ok("import", "sessions", str(fichier))
    assert "feuille lue : Rentrée ; pour une autre (Printemps), donner --feuille" in resultat.stderr
    peuple.ok("import", "sessions", str(fichier), "--feuille", "Printemps")
    assert peuple.json("session", "show", "20F0011_03/02")["places"] == 12
    assert "il y a Rentrée, Printemps" in refused(peuple, fichier, "--feuille", "Sheet")


# Rows and columns


def test_a_title_twice_is_refused(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", (*TITRES_SESSIONS, "Places"), (*SESSION, "10"))
    assert "Colonnes 9 et 11 : « Nombre de places session » et « Places »" in refused(
        peuple, fichier
    )


@pytest.mark.parametrize("sorte", list(REGISTRE))
def test_a_row_with_nothing_in_our_columns_is_left_aside(
    peuple: Sigma, la: Path, sorte: str
) -> None:
    titres = [champ.titre for champ in REGISTRE[sorte].champs]
    fichier = write_csv(la / "s.csv", [*titres, "Remarque"], [*[""] * len(titres), "à voir"])
    fait = peuple.json("import", sorte, fichier)
    assert (fait["inchanges"], fait["refuses"]) == (1, 0)


def test_two_rows_of_titles_are_refused(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, TITRES_SESSIONS, SESSION)
    assert "Ligne 2 : une deuxième ligne de titres" in refused(peuple, fichier)


def test_a_cell_too_many_is_refused_but_for_meetings_without_quotes(
    peuple: Sigma, la: Path
) -> None:
    titres, ligne = list(TITRES_SESSIONS), list(SESSION)
    (la / "s.csv").write_text(f"{';'.join(titres)}\n{';'.join(ligne)}\n", "utf-8")
    assert peuple.json("import", "sessions", str(la / "s.csv"))["crees"] == 1
    fichier = write_csv(la / "t.csv", titres[:9], [*ligne[:9], "egare"])
    assert "ligne 2 : une cellule de trop : il y a 9 colonnes" in refused(peuple, fichier)


def test_every_cell_at_fault_is_told_with_its_row_and_column(peuple: Sigma, la: Path) -> None:
    fautive = changed(SESSION, debut="31/02/2020", cp="1004", places="-1", composante="20F0011")
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, SESSION, fautive)
    resultat = peuple("import", "sessions", fichier, "--json")
    assert resultat.exit_code == 10
    document = json.loads(resultat.stdout)
    assert (document["crees"], document["refuses"]) == (0, 1)
    assert {(e["ligne"], e["colonne"]) for e in document["erreurs"]} == {
        (3, "N Composante"),
        (3, "Date début session"),
        (3, "Code postal session"),
        (3, "Nombre de places session"),
    }
    assert "perdu son zéro initial" in str(document["erreurs"])
    assert document["erreur"]["code"] == 10
    assert peuple.json("session", "list")["nombre"] == 1, "the good row neither"


@pytest.mark.parametrize(
    "debut", ["2020-11-02", "2/11/2020", "02.11.2020", "44137", "2020-11-02T00:00:00"]
)
def test_dates_are_read_as_people_and_spreadsheets_write_them(
    peuple: Sigma, la: Path, debut: str
) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, changed(SESSION, debut=debut))
    peuple.ok("import", "sessions", fichier)
    assert peuple.json("session", "show", "20F0011_03/02")["date_debut"] == "2020-11-02"


@pytest.mark.parametrize("code", [1011, "1011"])
def test_a_code_without_its_zero_is_refused_with_the_way_out(
    peuple: Sigma, la: Path, code: object
) -> None:
    ligne = [code if cellule == "11108" else cellule for cellule in SESSION]
    fichier = write_xlsx(la / "s.xlsx", TITRES_SESSIONS, ligne)
    message = refused(peuple, fichier)
    assert "Code postal session : 1011 a perdu son zéro initial" in message
    assert "écrire 01011" in message


def test_two_rows_that_contradict_each_other_are_refused(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(
        la / "s.csv", TITRES_SESSIONS, SESSION, SESSION, changed(SESSION, places="3")
    )
    message = refused(peuple, fichier, code=13)
    assert "ligne 4 : 20F0011_03/02 est déjà à la ligne 2, avec d’autres valeurs" in message


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"composante": "20F0099_01"}, 11, "Composante inconnue : 20F0099_01"),
        ({"fin": "01/01/2020"}, 12, "(SES-02)"),
        ({"commune": ""}, 10, "à créer, mais il manque : Commune session"),
        ({"composante": ""}, 10, "N Composante : cellule vide"),
    ],
)
def test_rules_refuse_as_they_refuse_the_command(
    peuple: Sigma, la: Path, changes: dict[str, str], code: int, message: str
) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, changed(SESSION, **changes))
    assert message in refused(peuple, fichier, code=code)


def test_q3_02_the_levels_of_a_composante_are_not_corrected_by_a_file(
    peuple: Sigma, la: Path
) -> None:
    titres = ("N Composante", "Intitulé de la composante", "Niveau de sortie")
    fichier = write_csv(la / "c.csv", titres, ["20F0011_03", "Master", "7"])
    assert "(Q3-02)" in told(peuple, 12, "import", "composantes", fichier)
    fichier = write_csv(la / "d.csv", titres, ["20F0011_03", "Master", "6"])
    assert peuple.json("import", "composantes", fichier)["modifies"] == 1
    assert peuple.json("session", "list", "--cherche", "master")["nombre"] == 1


def test_actions_are_changed_and_refused_by_their_rules(peuple: Sigma, la: Path) -> None:
    titres = ("N Action", "Places rémunérées", "Programme", "Intitulé")
    fichier = write_csv(la / "a.csv", titres, ["20F0011", "7", "ForPro Sup", ""])
    (ligne,) = peuple.json("import", "actions", fichier)["lignes"]
    assert ligne["changements"] == ["Places rémunérées : 5 → 7"]
    fichier = write_csv(la / "b.csv", titres, ["20F0011", "", "PRF", ""])
    assert "le programme de 20F0011 ne se change pas" in told(
        peuple, 10, "import", "actions", fichier
    )
    fichier = write_csv(la / "c.csv", titres, ["20F0012", "", "", "Cuisine"])
    assert "il manque : N Contrat/Conv., Année" in told(peuple, 10, "import", "actions", fichier)
    fichier = write_csv(la / "d.csv", titres, ["20F0012", "", "autre", "Cuisine"])
    assert "écrire ForPro Sup ou PRF" in told(peuple, 10, "import", "actions", fichier)
    fichier = write_csv(la / "e.csv", titres, ["20-F", "", "", "Cuisine"])
    assert "N Action : N° d’action" in told(peuple, 10, "import", "actions", fichier)
    fichier = write_csv(la / "f.csv", titres, *[["20F0011", "7", "", ""]] * 2)
    assert peuple.json("import", "actions", fichier)["inchanges"] == 2


def test_q3_04_a_level_that_nothing_tells_is_asked_for(sigma: Sigma, la: Path) -> None:
    sans = (*ACTION[:2], "Cuisine", *ACTION[3:])
    fichier = write_csv(la / "a.csv", TITRES_ACTIONS, sans)
    assert "--valeur « Niveau de sortie=5 »" in told(sigma, 10, "import", "actions", fichier)
    assert sigma.json("import", "actions", fichier, "--valeur", "Niveau de sortie=5")["crees"] == 1
