"""The migrations give exactly the tables of the models, and carry an older base over."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect
from sqlmodel import SQLModel

import sigma_cli.models.tables  # noqa: F401 - registers every table
from sigma_cli.errors import PendingMigrations
from sigma_cli.store import version
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.recherche import is_internal
from sigma_cli.store.schema import Issue, last_revision, migrate
from tests.conftest import Lieu, Sigma
from tests.prochaine import install


@pytest.fixture
def migree(base_neuve: Path) -> Engine:
    return create_engine(Adresse.parse(str(base_neuve)).url)


@pytest.fixture
def tables(tmp_path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{tmp_path / 'modeles.db'}")
    SQLModel.metadata.create_all(engine)
    return engine


def test_the_constant_is_the_last_migration() -> None:
    assert last_revision() == version.HEAD


def test_the_migrations_give_the_tables_and_columns_of_the_models(migree: Engine) -> None:
    with migree.connect() as connection:
        contexte = MigrationContext.configure(
            connection, opts={"include_name": lambda nom, _genre, _parents: not is_internal(nom)}
        )
        differences = compare_metadata(contexte, SQLModel.metadata)
    migree.dispose()
    assert differences == []


def condition(index: Any) -> str:
    return str(index["dialect_options"].get("sqlite_where"))


def constraints(engine: Engine) -> dict[str, Any]:
    """Return by table what autogenerate does not compare: checks, and indexes with their condition."""
    vue = inspect(engine)
    trouvees = {
        table: {
            "checks": {c["name"]: c["sqltext"] for c in vue.get_check_constraints(table)},
            "index": {i["name"]: condition(i) for i in vue.get_indexes(table)},
        }
        for table in vue.get_table_names()
        if table != "alembic_version" and not is_internal(table)
    }
    engine.dispose()
    return trouvees


def test_the_migrations_give_the_checks_and_partial_indexes_of_the_models(
    migree: Engine, tables: Engine
) -> None:
    attendues = constraints(tables)
    assert "ck_tache_etat" in attendues["tache"]["checks"]
    assert constraints(migree) == attendues


def test_a_base_of_the_former_version_becomes_current_with_its_rows(
    peuple: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    avant = peuple.json("action", "show", "20F0011")
    install(monkeypatch)
    assert "sigma base migrate" in peuple.refused(20, "action", "list")
    assert migrate(lieu.adresse) is Issue.MISE_A_JOUR
    assert peuple.json("action", "show", "20F0011") == avant
    with closing(sqlite3.connect(lieu.base)) as base:
        assert base.execute("SELECT essai_annee FROM action").fetchall() == [(2020,)]
    assert migrate(lieu.adresse) is Issue.INCHANGEE


def test_versions_are_ordered_by_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "HEAD", "1.9.0")
    version.check_known("1.8.12")
    for venue in ("1.10.0", "2.0.0", "abc"):
        with pytest.raises(PendingMigrations, match="plus récente"):
            version.check_known(venue)
