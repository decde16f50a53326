"""places."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"

_TYPES = "('REGION', 'POLE_EMPLOI', 'PROTECTION_SOCIALE', 'AUCUNE')"


def upgrade() -> None:
    _create_requests()
    _create_campagnes()
    _create_remuneration()
    _widen_action()
    _widen_attribution()


def _create_requests() -> None:
    op.create_table(
        "demande",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("explication", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("destinataire", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("demandee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("repondue_le", sa.Date(), nullable=True),
        sa.Column("reponse", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.CheckConstraint(
            "(etat = 'DEMANDEE') = (repondue_le IS NULL)", name=op.f("ck_demande_repondue_le")
        ),
        sa.CheckConstraint(
            "etat IN ('DEMANDEE', 'ACCORDEE', 'REFUSEE', 'RETIREE')", name=op.f("ck_demande_etat")
        ),
        sa.CheckConstraint("type IN ('PLACE')", name=op.f("ck_demande_type")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande")),
    )
    op.create_index(op.f("ix_demande_etat"), "demande", ["etat"])
    op.create_index(op.f("ix_demande_type"), "demande", ["type"])
    op.create_table(
        "demande_place",
        sa.Column("demande_id", sa.Integer(), nullable=False),
        sa.Column("parcours_id", sa.Integer(), nullable=False),
        sa.Column(
            "justificatif_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False
        ),
        sa.Column("ouverte", sa.Boolean(), nullable=False),
        sa.Column("liberee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "liberee_le IS NULL OR NOT ouverte", name=op.f("ck_demande_place_liberee")
        ),
        sa.ForeignKeyConstraint(
            ["demande_id"], ["demande.id"], name=op.f("fk_demande_place_demande_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_demande_place_parcours_id")
        ),
        sa.PrimaryKeyConstraint("demande_id", name=op.f("pk_demande_place")),
    )
    op.create_index(op.f("ix_demande_place_parcours_id"), "demande_place", ["parcours_id"])
    ouverte = sa.text("ouverte")
    op.create_index(
        "uq_demande_place_ouverte",
        "demande_place",
        ["parcours_id"],
        unique=True,
        sqlite_where=ouverte,
        postgresql_where=ouverte,
    )


def _create_campagnes() -> None:
    op.create_table(
        "campagne",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("intitule", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("ouverte_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("close_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("accordees", sa.Integer(), nullable=True),
        sa.Column("en_plus", sa.Integer(), nullable=True),
        sa.Column("utilisees", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(etat = 'CLOSE') = (close_le IS NOT NULL)"
            " AND (etat = 'CLOSE') = (accordees IS NOT NULL)"
            " AND (etat = 'CLOSE') = (en_plus IS NOT NULL)"
            " AND (etat = 'CLOSE') = (utilisees IS NOT NULL)",
            name=op.f("ck_campagne_close"),
        ),
        sa.CheckConstraint("etat IN ('OUVERTE', 'CLOSE')", name=op.f("ck_campagne_etat")),
        sa.CheckConstraint("version > 0", name=op.f("ck_campagne_version")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_campagne_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campagne")),
    )
    op.create_index(op.f("ix_campagne_action_id"), "campagne", ["action_id"])
    op.create_table(
        "campagne_critere",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campagne_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("nom", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("sens", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True),
        sa.CheckConstraint(
            "sens IN ('CROISSANT', 'DECROISSANT')", name=op.f("ck_campagne_critere_sens")
        ),
        sa.ForeignKeyConstraint(
            ["campagne_id"], ["campagne.id"], name=op.f("fk_campagne_critere_campagne_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campagne_critere")),
        sa.UniqueConstraint(
            "campagne_id",
            "version",
            "rang",
            name=op.f("uq_campagne_critere_campagne_id_version_rang"),
        ),
    )
    op.create_table(
        "campagne_candidat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campagne_id", sa.Integer(), nullable=False),
        sa.Column("parcours_id", sa.Integer(), nullable=False),
        sa.Column("decision", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True),
        sa.Column("motif", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.Column("le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('RETENU', 'NON_RETENU', 'LIBERE')",
            name=op.f("ck_campagne_candidat_decision"),
        ),
        sa.CheckConstraint(
            "(decision IS NULL) = (le IS NULL) AND (decision IS NULL) = (agent IS NULL)",
            name=op.f("ck_campagne_candidat_decidee"),
        ),
        sa.ForeignKeyConstraint(
            ["campagne_id"], ["campagne.id"], name=op.f("fk_campagne_candidat_campagne_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_campagne_candidat_parcours_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campagne_candidat")),
        sa.UniqueConstraint(
            "campagne_id", "parcours_id", name=op.f("uq_campagne_candidat_campagne_id_parcours_id")
        ),
    )
    op.create_index(op.f("ix_campagne_candidat_parcours_id"), "campagne_candidat", ["parcours_id"])
    op.create_table(
        "campagne_valeur",
        sa.Column("candidat_id", sa.Integer(), nullable=False),
        sa.Column("critere_id", sa.Integer(), nullable=False),
        sa.Column("valeur", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidat_id"], ["campagne_candidat.id"], name=op.f("fk_campagne_valeur_candidat_id")
        ),
        sa.ForeignKeyConstraint(
            ["critere_id"], ["campagne_critere.id"], name=op.f("fk_campagne_valeur_critere_id")
        ),
        sa.PrimaryKeyConstraint("candidat_id", "critere_id", name=op.f("pk_campagne_valeur")),
    )


def _create_remuneration() -> None:
    op.create_table(
        "remuneration",
        sa.Column("parcours_id", sa.Integer(), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=True),
        sa.Column("option_regime", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("rqth_du", sa.Date(), nullable=True),
        sa.Column("rqth_au", sa.Date(), nullable=True),
        sa.Column("droits_are", sa.Boolean(), nullable=True),
        sa.Column("fin_are", sa.Date(), nullable=True),
        sa.Column("protection_par", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.Column("protection_le", sa.Date(), nullable=True),
        sa.Column(
            "protection_comment", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True
        ),
        sa.Column("p2s_depose_le", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "option_regime IN ('REGION', 'POLE_EMPLOI')",
            name=op.f("ck_remuneration_option_regime"),
        ),
        sa.CheckConstraint(
            "(protection_par IS NULL) = (protection_le IS NULL)"
            " AND (protection_par IS NULL) = (protection_comment IS NULL)",
            name=op.f("ck_remuneration_protection"),
        ),
        sa.CheckConstraint("fin_are IS NULL OR droits_are", name=op.f("ck_remuneration_fin_are")),
        sa.CheckConstraint("rqth_au >= rqth_du", name=op.f("ck_remuneration_rqth")),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_remuneration_parcours_id")
        ),
        sa.PrimaryKeyConstraint("parcours_id", name=op.f("pk_remuneration")),
    )


def _widen_action() -> None:
    """Places granted above the quota count beside it."""
    with op.batch_alter_table("action") as batch_op:
        batch_op.add_column(
            sa.Column("places_en_plus", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.drop_constraint(op.f("ck_action_quota"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_action_quota"), "places_utilisees <= places_remunerees + places_en_plus"
        )
        batch_op.create_check_constraint(op.f("ck_action_places_en_plus"), "places_en_plus >= 0")
    with op.batch_alter_table("action") as batch_op:
        batch_op.alter_column("places_en_plus", server_default=None)


def _widen_attribution() -> None:
    """Every way of being paid is a decision; those of before were about places only."""
    with op.batch_alter_table("attribution") as batch_op:
        batch_op.add_column(
            sa.Column(
                "type_remuneration", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True
            )
        )
        batch_op.add_column(sa.Column("depuis", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("campagne_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("demande_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("fichier_id", sa.Integer(), nullable=True))
        batch_op.alter_column(
            "decision",
            existing_type=sqlmodel.sql.sqltypes.AutoString(length=10),
            type_=sqlmodel.sql.sqltypes.AutoString(length=20),
            existing_nullable=False,
        )
        batch_op.drop_constraint(op.f("ck_attribution_decision"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attribution_decision"),
            "decision IN ('ATTRIBUEE', 'LIBEREE', 'OPTION', 'FIN_DE_DROITS', 'ACCORDEE',"
            " 'PROTECTION', 'DECIDEE')",
        )
        batch_op.create_check_constraint(
            op.f("ck_attribution_type_remuneration"), f"type_remuneration IN {_TYPES}"
        )
        for colonne, table in (
            ("campagne_id", "campagne"),
            ("demande_id", "demande"),
            ("fichier_id", "flux_fichier"),
        ):
            batch_op.create_foreign_key(op.f(f"fk_attribution_{colonne}"), table, [colonne], ["id"])
        for colonne in ("campagne_id", "fichier_id"):
            batch_op.create_index(op.f(f"ix_attribution_{colonne}"), [colonne])
    op.execute("UPDATE attribution SET type_remuneration = 'REGION' WHERE decision = 'ATTRIBUEE'")
    op.execute(
        "UPDATE attribution SET fichier_id = (SELECT max(f.id) FROM flux_fichier f"
        " JOIN flux_ligne l ON l.fichier_id = f.id WHERE l.code = 'defi'"
        " AND l.parcours_id = attribution.parcours_id AND f.produit_le < attribution.le)"
    )
