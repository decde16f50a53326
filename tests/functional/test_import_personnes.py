"""`sigma import stagiaires`: one person on several rows, of this base or of another."""

from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Modeles, Sigma
from tests.functional.test_import import told, write_csv
from tests.functional.test_import_reprise import ailleurs  # noqa: F401 - a fixture
from tests.functional.test_import_stagiaires import AVANT, TITRES, people, personne

CONTACT = (*TITRES, "Courriel")


@pytest.fixture
def la(peuple: Sigma) -> Path:
    return peuple.lieu.dossier


@pytest.fixture
def deux(peuple: Sigma, modeles: Modeles) -> Sigma:
    """A base with two sessions."""
    return modeles.fill(peuple, _deux)


def _deux(peuple: Sigma) -> None:
    peuple.ok(*factories.session_add())


def twice(sigma: Sigma, fichier: str, *, crees: int, **env: str) -> None:
    """Import a file that creates, then that finds nothing more to do."""
    assert sigma.json("import", "stagiaires", fichier, **env)["crees"] == crees
    avant = sigma.json("journal", "list", **env)
    refait = sigma.json("import", "stagiaires", fichier, **env)
    assert (refait["crees"], refait["modifies"]) == (0, 0)
    assert sigma.json("journal", "list", **env) == avant


def test_nir_01_an_export_without_numbers_is_not_taken_over(
    deux: Sigma,
    la: Path,
    ailleurs: dict[str, str],  # noqa: F811
) -> None:
    """Its rows would make persons without their number, and as many persons as parcours."""
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(session="02"))
    deux.ok("import", "stagiaires", fichier)
    deux.ok("export", "stagiaires", "-o", str(la / "p.csv"))
    message = told(deux, 12, "import", "stagiaires", str(la / "p.csv"), **ailleurs)
    assert "« sigma export stagiaires --avec-nir »" in message
    assert "(NIR-01)" in message
    assert deux.json("stagiaire", "list", **ailleurs)["nombre"] == 0


def test_the_rows_of_one_reference_are_one_person_taken_over(deux: Sigma, la: Path) -> None:
    titres = ("N Stagiaire", "N Parcours", *TITRES[:-1])
    lignes = [
        ["S000004", "P000001", *personne()[:-1]],
        ["S000004", "P000002", *personne(session="02")[:-1]],
        ["S000009", "P000003", *personne()[:-1]],
    ]
    fait = deux.json("import", "stagiaires", write_csv(la / "s.csv", titres, *lignes))
    assert fait["crees"] == 3
    assert [(s, p) for s, p, _ in people(deux)] == [
        ("S000001", "P000001"),
        ("S000001", "P000002"),
        ("S000002", "P000003"),
    ]


def test_q8_04_an_erased_person_of_two_parcours_stays_one(
    deux: Sigma,
    la: Path,
    ailleurs: dict[str, str],  # noqa: F811
) -> None:
    deux.ok(
        "import", "stagiaires", write_csv(la / "s.csv", TITRES, personne(), personne(session="02"))
    )
    for parcours in ("P000001", "P000002"):
        deux.ok("stagiaire", "leave", parcours, "--le", "2020-10-05", "--motif", "emploi")
    deux.ok("flux", "push", "agora")
    deux.ok("rgpd", "erase", "S000001", "--motif", "demande")
    deux.ok("export", "stagiaires", "--avec-nir", "--yes", "-o", str(la / "p.csv"))
    twice(deux, str(la / "p.csv"), crees=2, **ailleurs)
    assert deux.json("export", "stagiaires", **ailleurs) == deux.json("export", "stagiaires")


@pytest.mark.parametrize(
    ("nom", "nir", "extrait"),
    [
        ("Durand", "", "l’identité n’est pas la même"),
        ("Martin", factories.nir(3), "le numéro n’est pas le même"),
    ],
)
def test_nir_10_a_reference_is_not_two_persons(
    deux: Sigma, la: Path, nom: str, nir: str, extrait: str
) -> None:
    titres = ("N Stagiaire", "N Parcours", *TITRES)
    lignes = [
        ["S000004", "P000001", *personne(nir="")],
        ["S000004", "P000002", *personne(nom=nom, session="02", nir=nir)],
    ]
    message = told(deux, 13, "import", "stagiaires", write_csv(la / "s.csv", titres, *lignes))
    assert extrait in message
    assert "(NIR-10)" in message


def test_two_rows_that_contradict_each_other_are_refused(deux: Sigma, la: Path) -> None:
    fichier = write_csv(
        la / "s.csv",
        CONTACT,
        [*personne(), "p@exemple.fr"],
        [*personne(session="02"), "q@exemple.fr"],
    )
    for _ in range(2):
        message = told(deux, 13, "import", "stagiaires", fichier)
        assert "ligne 3 : « Courriel » n’est pas celui que la ligne 2 donne" in message
    deux.ok(
        "import", "stagiaires", write_csv(la / "t.csv", TITRES, personne(), personne(session="02"))
    )
    assert "la ligne 2 donne" in told(deux, 13, "import", "stagiaires", fichier)
    un, autre = [["S000001", "", *personne()[:2], m] for m in ("p@exemple.fr", "q@exemple.fr")]
    autre[3] = "02"
    titres = ("N Stagiaire", "NIR", *TITRES[:2], "Courriel")
    mixte = write_csv(la / "u.csv", titres, un, ["", factories.nir(1), *autre[2:]])
    message = told(deux, 13, "import", "stagiaires", mixte, "--valeur", "nom_naissance=Martin")
    assert "la ligne 2 donne" in message


def test_by_number_and_by_reference_a_person_is_once_in_a_session(deux: Sigma, la: Path) -> None:
    deux.ok("import", "stagiaires", write_csv(la / "s.csv", TITRES, personne()))
    titres = ("N Stagiaire", *TITRES)
    fichier = write_csv(la / "t.csv", titres, ["", *personne()], ["S000001", *personne(nir="")])
    message = told(deux, 13, "import", "stagiaires", fichier)
    assert "ligne 3 : même personne et même session qu’à la ligne 2" in message


def test_a_refusal_names_by_its_row_the_parcours_that_it_undoes(deux: Sigma, la: Path) -> None:
    """The same person under two numbers of the other base, twice in one session."""
    titres = ("N Stagiaire", "N Parcours", *TITRES)
    lignes = [["S000004", "P000001", *personne()], ["S000005", "P000002", *personne(nir="")]]
    lignes.append(["S000004", "P000003", *personne(nom="Durand", session="02")])
    message = told(deux, 13, "import", "stagiaires", write_csv(la / "s.csv", titres, *lignes))
    (refus,) = [ligne for ligne in message.splitlines() if ligne.startswith("  ligne 4 : ")]
    assert "celui de la personne de la ligne 2, dont" in refus
    assert "S00000" not in refus
    deux.ok("import", "stagiaires", write_csv(la / "t.csv", TITRES, personne()))
    autre = write_csv(la / "u.csv", TITRES, personne(nom="Durand", session="02"))
    assert "déjà celui de S000001, dont" in told(deux, 13, "import", "stagiaires", autre)


def test_what_a_row_tells_of_somebody_known_is_written_at_the_first_import(
    deux: Sigma, la: Path
) -> None:
    deux.ok("import", "stagiaires", write_csv(la / "s.csv", TITRES, personne()))
    fichier = write_csv(la / "t.csv", CONTACT, [*personne(session="02"), "p@exemple.fr"])
    twice(deux, fichier, crees=1)
    assert deux.json("stagiaire", "show", "S000001")["courriel"] == "p@exemple.fr"


def test_a_later_row_completes_a_new_person_at_the_first_import(deux: Sigma, la: Path) -> None:
    lignes = [[*personne(prenom=""), ""], [*personne(session="02"), "p@exemple.fr"]]
    twice(deux, write_csv(la / "s.csv", CONTACT, *lignes), crees=2)
    fiche = deux.json("stagiaire", "show", "S000001")
    assert (fiche["prenom"], fiche["courriel"]) == ("Paul", "p@exemple.fr")


def test_ses_04_a_parcours_beyond_its_session_is_told_without_a_change_of_dates(
    peuple: Sigma, la: Path
) -> None:
    fichier = write_csv(la / "s.csv", (*TITRES, "Date d’entrée"), [*personne(), "01/10/2020"])
    dits = peuple.json("import", "stagiaires", fichier, SIGMA_MAINTENANT=AVANT)["avertissements"]
    (dit,) = [dit["message"] for dit in dits if dit["regle"] == "SES-04"]
    assert dit == (
        "ligne 2 : P000001 : ses dates, du 01/10/2020 au 25/06/2021, débordent celles de 20F0011_03/01, "
        "du 02/11/2020 au 25/06/2021."
    )
