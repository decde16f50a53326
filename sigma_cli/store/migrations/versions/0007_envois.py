"""Outbox: attempts, answers, lines sent again; queues of the flux; parcours left or extended."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"

_TEXT = sqlmodel.sql.sqltypes.AutoString
_INSTANT = sqlmodel.sql.sqltypes.UTCDateTime
_ETATS = "etat IN ('PREPARE', 'ECHEC', 'DEPOSE', 'ACQUITTE', 'REJETE')"
_QUEUES = (
    ("defi", ["type_remuneration"], "defi_le"),
    ("agora_entree", ["stagiaire_id", "date_sortie", "date_entree"], "agora_entree_le"),
    ("agora_sortie", ["date_sortie"], "agora_sortie_le"),
    ("agora_fin", ["date_fin_prevue"], "agora_sortie_le"),
)


def upgrade() -> None:
    _files()
    _lines()
    _parcours()
    _tasks()


def _files() -> None:
    with op.batch_alter_table("flux_fichier") as table:
        table.add_column(sa.Column("destination", _TEXT(length=500), nullable=True))
        table.add_column(sa.Column("tentatives", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("erreur", _TEXT(length=500), nullable=True))
        table.add_column(
            sa.Column("definitif", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("prochain_essai", _INSTANT(), nullable=True))
        table.add_column(sa.Column("acquitte_le", _INSTANT(), nullable=True))
        table.add_column(sa.Column("acquittement", _TEXT(length=64), nullable=True))
        table.add_column(sa.Column("nb_rejets", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint(op.f("ck_flux_fichier_etat"), type_="check")
        for name, condition in (
            ("etat", _ETATS),
            ("tentatives", "tentatives >= 0"),
            ("nb_rejets", "nb_rejets >= 0 AND nb_rejets <= nb_lignes"),
            ("depose", "(depose_le IS NULL) = (etat IN ('PREPARE', 'ECHEC'))"),
        ):
            table.create_check_constraint(op.f(f"ck_flux_fichier_{name}"), condition)
    _partial("ix_flux_fichier_a_finir", "flux_fichier", ["code", "sequence"], "depose_le IS NULL")


def _lines() -> None:
    with op.batch_alter_table("flux_ligne") as table:
        table.add_column(
            sa.Column("evenement", _TEXT(length=10), nullable=False, server_default="")
        )
        table.add_column(sa.Column("nir_rang", sa.Integer(), nullable=True))
        table.add_column(sa.Column("vides", _TEXT(), nullable=False, server_default=""))
        table.add_column(sa.Column("rejet", _TEXT(length=500), nullable=True))
        table.add_column(sa.Column("repris_le", _INSTANT(), nullable=True))
        table.add_column(sa.Column("motif_renvoi", _TEXT(length=500), nullable=True))
        table.drop_constraint(op.f("uq_flux_ligne_code_parcours_id"), type_="unique")
        for name, condition in (
            ("repris", "repris_le IS NULL OR rejet IS NOT NULL"),
            ("motif_renvoi", "(repris_le IS NULL) = (motif_renvoi IS NULL)"),
        ):
            table.create_check_constraint(op.f(f"ck_flux_ligne_{name}"), condition)
    columns = ["parcours_id", "code", "evenement"]
    _partial("uq_flux_ligne_une_fois", "flux_ligne", columns, "repris_le IS NULL", unique=True)
    _partial(
        "ix_flux_ligne_rejets", "flux_ligne", ["code"], "rejet IS NOT NULL AND repris_le IS NULL"
    )
    # Snapshots made under the key of the numbers could not outlive it: they told nothing else.
    op.execute("UPDATE flux_ligne SET instantane = ''")


def _parcours() -> None:
    with op.batch_alter_table("parcours") as table:
        table.add_column(sa.Column("motif_sortie", _TEXT(length=500), nullable=True))
        table.add_column(sa.Column("heures", sa.Integer(), nullable=True))
        for marker in ("defi_le", "agora_entree_le", "agora_sortie_le"):
            table.add_column(sa.Column(marker, _INSTANT(), nullable=True))
        table.create_check_constraint(op.f("ck_parcours_heures"), "heures >= 0")
    op.execute(
        "UPDATE parcours SET defi_le = (SELECT f.produit_le FROM flux_ligne l"
        " JOIN flux_fichier f ON f.id = l.fichier_id"
        " WHERE l.code = 'defi' AND l.parcours_id = parcours.id)"
    )
    for name, columns, marker in _QUEUES:
        _partial(f"ix_parcours_{name}", "parcours", columns, f"{marker} IS NULL")
    sans_nir = "(nir_classe IS NULL OR nir_classe <> 'NIR')"
    _partial("ix_stagiaire_sans_nir", "stagiaire", ["nir_classe"], sans_nir)


def _tasks() -> None:
    """The file for DEFI now says since when a parcours is paid: nobody types it any more."""
    op.execute(
        "UPDATE tache SET etat = 'SANS_OBJET', close_le = ouverte_le,"
        " motif = 'le fichier de DEFI donne le premier jour de la rémunération'"
        " WHERE genre = 'DEFI_DEBUT' AND etat = 'A_FAIRE'"
    )


def _partial(name: str, table: str, columns: list, where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )
