"""The migrations give exactly the tables of the models, and carry an older base over."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect
from sqlmodel import SQLModel

import sigma_cli.models.tables  # noqa: F401 - registers every table
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.engine import HEAD
from sigma_cli.store.recherche import is_internal
from sigma_cli.store.schema import alembic_config, last_revision, migrate
from tests.conftest import Lieu, Sigma
from tests.factories import session_add


@pytest.fixture
def migree(base_neuve: Path) -> Engine:
    return create_engine(Adresse.parse(str(base_neuve)).url)


@pytest.fixture
def modeles(tmp_path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{tmp_path / 'modeles.db'}")
    SQLModel.metadata.create_all(engine)
    return engine


def test_the_constant_is_the_last_migration() -> None:
    assert last_revision() == HEAD


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
    migree: Engine, modeles: Engine
) -> None:
    attendues = constraints(modeles)
    assert "ck_tache_etat" in attendues["tache"]["checks"]
    assert constraints(migree) == attendues


def test_a_base_of_the_first_version_becomes_current_with_its_rows(
    sigma: Sigma, tmp_path: Path
) -> None:
    ancienne = tmp_path / "ancienne.db"
    engine = create_engine(f"sqlite:///{ancienne}")
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO action (numero, convention, intitule, statut, annee, date_debut,"
            " date_fin_prevue, niveau_sortie, places_remunerees, places_utilisees, programme,"
            " creee_le, modifiee_le) VALUES ('20F0011', '20005341_1', 'Diplômes', 'EG', 2020,"
            " '2020-09-01', '2021-12-31', '5', 5, 0, 'FORPRO_SUP', '2020-10-06 07:00:00',"
            " '2020-10-06 07:00:00')"
        )
    engine.dispose()
    assert "base migrate" in sigma.refused(20, "action", "list", SIGMA_BASE=str(ancienne))
    assert migrate(Adresse.parse(str(ancienne))) is True
    fiche = sigma.json("action", "show", "20F0011", SIGMA_BASE=str(ancienne))
    assert fiche["intitule"] == "Diplômes"


def test_an_older_base_knows_which_file_holds_what_was_sent(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok("flux", "push", "carif")
    peuple.ok("flux", "push", "carif")
    peuple.ok(*session_add())
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("ALTER TABLE session_formation DROP COLUMN carif_depuis")
        base.execute("ALTER TABLE tache DROP COLUMN dernier_fichier")
        base.execute("CREATE INDEX ix_stagiaire_sans_nir ON stagiaire (nir_classe)")
        base.execute("UPDATE alembic_version SET version_num = '0008'")
    peuple.ok("base", "migrate")
    with closing(sqlite3.connect(lieu.base)) as base:
        rangs = base.execute("SELECT carif_depuis FROM session_formation ORDER BY id").fetchall()
    assert rangs == [(1,), (None,)]
