"""`sigma import prescripteurs` and `ic`: structures none twice, meetings with all they hold."""

from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.test_import import told, write_csv, write_xlsx

TITRES = ("Structure", "Type", "Département", "Ville", "Outil")
LOCALE = ("Mission locale Narbonne", "mission locale", "11", "Narbonne", "")


@pytest.fixture
def la(lieu: Lieu) -> Path:
    return lieu.dossier


def test_structures_come_in_and_twice_change_nothing(sigma: Sigma, la: Path) -> None:
    fichier = write_csv(
        la / "p.csv",
        TITRES,
        LOCALE,
        ("CIDFF Aude", "CIDFF", 9, "Foix", ""),
        ("X", "APEC", "2a", "Y", "aucun"),
    )
    assert sigma.json("import", "prescripteurs", fichier)["crees"] == 3
    lignes = sigma.json("prescripteur", "list")["resultats"]
    assert {(p["prescripteur"], p["departement"], p["outil"]) for p in lignes} == {
        ("PR0001", "11", "OUIFORM"),
        ("PR0002", "09", None),
        ("PR0003", "2A", None),
    }
    avant = sigma.json("journal", "list")
    assert sigma.json("import", "prescripteurs", fichier)["inchanges"] == 3
    double = write_csv(la / "q.csv", TITRES, LOCALE, LOCALE)
    assert sigma.json("import", "prescripteurs", double)["inchanges"] == 2
    assert sigma.json("journal", "list") == avant


def test_pre_03_a_structure_that_looks_like_another_waits_for_a_word(
    sigma: Sigma, la: Path
) -> None:
    sigma.ok("import", "prescripteurs", write_csv(la / "p.csv", TITRES, LOCALE))
    proche = ("Mission locale de Narbone", *LOCALE[1:])
    refus = told(sigma, 13, "import", "prescripteurs", write_csv(la / "q.csv", TITRES, proche))
    assert "ressemble à PR0001" in refus
    assert "confirmer que c’en est une autre avec « Autre structure »" in refus
    fichier = write_csv(la / "r.csv", (*TITRES, "Autre structure"), (*proche, "oui"))
    assert sigma.json("import", "prescripteurs", fichier)["crees"] == 1


def test_a_structure_is_corrected_by_its_reference(sigma: Sigma, la: Path) -> None:
    sigma.ok("import", "prescripteurs", write_csv(la / "p.csv", TITRES, LOCALE))
    titres = ("N Prescripteur", "Ville", "Outil", "État")
    fichier = write_csv(la / "q.csv", titres, ("PR0001", "Lézignan", "audef", "archive"))
    (ligne,) = sigma.json("import", "prescripteurs", fichier)["lignes"]
    assert ligne["changements"] == ["Ville", "Outil de positionnement", "État"]
    fiche = sigma.json("prescripteur", "show", "PR0001")
    assert (fiche["ville"], fiche["outil"], fiche["etat"]) == ("Lézignan", "AUDEF", "ARCHIVE")
    fichier = write_csv(la / "r.csv", titres, ("PR0001", "", "aucun", "RECONNU"))
    assert sigma.json("import", "prescripteurs", fichier)["modifies"] == 1
    assert sigma.json("prescripteur", "show", "PR0001")["outil"] is None


@pytest.mark.parametrize(
    ("code", "titres", "ligne", "message"),
    [
        (11, ("N Prescripteur", "Ville"), ("PR0009", "X"), "vider la colonne N Prescripteur"),
        (13, ("N Prescripteur", "Nom", "Ville"), ("PR0001", "A", "B"), "est une autre structure"),
        (10, ("N Prescripteur", "État"), ("PR0001", "DEMANDE_EN_COURS"), "prescripteur request"),
        (
            10,
            TITRES,
            ("Nouvelle", "inconnu", "11", "X", ""),
            "« Type de prescripteur » : type hors",
        ),
        (10, TITRES, ("Nouvelle", "", "11", "X", ""), "il manque : Type de prescripteur"),
        (10, TITRES, ("Nouvelle", "APEC", "999", "X", ""), "département attendu"),
        (10, TITRES, (*LOCALE[:4], "TELEX"), "« Outil de positionnement » : outil hors"),
        (13, ("Nom", "Ville", "Dép", "Type"), None, "est déjà à la ligne 2"),
    ],
)
def test_each_rule_refuses_its_row(
    *,
    sigma: Sigma,
    la: Path,
    code: int,
    titres: tuple[str, ...],
    ligne: tuple[str, ...] | None,
    message: str,
) -> None:
    sigma.ok("import", "prescripteurs", write_csv(la / "p.csv", TITRES, LOCALE))
    lignes = [ligne] if ligne else [("A", "B", "11", "APEC"), ("a", "b", "11", "CIDFF")]
    fichier = write_csv(la / "q.csv", titres, *lignes)
    assert message in told(sigma, code, "import", "prescripteurs", fichier)


def test_a_structure_told_by_reference_and_by_name_is_one(sigma: Sigma, la: Path) -> None:
    sigma.ok("import", "prescripteurs", write_csv(la / "p.csv", TITRES, LOCALE))
    titres = ("N Prescripteur", *TITRES)
    par_nom = ("", *LOCALE[:4], "AUDEF")
    for rang, lignes in enumerate(
        ([("PR0001", *LOCALE[:4], "aucun"), par_nom], [par_nom, ("PR0001", *LOCALE[:4], "aucun")])
    ):
        fichier = write_csv(la / f"q{rang}.csv", titres, *lignes)
        message = told(sigma, 13, "import", "prescripteurs", fichier)
        assert "est déjà à la ligne 2, avec d’autres valeurs" in message
    fichier = write_csv(la / "r.csv", titres, ("PR0001", *LOCALE), ("", *LOCALE))
    assert sigma.json("import", "prescripteurs", fichier)["inchanges"] == 2


def test_q8_04_structures_come_back_under_their_references(
    sigma: Sigma, la: Path, base_neuve: Path
) -> None:
    lignes = [LOCALE, ("CIDFF Aude", "CIDFF", "11", "Foix", ""), ("X", "APEC", "2A", "Y", "aucun")]
    sigma.ok("import", "prescripteurs", write_csv(la / "p.csv", TITRES, *lignes))
    sigma.ok(
        "prescripteur",
        "add",
        "--structure",
        "CIDFF de l’Aude",
        "--type",
        "CIDFF",
        "--departement",
        "11",
        "--ville",
        "Foix",
        "--force",
    )
    sigma.ok("prescripteur", "archive", "PR0002")
    sigma.ok("export", "prescripteurs", "--archives", "-o", str(la / "e.xlsx"))
    (la / "autre.db").write_bytes(base_neuve.read_bytes())
    env = {"SIGMA_BASE": str(la / "autre.db")}
    assert sigma.json("import", "prescripteurs", str(la / "e.xlsx"), **env)["crees"] == 4
    avant = sigma.json("export", "prescripteurs", "--archives")
    assert sigma.json("export", "prescripteurs", "--archives", **env) == avant
    assert sigma.json("import", "prescripteurs", str(la / "e.xlsx"), **env)["inchanges"] == 4


def test_the_export_of_structures_takes_the_filters_of_the_list(sigma: Sigma, la: Path) -> None:
    lignes = [LOCALE, ("CIDFF Aude", "CIDFF", "11", "Foix", ""), ("X", "APEC", "2A", "Y", "")]
    sigma.ok("import", "prescripteurs", write_csv(la / "p.csv", TITRES, *lignes))
    for options, refs in (
        (("--type", "mission locale"), ["PR0001"]),
        (("--departement", "11"), ["PR0001", "PR0002"]),
        (("--cherche", "cidff"), ["PR0002"]),
    ):
        lues = sigma.json("export", "prescripteurs", *options)["resultats"]
        assert [ligne["prescripteur"] for ligne in lues] == refs
    assert "hors de la liste" in sigma.refused(10, "export", "prescripteurs", "--type", "zzz")


# Meetings

IC = (
    "N Composante",
    "Numéro session",
    "Date IC",
    "Heure de début",
    "Heure de fin",
    "Lieu",
    "Places",
)


def test_meetings_come_in_with_all_they_hold(peuple: Sigma, la: Path) -> None:
    ligne = ("20F0011_03", "01", "15/10/2020", "9h30", "11:00:00", "Amphi 2", 40)
    fichier = write_xlsx(la / "i.xlsx", IC, ligne)
    assert (
        peuple.json("import", "ic", fichier)["lignes"][0]["objet"] == "20F0011_03/01 du 15/10/2020"
    )
    (reunion,) = peuple.json("session", "show", factories.SESSION)["informations_collectives"]
    assert reunion == {
        "date": "2020-10-15",
        "heure_debut": "09h30",
        "heure_fin": "11h00",
        "lieu": "Amphi 2",
        "places": 40,
    }
    avant = peuple.json("journal", "list")
    assert peuple.json("import", "ic", fichier)["inchanges"] == 1
    assert peuple.json("journal", "list") == avant
    autre = write_csv(la / "i.csv", IC, ("20F0011_03", "01", "15/10/2020", "", "", "Amphi 3", ""))
    (ligne_lue,) = peuple.json("import", "ic", autre)["lignes"]
    assert ligne_lue["changements"] == ["Lieu : Amphi 2 → Amphi 3"]


@pytest.mark.parametrize(
    ("code", "cellules", "message"),
    [
        (10, ("", "9h", "8h", "", ""), "Date d’information collective : cellule vide"),
        (10, ("15/10/2020", "9h", "8h", "", ""), "« Heure de fin » : 08h00 est avant le début"),
        (10, ("15/10/2020", "midi", "", "", ""), "heure illisible"),
        (10, ("15/10/2020", "", "", "", "-1"), "Places en réunion"),
    ],
)
def test_each_cell_of_a_meeting_is_checked(
    peuple: Sigma, la: Path, code: int, cellules: tuple[str, ...], message: str
) -> None:
    fichier = write_csv(la / "i.csv", IC, ("20F0011_03", "01", *cellules))
    assert message in told(peuple, code, "import", "ic", fichier)


def test_a_meeting_twice_or_of_no_session_is_refused(peuple: Sigma, la: Path) -> None:
    une = ("20F0011_03", "01", "15/10/2020", "9h", "", "", "")
    fichier = write_csv(la / "i.csv", IC, une, une, (*une[:3], "10h", "", "", ""))
    message = told(peuple, 13, "import", "ic", fichier)
    assert "20F0011_03/01 du 15/10/2020 est déjà à la ligne 2, avec d’autres valeurs" in message
    fichier = write_csv(la / "j.csv", IC, ("20F0011_03", "09", *une[2:]))
    assert "Session inconnue" in told(peuple, 11, "import", "ic", fichier)


def test_q8_04_meetings_come_back_with_all_they_hold(
    peuple: Sigma, la: Path, base_neuve: Path
) -> None:
    peuple.ok(
        "session",
        "ic",
        "add",
        factories.SESSION,
        "2020-10-15",
        "--lieu",
        "A ; B",
        "--heure-debut",
        "9h",
    )
    peuple.ok("session", "ic", "add", factories.SESSION, "2020-10-12", "--places", "0")
    for sorte in ("actions", "composantes"):
        peuple.ok("export", sorte, "--complet", "-o", str(la / f"{sorte}.csv"))
    peuple.ok("export", "ic", "-o", str(la / "ic.csv"))
    (la / "autre.db").write_bytes(base_neuve.read_bytes())
    env = {"SIGMA_BASE": str(la / "autre.db")}
    for sorte, source in (
        ("actions",) * 2,
        ("composantes",) * 2,
        ("sessions", "composantes"),
        ("ic",) * 2,
    ):
        peuple.ok("import", sorte, str(la / f"{source}.csv"), **env)
    avant = peuple.json("export", "ic")
    assert avant["nombre"] == 2
    assert peuple.json("export", "ic", **env) == avant


def test_the_export_of_meetings_takes_the_filters_of_sessions(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", factories.SESSION, "2020-10-15")
    for options, nombre in (
        (("--commune", "narbonne"), 1),
        (("--commune", "universite"), 0),
        (("--du", "2021-07-01"), 0),
        (("--cherche", "universite"), 1),
        (("--ouvertes",), 1),
    ):
        assert peuple.json("export", "ic", *options)["nombre"] == nombre
