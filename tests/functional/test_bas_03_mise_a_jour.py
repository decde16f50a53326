"""BAS-03: `base migrate` and `init` bring what a base owes with it, and finish what a killed one left."""

import sqlite3
from contextlib import closing

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.prochaine import install


@pytest.fixture
def ancienne(peuple: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch) -> Sigma:
    """A base of the version before, which knew no task, under the next program."""
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    forget_tasks(lieu)
    install(monkeypatch)
    return peuple


def forget_tasks(lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as base:
        base.execute("DELETE FROM tache")
        base.commit()


def tasks(lieu: Lieu) -> int:
    with closing(sqlite3.connect(lieu.base)) as base:
        return int(base.execute("SELECT count(*) FROM tache").fetchone()[0])


@pytest.mark.parametrize("commande", [("base", "migrate"), ("init",)])
def test_bas_03_the_tasks_come_with_the_new_version(
    ancienne: Sigma, lieu: Lieu, commande: tuple[str, ...]
) -> None:
    assert "Base mise à jour" in ancienne.ok(*commande).stdout
    assert tasks(lieu) > 0


@pytest.mark.parametrize("commande", [("base", "migrate"), ("init",)])
def test_bas_03_a_base_that_lost_its_tasks_on_the_way_has_them_back(
    peuple: Sigma, lieu: Lieu, commande: tuple[str, ...]
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    forget_tasks(lieu)
    assert "mise à jour" not in peuple.ok(*commande).stdout
    assert tasks(lieu) > 0


def test_bas_03_init_tells_what_it_made_from_what_it_brought_up(
    ancienne: Sigma, lieu: Lieu
) -> None:
    document = ancienne.json("init")
    assert (document["creees"]["base"], document["mise_a_jour"]) == (False, True)
    assert f"Base déjà là : {lieu.base}" in ancienne.ok("init").stdout
    assert ancienne.json("init")["mise_a_jour"] is False
