"""What every table shares: constraint names that migrations can rely on, lazy validators.

Partial indexes say `sqlite_where` alone here: to name another database would load its driver at each
start. The migrations, which make the tables, name both.
"""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Parent of all tables. Validators are built on first use: most commands never validate.

    An `id` is given by the database when the row is flushed; it is typed as always there.
    """

    model_config = SQLModelConfig(defer_build=True)


def one_of(column: str, values: type[StrEnum] | Sequence[str]) -> CheckConstraint:
    """Return the constraint that keeps `column` inside a closed list."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)
