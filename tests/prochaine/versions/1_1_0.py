"""A made-up revision: a column, filled from what the base holds."""

import sqlalchemy as sa
from alembic import op

revision = "1.1.0"
down_revision = "1.0.0"


def upgrade() -> None:
    op.add_column("action", sa.Column("essai_annee", sa.Integer()))
    op.execute("UPDATE action SET essai_annee = annee")
