"""`sigma candidature presence --session`: one key a person, with a way back, on a real terminal."""

import pytest

from tests import factories
from tests.conftest import Modeles, Sigma
from tests.terminal import TAILLES, Terminal

APRES = "2020-10-14T09:00"
ARGV = ("candidature", "presence", "--session", factories.SESSION)


@pytest.fixture
def convoques(peuple: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(peuple, _convoques)


def _convoques(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", factories.SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    for nom in ("Adam", "Blanc", "Cros"):
        peuple.ok(*factories.candidature_add(nom=nom, prenom="Eve", ic="2020-10-12"))


def states(sigma: Sigma) -> list[str]:
    return [ligne["etat"] for ligne in sigma.json("candidature", "list")["resultats"]]


@pytest.mark.parametrize("taille", TAILLES)
def test_one_key_a_person_with_a_way_back(convoques: Sigma, taille: tuple[int, int]) -> None:
    terminal = Terminal(convoques.lieu, *ARGV, taille=taille, SIGMA_MAINTENANT=APRES)
    for voir, touche in (
        ("1/3  Adam Eve", "a"),
        ("2/3  Blanc Eve", "r"),
        ("1/3  Adam Eve", "p"),
        ("2/3  Blanc Eve", "a"),
        ("3/3  Cros Eve", "\r"),
    ):
        terminal.sees(voir)
        terminal.sees(" : ")
        terminal.types(touche)
    terminal.sees("C000001 (Adam Eve, 20F0011_03/01) : présente")
    assert terminal.ends()[0] == 0
    assert states(convoques) == ["PRESENT", "ABSENT", "CONVOQUE"]


def test_ctrl_c_notes_nothing(convoques: Sigma) -> None:
    terminal = Terminal(convoques.lieu, *ARGV, SIGMA_MAINTENANT=APRES)
    terminal.sees("1/3  Adam Eve")
    terminal.sees(" : ")
    terminal.types("p")
    terminal.sees("2/3  Blanc Eve")
    terminal.sees(" : ")
    terminal.key("c")
    code, reste = terminal.ends()
    assert (code, "Traceback" in reste) == (130, False)
    assert states(convoques) == ["CONVOQUE"] * 3


def test_without_a_terminal_it_says_so(convoques: Sigma) -> None:
    assert "dans un terminal" in convoques.refused(2, *ARGV, SIGMA_MAINTENANT=APRES)
