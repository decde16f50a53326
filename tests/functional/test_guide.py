"""The guide followed to the letter: its commands run in its order, from an empty base to another one.

Only the parts that go on from one another are played: the others show references and files that the
reader alone has. Each block is played one day after the one before.
"""

import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Sigma

GUIDE = (Path(__file__).parents[2] / "docs" / "guide.md").read_text("utf-8")
DEBUT = date(2026, 9, 1)
REPRISE = "Reprendre une base entière"
JOUES = (
    "## Saisir l’offre",
    "### Une session",
    "### Quand une session n’aura pas lieu",
    "### Les prescripteurs",
    "### Une candidature",
    "## Inscrire un stagiaire",
    "## Chercher",
    "## Exporter",
    "## Quand un parcours change",
    "## Lire le journal",
    "## À qui s’adresser",
    f"**{REPRISE}**",
)


def blocks(titre: str) -> list[list[str]]:
    """Return the commands under a heading, block by block, up to the next one."""
    suite = GUIDE.split(f"{titre}", 1)[1]
    partie = re.split(r"^#{2,3} ", suite, maxsplit=1, flags=re.MULTILINE)[0]
    return [
        re.findall(r"^\$ (sigma .*)$", bloc.replace("\\\n", " "), re.MULTILINE)
        for bloc in re.findall(r"^```console\n(.*?)^```$", partie, re.DOTALL | re.MULTILINE)
    ]


@pytest.fixture
def lecteur(sigma: Sigma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sigma:
    """Someone who installed the program as the guide says, where they work."""
    monkeypatch.chdir(tmp_path)
    for ligne in blocks("Pour travailler :")[0]:
        sigma.ok(*shlex.split(ligne)[1:])
    return sigma


def test_the_guide_runs_in_its_order(lecteur: Sigma, tmp_path: Path) -> None:
    blocs = [bloc for titre in JOUES for bloc in blocks(titre)]
    for rang, bloc in enumerate(blocs):
        jour = f"{DEBUT + timedelta(days=rang + 1)}T09:00"
        for ligne in bloc:
            mots = shlex.split(ligne)[1:]
            if "enrol" in mots:  # who is asked for the number answers
                mots += ["--nir", "-"]
            if "--avec-nir" in mots:  # who is asked to confirm does
                mots += ["--yes"]
            numero = factories.nir(rang + len(ligne))
            lecteur.ok(*mots, entree=numero, SIGMA_MAINTENANT=jour)
    ailleurs = ("--base", str(tmp_path / "neuve.db"))
    for quoi in ("stagiaire", "candidature", "session", "prescripteur"):
        ici, la = (lecteur.json(*base, quoi, "list") for base in ((), ailleurs))
        assert ici["nombre"] == la["nombre"] > 0, quoi
    assert lecteur.json(*ailleurs, "etablissement", "show") == lecteur.json("etablissement", "show")
