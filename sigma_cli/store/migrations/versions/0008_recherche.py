"""recherche: the folded texts that searches look into."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from sigma_cli.domain.offre.recherche import composante_key, session_key

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for nom in ("composante", "session_formation"):
        with op.batch_alter_table(nom, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column(
                    "recherche",
                    sqlmodel.sql.sqltypes.AutoString(),
                    server_default="",
                    nullable=False,
                )
            )
    connection = op.get_bind()
    composantes = connection.execute(
        sa.text("SELECT id, numero, intitule, certifinfo FROM composante")
    ).all()
    sessions = connection.execute(
        sa.text(
            "SELECT s.id, c.numero, s.numero, c.intitule, c.certifinfo, s.commune, s.site"
            " FROM session_formation s JOIN composante c ON c.id = s.composante_id"
        )
    ).all()
    for table, cles in (
        ("composante", {ident: composante_key(*reste) for ident, *reste in composantes}),
        (
            "session_formation",
            {
                ident: session_key(f"{composante}/{numero:02d}", *reste)
                for ident, composante, numero, *reste in sessions
            },
        ),
    ):
        lignes = [{"ident": ident, "cle": cle} for ident, cle in cles.items()]
        if lignes:
            connection.execute(
                sa.text(f"UPDATE {table} SET recherche = :cle WHERE id = :ident"), lignes
            )
