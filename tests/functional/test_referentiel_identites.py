"""`sigma referentiel import identites`: a file in, its numbers forgotten, replaced at once or not at all."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests import factories
from tests.conftest import Lieu, Sigma

PAUL, AWA = factories.nir(734), factories.nir(629, sexe="2", annee="90", lieu="0599350")
TITRES = ("NIR", "Nom de naissance", "Prénom", "Civilité", "Date de naissance")


def write(lieu: Lieu, *lignes: tuple[Any, ...], nom: str = "i.csv", titres: Any = TITRES) -> str:
    fichier = lieu.dossier / nom
    if nom.endswith(".xlsx"):
        classeur = Workbook()
        for ligne in (titres, *lignes):
            classeur.active.append(list(ligne))  # type: ignore[union-attr]  # a new workbook has a sheet
        classeur.save(fichier)
    else:
        texte = "\r\n".join(";".join(map(str, ligne)) for ligne in (titres, *lignes))
        fichier.write_text(texte, "utf-8")
    return str(fichier)


def load(sigma: Sigma, fichier: str) -> Any:
    return sigma.json("referentiel", "import", "identites", fichier)


def kept(lieu: Lieu) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(lieu.base)) as base:
        return base.execute(
            "SELECT nom_naissance, prenom, civilite, date_naissance FROM identite_importee"
            " ORDER BY nom_naissance"
        ).fetchall()


def test_a_csv_and_a_workbook_say_the_same(sigma: Sigma, lieu: Lieu) -> None:
    lignes = ((PAUL, "Martin", "Paul", "M.", "17/01/1985"), (AWA, "Diallo", "", "", ""))
    document = load(sigma, write(lieu, *lignes))
    assert document["crees"] == 2
    en_csv = kept(lieu)
    assert en_csv == [("Diallo", None, None, None), ("Martin", "Paul", "M.", "1985-01-17")]
    feuille = (
        (int(PAUL), "Martin", "Paul", "Monsieur", date(1985, 1, 17)),
        (None, None, None, None, None),
        (" ".join(AWA), "Diallo", None, None, None),
    )
    document = load(sigma, write(lieu, *feuille, nom="i.xlsx"))
    assert (document["lignes"], document["inchanges"]) == (2, 2)
    assert kept(lieu) == en_csv


def test_nir_12_the_numbers_of_the_file_are_not_kept(sigma: Sigma, lieu: Lieu) -> None:
    fait = sigma.ok("referentiel", "import", "identites", write(lieu, (PAUL, "Martin", "", "", "")))
    assert "numéros en clair" in fait.stderr
    contenu = b"".join(f.read_bytes() for f in lieu.dossier.glob("sigma.db*"))
    assert PAUL[:13].encode() not in contenu
    assert not [bout for bout in factories.fragments(PAUL) if bout in fait.output]


def test_a_file_replaces_the_former_one_and_tells_the_difference(sigma: Sigma, lieu: Lieu) -> None:
    load(sigma, write(lieu, (PAUL, "Martin", "Paul", "", ""), (AWA, "Diallo", "", "", "")))
    tiers = factories.nir(12)
    fichier = write(lieu, (PAUL, "Martin", "Jean", "", ""), (tiers, "Nguyên", "", "", ""))
    fait = sigma.ok("referentiel", "import", "identites", fichier)
    assert fait.stdout == ("2 identités : 1 de plus, 1 changée, 0 inchangée, 1 retirée.\n")
    assert [ligne[:2] for ligne in kept(lieu)] == [("Martin", "Jean"), ("Nguyên", None)]
    (derniere,) = sigma.json("journal", "list", "identites", "--limite", "1")["resultats"]
    assert derniere["apres"] == {"crees": 1, "modifies": 1, "inchanges": 0, "retires": 1}


ECARTEES = {
    "clé": ((PAUL[:13] + "00", "X", "", "", ""), "clé incohérente"),
    "vide": (("", "X", "", "", ""), "aucun caractère lu"),
    "provisoire": ((factories.nir(1, sexe="3"), "X", "", "", ""), "provisoire"),
    "sans nom": ((AWA, "", "", "", ""), "Nom de naissance"),
    "civilité": ((AWA, "X", "", "Dr", ""), "Civilité"),
    "date": ((AWA, "X", "", "", "31/02/1990"), "Date de naissance"),
    "numéro dans le nom": ((AWA, AWA, "", "", ""), "Nom de naissance"),
    "contredit son numéro": ((AWA, "X", "", "M.", ""), "sexe"),
    "deux fois": ((PAUL, "Autre", "", "", ""), "déjà celui de la ligne 2"),
    "tableur": (("1,85017E+14", "X", "", "", ""), "arrondi ce numéro"),
}


@pytest.mark.parametrize("cas", ECARTEES)
def test_a_row_that_will_not_do_is_left_out_and_told(sigma: Sigma, lieu: Lieu, cas: str) -> None:
    ligne, dit = ECARTEES[cas]
    fichier = write(lieu, (PAUL, "Martin", "Paul", "", ""), ligne)
    document = load(sigma, fichier)
    assert document["lignes"] == 1
    (ecartee,) = document["ecartees"]
    assert ecartee["ligne"] == 3
    assert dit in ecartee["message"]
    fait = sigma.ok("referentiel", "import", "identites", fichier)
    assert f"attention : {ecartee['message']} (NIR-05)" in fait.stderr
    morceaux = factories.fragments(AWA) | factories.fragments(PAUL)
    assert not [bout for bout in morceaux if bout in fait.output]


def test_many_rows_left_out_are_counted(sigma: Sigma, lieu: Lieu) -> None:
    fichier = write(lieu, (PAUL, "Martin", "", "", ""), *[("12", "X", "", "", "")] * 12)
    avis = load(sigma, fichier)["avertissements"]
    assert len(avis) == 11
    assert "2 autres lignes écartées" in avis[-1]["message"]


@pytest.mark.parametrize(
    ("titres", "lignes", "dit"),
    [
        (("Nom", "Prénom"), [("Martin", "Paul")], "Colonne absente de la première ligne : NIR."),
        (("Numéro",), [(PAUL,)], "NIR, Nom de naissance"),
        (TITRES, [], "Le fichier est vide"),
        (TITRES, [("12", "Martin", "", "", "")], "ligne 2 : NIR"),
    ],
)
def test_nothing_changes_when_no_row_will_do(
    sigma: Sigma, lieu: Lieu, titres: tuple[str, ...], lignes: list[tuple[str, ...]], dit: str
) -> None:
    load(sigma, write(lieu, (PAUL, "Martin", "", "", "")))
    avant = kept(lieu)
    fichier = write(lieu, *lignes, titres=titres)
    assert dit in sigma.refused(10, "referentiel", "import", "identites", fichier)
    assert kept(lieu) == avant


def test_other_words_for_the_titles(sigma: Sigma, lieu: Lieu) -> None:
    titres = ("naissance", "PRENOM", "nom de famille", "autre", "N° de sécurité sociale")
    load(sigma, write(lieu, ("1985-01-17", "Paul", "Martin", "?", PAUL), titres=titres))
    assert kept(lieu) == [("Martin", "Paul", None, "1985-01-17")]


def test_a_short_row_has_no_more_cells(sigma: Sigma, lieu: Lieu) -> None:
    load(sigma, write(lieu, (PAUL, "Martin")))
    assert kept(lieu) == [("Martin", None, None, None)]


@pytest.mark.parametrize(
    ("nom", "contenu", "code"),
    [
        ("absent.csv", None, 10),
        ("i.txt", b"NIR", 10),
        ("i.csv", b"NIR;Nom\n\xff\xfe;x\n", 10),
        ("i.csv", b'NIR;Nom\n"1;x\n', 10),
        ("i.csv", b"", 10),
        ("i.xlsx", b"pas un classeur", 10),
    ],
)
def test_a_file_that_cannot_be_read(
    sigma: Sigma, lieu: Lieu, nom: str, contenu: bytes | None, code: int
) -> None:
    fichier = lieu.dossier / nom
    if contenu is not None:
        fichier.write_bytes(contenu)
    sigma.refused(code, "referentiel", "import", "identites", str(fichier))
    assert kept(lieu) == []


def test_a_folder_is_no_file(sigma: Sigma, tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    assert "c’est un dossier" in sigma.refused(
        10, "referentiel", "import", "identites", str(tmp_path / "d.csv")
    )


def test_the_key_is_needed(sigma: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    fichier = write(lieu, (PAUL, "Martin", "", "", ""))
    sigma.refused(22, "referentiel", "import", "identites", fichier)


def test_the_list_counts_and_dates_them_and_none_is_shown(sigma: Sigma, lieu: Lieu) -> None:
    def state() -> Any:
        etats = sigma.json("referentiel", "list")["resultats"]
        return next(etat for etat in etats if etat["referentiel"] == "identites")

    assert (state()["origine"], state()["lignes"], state()["le"]) == ("absent", None, None)
    load(sigma, write(lieu, (PAUL, "Martin", "Paul", "M.", "17/01/1985")))
    assert (state()["origine"], state()["lignes"], state()["le"]) == ("importé", 1, "2020-10-06")
    for mots in (("show", "identites", "Martin"), ("list", "identites", "--cherche", "Martin")):
        dit = sigma.refused(10, "referentiel", *mots)
        assert "ne se consultent pas" in dit
        assert "Martin" not in dit
