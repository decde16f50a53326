"""`sigma import stagiaires`: the rules of enrolment, row by row; numbers sealed, never repeated."""

import stat
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.test_import import told, write_csv, write_xlsx
from tests.relecture import rows_of_csv, rows_of_xlsx

TITRES = (
    "N Composante",
    "Numéro session",
    "Nom de naissance",
    "Prénom",
    "Date de naissance",
    "NIR",
)
COMPLETS = (*TITRES, "Catégorie du public", "PIC", "Niveau d’entrée")
AVANT = "2020-09-01T09:00"  # a number is not asked yet


@pytest.fixture
def la(lieu: Lieu) -> Path:
    return lieu.dossier


def personne(rang: int = 1, nom: str = "Martin", session: str = "01", **autres: str) -> list[str]:
    champs = {
        "prenom": "Paul",
        "naissance": "15/01/1985",
        "nir": factories.nir(rang),
    } | autres
    return ["20F0011_03", session, nom, *champs.values()]


def people(sigma: Sigma) -> list[tuple[str, str, str]]:
    return [
        (ligne["stagiaire"], ligne["parcours"], ligne["nom_naissance"])
        for ligne in sigma.json("stagiaire", "list")["resultats"]
    ]


def test_persons_come_in_with_their_parcours_and_a_sealed_number(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand"))
    fait = peuple.json("import", "stagiaires", fichier)
    assert (fait["crees"], fait["refuses"]) == (2, 0)
    assert people(peuple) == [
        ("S000002", "P000002", "Durand"),
        ("S000001", "P000001", "Martin"),
    ]
    fiche = peuple.json("stagiaire", "show", "S000001")
    assert fiche["nir"] == "1 85 •• •• ••• ••• ••"
    assert fiche["civilite"] == "M."
    assert factories.nir(1).encode() not in peuple.lieu.base.read_bytes()
    assert peuple.json("journal", "verify")["intact"]
    operations = [ligne["operation"] for ligne in peuple.json("journal", "list")["resultats"]]
    assert operations.count("stagiaire.add") == operations.count("parcours.add") == 2


def test_the_same_file_twice_changes_nothing(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand"))
    peuple.ok("import", "stagiaires", fichier)
    avant = peuple.json("journal", "list")
    assert peuple.json("import", "stagiaires", fichier)["inchanges"] == 2
    assert peuple.json("journal", "list") == avant


def test_a_known_number_joins_another_session(peuple: Sigma, la: Path) -> None:
    peuple.ok(*factories.session_add())
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(nom="MARTIN", session="02"))
    assert peuple.json("import", "stagiaires", fichier)["crees"] == 2
    assert {stagiaire for stagiaire, _, _ in people(peuple)} == {"S000001"}


def test_nir_10_the_same_number_under_two_names_is_refused(peuple: Sigma, la: Path) -> None:
    peuple.ok(*factories.session_add())
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(nom="Durand", session="02"))
    message = told(peuple, 13, "import", "stagiaires", fichier)
    dite = "ligne 3 : ce numéro est déjà celui de la personne de la ligne 2, dont l’identité est différente"
    assert f"{dite} ; vérifier le numéro et l’identité saisis. (NIR-10)" in message
    assert people(peuple) == []


def test_the_same_person_twice_in_a_session_is_refused_whatever_the_spelling(
    peuple: Sigma, la: Path
) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(nom="Martîn"))
    message = told(peuple, 13, "import", "stagiaires", fichier)
    assert "ligne 3 : même personne et même session qu’à la ligne 2" in message


def test_an_identity_is_completed_and_contacts_are_corrected(peuple: Sigma, la: Path) -> None:
    titres = (*TITRES, "Courriel")
    peuple.ok(
        "import", "stagiaires", write_csv(la / "s.csv", titres, [*personne(prenom=""), "a@b.fr"])
    )
    fichier = write_csv(la / "t.csv", titres, [*personne(), "c@d.fr"])
    (ligne,) = peuple.json("import", "stagiaires", fichier)["lignes"]
    assert ligne["changements"] == ["Prénom", "Courriel"]
    fiche = peuple.json("stagiaire", "show", "S000001")
    assert (fiche["prenom"], fiche["courriel"]) == ("Paul", "c@d.fr")


def test_a_reference_corrects_a_name(peuple: Sigma, la: Path) -> None:
    peuple.ok("import", "stagiaires", write_csv(la / "s.csv", TITRES, personne(nom="Martim")))
    titres = ("N Stagiaire", "N Parcours", *TITRES)
    lignes = [["S000001", "P000001", *personne(nom="Martin")]]
    assert (
        peuple.json("import", "stagiaires", write_csv(la / "t.csv", titres, *lignes))["modifies"]
        == 1
    )
    assert people(peuple) == [("S000001", "P000001", "Martin")]


@pytest.mark.parametrize(
    ("ligne", "message"),
    [
        (["S000009", "", *personne(3)], "cette référence n’est pas dans cette base"),
        (["S000001", "", *personne(2, "Durand")], "n’est pas, dans cette base, la personne"),
        (["S000001", "P000002", *personne()], "ne sont pas de la même personne"),
        (["S000001", "", *personne(nom="Autre", prenom="Zoé", nir="")], "une autre personne"),
        (["", "P000002", *personne(2, "Durand", session="02")], "n’est pas dans 20F0011_03/02"),
    ],
)
def test_references_of_another_base_are_refused(
    peuple: Sigma, la: Path, ligne: list[str], message: str
) -> None:
    peuple.ok(*factories.session_add())
    deja = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand"))
    peuple.ok("import", "stagiaires", deja)
    fichier = write_csv(la / "t.csv", ("N Stagiaire", "N Parcours", *TITRES), ligne)
    resultat = peuple("import", "stagiaires", fichier)
    assert resultat.exit_code in {11, 13}
    assert message in resultat.stdout


@pytest.mark.parametrize(
    ("ligne", "message"),
    [
        (["", "", *personne(3, session="")], "session absente : remplir N Composante et Numéro"),
        (["S000001", "", *personne(session="02", nir="")], "donner son numéro pour l’y inscrire"),
        (["", "", *personne(3, nom="")], "à inscrire, mais il manque : Nom de naissance"),
    ],
)
def test_a_row_that_does_not_say_enough_is_refused(
    peuple: Sigma, la: Path, ligne: list[str], message: str
) -> None:
    peuple.ok(*factories.session_add())
    peuple.ok("import", "stagiaires", write_csv(la / "s.csv", TITRES, personne()))
    fichier = write_csv(la / "t.csv", ("N Stagiaire", "N Parcours", *TITRES), ligne)
    assert message in told(peuple, 10, "import", "stagiaires", fichier)


# The rules of enrolment


@pytest.mark.parametrize(
    ("ligne", "code", "regle"),
    [
        ([*personne(nir=""), "", "", ""], 12, "NIR-01"),
        ([*personne(nir="7850175056001"), "", "", ""], 10, "NIR-04"),
        ([*personne(), "Public orienté par la fiche navette", "", ""], 12, "Q5-01"),
        ([*personne(), "", "oui", ""], 12, "RAP-02"),
        ([*personne(), "", "", "I"], 10, "Q7-03"),
        ([*personne(naissance="15/02/1985"), "", "", ""], 12, "NIR-05"),
        ([*personne(nom="185017505600149"), "", "", ""], 10, "NIR-12"),
    ],
)
def test_each_rule_refuses_its_row_by_name(
    peuple: Sigma, la: Path, ligne: list[str], code: int, regle: str
) -> None:
    fichier = write_csv(la / "s.csv", COMPLETS, [*personne(5, "Bon"), "", "", ""], ligne)
    resultat = peuple("import", "stagiaires", fichier, "--json")
    assert resultat.exit_code == code, resultat.output
    assert '"ligne": 3, "colonne"' in resultat.stdout
    assert f'"regle": "{regle}"' in resultat.stdout
    assert people(peuple) == []
    for fragment in factories.fragments(factories.nir(1)) - {"0175", "7505"}:
        assert fragment not in resultat.output


def test_a_refusal_speaks_of_columns_not_of_options(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", COMPLETS, [*personne(), "", "oui", ""])
    message = told(peuple, 12, "import", "stagiaires", fichier)
    assert "ajouter « Catégorie du public »" in message
    assert "--categorie" not in message


def test_rap_02_a_label_typed_with_another_dash_is_the_same_again(peuple: Sigma, la: Path) -> None:
    label = "Forpro Sup - public flèché pic"
    fichier = write_csv(la / "s.csv", COMPLETS, [*personne(), label, "oui", "4"])
    assert peuple.json("import", "stagiaires", fichier)["crees"] == 1
    assert peuple.json("import", "stagiaires", fichier)["inchanges"] == 1


def test_nir_01_tells_which_column_to_fill(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(nir=""))
    assert "remplir la colonne NIR. (NIR-01)" in told(peuple, 12, "import", "stagiaires", fichier)


def test_q1_06_a_paid_place_is_not_decided_by_a_file(peuple: Sigma, la: Path) -> None:
    peuple.ok("import", "stagiaires", write_csv(la / "s.csv", TITRES, personne()))
    titres = (*TITRES, "Type de rémunération")
    fichier = write_csv(la / "t.csv", titres, [*personne(2, "Durand"), "REGION"])
    assert "Q1-06" in told(peuple, 12, "import", "stagiaires", fichier)
    fichier = write_csv(la / "u.csv", titres, [*personne(), "REGION"])
    assert "existe déjà avec d’autres valeurs (Type de rémunération)" in told(
        peuple, 13, "import", "stagiaires", fichier
    )
    assert peuple.json("place", "list")["utilisees"] == 0


def test_q6_01_a_numero_ale_is_dropped_with_a_word(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", (*TITRES, "N° ALE"), [*personne(), "12345"])
    (dit,) = peuple.json("import", "stagiaires", fichier)["avertissements"]
    assert dit["regle"] == "Q6-01"
    assert dit["message"].startswith("ligne 2 : ")


def test_ses_03_nobody_enters_a_session_that_will_not_take_place(peuple: Sigma, la: Path) -> None:
    peuple.ok("session", "cancel", factories.SESSION, "--motif", "Effectif")
    fichier = write_csv(la / "s.csv", TITRES, personne())
    assert "(SES-03)" in told(peuple, 12, "import", "stagiaires", fichier)


# Numbers that spreadsheets spoil


def test_a_number_kept_whole_by_a_spreadsheet_is_right(peuple: Sigma, la: Path) -> None:
    fichier = write_xlsx(la / "s.xlsx", TITRES, personne(nir=int(factories.nir(1))))  # type: ignore[arg-type]
    assert peuple.json("import", "stagiaires", fichier)["crees"] == 1


@pytest.mark.parametrize("nir", ["1,85017E+14", "1.85017505600E+14"])
def test_a_number_rounded_by_a_spreadsheet_is_refused_with_the_way_out(
    peuple: Sigma, la: Path, nir: str
) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(nir=nir))
    message = told(peuple, 10, "import", "stagiaires", fichier)
    assert "le tableur a arrondi ce numéro" in message
    assert "format Texte" in message
    assert "017E" not in message


def test_a_number_without_its_key_waits_for_a_word(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(nir=factories.nir(1)[:13]))
    assert "--yes" in told(peuple, 10, "import", "stagiaires", fichier)
    assert peuple.json("import", "stagiaires", fichier, "--yes")["crees"] == 1


def test_without_a_number_before_the_switch_a_person_is_known_by_name(
    peuple: Sigma, la: Path
) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(nir=""), personne(nir="", nom="Durand"))
    env = {"SIGMA_MAINTENANT": AVANT}
    assert peuple.json("import", "stagiaires", fichier, **env)["crees"] == 2
    assert peuple.json("import", "stagiaires", fichier, **env)["inchanges"] == 2
    assert len(people(peuple)) == 2


# What may be done with the refused rows


def test_the_good_rows_are_kept_on_demand_and_the_others_told(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, nir="1"), personne(3, "Roux"))
    resultat = peuple.ok("import", "stagiaires", fichier, "--partiel")
    dits = resultat.stdout.splitlines()
    assert dits[0] == "s.csv : 3 lignes, dont 2 créées, 1 refusée."
    assert dits[1].startswith("  ligne 3 : NIR : ")
    assert "attention : 1 ligne refusée sur 3 ; corriger" in resultat.stderr
    assert [nom for _, _, nom in people(peuple)] == ["Martin", "Roux"]


def test_the_sheet_of_corrections_is_the_file_with_one_more_column(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand", nir="1"))
    message = told(peuple, 10, "import", "stagiaires", fichier)
    feuille = la / "s-erreurs.csv"
    assert str(feuille) in message
    assert stat.S_IMODE(feuille.stat().st_mode) == 0o600
    titres, bonne, fautive = rows_of_csv(feuille.read_bytes())
    assert titres == [*TITRES, "Erreurs"]
    assert bonne == [*personne(), ""]
    assert fautive[:-1] == personne(2, "Durand", nir="1")
    assert fautive[-1].startswith("NIR : ")
    assert told(peuple, 10, "import", "stagiaires", str(feuille)).count("s-erreurs-2.csv") == 1
    corrigee = feuille.read_text("utf-8-sig").replace(";1;NIR", f";{factories.nir(2)};NIR")
    feuille.write_text(corrigee, "utf-8")
    assert peuple.json("import", "stagiaires", str(feuille))["crees"] == 2


def test_the_sheet_of_corrections_of_a_workbook_keeps_codes_and_dates(
    peuple: Sigma, la: Path
) -> None:
    fichier = write_xlsx(la / "s.xlsx", TITRES, personne(2, "Durand", nir="1"))
    told(peuple, 10, "import", "stagiaires", fichier, "--erreurs", str(la / "fautes.xlsx"))
    _, ligne = rows_of_xlsx((la / "fautes.xlsx").read_bytes())
    assert ligne[:6] == personne(2, "Durand", nir="1")
    assert "Erreurs" not in ligne


def test_a_dry_run_enrols_nobody(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne())
    fait = peuple.json("import", "stagiaires", fichier, "--dry-run")
    assert (fait["crees"], fait["a_blanc"]) == (1, True)
    assert people(peuple) == []


def test_the_key_is_asked_for_only_with_numbers(peuple: Sigma, la: Path) -> None:
    peuple.lieu.cle.unlink()
    avec = write_csv(la / "s.csv", TITRES, personne())
    told(peuple, 22, "import", "stagiaires", avec)
    sans = write_csv(la / "t.csv", TITRES[:-1], personne()[:-1])
    assert peuple.json("import", "stagiaires", sans, SIGMA_MAINTENANT=AVANT)["crees"] == 1


def test_a_new_reference_is_said(peuple: Sigma, la: Path) -> None:
    titres = ("N Stagiaire", "N Parcours", *TITRES)
    fichier = write_csv(la / "s.csv", titres, ["S000007", "P000009", *personne()])
    dits = peuple.json("import", "stagiaires", fichier)["avertissements"]
    assert [dit["message"] for dit in dits] == [
        "ligne 2 : S000007 du fichier est S000001 dans cette base.",
        "ligne 2 : P000009 du fichier est P000001 dans cette base.",
    ]


def test_nir_12_a_file_without_titles_tells_no_number(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", personne(), personne(2, "Durand"))
    message = told(peuple, 10, "import", "stagiaires", fichier)
    assert "Aucun titre de colonne n’est reconnu" in message
    fichier = write_csv(la / "t.csv", ("Nom", "Session", factories.nir(1)), ("Martin", "01", ""))
    resultat = peuple("import", "stagiaires", fichier)
    assert "laissées de côté, leur titre n’est pas connu : « ••• »" in resultat.stderr
    resultat = peuple("import", "stagiaires", fichier, "--valeur", f"{factories.nir(1)}=x")
    assert factories.nir(1) not in resultat.output
