"""`sigma etablissement`: who sends the flux."""

import json

import pytest

from tests.conftest import Sigma
from tests.factories import etablissement_set, nir, stagiaire_enrol

FULL = {
    "nom": "Université d’exemple",
    "siret": "12345678200010",
    "uai": "0319999A",
    "nda": "7331P999999",
    "adresse": "1 rue de l’Exemple",
    "code_postal": "31000",
    "code_insee": "31555",
    "commune": "TOULOUSE",
    "courriel": "formation@exemple.fr",
    "telephone": "05 00 00 00 00",
    "avertissements": [],
}


def test_set_then_show_gives_every_field(sigma: Sigma) -> None:
    assert sigma.json(*etablissement_set()) == FULL
    assert sigma.json("etablissement", "show") == FULL
    texte = sigma.ok("etablissement", "show").stdout
    assert "N° d’activité : 7331P999999" in texte


def test_what_is_not_given_does_not_change_and_what_lacks_is_told(sigma: Sigma) -> None:
    assert sigma.ok("etablissement", "show").stdout == ""
    premier = sigma.ok("etablissement", "set", "--nom", " Université \t d’exemple\x07 ")
    assert premier.stderr.startswith("Reste à renseigner : SIRET, UAI, ")
    sigma.ok("etablissement", "set", "--uai", "0319999a")
    fiche = sigma.json("etablissement", "show")
    assert (fiche["nom"], fiche["uai"]) == ("Université d’exemple", "0319999A")
    assert "Reste à renseigner" not in sigma.ok(*etablissement_set()).stderr


def test_only_a_change_is_journalled(sigma: Sigma) -> None:
    sigma.ok(*etablissement_set())
    sigma.ok(*etablissement_set())
    sigma.ok(*etablissement_set(commune="BLAGNAC"))
    lignes = sigma.json("journal", "list")["resultats"]
    assert [ligne["operation"] for ligne in lignes] == ["etablissement.set"] * 2
    assert (lignes[0]["avant"], lignes[0]["apres"]) == (
        {"commune": "TOULOUSE"},
        {"commune": "BLAGNAC"},
    )


@pytest.mark.parametrize(
    ("option", "valeur", "extrait"),
    [
        ("--siret", "12345678200011", "clé du SIRET incohérente ; relire"),
        ("--siret", "1234", "14 chiffres"),
        ("--uai", "0319999B", "lettre de contrôle de l’UAI incohérente ; relire"),
        ("--uai", "319999A", "7 chiffres et une lettre"),
        ("--nda", "7331", "11 lettres ou chiffres"),
        ("--code-insee", "1004", "a perdu son zéro initial, sans doute dans un tableur"),
        ("--code-insee", "31000", "code postal lu à la place"),
        ("--code-postal", "1000", "écrire 01000"),
        ("--courriel", "formation", "de la forme nom@domaine.fr"),
        ("--telephone", "néant", "chiffres au moins"),
        ("--nom", " \t\u200b ", "texte vide, 1 à 250"),
        ("--adresse", "x" * 201, "201 caractères, 200 au plus ; raccourcir"),
        ("--commune", "x" * 51, "51 caractères, 50 au plus ; raccourcir"),
    ],
)
def test_ext_04_a_wrong_field_is_refused_by_the_name_of_its_option(
    sigma: Sigma, option: str, valeur: str, extrait: str
) -> None:
    message = sigma.refused(10, "etablissement", "set", option, valeur)
    assert message.startswith(f"erreur : {option} : ")
    assert extrait in message
    assert message.count("\n") == 1
    assert sigma.json("etablissement", "show")["nom"] is None


def test_ext_04_codes_of_two_departements_are_told_and_kept(sigma: Sigma) -> None:
    fait = sigma.ok(*etablissement_set(code_postal="11108"), "--json")
    assert "attention : le code postal 11108 et le code Insee 31555" in fait.stderr
    assert [dit["regle"] for dit in json.loads(fait.stdout)["avertissements"]] == ["EXT-04"]
    assert sigma.json("etablissement", "show")["code_postal"] == "11108"


def test_a_refusal_in_json_has_its_code_rule_and_message(sigma: Sigma) -> None:
    refus = sigma("etablissement", "set", "--siret", "1", "--json")
    assert json.loads(refus.stdout) == {
        "erreur": {
            "code": 10,
            "regle": None,
            "message": "--siret : SIRET attendu, 14 chiffres ; 1 caractères lus.",
        }
    }


AUTRE = "98765432400019"


def test_srv_01_a_second_siren_is_refused_once_parcours_exist(peuple: Sigma) -> None:
    peuple.ok(*stagiaire_enrol(), entree=nir())
    dit = peuple.refused(12, "etablissement", "set", "--siret", AUTRE, "--nom", "Seconde")
    assert dit.startswith("refusé (SRV-01) : --siret : cette base sert l’établissement 123456782")
    assert "sigma --base AUTRE.db" in dit
    assert peuple.json("etablissement", "show") == FULL


def test_srv_01_another_site_of_the_same_etablissement_passes(peuple: Sigma) -> None:
    peuple.ok(*stagiaire_enrol(), entree=nir())
    fiche = peuple.json("etablissement", "set", "--siret", "12345678200028")
    assert fiche["siret"] == "12345678200028"


def test_srv_01_what_nobody_was_registered_under_may_change(peuple: Sigma) -> None:
    assert peuple.json("etablissement", "set", "--siret", AUTRE)["siret"] == AUTRE


def test_srv_01_a_first_siret_may_come_after_the_parcours(sigma: Sigma) -> None:
    from tests.factories import action_add, composante_add, session_add

    for ligne in (action_add(), composante_add(), session_add()):
        sigma.ok(*ligne)
    sigma.ok(*stagiaire_enrol(), entree=nir())
    assert sigma.json("etablissement", "set", "--siret", AUTRE)["siret"] == AUTRE
