"""A base behind a server: reached by its URL alone, with nothing that only SQLite understands."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from alembic.ddl.sqlite import SQLiteImpl
from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

from tests import factories
from tests.conftest import Lieu, Sigma


class DialecteServeur(SQLiteDialect_pysqlite):
    """SQLite under another name: the store cannot know that a file is behind."""

    name = "serveur"
    supports_statement_cache = True


class MigrationServeur(SQLiteImpl):
    """What Alembic needs to know of that name."""

    __dialect__ = "serveur"


@pytest.fixture
def ordres() -> Iterator[list[str]]:
    """Every statement sent to an engine."""
    vus: list[str] = []

    def note(_c: Any, _k: Any, ordre: str, *_: Any) -> None:
        vus.append(ordre)

    event.listen(Engine, "before_cursor_execute", note)
    yield vus
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def url(lieu: Lieu) -> str:
    registry.register("serveur", __name__, DialecteServeur.__name__)
    return f"serveur:///{lieu.dossier / 'distante.db'}"


def test_the_whole_job_is_done_without_a_word_of_sqlite(
    sigma: Sigma, lieu: Lieu, url: str, ordres: list[str]
) -> None:
    env = {"SIGMA_BASE": url}
    assert sigma.json("init", **env)["base"] == "serveur"
    for argv, entree in (
        (factories.etablissement_set(), None),
        (factories.action_add(), None),
        (factories.composante_add(), None),
        (factories.session_add(), None),
        (factories.stagiaire_enrol(), factories.nir()),
        (factories.place_allocate(), None),
    ):
        sigma.ok(*argv, entree=entree, **env)
    assert [envoi["etat"] for envoi in sigma.json("flux", "push", **env)["flux"]] == ["DEPOSE"] * 3
    assert sigma.json("base", "migrate", **env)["modifiee"] is False
    assert sigma.json("base", "check", **env)["nombre"] == 0
    assert sigma.json("journal", "verify", **env)["intact"] is True
    assert [ordre for ordre in ordres if ordre.startswith("BEGIN") or "_check" in ordre] == []
    with closing(sqlite3.connect(lieu.dossier / "distante.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_saving_is_left_to_the_tools_of_the_server(sigma: Sigma, url: str) -> None:
    sigma.ok("init", SIGMA_BASE=url)
    assert "outils du serveur" in sigma.refused(10, "base", "backup", "s.db", SIGMA_BASE=url)


def test_a_server_without_our_tables_says_init(sigma: Sigma, url: str) -> None:
    assert "sigma init" in sigma.refused(20, "session", "list", SIGMA_BASE=url)
