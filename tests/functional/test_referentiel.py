"""`sigma referentiel`: tables of codes, shipped or imported, and the files that come in."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from sigma_cli.commands.referentiels.referentiel import TABLES
from sigma_cli.errors import InvalidInput
from sigma_cli.services.referentiels import REGISTRE, importation
from sigma_cli.services.referentiels.comparaison import compare
from sigma_cli.services.referentiels.consultation import importer_of
from tests.conftest import Lieu, Sigma
from tests.unit.formats.classeurs import classeur, feuille, parties

CERTIFS = (
    "Code_Diplome;Libelle_Diplome;Code_Niveau_Europeen;Code_RNCP;Etat_Libelle\r\n"
    "93541;Licence professionnelle gestion;6;30075;Publié\r\n"
    "104125;Master tourisme;7;;Archivé\r\n"
    "87521;Diplôme d'université;0;;Publié\r\n"
)


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "opendata-certifinfo-01072020.csv"
    chemin.write_bytes(CERTIFS.encode("latin-1"))
    return chemin


def codes(lieu: Lieu, table: str = "certification") -> list[str]:
    with sqlite3.connect(lieu.base) as base:
        lignes = base.execute(f"SELECT code FROM {table} ORDER BY code").fetchall()
    base.close()
    return [code for (code,) in lignes]


def test_list_tells_what_is_shipped_and_what_is_missing(sigma: Sigma) -> None:
    document = sigma.json("referentiel", "list")
    etats = {ligne["referentiel"]: ligne for ligne in document["resultats"]}
    assert document["nombre"] == len(etats)
    assert {"certifinfo", "communes", "formacode", "rome", "nsf", "publics", "niveaux"} <= set(
        etats
    )
    assert etats["communes"]["origine"] == "livré"
    assert (etats["communes"]["le"], etats["communes"]["lignes"]) == ("2026-01-01", 39254)
    assert (etats["certifinfo"]["origine"], etats["certifinfo"]["lignes"]) == ("absent", None)
    assert "Communes (Code officiel géographique)" in sigma.ok("referentiel", "list").stdout


def test_show_a_shipped_code(sigma: Sigma) -> None:
    fiche = sigma.json("referentiel", "show", "publics", "81031")
    assert fiche["valeurs"] == {"libelle": "Public plan investissement compétences"}
    texte = sigma.ok("referentiel", "show", "Communes", "2a004").stdout
    assert texte.splitlines()[0] == "communes 2A004 (livré, édition du 01/01/2026)"
    assert "libelle : Ajaccio" in texte
    assert "departement : Corse-du-Sud (2A)" in texte


def test_a_name_is_searched_in_a_table(sigma: Sigma, fichier: Path) -> None:
    communes = sigma.json("referentiel", "list", "communes", "--cherche", "NARBONNE")["resultats"]
    assert communes == [{"code": "11262", "libelle": "Narbonne", "detail": "codes postaux 11100"}]
    sigma.refused(11, "referentiel", "list", "certifinfo", "--cherche", "x")
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    trouvees = sigma.json("referentiel", "list", "certifinfo", "--cherche", "tourisme")
    assert trouvees["resultats"] == [
        {
            "code": "104125",
            "libelle": "Master tourisme",
            "detail": "archive, etat archivé, niveau 7",
        }
    ]
    assert "Nombre de résultats : 3" in sigma.ok("referentiel", "list", "certifinfo").stdout
    assert "--cherche" in sigma.refused(11, "referentiel", "show", "communes", "Narbonne")
    assert "dans quel référentiel" in sigma.refused(2, "referentiel", "list", "--cherche", "x")


def test_show_refuses_what_is_not_there(sigma: Sigma) -> None:
    assert "choisir parmi" in sigma.refused(11, "referentiel", "show", "inconnu", "1")
    assert "Code inconnu" in sigma.refused(11, "referentiel", "show", "nsf", "999")
    message = sigma.refused(11, "referentiel", "show", "certifinfo", "93541")
    assert "n’est pas encore importé" in message
    assert "sigma referentiel import certifinfo" in message


def test_import_the_publisher_s_file(sigma: Sigma, fichier: Path) -> None:
    bilan = sigma.json("referentiel", "import", "certifinfo", str(fichier))
    assert bilan["extrait_le"] == "2020-07-01", "from the name of the file"
    assert (bilan["lignes"], bilan["ajoutes"], bilan["doublons"]) == (3, 3, 0)
    assert bilan["avertissements"] == []
    fiche = sigma.json("referentiel", "show", "certifinfo", "104125")
    assert fiche["valeurs"] == {
        "intitule": "Master tourisme",
        "archive": True,
        "etat": "archivé",
        "successeur": None,
        "niveau": "7",
        "rncp": None,
    }
    fiche = sigma.json("referentiel", "show", "certifinfo", "93541")
    assert (fiche["valeurs"]["rncp"], fiche["le"]) == ("RNCP30075", "2020-07-01")
    [ligne] = sigma.json("journal", "list", "certifinfo")["resultats"]
    assert ligne["operation"] == "referentiel.import"
    assert ligne["apres"]["lignes"] == 3


def test_a_second_import_replaces_and_tells_the_difference(
    sigma: Sigma, lieu: Lieu, fichier: Path
) -> None:
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    texte = CERTIFS.replace("Publié\r\n104125", "Archivé\r\n104125").replace("87521", "99999")
    fichier.write_text(texte, "utf-8")
    sortie = sigma.ok("referentiel", "import", "certifinfo", str(fichier)).stdout
    assert "1 ajouté, 1 retiré, 1 modifié, 1 inchangé, 0 doublon." in sortie
    assert (
        "modifié : 93541 Licence professionnelle gestion (archive : non → oui ; etat : publié → archivé)"
        in sortie
    )
    assert "ajouté : 99999" in sortie
    assert "retiré : 87521" in sortie
    assert codes(lieu) == ["104125", "93541", "99999"], "the older rows are gone"


def test_the_same_file_again_changes_nothing(sigma: Sigma, fichier: Path) -> None:
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    bilan = sigma.json("referentiel", "import", "certifinfo", str(fichier))
    assert (bilan["ajoutes"], bilan["retires"], bilan["modifies"]) == (0, 0, 0)
    assert (bilan["inchanges"], bilan["exemples"]) == (3, [])


def test_dry_run_shows_and_keeps_nothing(sigma: Sigma, lieu: Lieu, fichier: Path) -> None:
    sortie = sigma.ok("referentiel", "import", "certifinfo", str(fichier), "--dry-run").stdout
    assert "serait remplacé (rien n’est enregistré)" in sortie
    assert codes(lieu) == []
    assert sigma.json("journal", "list")["nombre"] == 0


def test_an_older_extract_is_told(sigma: Sigma, fichier: Path) -> None:
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    resultat = sigma.ok("referentiel", "import", "certifinfo", str(fichier), "--date", "2020-01-31")
    assert "du 31/01/2020 remplace celui, plus récent, du 01/07/2020" in resultat.stderr
    message = sigma.refused(
        10, "referentiel", "import", "certifinfo", str(fichier), "--date", "2020-12-01"
    )
    assert "daté de l’avenir" in message


def test_without_a_date_in_its_name_a_file_is_of_today(sigma: Sigma, fichier: Path) -> None:
    chemin = fichier.rename(fichier.with_name("certifs.csv"))
    bilan = sigma.json("referentiel", "import", "certifinfo", str(chemin))
    assert bilan["extrait_le"] == "2020-10-06"


def test_a_code_twice_keeps_the_first_and_is_told_when_they_differ(
    sigma: Sigma, fichier: Path
) -> None:
    double = "93541;Licence professionnelle gestion;6;30075;Publié\r\n"
    fichier.write_text(CERTIFS + double + double.replace("Publié", "Archivé"), "utf-8")
    resultat = sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    assert "2 doublons" in resultat.stdout
    assert "avec d’autres valeurs, les premières sont gardées (à la ligne 6)" in resultat.stderr
    assert not sigma.json("referentiel", "show", "certifinfo", "93541")["valeurs"]["archive"]


def test_words_nobody_knows_are_told_and_block_nothing(sigma: Sigma, fichier: Path) -> None:
    fichier.write_text(CERTIFS.replace("Publié", "En cours").replace(";7;", ";master;"), "utf-8")
    resultat = sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    assert "« en cours » n’est pas compris (2 lignes)" in resultat.stderr
    assert "« master » n’est pas compris (1 ligne)" in resultat.stderr
    assert sigma.json("referentiel", "show", "certifinfo", "104125")["valeurs"]["niveau"] is None


@pytest.mark.parametrize(
    ("titres", "ligne", "archive"),
    [
        ("id;intitule;archive;niveau_europeen", "1;A;true;6", True),
        ("Code Certif Info;Intitulé;Archivé;Niveau", "1;A;oui;II", True),
        ("Code Certifinfo;Intitulé Certifinfo;Statut", "1;A;Inactif", True),
        ("certifinfo;libellé;archive", "1;A;non", False),
    ],
)
def test_other_columns_are_recognised(
    sigma: Sigma, tmp_path: Path, titres: str, ligne: str, archive: bool
) -> None:
    chemin = tmp_path / "c.csv"
    chemin.write_text(f"Extrait Certif Info\n\n{titres}\n{ligne}\n;sans code;\n", "utf-8")
    bilan = sigma.json("referentiel", "import", "certifinfo", str(chemin))
    assert bilan["lignes"] == 1
    valeurs = sigma.json("referentiel", "show", "certifinfo", "1")["valeurs"]
    assert valeurs["archive"] is archive
    assert valeurs["niveau"] == ("6" if "iveau" in titres else None)
    sans_niveau = [a["message"] for a in bilan["avertissements"] if "niveau" in a["message"]]
    assert bool(sans_niveau) == ("iveau" not in titres)


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ("Code;b\n1;2\n", "aucune colonne « Libelle_Diplome » ; colonnes lues : « Code », « b »"),
        ("Durand;Ana\nPetit;Paul\n", "aucune colonne « Code_Diplome » ; aucun titre n’est reconnu"),
        ("Code_Diplome;Libelle_Diplome\n", "aucun code sous les titres"),
        ("Code_Diplome;Libelle_Diplome\n1;A\n12B;C\n", "ligne 3, colonne du code : code Certif"),
        ("Code_Diplome;Code_Diplome;Intitulé\n1;1;A\n", "« code diplome » est là deux fois"),
        ('Code_Diplome;Libelle_Diplome\n1;"A', "ligne 2 : le fichier s’arrête au milieu"),
        ("", "le fichier est vide"),
    ],
)
def test_a_file_that_is_not_one_leaves_the_table_as_it_was(
    sigma: Sigma, lieu: Lieu, fichier: Path, contenu: str, message: str
) -> None:
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    faux = fichier.with_name("faux.csv")
    faux.write_text(contenu, "utf-8")
    refus = sigma.refused(10, "referentiel", "import", "certifinfo", str(faux))
    assert message in refus
    assert codes(lieu) == ["104125", "87521", "93541"]
    assert sigma.json("journal", "list")["nombre"] == 1


def test_a_file_with_too_many_codes(
    sigma: Sigma, lieu: Lieu, fichier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importation, "LIGNES_MAX", 2)
    assert "plus de 2 codes" in sigma.refused(
        10, "referentiel", "import", "certifinfo", str(fichier)
    )
    assert codes(lieu) == []


def test_many_codes_in_latin_1_are_imported_by_lots(sigma: Sigma, tmp_path: Path) -> None:
    chemin = tmp_path / "certifinfo_20200901.csv"
    lignes = (f"{n};Diplôme n° {n};6;;Publié\r\n" for n in range(1, 20_001))
    chemin.write_text(CERTIFS.splitlines()[0] + "\r\n" + "".join(lignes), "latin-1")
    bilan = sigma.json("referentiel", "import", "certifinfo", str(chemin))
    assert (bilan["lignes"], bilan["ajoutes"]) == (20_000, 20_000)
    fiche = sigma.json("referentiel", "show", "certifinfo", "20000")
    assert fiche["valeurs"]["intitule"] == "Diplôme n° 20000"


def test_a_workbook_of_the_user(sigma: Sigma, tmp_path: Path) -> None:
    livre = Workbook()
    page = livre.active
    assert page is not None
    page.append(["Code Certif Info", "Intitulé", "Archivé", "Niveau", "RNCP"])
    page.append([93541, "Licence", True, 6, "RNCP30075"])
    livre.save(tmp_path / "c.xlsx")
    sigma.ok("referentiel", "import", "certifinfo", str(tmp_path / "c.xlsx"))
    valeurs = sigma.json("referentiel", "show", "certifinfo", "93541")["valeurs"]
    assert valeurs == {
        "intitule": "Licence",
        "archive": True,
        "etat": "archivé",
        "successeur": None,
        "niveau": "6",
        "rncp": "RNCP30075",
    }


@pytest.mark.parametrize(
    ("partie", "contenu", "message"),
    [
        (
            "xl/worksheets/s.xml",
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>',
            "entités",
        ),
        ("xl/worksheets/s.xml", feuille('<row r="1048576"><c r="XFD1048576"/></row>'), "démesurée"),
        ("xl/media/a.bin", "\0" * (300 << 20), "démesuré"),
    ],
    ids=["xxe", "rectangle", "bombe"],
)
def test_a_workbook_that_is_a_trap_is_refused(
    sigma: Sigma, lieu: Lieu, partie: str, contenu: str, message: str
) -> None:
    fichier = lieu.dossier / "piege.xlsx"
    fichier.write_bytes(classeur(parties(**{partie: contenu})))
    assert message in sigma.refused(10, "referentiel", "import", "certifinfo", str(fichier))
    assert codes(lieu) == []


def test_rome_and_formacode_as_their_publishers_name_their_columns(
    sigma: Sigma, tmp_path: Path
) -> None:
    rome = tmp_path / "unix_referentiel_code_rome_v460_utf8.csv"
    rome.write_text('"code_rome","libelle_rome"\n"M1203","Comptabilité"\n', "utf-8")
    sigma.ok("referentiel", "import", "rome", str(rome))
    formacode = tmp_path / "formacode_v14.csv"
    formacode.write_text("Formacode\tLibellé\n32663\tComptabilité\n\tSans code\n", "utf-16")
    sigma.ok("referentiel", "import", "formacode", str(formacode))
    assert sigma.json("referentiel", "show", "rome", "m1203")["valeurs"] == {
        "libelle": "Comptabilité"
    }
    assert sigma.json("referentiel", "show", "formacode", "32663")["valeurs"]
    assert "Code inconnu" in sigma.refused(11, "referentiel", "show", "formacode", "M1203")


COG = (
    "TYPECOM,COM,REG,DEP,LIBELLE,COMPARENT\n"
    "COM,01015,84,01,Arboys en Bugey,\n"
    "COMD,01015,,,Arbignieu,01015\n"
    "COMD,01340,,,Saint-Bois,01015\n"
    "ARM,13201,93,13,Marseille 1er Arrondissement,13055\n"
)


def test_a_newer_edition_of_the_communes_takes_the_place_of_the_shipped_one(
    sigma: Sigma, tmp_path: Path
) -> None:
    cog = tmp_path / "v_commune_2027.csv"
    cog.write_text(COG, "utf-8")
    bilan = sigma.json("referentiel", "import", "communes", str(cog))
    assert bilan["lignes"] == 3
    fiche = sigma.json("referentiel", "show", "communes", "01340")
    assert (fiche["valeurs"]["actuelle"], fiche["origine"]) == ("01015", "importé")
    assert sigma.json("referentiel", "show", "communes", "13201")["valeurs"]["actuelle"] == ""
    assert "Code inconnu" in sigma.refused(11, "referentiel", "show", "communes", "11262")
    etats = sigma.json("referentiel", "list")["resultats"]
    assert [e["lignes"] for e in etats if e["referentiel"] == "communes"] == [3]


def test_communes_of_la_poste_come_one_row_a_postal_code(sigma: Sigma, tmp_path: Path) -> None:
    poste = tmp_path / "laposte.csv"
    lignes = (
        "#Code_commune_INSEE;Nom_de_la_commune;Code_postal",
        *("2A004;AJACCIO;20000", "11262;NARBONNE;11100", "2A004;AJACCIO;20090"),
        *("2A004;AJACCIO;20000", "99138;MONACO;98000"),
    )
    poste.write_text("\n".join(lignes), "latin-1")
    bilan = sigma.json("referentiel", "import", "communes", str(poste))
    assert (bilan["lignes"], bilan["doublons"], bilan["retires"]) == (39254, 1, 0)
    [ecartee] = bilan["avertissements"]
    assert ecartee["message"] == (
        "communes : 1 ligne hors de la table, à l’étranger (code commençant par 99)."
    )
    fiche = sigma.json("referentiel", "show", "communes", "2A004")["valeurs"]
    assert (fiche["codes_postaux"], fiche["departement"]) == ("20000 20090", "Corse-du-Sud (2A)")


def test_a_lost_zero_is_refused_where_it_is(sigma: Sigma, tmp_path: Path) -> None:
    poste = tmp_path / "laposte.csv"
    poste.write_text("Code Insee;Commune\n11262;Narbonne\n1004;Ambérieu\n", "utf-8")
    message = sigma.refused(10, "referentiel", "import", "communes", str(poste))
    assert "ligne 3" in message
    assert "a perdu son zéro" in message


def test_a_closed_table_is_not_imported(sigma: Sigma, fichier: Path) -> None:
    assert "nsf" in sigma.refused(2, "referentiel", "import", "nsf", str(fichier))
    with pytest.raises(InvalidInput, match="« nsf » est livré avec sigma"):
        importer_of("nsf")


def test_every_table_that_may_be_imported_has_its_command() -> None:
    assert set(TABLES) == {nom for nom, table in REGISTRE.items() if table.importer}


def test_readers_see_the_older_rows_until_the_end(
    sigma: Sigma, lieu: Lieu, fichier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    vus = []

    def look(*args: Any, **mots: Any) -> Any:
        vus.append(codes(lieu))
        return compare(*args, **mots)

    monkeypatch.setattr(importation, "compare", look)
    fichier.write_text(CERTIFS.replace("87521", "99999"), "utf-8")
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    assert vus == [["104125", "87521", "93541"]]


def test_a_missing_file(sigma: Sigma, tmp_path: Path) -> None:
    message = sigma.refused(10, "referentiel", "import", "certifinfo", str(tmp_path / "absent.csv"))
    assert "n’existe pas" in message
