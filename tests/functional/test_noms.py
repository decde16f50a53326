"""A unique name is as good as a reference; a script’s reference never changes meaning."""

import pytest

from tests import factories
from tests.conftest import Modeles, Sigma

SESSION = factories.SESSION


@pytest.fixture
def nommes(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Petit Luc and Petitjean Ana enrolled, one more session in another town and month."""
    return modeles.fill(peuple, _nommes)


def _nommes(peuple: Sigma) -> None:
    peuple.ok(*factories.session_add(commune="Mende", debut="2020-12-07"))
    for ordre, (nom, prenom) in enumerate((("Petit", "Luc"), ("Petitjean", "Ana")), 1):
        ligne = factories.stagiaire_enrol(nom=nom, prenom=prenom)
        peuple.ok(*ligne, entree=factories.nir(ordre))
    peuple.ok(*factories.prescripteur_add())
    peuple.ok("place", "quota", "20F0011", "1")


def test_a_name_is_read_whole_words_first(nommes: Sigma) -> None:
    assert nommes.json("stagiaire", "show", "PETIT")["stagiaire"] == "S000001"
    assert nommes.json("parcours", "show", "jean")["parcours"] == "P000002"
    assert nommes.json("stagiaire", "show", "ana petitjean")["stagiaire"] == "S000002"


def test_two_that_fit_are_listed(nommes: Sigma) -> None:
    refus = nommes.refused(2, "stagiaire", "show", "peti")
    assert "S000001 (Petit Luc, 20F0011_03/01)" in refus
    assert "S000002 (Petitjean Ana, 20F0011_03/01)" in refus
    assert nommes.refused(11, "stagiaire", "show", "durand")


def test_a_session_is_said_by_its_town_or_its_day(nommes: Sigma) -> None:
    autre = "20F0011_03/02"
    assert nommes.json("session", "show", "mende")["session"] == autre
    assert nommes.json("session", "show", "07/12/2020")["session"] == autre
    assert nommes.json("stagiaire", "list", "--session", "Mende")["nombre"] == 0
    assert nommes.refused(2, "session", "show", "licence")


def test_to_write_without_anybody_only_a_full_name_passes(nommes: Sigma) -> None:
    motif = ("--motif", "Ordre")
    refus = nommes.refused(2, "place", "allocate", "jean", *motif)
    assert "Ce nom n’est pas entier : P000002 (Petitjean Ana, 20F0011_03/01)" in refus
    fait = nommes.json("place", "allocate", "petitjean ANA", *motif)
    assert fait["parcours"] == "P000002"
    assert nommes.refused(2, "session", "cancel", "licence", *motif)


def test_a_reference_keeps_its_meaning(nommes: Sigma) -> None:
    assert nommes.json("stagiaire", "show", "s000002")["stagiaire"] == "S000002"
    nommes.refused(11, "stagiaire", "show", "S000099")
    nommes.refused(10, "stagiaire", "show", "S12")
    nommes.refused(11, "action", "show", "99F0011")
    nommes.refused(10, "session", "show", "20F0011-03-01")


def test_structures_and_actions_have_names_too(nommes: Sigma) -> None:
    titre = nommes.json("action", "show", "20F0011")["intitule"]
    assert nommes.json("action", "show", titre)["action"] == "20F0011"
    nom = nommes.json("prescripteur", "show", "PR0001")["nom"]
    assert nommes.json("prescripteur", "show", nom)["prescripteur"] == "PR0001"
    ligne = factories.candidature_add(prescripteur=nom)
    assert nommes.json(*ligne)["prescripteur"] == "PR0001"


def test_a_number_is_no_name_and_is_not_repeated(nommes: Sigma) -> None:
    numero = factories.nir(7)
    for mots in (("stagiaire", "show", numero), ("stagiaire", "list", "--session", numero)):
        refus = nommes(*mots)
        assert refus.exit_code == 10
        assert numero not in refus.output
