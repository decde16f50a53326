"""`sigma action`: funded units and their quota."""

import json

import pytest

from tests.conftest import Modeles, Sigma
from tests.factories import (
    SESSION,
    action_add,
    composante_add,
    etablissement_set,
    nir,
    session_add,
    stagiaire_enrol,
)


def numbers(sigma: Sigma, *filtres: str) -> list[str]:
    document = sigma.json("action", "list", *filtres)
    assert document["nombre"] == len(document["resultats"])
    return [ligne["action"] for ligne in document["resultats"]]


def test_add_then_show_gives_every_field(sigma: Sigma) -> None:
    fiche = sigma.json(*action_add("20f0011", effectif="20", date_vote="01/07/2020"))
    assert fiche == {
        "action": "20F0011",
        "convention": "20005341_1",
        "intitule": "Diplômes niveaux 5 6 7",
        "statut": "EG",
        "annee": 2020,
        "date_debut": "2020-09-01",
        "date_fin_prevue": "2021-12-31",
        "niveau_sortie": "5",
        "effectif": 20,
        "inscrits": 0,
        "places_remunerees": 5,
        "places_utilisees": 0,
        "date_vote": "2020-07-01",
        "programme": "FORPRO_SUP",
        "composantes": [],
        "avertissements": [],
    }
    sigma.ok(*composante_add())
    assert sigma.json("action", "show", "20F0011") == fiche | {"composantes": ["20F0011_03"]}
    assert "Date du vote" in sigma.ok("action", "show", "20F0011").stdout


def test_add_tells_the_next_step_to_people_only(sigma: Sigma) -> None:
    assert "sigma composante add 20F0011_01" in sigma.ok(*action_add()).stderr
    assert sigma.ok(*action_add("20F0012"), "--json").stderr == ""


def test_a_number_is_taken_once(sigma: Sigma) -> None:
    sigma.ok(*action_add())
    message = sigma.refused(13, *action_add("20f0011"))
    assert "L’action 20F0011 existe déjà" in message
    assert "sigma action set" in message


BAD = [
    ("convention", "2000 53", "un numéro comme 20005341_1"),
    ("intitule", "x" * 256, "256 caractères, 255 au plus ; raccourcir"),
    ("intitule", "\u200b ", "texte vide"),
    ("annee", "vingt", "nombre entier attendu, de 2000 à 2100"),
    ("annee", "1999", "de 2000 à 2100"),
    ("debut", "2020/09/01", "écrire AAAA-MM-JJ ou JJ/MM/AAAA"),
    ("debut", "31/06/2020", "ce jour n’existe pas"),
    ("fin", "0020-12-31", "année hors de 1900 à 2100"),
    ("niveau_sortie", "I", "l’ancien niveau I est devenu 7 ou 8"),
    ("niveau_sortie", "9", "niveau inconnu"),
    ("places_remunerees", "-1", "nombre entier attendu, de 0 à 99999"),
    ("places_remunerees", "2,5", "nombre entier attendu"),
    ("places_remunerees", "9" * 30, "nombre entier attendu"),
    ("effectif", "dix", "nombre entier attendu"),
    ("statut", "x" * 11, "11 caractères, 10 au plus"),
    ("date_vote", "hier", "date illisible"),
]


@pytest.mark.parametrize(("option", "valeur", "extrait"), BAD)
def test_a_wrong_field_is_refused_by_the_name_of_its_option(
    sigma: Sigma, option: str, valeur: str, extrait: str
) -> None:
    message = sigma.refused(10, *action_add(**{option: valeur}))
    assert f" : --{option.replace('_', '-')} : " in message
    assert extrait in message
    assert message.count("\n") == 1
    assert numbers(sigma) == []


@pytest.mark.parametrize("action", ["", "20", "20F-11", "20F0011_03"])
def test_a_wrong_number_is_refused_with_an_example(sigma: Sigma, action: str) -> None:
    assert "comme 20F0011" in sigma.refused(10, *action_add(action))


def test_an_unknown_programme_is_a_usage_problem(sigma: Sigma) -> None:
    assert "--programme" in sigma.refused(2, *action_add(programme="AUTRE"))


def test_ses_02_an_action_does_not_end_before_it_starts(sigma: Sigma) -> None:
    message = sigma.refused(12, *action_add(fin="2020-08-31"))
    assert message.startswith("refusé (SES-02) : 20F0011 : la fin (31/08/2020) est avant")
    sigma.ok(*action_add())
    sigma.refused(12, "action", "set", "20F0011", "--debut", "2022-01-01")
    assert sigma.json("action", "show", "20F0011")["date_debut"] == "2020-09-01"


@pytest.mark.parametrize("suite", [("show",), ("set",), ("set", "--intitule", "x")])
def test_an_unknown_action_is_not_found(sigma: Sigma, suite: tuple[str, ...]) -> None:
    verbe, *options = suite
    message = sigma.refused(11, "action", verbe, "20F9999", *options)
    assert "Action inconnue : 20F9999. « sigma action list » donne les actions." in message


def test_set_changes_what_is_given_and_journals_it(sigma: Sigma) -> None:
    sigma.ok(*action_add())
    fiche = sigma.json(
        "action", "set", "20F0011", "--intitule", "Autre\r\n titre", "--annee", "2021"
    )
    assert (fiche["intitule"], fiche["annee"], fiche["statut"]) == ("Autre titre", 2021, "EG")
    sigma.ok("action", "set", "20F0011", "--annee", "2021")
    premiere, *autres = sigma.json("journal", "list", "20F0011")["resultats"]
    assert len(autres) == 1
    assert premiere["operation"] == "action.set"
    assert premiere["avant"] == {"annee": 2020, "intitule": "Diplômes niveaux 5 6 7"}
    assert premiere["apres"] == {"annee": 2021, "intitule": "Autre titre"}


def test_q9_01_a_quota_never_goes_below_its_use(peuple: Sigma) -> None:
    peuple.ok(*stagiaire_enrol(), entree=nir())
    peuple.ok("place", "allocate", "P000001", "--motif", "Seule candidate")
    message = peuple.refused(12, "action", "set", "20F0011", "--places-remunerees", "0")
    assert message.startswith("refusé (Q9-01) : 20F0011 a déjà 1 place")
    assert (
        peuple.json("action", "set", "20F0011", "--places-remunerees", "1")["places_utilisees"] == 1
    )


@pytest.fixture
def trois(sigma: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(sigma, _trois)


def _trois(sigma: Sigma) -> None:
    sigma.ok(*action_add("20F0011"))
    sigma.ok(*action_add("20F0012", convention="20005341_2", intitule="Comptabilité générale"))
    sigma.ok(*action_add("21F0001", convention="21000001_1", annee="2021", statut="CL"))


@pytest.mark.parametrize(
    ("filtres", "attendus"),
    [
        ((), ["20F0011", "20F0012", "21F0001"]),
        (("--cherche", "20f00"), ["20F0011", "20F0012"]),
        (("--cherche", "COMPTABILITE"), ["20F0012"]),
        (("--cherche", "20005341_2"), ["20F0012"]),
        (("--convention", "20005341"), ["20F0011", "20F0012"]),
        (("--convention", "%"), []),
        (("--annee", "2021"), ["21F0001"]),
        (("--statut", "eg"), ["20F0011", "20F0012"]),
        (("--statut", "EG", "--annee", "2021"), []),
        (("--cherche", ""), ["20F0011", "20F0012", "21F0001"]),
    ],
)
def test_q8_05_actions_are_searched_by_number_title_status_and_year(
    trois: Sigma, filtres: tuple[str, ...], attendus: list[str]
) -> None:
    assert numbers(trois, *filtres) == attendus
    texte = trois.ok("action", "list", *filtres).stdout
    assert texte.splitlines()[-1] == f"Nombre de résultats : {len(attendus)}"


def test_q8_05_a_year_that_is_no_number_is_refused(sigma: Sigma) -> None:
    assert "--annee" in sigma.refused(10, "action", "list", "--annee", "vingt")
    assert "--annee" in sigma.refused(10, "export", "actions", "--annee", "vingt", "-o", "-")


@pytest.mark.parametrize("niveau", ["4", "IV", "niveau 4", "7", "I-8", "infra 3"])
def test_q7_01_an_exit_level_is_read_in_both_frameworks(sigma: Sigma, niveau: str) -> None:
    attendus = {"7": "7", "I-8": "8", "infra 3": "INFRA3"}
    fiche = sigma.json(*action_add(niveau_sortie=niveau))
    assert fiche["niveau_sortie"] == attendus.get(niveau, "4")


def test_q3_03_the_exit_level_of_an_action_alters_no_diffusion_export(peuple: Sigma) -> None:
    avant = peuple.ok("flux", "preview", "carif").stdout_bytes
    assert b"<lheo" in avant
    composantes = peuple.ok("export", "composantes", "--format", "csv", "-o", "-").stdout_bytes
    peuple.ok("flux", "push", "carif")
    peuple.ok("action", "set", "20F0011", "--niveau-sortie", "7")
    assert peuple.ok("flux", "preview", "carif").stdout_bytes == avant
    assert (
        peuple.ok("export", "composantes", "--format", "csv", "-o", "-").stdout_bytes == composantes
    )
    assert peuple.json("session", "show", SESSION)["a_diffuser"] is False


@pytest.mark.parametrize(("niveau", "code"), [("6", "16"), ("7", "17")])
def test_q3_03_the_exit_level_of_a_composante_is_diffused(
    sigma: Sigma, niveau: str, code: str
) -> None:
    sigma.ok(*etablissement_set())
    sigma.ok(*action_add())
    sigma.ok(*composante_add(niveau_sortie=niveau))
    sigma.ok(*session_add())
    contenu = sigma.ok("flux", "preview", "carif").stdout
    assert f"<code-niveau-sortie>{code}</code-niveau-sortie>" in contenu


def test_a_refusal_in_json_has_its_code_rule_and_message(sigma: Sigma) -> None:
    refus = json.loads(sigma(*action_add(fin="2020-08-31"), "--json").stdout)["erreur"]
    assert (refus["code"], refus["regle"]) == (12, "SES-02")
    assert set(refus) == {"code", "regle", "message"}
