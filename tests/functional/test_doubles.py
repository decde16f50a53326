"""What is entered twice: sessions (SES-07), persons (NIR-13), candidatures (CAN-01)."""

import os
import subprocess
import sys
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma

SESSION, SECONDE = "20F0011_03/01", "20F0011_03/02"


def rules(document: Any) -> list[str]:
    return [dit["regle"] for dit in document["avertissements"]]


# Sessions -----------------------------------------------------------------------------------------


def test_ses_07_a_session_entered_twice_is_made_and_names_the_first(peuple: Sigma) -> None:
    ecrit = {"commune": "Narbonne  cedex", "site": "UNIVERSITÉ"}  # as someone else would type them
    fiche = peuple.json(*factories.session_add(**ecrit))
    assert fiche["session"] == SECONDE
    (dit,) = (a["message"] for a in fiche["avertissements"] if a["regle"] == "SES-07")
    assert f"que {SESSION}" in dit
    constats = [c for c in peuple.json("check")["constats"] if c["regle"] == "SES-07"]
    assert [c["objet"] for c in constats] == [SECONDE]
    for ref, objets in ((SECONDE, [SECONDE]), (SESSION, []), ("20F0011", [SECONDE])):
        constats = [c for c in peuple.json("check", ref)["constats"] if c["regle"] == "SES-07"]
        assert [c["objet"] for c in constats] == objets


@pytest.mark.parametrize(
    "autre",
    [{"debut": "2020-11-03"}, {"fin": "2021-06-26"}, {"commune": "BÉZIERS"}, {"site": "Antenne"}],
)
def test_ses_07_another_date_or_place_is_another_session(
    peuple: Sigma, autre: dict[str, Any]
) -> None:
    fiche = peuple.json(*factories.session_add(**autre))
    assert "SES-07" not in rules(fiche)
    assert "SES-07" not in {c["regle"] for c in peuple.json("check")["constats"]}


def test_ses_07_what_will_not_take_place_repeats_nothing(peuple: Sigma) -> None:
    peuple.ok("session", "cancel", SESSION, "--motif", "Refaite")
    assert "SES-07" not in rules(peuple.json(*factories.session_add()))


def test_ses_07_a_correction_that_makes_a_double_says_so(peuple: Sigma) -> None:
    peuple.ok(*factories.session_add(debut="2020-11-09"))
    assert "SES-07" in rules(peuple.json("session", "set", SECONDE, "--debut", "2020-11-02"))


def test_ses_07_a_file_says_it_too(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok("export", "composantes", "-o", str(lieu.dossier / "c.csv"))
    lignes = (lieu.dossier / "c.csv").read_text("utf-8-sig").replace(";01;", ";02;")
    (lieu.dossier / "d.csv").write_text(lignes, "utf-8")
    fait = peuple.json("import", "sessions", str(lieu.dossier / "d.csv"))
    assert fait["crees"] == 1, fait
    assert "SES-07" in rules(fait)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("reponse", "faites"), [("n", 1), ("o", 2)])
def test_ses_07_on_a_terminal_it_is_asked(
    peuple: Sigma, lieu: Lieu, reponse: str, faites: int
) -> None:
    maitre, esclave = os.openpty()
    os.write(maitre, f"{reponse}\n".encode())
    fini = subprocess.run(
        [sys.executable, "-m", "sigma_cli", *factories.session_add()],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | lieu.env,
        stdin=esclave,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    os.close(esclave)
    os.close(maitre)
    assert f"{SESSION} a les mêmes dates" in fini.stderr
    assert (fini.returncode == 0) == (faites == 2)
    assert peuple.json("session", "list")["nombre"] == faites


# Persons ------------------------------------------------------------------------------------------

NIA = factories.nir(3, sexe="3")
ENROL: dict[str, Any] = {"nom": "Nguyen", "prenom": "Thi Mai", "naissance": "1985-01-17"}
SANS_NAISSANCE: dict[str, Any] = ENROL | {"naissance": None}


@pytest.fixture
def attendue(peuple: Sigma) -> Sigma:
    """Someone enrolled under a NIA, and a second session."""
    peuple.ok(*factories.stagiaire_enrol(**ENROL), entree=NIA)
    peuple.ok(*factories.session_add(debut="2020-11-16"))
    return peuple


@pytest.mark.parametrize("ecrit", [{}, {"nom": "N’Guyen"}, {"prenom": "thi-maï"}])
def test_nir_13_the_same_person_comes_with_a_definitive_number(
    attendue: Sigma, ecrit: dict[str, Any]
) -> None:
    enrol = factories.stagiaire_enrol(SECONDE, **ENROL | ecrit)
    refus = attendue.refused(13, *enrol, entree=factories.nir())
    assert "NIR-13" in refus
    assert "sigma stagiaire nir S000001" in refus
    fait = attendue.json(*enrol, "--confirmer-identite", "pièce vue", entree=factories.nir())
    assert (fait["stagiaire"], "NIR-13" in rules(fait)) == ("S000002", True)


def test_nir_13_without_a_birth_to_compare_it_is_told(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(**SANS_NAISSANCE), entree=NIA)
    fait = peuple.json(*factories.stagiaire_enrol(**ENROL), entree=factories.nir())
    assert (fait["stagiaire"], "NIR-13" in rules(fait)) == ("S000002", True)


def test_nir_13_the_number_stands_for_a_birth_that_nobody_typed(attendue: Sigma) -> None:
    sans = factories.stagiaire_enrol(SECONDE, **SANS_NAISSANCE)
    assert "NIR-13" in attendue.refused(13, *sans, entree=factories.nir())


@pytest.mark.parametrize(
    ("autre", "numero"),
    [
        ({"prenom": "Thi Lan"}, factories.nir()),
        ({"nom": "Nguyenne"}, factories.nir()),
        ({"naissance": "1985-01-18"}, factories.nir()),  # a twin would be born that day
        ({"naissance": "1990-01-17"}, factories.nir(annee="90")),
        ({"naissance": None}, factories.nir(annee="90")),
    ],
)
def test_nir_13_namesakes_stay_apart_without_a_word(
    attendue: Sigma, autre: dict[str, Any], numero: str
) -> None:
    fait = attendue.json(*factories.stagiaire_enrol(SECONDE, **ENROL | autre), entree=numero)
    assert fait["stagiaire"] == "S000002"
    assert "NIR-13" not in rules(fait)


def test_nir_13_a_file_meets_who_it_has_just_entered(peuple: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "s.csv"
    lignes = ["N Composante;Numéro session;Nom de naissance;Prénom;Date de naissance;NIR ou NIA"]
    peuple.ok(*factories.session_add(debut="2020-11-16"))
    for session, numero in (("01", NIA), ("02", factories.nir())):
        lignes.append(f"20F0011_03;{session};Nguyen;Thi Mai;17/01/1985;{numero}")
    fichier.write_text("\n".join(lignes), "utf-8")
    fait = peuple.json("import", "stagiaires", str(fichier), "--partiel")
    assert (fait["crees"], fait["refuses"]) == (1, 1), fait
    assert "NIR-13" in str(fait)


# Candidatures -------------------------------------------------------------------------------------


@pytest.fixture
def candidate(peuple: Sigma) -> Sigma:
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*apply(naissance="1990-05-04", courriel="a@exemple.fr"))
    return peuple


def apply(nom: str = "Le Goff", prenom: str = "Anne Marie", **autres: Any) -> list[str]:
    return factories.candidature_add(nom=nom, prenom=prenom, **autres)


@pytest.mark.parametrize(
    "encore",
    [
        {},
        {"nom": "LEGOFF", "prenom": "Anne-Marie"},
        {"nom": "Anne Marie", "prenom": "Le Goff", "naissance": "1990-05-04"},
        {"nom": "Anne-Marie", "prenom": "Legoff", "courriel": "A@exemple.fr"},
    ],
)
def test_can_01_the_same_person_applies_once(candidate: Sigma, encore: dict[str, Any]) -> None:
    refus = candidate.refused(13, *apply(**encore))
    assert "CAN-01" in refus
    assert "C000001" in refus


@pytest.mark.parametrize(
    "proche",
    [
        {"nom": "Anne Marie", "prenom": "Le Goff"},
        {"prenom": "Yann", "courriel": "a@exemple.fr"},
        {"naissance": "1990-05-05", "courriel": "a@exemple.fr"},
    ],
)
def test_can_01_what_is_only_near_is_told(candidate: Sigma, proche: dict[str, Any]) -> None:
    assert "CAN-01" in rules(candidate.json(*apply(**proche)))


@pytest.mark.parametrize(
    "autre", [{"prenom": "Yann"}, {"naissance": "1991-05-04"}, {"nom": "Le Gall"}]
)
def test_can_01_others_are_not_a_word(candidate: Sigma, autre: dict[str, Any]) -> None:
    assert "CAN-01" not in rules(candidate.json(*apply(**autre)))


def test_can_01_a_correction_may_not_make_a_repeat(candidate: Sigma) -> None:
    candidate.ok(*apply(nom="Le Gall"))
    assert "CAN-01" in candidate.refused(13, "candidature", "set", "C000002", "--nom", "Legoff")
