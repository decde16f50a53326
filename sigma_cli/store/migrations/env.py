"""Entry point called by Alembic; the connection is handed over by `store.schema`."""

from alembic import context
from sqlmodel import SQLModel

import sigma_cli.models.tables  # noqa: F401 - registers every table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot ALTER most things: Alembic rebuilds the table
)
with context.begin_transaction():
    context.run_migrations()
