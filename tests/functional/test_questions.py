"""On a terminal what is missing is asked, one question at a time; elsewhere it is told."""

import pytest

from tests import factories
from tests.conftest import Sigma
from tests.terminal import TAILLES, Terminal

APRES = "2020-10-14T09:00"


@pytest.mark.parametrize("taille", [*TAILLES, (24, 40)])
def test_what_is_missing_is_asked_until_it_is_right(peuple: Sigma, taille: tuple[int, int]) -> None:
    argv = ("session", "ic", "add", "20F0011_03/01")
    terminal = Terminal(peuple.lieu, *argv, taille=taille)
    terminal.sees("(DATE)")
    terminal.enters("31/02/2021")
    terminal.sees("erreur :")
    terminal.enters("")
    terminal.enters("12/10/2020")
    terminal.sees("enregistrée")
    assert terminal.ends()[0] == 0
    (reunion,) = peuple.json("session", "show", "20F0011_03/01")["informations_collectives"]
    assert reunion["date"] == "2020-10-12"


def test_closed_choices_are_numbered(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", factories.SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*factories.candidature_add(ic="2020-10-12"))
    terminal = Terminal(peuple.lieu, "candidature", "presence", "C000001", SIGMA_MAINTENANT=APRES)
    terminal.sees("1. present")
    terminal.sees("[1-2")
    terminal.enters("1")
    terminal.sees("présente")
    assert terminal.ends()[0] == 0


def test_a_leaving_asks_for_its_day_and_its_reason(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    terminal = Terminal(peuple.lieu, "stagiaire", "leave", "P000001")
    terminal.sees("(--le)")
    terminal.enters("2020-12-01")
    terminal.sees("(--motif)")
    terminal.enters("Emploi")
    terminal.sees("sortie le 01/12/2020")
    assert terminal.ends()[0] == 0


def test_ctrl_c_at_a_question_does_nothing(peuple: Sigma) -> None:
    terminal = Terminal(peuple.lieu, "session", "cancel", factories.SESSION)
    terminal.sees("(--motif)")
    terminal.key("c")
    code, reste = terminal.ends()
    assert code == 130
    assert "Traceback" not in reste
    assert peuple.json("session", "show", factories.SESSION)["places"] == 10


def test_a_name_that_two_bear_is_chosen_then_written(peuple: Sigma) -> None:
    for ordre, prenom in enumerate(("Luc", "Ana"), 1):
        ligne = factories.stagiaire_enrol(nom="Petit", prenom=prenom)
        peuple.ok(*ligne, entree=factories.nir(ordre))
    peuple.ok("place", "quota", "20F0011", "1")
    terminal = Terminal(peuple.lieu, "place", "allocate", "petit", "--motif", "Ordre")
    terminal.sees("Quel parcours ?")
    terminal.enters("7")
    terminal.sees("Un nombre de 1 à 2")
    terminal.enters("2")
    terminal.sees("place rémunérée attribuée")
    assert terminal.ends()[0] == 0
    terminal = Terminal(peuple.lieu, "place", "release", "luc", "--motif", "Erreur")
    terminal.sees("est-ce bien cela ? [O/n]")
    terminal.enters("n")
    assert terminal.ends()[0] == 2


def test_a_number_typed_blind_is_asked_three_times(peuple: Sigma) -> None:
    argv = factories.stagiaire_enrol()
    faux = factories.nir()[:-1] + str((int(factories.nir()[-1]) + 1) % 10)
    terminal = Terminal(peuple.lieu, *argv)
    for _ in range(2):
        terminal.sees("NIR ou NIA")
        terminal.enters(faux)
        assert faux not in terminal.sees("NIR-")
    terminal.sees("NIR ou NIA")
    terminal.enters(factories.nir()[:13])
    terminal.sees(f"Clé calculée : {factories.nir()[13:]}, à comparer avec la carte.")
    terminal.enters("o")
    terminal.sees("S000001")
    assert terminal.ends()[0] == 0


def test_elsewhere_all_that_is_missing_is_told(peuple: Sigma) -> None:
    refus = peuple.refused(2, "session", "cancel")
    assert "Il manque : SESSION et --motif." in refus
