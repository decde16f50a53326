"""`sigma composante`: diplomas, as the public and the prescribers see them."""

import sqlite3
from contextlib import closing

import pytest

from tests.conftest import Modeles, Sigma
from tests.factories import (
    SESSION,
    action_add,
    composante_add,
    nir,
    session_add,
    stagiaire_enrol,
    warned,
)

REF = "20F0011_03"


@pytest.fixture
def avec_action(sigma: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(sigma, _avec_action)


def _avec_action(sigma: Sigma) -> None:
    sigma.ok(*action_add())


def pending(sigma: Sigma) -> int:
    (carif,) = [e for e in sigma.json("flux", "status")["resultats"] if e["code"] == "carif"]
    return int(carif["en_attente"])


def test_add_then_show_gives_every_field(avec_action: Sigma) -> None:
    options = ("--formacode", "13306", "--nsf", "326", "--rome", "m1805", "--public", "83056")
    drapeaux = ("--entree-obligatoire", "--non-certifiante", "--pic", "--modalites", "1")
    fiche = avec_action.json(*composante_add("20f0011_03", rncp="123"), *options, *drapeaux)
    assert fiche == {
        "composante": REF,
        "action": "20F0011",
        "intitule": "Licence professionnelle gestion",
        "certifinfo": "93541",
        "rncp": "RNCP123",
        "niveau_entree": "5",
        "niveau_sortie": "6",
        "niveau_entree_obligatoire": True,
        "certifiante": False,
        "pic": True,
        "formacodes": ["32663", "13306"],
        "nsf": ["326"],
        "romes": ["M1805"],
        "publics": ["83056"],
        "objectif": "Tenir une comptabilité.",
        "contenu": "Comptabilité, paie.",
        "resultats": "Licence professionnelle",
        "rythme": None,
        "conditions": None,
        "modalites_enseignement": "1",
        "heures_centre": 450,
        "heures_entreprise": None,
        "sessions": [],
        "diffusion": "à saisir",
        "avertissements": [],
    }
    assert avec_action.json("composante", "show", REF) == fiche
    texte = avec_action.ok("composante", "show", REF).stdout
    assert "Formacodes" in texte
    assert "32663, 13306" in texte
    (creation,) = avec_action.json("journal", "list", REF)["resultats"]
    assert creation["apres"]["formacode"] == ["32663", "13306"]
    assert "rythme" not in creation["apres"]


def test_q2_07_without_a_session_a_composante_is_still_to_enter(avec_action: Sigma) -> None:
    avec_action.ok(*composante_add())
    assert avec_action.json("composante", "list")["resultats"][0]["diffusion"] == "à saisir"
    avec_action.ok(*session_add())
    assert avec_action.json("composante", "list")["resultats"][0]["diffusion"] is None
    assert avec_action.json("composante", "show", REF)["diffusion"] is None


def test_add_tells_the_next_step(avec_action: Sigma) -> None:
    assert f"sigma session add {REF} " in avec_action.ok(*composante_add()).stderr


def test_a_composante_belongs_to_an_action_and_is_taken_once(avec_action: Sigma) -> None:
    assert "Action inconnue : 20F9999" in avec_action.refused(11, *composante_add("20F9999_01"))
    avec_action.ok(*composante_add())
    message = avec_action.refused(13, *composante_add("20F0011_003"))
    assert f"La composante {REF} existe déjà : voir « sigma composante set {REF} »" in message


BAD = [
    ("intitule", "x" * 256, "256 caractères, 255 au plus ; raccourcir"),
    ("intitule", "", "texte vide, 1 à 255"),
    ("certifinfo", "AB12", "1 à 10 chiffres"),
    ("certifinfo", "1" * 11, "1 à 10 chiffres"),
    ("rncp", "RS123", "comme RNCP123"),
    ("niveau_entree", "bac", "niveau inconnu"),
    ("niveau_sortie", "I", "préciser 7 (master) ou 8 (doctorat)"),
    ("formacode", "123", "5 chiffres"),
    ("nsf", "3", "3 caractères comme 326"),
    ("rome", "1805", "comme M1805"),
    ("public", "tous", "5 chiffres"),
    ("objectif", "x" * 3001, "3001 caractères, 3000 au plus"),
    ("contenu", " \u00a0 ", "texte vide"),
    ("heures_centre", "-1", "nombre entier attendu"),
    ("heures_entreprise", "35,5", "nombre entier attendu"),
    ("modalites", "3", "de 0 à 2"),
]


@pytest.mark.parametrize(("option", "valeur", "extrait"), BAD)
def test_a_wrong_field_is_refused_by_the_name_of_its_option(
    avec_action: Sigma, option: str, valeur: str, extrait: str
) -> None:
    nom = f"--{option.replace('_', '-')}"
    changes: dict[str, str | None] = {option: None}
    mots = [*composante_add(REF, **changes), nom, valeur]
    message = avec_action.refused(10, *mots)
    assert f" : {nom} : " in message
    assert extrait in message
    assert message.count("\n") == 1
    assert avec_action.json("composante", "list")["nombre"] == 0


@pytest.mark.parametrize("verbe", ["show", "set"])
def test_references_are_checked(avec_action: Sigma, verbe: str) -> None:
    assert "comme 20F0011_03" in avec_action.refused(10, "composante", verbe, "20F0011")
    message = avec_action.refused(11, "composante", verbe, REF)
    assert f"Composante inconnue : {REF}. « sigma composante list »" in message


def test_set_changes_what_is_given_and_journals_both_values(peuple: Sigma) -> None:
    fiche = peuple.json(
        "composante", "set", REF, "--rncp", "RNCP42", "--formacode", "13306", "--formacode",
        "32663", "--formacode", "13306", "--hors-pic", "--entree-souple", "--certifiante",
    )  # fmt: skip
    assert fiche["rncp"] == "RNCP42"
    assert fiche["formacodes"] == ["13306", "32663"]
    assert fiche["sessions"] == [SESSION]
    ligne = peuple.json("journal", "list", REF)["resultats"][0]
    assert ligne["operation"] == "composante.set"
    assert ligne["avant"] == {"rncp": None, "formacode": ["32663"]}
    assert ligne["apres"] == {"rncp": "RNCP42", "formacode": ["13306", "32663"]}


@pytest.mark.parametrize(
    "options",
    [("--objectif", "Autre."), ("--formacode", "13306"), ("--pic",), ("--non-certifiante",)],
)
def test_q1_01_altering_a_composante_makes_its_sessions_to_diffuse(
    peuple: Sigma, options: tuple[str, ...]
) -> None:
    peuple.ok(*composante_add("20F0011_04"))
    peuple.ok(*session_add("20F0011_04"))
    peuple.ok("flux", "push", "carif")
    peuple.ok("composante", "set", REF, *options)
    assert peuple.json("session", "show", SESSION)["a_diffuser"] is True
    assert peuple.json("session", "show", "20F0011_04/01")["a_diffuser"] is False


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--objectif", "Tenir une  comptabilité."),
        ("--formacode", "32663"),
        ("--hors-pic", "--certifiante", "--entree-souple"),
    ],
)
def test_a_change_that_changes_nothing_leaves_no_trace(
    peuple: Sigma, options: tuple[str, ...]
) -> None:
    peuple.ok("flux", "push", "carif")
    avant = peuple.json("journal", "list", REF)
    peuple.ok("composante", "set", REF, *options)
    assert peuple.json("journal", "list", REF) == avant
    assert pending(peuple) == 0


@pytest.mark.parametrize("option", ["--niveau-entree", "--niveau-sortie"])
def test_q3_02_levels_are_not_edited(peuple: Sigma, option: str) -> None:
    assert f"Option inconnue : {option}." in peuple.refused(
        2, "composante", "set", REF, option, "7"
    )
    fiche = peuple.json("composante", "show", REF)
    assert (fiche["niveau_entree"], fiche["niveau_sortie"]) == ("5", "6")


@pytest.mark.parametrize("niveau", ["5", "7"])
def test_q3_03_another_exit_level_gives_other_bytes(peuple: Sigma, niveau: str) -> None:
    avant = peuple.ok("flux", "preview", "carif").stdout_bytes
    with closing(sqlite3.connect(peuple.lieu.base)) as base, base:
        base.execute("UPDATE composante SET niveau_sortie = ?", (niveau,))
    apres = peuple.ok("flux", "preview", "carif").stdout_bytes
    assert apres == avant.replace(b"sortie>16<", f"sortie>1{niveau}<".encode())
    assert apres != avant


@pytest.mark.parametrize(
    ("cherche", "attendus"),
    [
        (None, ["20F0011_03", "20F0011_04"]),
        ("gestion", ["20F0011_03"]),
        ("MASTER", ["20F0011_04"]),
        ("11111", ["20F0011_04"]),
        ("20f0011_0", ["20F0011_03", "20F0011_04"]),
        ("rien", []),
    ],
)
def test_q8_05_composantes_are_searched_by_number_title_and_code(
    peuple: Sigma, cherche: str | None, attendus: list[str]
) -> None:
    peuple.ok(*composante_add("20F0011_04", intitule="Master MÉDIATION", certifinfo="11111"))
    filtre = ("--cherche", cherche) if cherche else ()
    document = peuple.json("composante", "list", *filtre)
    assert document["nombre"] == len(attendus)
    assert [ligne["composante"] for ligne in document["resultats"]] == attendus
    comptes = {"20F0011_03": 1, "20F0011_04": 0}
    assert [ligne["sessions"] for ligne in document["resultats"]] == [comptes[a] for a in attendus]
    texte = peuple.ok("composante", "list", *filtre).stdout
    assert texte.splitlines()[-1] == f"Nombre de résultats : {len(attendus)}"


@pytest.mark.parametrize(("entree", "sortie"), [("7", "6"), ("6", "6"), ("8", "1"), ("I-7", "II")])
def test_q7_02_a_composante_may_start_above_its_exit_level(
    avec_action: Sigma, entree: str, sortie: str
) -> None:
    fiche = avec_action.json(*composante_add(niveau_entree=entree, niveau_sortie=sortie))
    assert {dit["regle"] for dit in fiche["avertissements"]} <= {"Q3-04"}, "the action’s level only"


@pytest.mark.parametrize("niveau", ["6", "7", "8", "I-8"])
def test_q7_02_a_person_may_enter_above_the_exit_level(peuple: Sigma, niveau: str) -> None:
    assert peuple.json("composante", "show", REF)["niveau_sortie"] == "6"
    inscrit = peuple.json(*stagiaire_enrol(niveau_entree=niveau), entree=nir())
    assert warned(inscrit) == []


@pytest.mark.parametrize("option", ["niveau_entree", "niveau_sortie"])
def test_q7_03_the_old_level_i_is_never_guessed(avec_action: Sigma, option: str) -> None:
    changes: dict[str, str | None] = {option: "I"}
    message = avec_action.refused(10, *composante_add(REF, **changes))
    assert message.startswith(f"erreur (Q7-03) : --{option.replace('_', '-')} : ")
