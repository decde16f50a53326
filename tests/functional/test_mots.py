"""The words of the program: French verbs, all that is missing at once, SIGMA told from sigma."""

import json

import pytest

from tests import factories
from tests.conftest import Sigma


@pytest.mark.parametrize(
    ("ligne", "conseil"),
    [
        ("session delete 20F0011_03/01", "SES-01) : « sigma session cancel"),
        ("session supprimer X", "sigma session cancel"),
        ("session annuler X", "« sigma session cancel »"),
        ("stagiaire inscrire X", "« sigma stagiaire enrol »"),
        ("inscrire", "« sigma stagiaire enrol »"),
        ("candidature convoquer", "« sigma candidature convoke »"),
        ("place libérer", "« sigma place release »"),
        ("todo cocher", "« sigma todo done »"),
    ],
)
def test_a_french_verb_gets_the_command_it_stands_for(
    sigma: Sigma, ligne: str, conseil: str
) -> None:
    assert conseil in sigma.refused(2, *ligne.split())


def test_all_that_is_missing_is_told_at_once(sigma: Sigma) -> None:
    refus = sigma.refused(2, "session", "add", "--debut", "2020-01-01")
    assert "Il manque : COMPOSANTE, --fin, --places, --site" in refus
    assert "--code-insee et --commune." in refus


@pytest.mark.parametrize("ligne", ["--json session list", "session --json list"])
def test_json_before_the_command_is_understood(peuple: Sigma, ligne: str) -> None:
    assert json.loads(peuple.ok(*ligne.split()).stdout)["nombre"] == 1


def test_the_sigma_of_the_region_is_never_this_program(peuple: Sigma) -> None:
    from sigma_cli.services.taches import REGISTRE

    for genre in REGISTRE.values():
        assert "SIGMA" not in genre.titre.replace("SIGMA (Région)", "")
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    refus = peuple.refused(10, "todo", "done", "T000001", "--dans", "sigma")
    assert "est à faire dans Kairos ; écrire --dans kairos" in refus


def test_new_dates_are_told(peuple: Sigma) -> None:
    ligne = ("session", "set", factories.SESSION, "--debut", "2020-11-09")
    assert "enregistrée : du 09/11/2020 au" in peuple.ok(*ligne).stdout
    motif = ("--motif", "Trop peu d’inscrits")
    dit = peuple.ok("session", "cancel", factories.SESSION, *motif).stdout
    assert dit == "Session 20F0011_03/01 n’aura pas lieu (0 place).\n"


def test_an_empty_list_says_it_once(peuple: Sigma) -> None:
    vide = peuple.ok("stagiaire", "list")
    assert (vide.stdout, vide.stderr) == ("Nombre de résultats : 0\n", "")


def test_who_is_enrolled_is_to_hold_against_the_paper(peuple: Sigma) -> None:
    ligne = factories.stagiaire_enrol(nom="Durand", prenom="Anne", naissance=None)
    dit = peuple.ok(*ligne, entree=factories.nir(sexe="2")).stderr
    assert "À comparer avec la pièce d’identité : Durand, Anne, née en janvier 1985" in dit
