"""suivi_carif: the first carif file that holds a session as it is; codes nobody says archived or not."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# What did not change since is in the first file made after its last change.
_DEJA_ENVOYEES = """
UPDATE session_formation SET carif_depuis = (
    SELECT min(f.sequence) FROM flux_fichier f, composante c
    WHERE f.code = 'carif' AND c.id = session_formation.composante_id
      AND f.produit_le >= session_formation.modifiee_le AND f.produit_le >= c.modifiee_le
) WHERE NOT a_diffuser
"""


def upgrade() -> None:
    with op.batch_alter_table("session_formation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carif_depuis", sa.Integer(), nullable=True))
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.alter_column("archive", existing_type=sa.Boolean(), nullable=True)
    op.execute(sa.text(_DEJA_ENVOYEES))
