"""What a ticked task knew of the files sent; no more index of the persons without a number.

The order of ticks and files no longer hangs on a clock. Each purge made that index grow, and the
queries that read it cost as much.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("tache", sa.Column("dernier_fichier", sa.Integer(), nullable=True))
    op.drop_index("ix_stagiaire_sans_nir", table_name="stagiaire")
    op.execute(
        "UPDATE tache SET dernier_fichier = (SELECT max(flux_fichier.id) FROM flux_fichier"
        " WHERE flux_fichier.produit_le <= tache.close_le)"
        " WHERE etat = 'FAITE' AND genre LIKE 'DEFI!_%' ESCAPE '!'"
    )
