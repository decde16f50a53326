"""Lists and sheets on real terminals: the whole width, nothing folded that is a date or a reference."""

import re
import shutil

import pytest

from tests import factories
from tests.conftest import Modeles, Sigma
from tests.terminal import TAILLES, Terminal

TITRE = "Licence professionnelle métiers de la gestion, de la comptabilité et du contrôle"
LISTES = (
    ("session", "list"),
    ("stagiaire", "list"),
    ("candidature", "list"),
    ("prescripteur", "list"),
    ("composante", "list"),
    ("place", "list"),
    ("journal", "list"),
)
REFERENCE = re.compile(r"20F0011_03/0[12]|[SPC]00000[12]|PR0001")


@pytest.fixture
def fourni(peuple: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(peuple, _fourni)


def _fourni(peuple: Sigma) -> None:
    peuple.ok("composante", "set", "20F0011_03", "--intitule", TITRE)
    peuple.ok(*factories.session_add(commune="PERPIGNAN CEDEX 9", debut="2020-12-07"))
    peuple.ok("session", "ic", "add", factories.SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*factories.candidature_add(nom="Delahaye-Vandenberghe", ic="2020-10-12"))
    for ordre in (1, 2):
        ligne = factories.stagiaire_enrol(nom="Delahaye-Vandenberghe", prenom=f"Léa-{ordre}")
        peuple.ok(*ligne, entree=factories.nir(ordre))


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
@pytest.mark.parametrize("taille", TAILLES)
def test_every_list_is_readable(fourni: Sigma, taille: tuple[int, int], locale: str) -> None:
    for argv in LISTES:
        terminal = Terminal(fourni.lieu, *argv, taille=taille, LC_ALL=locale)
        code, texte = terminal.ends()
        assert code == 0, texte
        lignes = texte.splitlines()
        assert max(map(len, lignes)) <= taille[1], (argv, texte)
        entiers = REFERENCE.findall(fourni.ok(*argv).stdout)
        assert sorted(REFERENCE.findall(texte)) == sorted(entiers), (argv, texte)


def test_numbers_stand_on_the_right(fourni: Sigma) -> None:
    _, texte = Terminal(fourni.lieu, "session", "list", taille=(40, 160)).ends()
    titre, *lignes = texte.splitlines()
    fin = titre.index("Places") + len("Places")
    assert all(ligne[fin - 2 : fin] == "10" for ligne in lignes if ligne.startswith("20F"))


@pytest.mark.skipif(shutil.which("less") is None, reason="needs less")
def test_the_pager_says_how_to_leave_in_french(fourni: Sigma) -> None:
    terminal = Terminal(
        fourni.lieu, "session", "show", factories.SESSION, taille=(8, 80), PAGER="less", LC_ALL="C"
    )
    avant = terminal.sees("q : quitter")
    assert "métiers" in avant
    terminal.types("q")
    assert terminal.ends()[0] == 0


def test_no_colour_holds(fourni: Sigma) -> None:
    terminal = Terminal(fourni.lieu, "session", "show", "20F0011_03/09", NO_COLOR="1")
    terminal.process.expect("Session inconnue")
    assert "\x1b[3" not in str(terminal.process.before)
    terminal.ends()
