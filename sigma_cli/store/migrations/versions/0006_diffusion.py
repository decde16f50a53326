"""diffusion."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _widen_demande()
    op.create_table(
        "referentiel_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nom", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("fichier", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("extrait_le", sa.Date(), nullable=False),
        sa.Column("importe_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("lignes", sa.Integer(), nullable=False),
        sa.Column("ajoutes", sa.Integer(), nullable=False),
        sa.Column("retires", sa.Integer(), nullable=False),
        sa.Column("modifies", sa.Integer(), nullable=False),
        sa.CheckConstraint("lignes > 0", name=op.f("ck_referentiel_import_lignes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referentiel_import")),
    )
    with op.batch_alter_table("referentiel_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referentiel_import_nom"), ["nom"], unique=False)

    op.create_table(
        "certification",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("intitule", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("archive", sa.Boolean(), nullable=False),
        sa.Column("niveau", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=True),
        sa.Column("rncp", sqlmodel.sql.sqltypes.AutoString(length=14), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["referentiel_import.id"], name=op.f("fk_certification_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "code", name=op.f("pk_certification")),
    )
    op.create_table(
        "code_libelle",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("libelle", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["referentiel_import.id"], name=op.f("fk_code_libelle_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "code", name=op.f("pk_code_libelle")),
    )
    op.create_table(
        "commune",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column("libelle", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("codes_postaux", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("actuelle", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["referentiel_import.id"], name=op.f("fk_commune_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "code", name=op.f("pk_commune")),
    )
    op.create_table(
        "demande_champ",
        sa.Column("demande_id", sa.Integer(), nullable=False),
        sa.Column("champ", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("avant", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("apres", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["demande_id"], ["demande.id"], name=op.f("fk_demande_champ_demande_id")
        ),
        sa.PrimaryKeyConstraint("demande_id", "champ", name=op.f("pk_demande_champ")),
    )
    op.create_table(
        "demande_objet",
        sa.Column("demande_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("composante_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["composante_id"], ["composante.id"], name=op.f("fk_demande_objet_composante_id")
        ),
        sa.ForeignKeyConstraint(
            ["demande_id"], ["demande.id"], name=op.f("fk_demande_objet_demande_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session_formation.id"], name=op.f("fk_demande_objet_session_id")
        ),
        sa.PrimaryKeyConstraint("demande_id", "rang", name=op.f("pk_demande_objet")),
    )
    with op.batch_alter_table("demande_objet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_demande_objet_composante_id"), ["composante_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_demande_objet_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "session_vue",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("portail", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("vue_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("valable", sa.Boolean(), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("notee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "portail IN ('CARIF', 'MFR', 'OUIFORM', 'AUDEF', 'KAIROS')",
            name=op.f("ck_session_vue_portail"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session_formation.id"], name=op.f("fk_session_vue_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "portail", name=op.f("pk_session_vue")),
    )
    op.execute(
        "INSERT INTO demande_objet (demande_id, rang, composante_id, session_id)"
        " SELECT d.demande_id, 1, s.composante_id, s.id FROM demande_place d"
        " JOIN parcours p ON p.id = d.parcours_id JOIN session_formation s ON s.id = p.session_id"
    )
    with op.batch_alter_table("session_formation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("siret", sqlmodel.sql.sqltypes.AutoString(length=14), nullable=True)
        )
        batch_op.add_column(
            sa.Column("uai", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True)
        )


def _widen_demande() -> None:
    """More kinds of requests, more answers, and the tools where something is missing."""
    with op.batch_alter_table("demande") as batch_op:
        batch_op.add_column(
            sa.Column(
                "portails",
                sqlmodel.sql.sqltypes.AutoString(length=60),
                nullable=False,
                server_default="",
            )
        )
        batch_op.drop_constraint(op.f("ck_demande_type"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_demande_type"),
            "type IN ('DONNEES', 'REFERENTIEL', 'CHAMPS', 'ABSENCE', 'PLACE')",
        )
        batch_op.drop_constraint(op.f("ck_demande_etat"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_demande_etat"),
            "etat IN ('DEMANDEE', 'APPLIQUEE', 'ACCORDEE', 'REFUSEE', 'RETIREE')",
        )
    with op.batch_alter_table("demande") as batch_op:
        batch_op.alter_column("portails", server_default=None)
