"""`sigma import`: a file in, by the rules of the commands; idempotent, whole or undone."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sigma_cli.exports import REGISTRE as EXPORTS
from sigma_cli.services.echanges.importation import REGISTRE
from tests import factories
from tests.conftest import Lieu, Sigma

TITRES_ACTIONS = (
    "N Contrat/Conv.",
    "N Action",
    "Intitulé de l’action",
    "Statut",
    "Année",
    "Date de début réelle",
    "Date de fin prévue",
)
ACTION = (
    "20005341_1",
    "20F0011",
    "Diplômes niveaux 5 6 7",
    "EG",
    "2020",
    "01/09/2020",
    "31/12/2021",
)
TITRES_SESSIONS = (
    "N Composante",
    "Numéro session",
    "Date début session",
    "Date fin session",
    "Code postal session",
    "Code Insee session",
    "Commune session",
    "Nom site session",
    "Nombre de places session",
    "Dates d’informations collectives",
)
SESSION = (
    "20F0011_03",
    "02",
    "02/11/2020",
    "25/06/2021",
    "11108",
    "11262",
    "NARBONNE CEDEX",
    "Université",
    "10",
    "15/10/2020 ; 20/10/2020",
)


def write_csv(fichier: Path, *lignes: Any) -> str:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";").writerows(lignes)
    fichier.write_text(tampon.getvalue(), "utf-8")
    return str(fichier)


def write_xlsx(fichier: Path, *lignes: Any) -> str:
    classeur = openpyxl.Workbook()
    for ligne in lignes:
        classeur.worksheets[0].append(ligne)
    classeur.save(fichier)
    return str(fichier)


def told(sigma: Sigma, code: int, *argv: str, **env: str) -> str:
    """Run what must be refused, in one line of stderr; return all that is said, row by row too."""
    resultat = sigma(*argv, **env)
    assert resultat.exit_code == code, resultat.output
    dits = [x for x in resultat.stderr.splitlines() if not x.startswith("attention : ")]
    assert len(dits) == 1, dits
    return resultat.output


@pytest.fixture
def la(lieu: Lieu) -> Path:
    return lieu.dossier


def changed(ligne: tuple[str, ...], **changes: str) -> tuple[str, ...]:
    """Return a row of sessions with other cells, by field."""
    champs = (
        "composante",
        "numero",
        "debut",
        "fin",
        "cp",
        "insee",
        "commune",
        "site",
        "places",
        "ic",
    )
    return tuple(changes.get(champ, cellule) for champ, cellule in zip(champs, ligne, strict=True))


# What is done


def test_the_export_of_the_source_comes_in(sigma: Sigma, la: Path) -> None:
    """Its seven columns do not tell the level nor the quota: the title does, the quota is 0."""
    fichier = write_csv(la / "a.csv", TITRES_ACTIONS, ACTION)
    fait = sigma.json("import", "actions", fichier)
    assert (fait["crees"], fait["modifies"], fait["refuses"]) == (1, 0, 0)
    assert [(a["regle"], a["message"][:8]) for a in fait["avertissements"]] == [
        ("Q3-04", "ligne 2 "),
        ("Q9-01", "ligne 2 "),
    ]
    fiche = sigma.json("action", "show", "20F0011")
    assert (fiche["niveau_sortie"], fiche["places_remunerees"], fiche["programme"]) == (
        "5",
        0,
        "FORPRO_SUP",
    )


def test_what_is_imported_twice_changes_nothing_and_says_so(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, SESSION)
    assert peuple.ok("import", "sessions", fichier).stdout == "s.csv : 1 ligne, dont 1 créée.\n"
    avant = peuple.json("journal", "list")
    assert peuple.ok("import", "sessions", fichier).stdout == "s.csv : 1 ligne, dont 1 inchangée.\n"
    assert peuple.json("journal", "list") == avant


def test_a_cell_that_differs_corrects_the_object(peuple: Sigma, la: Path) -> None:
    peuple.ok("import", "sessions", write_csv(la / "s.csv", TITRES_SESSIONS, SESSION))
    autre = changed(SESSION, places="12", ic="20/10/2020 ; 22/10/2020", commune="")
    fait = peuple.json("import", "sessions", write_csv(la / "t.csv", TITRES_SESSIONS, autre))
    assert fait["lignes"] == [
        {
            "ligne": 2,
            "etat": "modifies",
            "objet": "20F0011_03/02",
            "changements": [
                "Nombre de places session : 10 → 12",
                "Informations collectives : 15/10/2020 ; 20/10/2020 → 20/10/2020 ; 22/10/2020",
            ],
        }
    ]
    fiche = peuple.json("session", "show", "20F0011_03/02")
    assert fiche["places"] == 12
    assert fiche["commune"] == "NARBONNE CEDEX", "an empty cell changes nothing"
    assert [r["date"] for r in fiche["informations_collectives"]] == ["2020-10-20", "2020-10-22"]


def test_a_dash_takes_the_meetings_off_and_an_empty_cell_leaves_them(
    peuple: Sigma, la: Path
) -> None:
    peuple.ok("import", "sessions", write_csv(la / "s.csv", TITRES_SESSIONS, SESSION))
    for cellule, restantes in (("", 2), ("-", 0)):
        fichier = write_csv(la / "t.csv", TITRES_SESSIONS, changed(SESSION, ic=cellule))
        peuple.ok("import", "sessions", fichier)
        fiche = peuple.json("session", "show", "20F0011_03/02")
        assert len(fiche["informations_collectives"]) == restantes


def test_without_a_number_the_same_session_is_found_again(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(
        la / "s.csv", TITRES_SESSIONS, changed(SESSION, numero="", debut="03/11/2020")
    )
    assert peuple.json("import", "sessions", fichier)["lignes"][0]["objet"] == "20F0011_03/02"
    assert peuple.json("import", "sessions", fichier)["inchanges"] == 1


def test_two_rows_without_a_number_are_not_one_session_told_twice(peuple: Sigma, la: Path) -> None:
    une = changed(SESSION, numero="", debut="03/11/2020")
    autre = changed(une, places="12")
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, une, autre)
    message = told(peuple, 13, "import", "sessions", fichier)
    assert "ligne 3 : cette session est déjà à la ligne 2, avec d’autres valeurs" in message
    fichier = write_csv(la / "t.csv", TITRES_SESSIONS, changed(une, numero="02"), autre)
    assert "déjà à la ligne 2" in told(peuple, 13, "import", "sessions", fichier)
    fichier = write_csv(la / "u.csv", TITRES_SESSIONS, une, une)
    fait = peuple.json("import", "sessions", fichier)
    assert (fait["crees"], fait["inchanges"]) == (1, 1)


def test_a_session_changed_by_a_row_is_found_by_the_next_under_its_new_dates(
    peuple: Sigma, la: Path
) -> None:
    peuple.ok("import", "sessions", write_csv(la / "s.csv", TITRES_SESSIONS, SESSION))
    change = changed(SESSION, fin="30/06/2021")
    meme = changed(SESSION, numero="", fin="30/06/2021")
    fait = peuple.json("import", "sessions", write_csv(la / "t.csv", TITRES_SESSIONS, change, meme))
    assert (fait["crees"], fait["modifies"], fait["inchanges"]) == (0, 1, 1)


def test_meetings_without_a_session_are_refused_and_so_is_an_unknown_composante(
    peuple: Sigma, la: Path
) -> None:
    vide = ("20F0011_03", *[""] * 8)
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS, (*vide, "15/10/2020"))
    assert "remplir Numéro session" in told(peuple, 10, "import", "sessions", fichier)
    fichier = write_csv(la / "t.csv", TITRES_SESSIONS, (*vide, "-"), (*vide, ""))
    assert peuple.json("import", "sessions", fichier)["inchanges"] == 2
    inconnue = ("20F0011_09", *vide[1:], "")
    fichier = write_csv(la / "u.csv", TITRES_SESSIONS, inconnue)
    assert "Composante inconnue : 20F0011_09" in told(peuple, 11, "import", "sessions", fichier)


def test_a_dry_run_tells_and_does_nothing(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(
        la / "s.csv", TITRES_SESSIONS, SESSION, changed(SESSION, numero="01", places="7")
    )
    avant = peuple.json("journal", "list")
    sortie = peuple.ok("import", "sessions", fichier, "--dry-run").stdout
    assert sortie.splitlines() == [
        "s.csv : 2 lignes, dont 1 créée, 1 modifiée.",
        "  ligne 2, à créer : 20F0011_03/02",
        (
            "  ligne 3, à modifier : 20F0011_03/01 (Nombre de places session : 10 → 7, "
            "Informations collectives : - → 15/10/2020 ; 20/10/2020)"
        ),
        "À blanc : rien n’a été enregistré.",
    ]
    assert peuple.json("journal", "list") == avant
    assert peuple.json("session", "list")["nombre"] == 1


def test_the_export_of_composantes_makes_composantes_then_sessions(
    peuple: Sigma, la: Path, tmp_path_factory: pytest.TempPathFactory, base_neuve: Path
) -> None:
    peuple.ok("session", "ic", "add", factories.SESSION, "2020-10-15")
    peuple.ok(*factories.session_add(places="3"))
    peuple.ok(*factories.composante_add("20F0011_05", intitule="Master"))
    peuple.ok("export", "actions", "--complet", "-o", str(la / "a.xlsx"))
    peuple.ok("export", "composantes", "--complet", "-o", str(la / "c.xlsx"))
    ailleurs = tmp_path_factory.mktemp("ailleurs") / "sigma.db"
    ailleurs.write_bytes(base_neuve.read_bytes())
    env = {"SIGMA_BASE": str(ailleurs)}
    for sorte, fichier, crees in (
        ("actions", "a.xlsx", 1),
        ("composantes", "c.xlsx", 2),
        ("sessions", "c.xlsx", 2),
    ):
        assert peuple.json("import", sorte, str(la / fichier), **env)["crees"] == crees
    apres = peuple.json("export", "composantes", "--complet", **env)
    assert apres == peuple.json("export", "composantes", "--complet")
    assert peuple.json("composante", "show", "20F0011_03", **env)["formacodes"] == ["32663"]


def test_a_default_fills_what_the_file_lacks(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES_SESSIONS[1:], SESSION[1:])
    message = told(peuple, 10, "import", "sessions", fichier)
    assert "Colonne absente : N Composante." in message
    fait = peuple.json("import", "sessions", fichier, "--valeur", "composante=20f0011_03")
    assert fait["lignes"][0]["objet"] == "20F0011_03/02"


def test_json_comes_in_by_keys_or_by_titles(peuple: Sigma, la: Path) -> None:
    ligne = dict(zip(TITRES_SESSIONS, SESSION, strict=True))
    (la / "s.json").write_text(json.dumps([ligne]), "utf-8")
    assert peuple.json("import", "sessions", str(la / "s.json"))["crees"] == 1
    peuple.ok("export", "composantes", "-o", str(la / "c.json"))
    assert peuple.json("import", "sessions", str(la / "c.json"))["inchanges"] == 2


@pytest.mark.parametrize("format_", ["csv", "xlsx", "json"])
def test_q8_04_the_export_of_an_empty_base_comes_in(sigma: Sigma, la: Path, format_: str) -> None:
    for genre in REGISTRE:
        source = "composantes" if genre == "sessions" else genre
        fichier = str(la / f"{genre}.{format_}")
        sigma.ok("export", source, "-o", fichier)
        assert sigma.ok("import", genre, fichier).stdout.endswith(" : aucune ligne.\n")


# Titles


def test_near_titles_are_shown_and_must_be_confirmed(peuple: Sigma, la: Path) -> None:
    titres = ("N Composante", "Numéro session", "Date debut sesion", *TITRES_SESSIONS[3:])
    fichier = write_csv(la / "s.csv", titres, SESSION)
    message = told(peuple, 2, "import", "sessions", fichier)
    assert "« Date debut sesion » pour « Date début session »" in message
    assert peuple.json("session", "list")["nombre"] == 1
    assert peuple.json("import", "sessions", fichier, "--yes")["crees"] == 1


def test_a_title_may_be_explained(peuple: Sigma, la: Path) -> None:
    titres = ("N Composante", "Numéro session", "Ça commence", *TITRES_SESSIONS[3:])
    fichier = write_csv(la / "s.csv", titres, SESSION)
    assert "il manque : Date début session" in told(peuple, 10, "import", "sessions", fichier)
    fait = peuple.json("import", "sessions", fichier, "--colonne", "Ça commence=date de début")
    assert fait["crees"] == 1


def test_titles_may_stand_below_others_and_in_any_order(peuple: Sigma, la: Path) -> None:
    rangs = (*range(9, -1, -1),)
    lignes = [[t[r] for r in rangs] for t in (TITRES_SESSIONS, SESSION)]
    fichier = write_xlsx(la / "s.xlsx", ["Sessions de la rentrée"], [], *lignes)
    fait = peuple.json("import", "sessions", fichier)
    assert fait["lignes"][0] == {
        "ligne": 4,
        "etat": "crees",
        "objet": "20F0011_03/02",
        "changements": [],
    }


def test_unknown_columns_are_left_aside_and_said(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", (*TITRES_SESSIONS, "Remarques"), (*SESSION, "à voir"))
    assert (
        "laissées de côté, leur titre n’est pas connu : « Remarques »"
        in peuple.ok("import", "sessions", fichier).stderr
    )


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_encodings_and_separators_find_themselves(
    peuple: Sigma, la: Path, encodage: str, separateur: str
) -> None:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=separateur).writerows([TITRES_SESSIONS, SESSION])
    (la / "s.csv").write_bytes(tampon.getvalue().encode(encodage))
    assert peuple.json("import", "sessions", str(la / "s.csv"))["crees"] == 1
    assert peuple.json("session", "show", "20F0011_03/02")["site"] == "Université"


# Templates


@pytest.mark.parametrize("genre", list(REGISTRE))
def test_a_template_is_read_as_it_is_made(sigma: Sigma, la: Path, genre: str) -> None:
    modele = la / f"{genre}.xlsx"
    sigma.ok("import", "modele", genre, "-o", str(modele))
    resultat = sigma.ok("import", genre, str(modele))
    assert resultat.stdout == f"{genre}.xlsx : aucune ligne.\n"
    assert "feuille" not in resultat.stderr, "its notice is no other table"
    premiere, notice = openpyxl.load_workbook(modele).worksheets
    titres = [cellule.value for cellule in premiere[1]]
    assert [ligne[0] for ligne in notice.iter_rows(min_row=2, values_only=True)] == titres
    assert "Q5-01" not in str(titres)


def test_a_template_has_lists_notes_and_text_columns(sigma: Sigma, la: Path) -> None:
    sigma.ok("import", "modele", "stagiaires", "-o", str(la / "m.xlsx"))
    feuille = openpyxl.load_workbook(la / "m.xlsx").worksheets[0]
    titres = {cellule.value: cellule for cellule in feuille[1]}
    listes = {
        str(v.sqref)[0:2].rstrip("0123456789:"): v.formula1
        for v in feuille.data_validations.dataValidation
    }
    assert listes[titres["Civilité"].coordinate[:-1]] == '"M.,Mme"'
    assert listes[titres["PIC"].coordinate[:-1]] == '"oui,non"'
    assert titres["NIR"].comment is not None
    assert feuille.column_dimensions[titres["NIR"].coordinate[:-1]].number_format == "@"


def test_a_template_offers_the_lists_that_people_extend(sigma: Sigma, la: Path) -> None:
    sigma.ok("prescripteur", "type", "add", "--libelle", "Centre social")
    attendues = {
        "prescripteurs": {
            "Type de prescripteur": "CENTRE_SOCIAL",
            "Outil de positionnement": "OUIFORM,aucun",
            "État": "ARCHIVE",
        },
        "candidatures": {"Origine": "SAISIE_OF", "Motif": "PREREQUIS"},
    }
    for genre, colonnes in attendues.items():
        for env in ({}, {"SIGMA_BASE": str(la / "absente.db")}):
            fichier = str(la / f"{genre}-{len(env)}.xlsx")
            sigma.ok("import", "modele", genre, "-o", fichier, **env)
            feuille = openpyxl.load_workbook(fichier).worksheets[0]
            titres = {c.coordinate[:-1]: str(c.value) for c in feuille[1]}
            listes = {
                titres[str(v.sqref).partition("2:")[0]]: str(v.formula1)
                for v in feuille.data_validations.dataValidation
            }
            for titre, code in colonnes.items():
                tenue = titre in {"Origine", "État"} or not env
                assert (code in listes.get(titre, "")) is tenue, titre


def test_the_same_template_is_the_same_bytes(sigma: Sigma, la: Path) -> None:
    for nom in ("m.xlsx", "n.xlsx"):
        sigma.ok("import", "modele", "sessions", "-o", str(la / nom))
    assert (la / "m.xlsx").read_bytes() == (la / "n.xlsx").read_bytes()
    assert "existe déjà" in told(
        sigma, 13, "import", "modele", "sessions", "-o", str(la / "m.xlsx")
    )
    told(sigma, 2, "import", "modele", "sessions", "-o", str(la / "m.csv"))
    told(sigma, 2, "import", "modele", "rien", "-o", str(la / "z.xlsx"))


def test_what_is_exported_and_not_imported_is_said(sigma: Sigma) -> None:
    aide = " ".join(sigma.ok("import", "--help").stdout.split())
    ailleurs = set(EXPORTS) - set(REGISTRE)
    assert ailleurs == {"places", "kairos", "demandes"}
    assert "Les exports places, kairos et demandes ne s’importent pas" in aide
