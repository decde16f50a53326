"""The sheet of corrections of `sigma import`: what it keeps, when it is written, under which name."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sigma_cli.formats import csv_fr
from tests.conftest import Lieu, Sigma
from tests.functional.test_import import (
    SESSION,
    TITRES_SESSIONS,
    changed,
    told,
    write_csv,
    write_xlsx,
)
from tests.relecture import rows_of_csv, rows_of_xlsx


@pytest.fixture
def la(lieu: Lieu) -> Path:
    return lieu.dossier


def raw(fichier: Path, *lignes: str) -> str:
    """Write lines as a person types them: no quotes."""
    fichier.write_text("\n".join((";".join(TITRES_SESSIONS), *lignes)) + "\n", "utf-8")
    return str(fichier)


def test_q8_04_the_sheet_keeps_the_meetings_of_a_last_cell_without_quotes(
    peuple: Sigma, la: Path
) -> None:
    bonne, fautive = ";".join(SESSION), ";".join(changed(SESSION, numero="03", cp="1"))
    message = told(peuple, 10, "import", "sessions", raw(la / "s.csv", bonne, fautive))
    assert "1 bonne, 1 refusée" in message
    feuille = la / "s-erreurs.csv"
    lignes = rows_of_csv(feuille.read_bytes())
    assert [ligne[-2] for ligne in lignes[1:]] == ["15/10/2020 ; 20/10/2020"] * 2
    feuille.write_text(feuille.read_text("utf-8-sig").replace(";1;11262", ";11108;11262"), "utf-8")
    assert peuple.json("import", "sessions", str(feuille))["crees"] == 2
    for session in ("20F0011_03/02", "20F0011_03/03"):
        fiche = peuple.json("session", "show", session)
        assert len(fiche["informations_collectives"]) == 2


@pytest.mark.parametrize("fabrique", [write_csv, write_xlsx])
def test_cells_beyond_the_titles_stay_in_the_sheet_and_their_row_refused(
    peuple: Sigma, la: Path, fabrique: Callable[..., str]
) -> None:
    """A text cut by its own `;` shifts the cells: the sheet, imported as it is, must not pass."""
    titres = (*TITRES_SESSIONS[:6], "Nom site session", *TITRES_SESSIONS[8:9], "Commune session")
    coupee = ("20F0011_03", "02", *SESSION[2:6], "Université", "10", "NARBONNE", "CEDEX", "11")
    suffixe = "csv" if fabrique is write_csv else "xlsx"
    fichier = fabrique(la / f"s.{suffixe}", titres, coupee, (*coupee[:8], "PERPIGNAN"))
    for essai in ("s", "s-erreurs", "s-erreurs-2"):
        fichier = str(la / f"{essai}.{suffixe}")
        message = told(peuple, 10, "import", "sessions", fichier)
        assert "ligne 2 : une cellule de trop" in message
        assert "1 bonne, 1 refusée" in message
    relire = rows_of_csv if fabrique is write_csv else rows_of_xlsx
    tete, ligne, *_ = relire((la / "s-erreurs-2.csv").with_suffix(f".{suffixe}").read_bytes())
    assert tete[:10] == [*titres, "Erreurs"]
    assert list(ligne[-2:]) == ["CEDEX", "11"]
    assert peuple.json("session", "list")["nombre"] == 1


def test_what_a_failed_import_undid_is_not_told_as_made(peuple: Sigma, la: Path) -> None:
    fautive, modifiee = changed(SESSION, numero="03", cp="1"), changed(SESSION, numero="01")
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, SESSION, fautive, modifiee)
    assert "s.csv : 3 lignes, dont 2 bonnes, 1 refusée." in told(
        peuple, 10, "import", "sessions", fichier
    )
    document = json.loads(peuple("import", "sessions", fichier, "--json").stdout)
    assert (document["crees"], document["modifies"], document["lignes"]) == (0, 0, [])
    assert (document["refuses"], document["erreur"]["code"]) == (1, 10)
    a_blanc = json.loads(peuple("import", "sessions", fichier, "--json", "--dry-run").stdout)
    assert (a_blanc["crees"], a_blanc["modifies"], len(a_blanc["lignes"])) == (1, 1, 2)
    fait = peuple.json("import", "sessions", fichier, "--partiel")
    assert (fait["crees"], fait["modifies"], fait["refuses"]) == (1, 1, 1)


def test_an_interruption_while_the_sheet_is_written_keeps_no_row(
    peuple: Sigma, la: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`abandonnée` must be true: the rows are kept after the sheet, not before."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(csv_fr, "_write_block", interrupt)
    fautive = changed(SESSION, numero="03", cp="1")
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, SESSION, fautive)
    assert peuple("import", "sessions", fichier, "--partiel").exit_code == 130
    assert peuple.json("session", "list")["nombre"] == 1
    assert sorted(la.glob("*erreurs*")) == []


def test_the_sheet_is_of_the_kind_that_its_name_says(peuple: Sigma, la: Path) -> None:
    fautive = changed(SESSION, cp="1")
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, fautive)
    autre = la / "fautes.xlsx"
    message = told(peuple, 2, "import", "sessions", fichier, "--erreurs", str(autre))
    assert "donner un nom qui finit par .csv" in message
    assert not autre.exists()
    classeur = la / "t.xlsm"
    Path(write_xlsx(la / "t.xlsx", TITRES_SESSIONS, fautive)).rename(classeur)
    assert "t-erreurs.xlsx" in told(peuple, 10, "import", "sessions", str(classeur))
    (la / "j.txt").write_text(json.dumps([{"composante": "x"}]), "utf-8")
    assert "j-erreurs.json" in told(peuple, 10, "import", "sessions", str(la / "j.txt"))


def test_a_sheet_that_cannot_stand_beside_the_file_says_how_to_write_it_elsewhere(
    peuple: Sigma, la: Path
) -> None:
    fichier = write_csv(la / f"{'s' * 248}.csv", TITRES_SESSIONS, changed(SESSION, cp="1"))
    resultat = peuple("import", "sessions", fichier)
    assert resultat.exit_code == 10
    assert "« --erreurs FICHIER » l’écrit ailleurs" in resultat.stderr
    ailleurs = ("--erreurs", str(la / "fautes.csv"))
    assert "fautes.csv (colonne" in told(peuple, 10, "import", "sessions", fichier, *ailleurs)


def test_a_file_that_is_no_table_by_its_name_is_refused(peuple: Sigma, la: Path) -> None:
    reglages = la / "reglages.toml"
    reglages.write_text("N Composante = 1\nNuméro session = 2\n", "utf-8")
    message = told(peuple, 10, "import", "sessions", str(reglages))
    assert "donner un fichier .xlsx, .csv ou .json" in message
    assert list(la.glob("*erreurs*")) == []


def test_q8_06_a_csv_of_ours_saved_as_a_workbook_changes_nothing(
    peuple: Sigma, tmp_path: Path
) -> None:
    peuple.ok("session", "set", "20F0011_03/01", "--site", "-2+3", "--adresse", "+1 rue '=A1")
    ecrit = tmp_path / "c.csv"
    peuple.ok("export", "composantes", "--complet", "-o", str(ecrit))
    livre = Workbook()
    page = livre.active
    assert page is not None
    with ecrit.open(encoding="utf-8-sig", newline="") as flux:
        for rang, ligne in enumerate(csv.reader(flux, delimiter=";"), 1):
            for colonne, texte in enumerate(ligne, 1):
                page.cell(rang, colonne, texte)
    livre.save(tmp_path / "c.xlsx")
    bilan = peuple.json("import", "sessions", str(tmp_path / "c.xlsx"))
    assert (bilan["inchanges"], bilan["modifies"], bilan["refuses"]) == (1, 0, 0)
