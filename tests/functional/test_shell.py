"""`sigma shell` and `sigma` alone, on a real terminal."""

import pytest

from tests import factories
from tests.conftest import Sigma
from tests.terminal import TAILLES, Terminal

INVITE = "sigma>"


@pytest.mark.parametrize("taille", TAILLES)
def test_commands_follow_one_another_and_errors_do_not_end_it(
    peuple: Sigma, taille: tuple[int, int]
) -> None:
    terminal = Terminal(peuple.lieu, "shell", taille=taille)
    terminal.sees(INVITE)
    terminal.enters("session show 20F0011_03/09")
    terminal.sees("Session inconnue : 20F0011_03/09")
    terminal.sees(INVITE)
    terminal.enters("sigma composante list")
    terminal.sees("Nombre de résultats : 1")
    terminal.enters("session set 20F0011_03/01 --places 7")
    terminal.sees("enregistrée")
    terminal.enters('session list "entr')
    terminal.sees("n’est pas fermé")
    terminal.types("session li")
    terminal.key("c")
    terminal.sees(INVITE)
    terminal.key("d")
    assert terminal.ends()[0] == 0
    assert peuple.json("session", "show", "20F0011_03/01")["places"] == 7


def test_the_history_holds_no_number(peuple: Sigma) -> None:
    terminal = Terminal(peuple.lieu, "shell")
    terminal.sees(INVITE)
    terminal.enters(f"stagiaire show {factories.nir()}")
    terminal.sees("NIR-12")
    terminal.enters("todo list")
    terminal.sees("Nombre de résultats")
    terminal.enters("quitter")
    assert terminal.ends()[0] == 0
    (fichier,) = peuple.lieu.dossier.rglob("historique")
    assert fichier.stat().st_mode & 0o077 == 0
    garde = fichier.read_text()
    assert "+todo list" in garde
    assert factories.nir() not in garde


def test_completion_shows_the_names(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    terminal = Terminal(peuple.lieu, "shell", taille=(40, 120))
    terminal.sees(INVITE)
    terminal.types("stagiaire show ")
    terminal.sees("Martin Léa")
    terminal.key("c")
    terminal.key("d")
    terminal.ends()


def test_the_base_and_the_clock_are_those_of_the_start(peuple: Sigma) -> None:
    lieu = peuple.lieu
    argv = ("--base", str(lieu.base), "--maintenant", "2021-01-01", "shell")
    terminal = Terminal(lieu, *argv, SIGMA_BASE="/nulle/part.db")
    terminal.sees(INVITE)
    terminal.enters("session list --ouvertes")
    terminal.sees("Nombre de résultats : 1")
    terminal.sees(INVITE)
    terminal.key("d")
    terminal.ends()


def test_without_a_terminal_the_shell_says_so(sigma: Sigma) -> None:
    assert "demande un terminal" in sigma.refused(2, "shell")


@pytest.mark.parametrize("taille", TAILLES)
def test_sigma_alone_tells_the_morning(peuple: Sigma, taille: tuple[int, int]) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    code, texte = Terminal(peuple.lieu, taille=taille, SIGMA_MAINTENANT="2020-11-05T09:00").ends()
    assert code == 0
    assert "En retard        1 tâche" in texte
    assert "9 places dans 1 session" in texte
    assert "sigma --help" in texte
    assert all(len(ligne) <= taille[1] for ligne in texte.splitlines())


def test_sigma_alone_without_a_base_says_how_to_begin(sigma: Sigma) -> None:
    sigma.lieu.base.unlink()
    code, texte = Terminal(sigma.lieu).ends()
    assert (code, "sigma init" in texte) == (0, True)


def test_sigma_alone_in_a_pipe_is_the_help(sigma: Sigma) -> None:
    assert "Utilisation : sigma" in sigma().output
