"""Certif Info as people get it: unknown words, columns that lack, numbers a spreadsheet wrote."""

from pathlib import Path

import pytest

from tests.conftest import Sigma


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    return tmp_path / "certifinfo.csv"


def test_the_most_frequent_of_many_unknown_words_are_told_and_the_others_counted(
    sigma: Sigma, fichier: Path
) -> None:
    titres = "Code_Diplome;Libelle_Diplome;Etat_Libelle"
    mots = ["a", "b", "c", "d", "e", "f", "g", "g", "g"]
    lignes = [f"{rang};L;{mot}" for rang, mot in enumerate(mots, 1)]
    fichier.write_text("\n".join([titres, *lignes]), "utf-8")
    bilan = sigma.json("referentiel", "import", "certifinfo", str(fichier))
    messages = [a["message"] for a in bilan["avertissements"] if "compris" in a["message"]]
    assert messages[0] == "certifinfo : « g » n’est pas compris (3 lignes)."
    assert messages[-1] == "certifinfo : 2 autres mots ne sont pas compris (2 lignes)."
    fichier.write_text("\n".join([titres, *lignes[1:]]), "utf-8")
    bilan = sigma.json("referentiel", "import", "certifinfo", str(fichier))
    assert bilan["avertissements"][-1]["message"].endswith(
        "1 autre mot n’est pas compris (1 ligne)."
    )


def test_rap_01_a_file_that_does_not_tell_what_is_archived_verifies_nothing(
    peuple: Sigma, fichier: Path
) -> None:
    fichier.write_text("certifinfo;intitulé;niveau\n93541;Licence;6\n", "utf-8")
    bilan = peuple.json("referentiel", "import", "certifinfo", str(fichier))
    [muet] = [a["message"] for a in bilan["avertissements"]]
    assert "ne dit quels codes sont archivés" in muet
    etapes = peuple.json("diagnose", "20F0011_03/01")["etapes"]
    [etape] = [etape for etape in etapes if etape["etape"] == "certifinfo"]
    assert (etape["etat"], etape["message"]) == (
        "a_verifier",
        "code Certif Info 93541 non vérifiable.",
    )
    constats = peuple.json("check")["constats"]
    assert [c["objet"] for c in constats if c["regle"] == "RAP-01"] == ["certifinfo"]
    (carif,) = peuple.json("flux", "push", "carif")["flux"]
    assert carif["lignes"] == 1
    assert "RAP-01" in {a["regle"] for a in carif["avertissements"]}


def test_numbers_of_a_spreadsheet_are_read_without_their_decimals(
    sigma: Sigma, fichier: Path
) -> None:
    titres = "Code_Diplome;Libelle_Diplome;Code_Niveau_Europeen;Code_RNCP;Etat_Libelle"
    fichier.write_text(f"{titres}\n93541.0;Licence;6.0;30075.0;Publié\n", "utf-8")
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))
    valeurs = sigma.json("referentiel", "show", "certifinfo", "93541")["valeurs"]
    assert (valeurs["niveau"], valeurs["rncp"]) == ("6", "RNCP30075")
    fichier.write_text(f"{titres}\n93541;L;6;;Publié\n93.541;L;6;;Publié\n", "utf-8")
    refus = sigma.refused(10, "referentiel", "import", "certifinfo", str(fichier))
    assert "ligne 3" in refus
