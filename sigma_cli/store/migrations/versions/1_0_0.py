"""The schema as it was first released: tables, and the rows that the program starts from."""

from datetime import date

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "1.0.0"
down_revision = None

SOURCE = date(2020, 10, 2)  # what the Région published that day
NOTRE = date(2026, 11, 25)  # the list of Kairos is not published: this one is to be replaced


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("numero", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("convention", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("intitule", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("statut", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("annee", sa.Integer(), nullable=False),
        sa.Column("date_debut", sa.Date(), nullable=False),
        sa.Column("date_fin_prevue", sa.Date(), nullable=False),
        sa.Column("niveau_sortie", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("effectif", sa.Integer(), nullable=True),
        sa.Column("places_remunerees", sa.Integer(), nullable=False),
        sa.Column("places_utilisees", sa.Integer(), nullable=False),
        sa.Column("places_en_plus", sa.Integer(), nullable=False),
        sa.Column("date_vote", sa.Date(), nullable=True),
        sa.Column("programme", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("creee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("modifiee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("programme IN ('FORPRO_SUP', 'PRF')", name=op.f("ck_action_programme")),
        sa.CheckConstraint("date_fin_prevue >= date_debut", name=op.f("ck_action_dates")),
        sa.CheckConstraint("effectif >= 0", name=op.f("ck_action_effectif")),
        sa.CheckConstraint("places_en_plus >= 0", name=op.f("ck_action_places_en_plus")),
        sa.CheckConstraint("places_remunerees >= 0", name=op.f("ck_action_places_remunerees")),
        sa.CheckConstraint(
            "places_utilisees <= places_remunerees + places_en_plus", name=op.f("ck_action_quota")
        ),
        sa.CheckConstraint("places_utilisees >= 0", name=op.f("ck_action_places_utilisees")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("numero", name=op.f("uq_action_numero")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_convention"), ["convention"], unique=False)

    op.create_table(
        "cle_active",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifiant", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("depuis", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("suivante", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("memoire", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_cle_active_unique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cle_active")),
    )
    op.create_table(
        "demande",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("portails", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
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
            "etat IN ('DEMANDEE', 'APPLIQUEE', 'ACCORDEE', 'REFUSEE', 'RETIREE')",
            name=op.f("ck_demande_etat"),
        ),
        sa.CheckConstraint(
            "type IN ('DONNEES', 'REFERENTIEL', 'CHAMPS', 'ABSENCE', 'PLACE')",
            name=op.f("ck_demande_type"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demande")),
    )
    with op.batch_alter_table("demande", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demande_etat"), ["etat"], unique=False)
        batch_op.create_index(batch_op.f("ix_demande_type"), ["type"], unique=False)

    op.create_table(
        "etablissement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nom", sqlmodel.sql.sqltypes.AutoString(length=250), nullable=True),
        sa.Column("siret", sqlmodel.sql.sqltypes.AutoString(length=14), nullable=True),
        sa.Column("uai", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
        sa.Column("nda", sqlmodel.sql.sqltypes.AutoString(length=11), nullable=True),
        sa.Column("adresse", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("code_postal", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=True),
        sa.Column("code_insee", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=True),
        sa.Column("commune", sqlmodel.sql.sqltypes.AutoString(length=50), nullable=True),
        sa.Column("courriel", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("telephone", sqlmodel.sql.sqltypes.AutoString(length=25), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_etablissement_unique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_etablissement")),
    )
    op.create_table(
        "flux_fichier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("nom", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("nb_lignes", sa.Integer(), nullable=False),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("produit_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("depose_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("destination", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("tentatives", sa.Integer(), nullable=False),
        sa.Column("erreur", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("definitif", sa.Boolean(), nullable=False),
        sa.Column("prochain_essai", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("acquitte_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("acquittement", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("nb_rejets", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(depose_le IS NULL) = (etat IN ('PREPARE', 'ECHEC'))",
            name=op.f("ck_flux_fichier_depose"),
        ),
        sa.CheckConstraint(
            "etat IN ('PREPARE', 'ECHEC', 'DEPOSE', 'ACQUITTE', 'REJETE')",
            name=op.f("ck_flux_fichier_etat"),
        ),
        sa.CheckConstraint("nb_lignes > 0", name=op.f("ck_flux_fichier_nb_lignes")),
        sa.CheckConstraint(
            "nb_rejets >= 0 AND nb_rejets <= nb_lignes", name=op.f("ck_flux_fichier_nb_rejets")
        ),
        sa.CheckConstraint("tentatives >= 0", name=op.f("ck_flux_fichier_tentatives")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flux_fichier")),
        sa.UniqueConstraint("code", "sequence", name=op.f("uq_flux_fichier_code_sequence")),
        sa.UniqueConstraint("nom", name=op.f("uq_flux_fichier_nom")),
    )
    with op.batch_alter_table("flux_fichier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_flux_fichier_a_finir",
            ["code", "sequence"],
            unique=False,
            sqlite_where=sa.text("depose_le IS NULL"),
            postgresql_where=sa.text("depose_le IS NULL"),
        )

    op.create_table(
        "identite_importee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.LargeBinary(), nullable=False),
        sa.Column("nom_naissance", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("prenom", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.Column("civilite", sqlmodel.sql.sqltypes.AutoString(length=3), nullable=True),
        sa.Column("date_naissance", sa.Date(), nullable=True),
        sa.Column("importee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("civilite IN ('M.', 'Mme')", name=op.f("ck_identite_importee_civilite")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identite_importee")),
        sa.UniqueConstraint("empreinte", name=op.f("uq_identite_importee_empreinte")),
    )
    with op.batch_alter_table("identite_importee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identite_importee_importee_le"), ["importee_le"], unique=False
        )

    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("operation", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("objet", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("avant", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("apres", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "empreinte_precedente", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False
        ),
        sa.Column("empreinte", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("empreinte_precedente", name=op.f("uq_journal_empreinte_precedente")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_objet"), ["objet"], unique=False)

    op.create_table(
        "flux_a_comparer",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("depuis", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_flux_a_comparer")),
    )
    op.create_table(
        "journal_ancre",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("derniere_ligne", sa.Integer(), nullable=False),
        sa.Column("cle", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("sceau", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_ancre_unique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_ancre")),
    )
    op.create_table(
        "journal_tete",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("derniere_ligne", sa.Integer(), nullable=False),
        sa.Column("empreinte", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("lignes", sa.Integer(), nullable=False),
        sa.Column("jusqu_au", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_tete_unique")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_tete")),
    )
    op.create_table(
        "motif_refus",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("libelle", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=False),
        sa.Column("archive", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_motif_refus")),
    )
    op.create_table(
        "outil_prescription",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("libelle", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=False),
        sa.Column("archive", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_outil_prescription")),
    )
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
        "stagiaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nom_naissance", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("nom_usage", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.Column("prenom", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.Column("nom_replie", sqlmodel.sql.sqltypes.AutoString(length=320), nullable=False),
        sa.Column("civilite", sqlmodel.sql.sqltypes.AutoString(length=3), nullable=True),
        sa.Column("date_naissance", sa.Date(), nullable=True),
        sa.Column("courriel", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("telephone", sqlmodel.sql.sqltypes.AutoString(length=25), nullable=True),
        sa.Column("nir_chiffre", sa.LargeBinary(), nullable=True),
        sa.Column("nir_empreinte", sa.LargeBinary(), nullable=True),
        sa.Column("nir_cle", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("nir_classe", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=True),
        sa.Column("nir_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("provenances", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("efface_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("cree_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("modifie_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("civilite IN ('M.', 'Mme')", name=op.f("ck_stagiaire_civilite")),
        sa.CheckConstraint(
            "nir_classe IN ('NIR', 'NIA', 'PROVISOIRE')", name=op.f("ck_stagiaire_nir_classe")
        ),
        sa.CheckConstraint(
            "(nir_chiffre IS NULL) = (nir_empreinte IS NULL) AND (nir_chiffre IS NULL) = (nir_cle IS NULL) AND (nir_chiffre IS NULL) = (nir_classe IS NULL)",
            name=op.f("ck_stagiaire_nir_entier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stagiaire")),
        sa.UniqueConstraint("nir_empreinte", name=op.f("uq_stagiaire_nir_empreinte")),
    )
    with op.batch_alter_table("stagiaire", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stagiaire_en_attente",
            ["nom_replie"],
            unique=False,
            sqlite_where=sa.text("nir_classe IN ('NIA', 'PROVISOIRE')"),
            postgresql_where=sa.text("nir_classe IN ('NIA', 'PROVISOIRE')"),
        )
        batch_op.create_index(batch_op.f("ix_stagiaire_nom_replie"), ["nom_replie"], unique=False)

    op.create_table(
        "tache",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("genre", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("objet_id", sa.Integer(), nullable=False),
        sa.Column("cle", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("visible_le", sa.Date(), nullable=False),
        sa.Column("echeance", sa.Date(), nullable=False),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("ouverte_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("close_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("motif", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("dernier_fichier", sa.Integer(), nullable=True),
        sa.CheckConstraint("(etat = 'A_FAIRE') = (close_le IS NULL)", name=op.f("ck_tache_close")),
        sa.CheckConstraint(
            "(etat = 'SANS_OBJET') = (motif IS NOT NULL)", name=op.f("ck_tache_motif")
        ),
        sa.CheckConstraint(
            "etat IN ('A_FAIRE', 'FAITE', 'SANS_OBJET')", name=op.f("ck_tache_etat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tache")),
    )
    with op.batch_alter_table("tache", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tache_liste", ["etat", "genre", "echeance", "visible_le"], unique=False
        )
        batch_op.create_index(
            "uq_tache_vivante",
            ["genre", "objet_id", "cle"],
            unique=True,
            sqlite_where=sa.text("etat <> 'SANS_OBJET'"),
            postgresql_where=sa.text("etat <> 'SANS_OBJET'"),
        )

    op.create_table(
        "type_prescripteur",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("libelle", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("dematerialise", sa.Boolean(), nullable=False),
        sa.Column("depuis", sa.Date(), nullable=False),
        sa.Column("archive", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_type_prescripteur")),
    )
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
            "(etat = 'CLOSE') = (close_le IS NOT NULL) AND (etat = 'CLOSE') = (accordees IS NOT NULL) AND (etat = 'CLOSE') = (en_plus IS NOT NULL) AND (etat = 'CLOSE') = (utilisees IS NOT NULL)",
            name=op.f("ck_campagne_close"),
        ),
        sa.CheckConstraint("etat IN ('OUVERTE', 'CLOSE')", name=op.f("ck_campagne_etat")),
        sa.CheckConstraint("version > 0", name=op.f("ck_campagne_version")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_campagne_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campagne")),
    )
    with op.batch_alter_table("campagne", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campagne_action_id"), ["action_id"], unique=False)

    op.create_table(
        "certification",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("intitule", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("archive", sa.Boolean(), nullable=True),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=25), nullable=True),
        sa.Column("successeur", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
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
        "composante",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("numero", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("intitule", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("certifinfo", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("rncp", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=True),
        sa.Column("niveau_entree", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("niveau_sortie", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=False),
        sa.Column("niveau_entree_obligatoire", sa.Boolean(), nullable=False),
        sa.Column("certifiante", sa.Boolean(), nullable=False),
        sa.Column("objectif", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=True),
        sa.Column("contenu", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=True),
        sa.Column("resultats", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=True),
        sa.Column("rythme", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=True),
        sa.Column("conditions", sqlmodel.sql.sqltypes.AutoString(length=3000), nullable=True),
        sa.Column(
            "modalites_enseignement", sqlmodel.sql.sqltypes.AutoString(length=1), nullable=False
        ),
        sa.Column("heures_centre", sa.Integer(), nullable=True),
        sa.Column("heures_entreprise", sa.Integer(), nullable=True),
        sa.Column("pic", sa.Boolean(), nullable=False),
        sa.Column(
            "recherche", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False
        ),
        sa.Column("creee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("modifiee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "modalites_enseignement IN ('0', '1', '2')",
            name=op.f("ck_composante_modalites_enseignement"),
        ),
        sa.CheckConstraint("heures_centre >= 0", name=op.f("ck_composante_heures_centre")),
        sa.CheckConstraint("heures_entreprise >= 0", name=op.f("ck_composante_heures_entreprise")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_composante_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_composante")),
        sa.UniqueConstraint("action_id", "rang", name=op.f("uq_composante_action_id_rang")),
        sa.UniqueConstraint("numero", name=op.f("uq_composante_numero")),
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
        "flux_bloc",
        sa.Column("fichier_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fichier_id"], ["flux_fichier.id"], name=op.f("fk_flux_bloc_fichier_id")
        ),
        sa.PrimaryKeyConstraint("fichier_id", "rang", name=op.f("pk_flux_bloc")),
    )
    op.create_table(
        "nir_historique",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stagiaire_id", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.LargeBinary(), nullable=False),
        sa.Column("classe", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("du", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("au", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.CheckConstraint(
            "classe IN ('NIR', 'NIA', 'PROVISOIRE')", name=op.f("ck_nir_historique_classe")
        ),
        sa.ForeignKeyConstraint(
            ["stagiaire_id"], ["stagiaire.id"], name=op.f("fk_nir_historique_stagiaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nir_historique")),
    )
    with op.batch_alter_table("nir_historique", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nir_historique_empreinte"), ["empreinte"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_nir_historique_stagiaire_id"), ["stagiaire_id"], unique=False
        )

    op.create_table(
        "prescripteur",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nom", sqlmodel.sql.sqltypes.AutoString(length=150), nullable=False),
        sa.Column("nom_replie", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("ville", sqlmodel.sql.sqltypes.AutoString(length=50), nullable=False),
        sa.Column("ville_repliee", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("departement", sqlmodel.sql.sqltypes.AutoString(length=3), nullable=False),
        sa.Column("type_code", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("outil_code", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=True),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("cree_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("modifie_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "etat IN ('RECONNU', 'DEMANDE_EN_COURS', 'ARCHIVE')", name=op.f("ck_prescripteur_etat")
        ),
        sa.ForeignKeyConstraint(
            ["outil_code"], ["outil_prescription.code"], name=op.f("fk_prescripteur_outil_code")
        ),
        sa.ForeignKeyConstraint(
            ["type_code"], ["type_prescripteur.code"], name=op.f("fk_prescripteur_type_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prescripteur")),
        sa.UniqueConstraint(
            "nom_replie",
            "ville_repliee",
            "departement",
            name=op.f("uq_prescripteur_nom_replie_ville_repliee_departement"),
        ),
    )
    with op.batch_alter_table("prescripteur", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_prescripteur_departement"), ["departement"], unique=False
        )

    op.create_table(
        "tache_outil",
        sa.Column("tache_id", sa.Integer(), nullable=False),
        sa.Column("outil", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("fait_le", sa.Date(), nullable=False),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("note_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "outil IN ('KAIROS', 'DEFI', 'SIGMA', 'ASP')", name=op.f("ck_tache_outil_outil")
        ),
        sa.ForeignKeyConstraint(["tache_id"], ["tache.id"], name=op.f("fk_tache_outil_tache_id")),
        sa.PrimaryKeyConstraint("tache_id", "outil", name=op.f("pk_tache_outil")),
    )
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
        "composante_code",
        sa.Column("composante_id", sa.Integer(), nullable=False),
        sa.Column("nomenclature", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.CheckConstraint(
            "nomenclature IN ('FORMACODE', 'NSF', 'ROME', 'PUBLIC')",
            name=op.f("ck_composante_code_nomenclature"),
        ),
        sa.ForeignKeyConstraint(
            ["composante_id"], ["composante.id"], name=op.f("fk_composante_code_composante_id")
        ),
        sa.PrimaryKeyConstraint(
            "composante_id", "nomenclature", "rang", name=op.f("pk_composante_code")
        ),
        sa.UniqueConstraint(
            "composante_id",
            "nomenclature",
            "code",
            name=op.f("uq_composante_code_composante_id_nomenclature_code"),
        ),
    )
    op.create_table(
        "session_formation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("composante_id", sa.Integer(), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("date_debut", sa.Date(), nullable=False),
        sa.Column("date_fin", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("motif_annulation", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("annulee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("site", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("adresse", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("code_postal", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column("code_insee", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column("commune", sqlmodel.sql.sqltypes.AutoString(length=50), nullable=False),
        sa.Column("siret", sqlmodel.sql.sqltypes.AutoString(length=14), nullable=True),
        sa.Column("uai", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
        sa.Column("numero_carif", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=True),
        sa.Column("numero_kairos", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=True),
        sa.Column("saisie_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("a_diffuser", sa.Boolean(), nullable=False),
        sa.Column("carif_depuis", sa.Integer(), nullable=True),
        sa.Column(
            "recherche", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False
        ),
        sa.Column("creee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("modifiee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("date_fin >= date_debut", name=op.f("ck_session_formation_dates")),
        sa.CheckConstraint("numero > 0", name=op.f("ck_session_formation_numero")),
        sa.CheckConstraint("places >= 0", name=op.f("ck_session_formation_places")),
        sa.ForeignKeyConstraint(
            ["composante_id"], ["composante.id"], name=op.f("fk_session_formation_composante_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_formation")),
        sa.UniqueConstraint(
            "composante_id", "numero", name=op.f("uq_session_formation_composante_id_numero")
        ),
    )
    with op.batch_alter_table("session_formation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_formation_date_debut"), ["date_debut"], unique=False
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
        "information_collective",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("heure_debut", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=True),
        sa.Column("heure_fin", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=True),
        sa.Column("lieu", sqlmodel.sql.sqltypes.AutoString(length=250), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "heure_fin >= heure_debut", name=op.f("ck_information_collective_heures")
        ),
        sa.CheckConstraint("places >= 0", name=op.f("ck_information_collective_places")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session_formation.id"],
            name=op.f("fk_information_collective_session_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_collective")),
        sa.UniqueConstraint(
            "session_id", "date", name=op.f("uq_information_collective_session_id_date")
        ),
    )
    op.create_table(
        "parcours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stagiaire_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("date_entree", sa.Date(), nullable=False),
        sa.Column("date_fin_prevue", sa.Date(), nullable=False),
        sa.Column("date_sortie", sa.Date(), nullable=True),
        sa.Column("motif_sortie", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("jamais_venu", sa.Boolean(), nullable=False),
        sa.Column("heures", sa.Integer(), nullable=True),
        sa.Column("categorie_public", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.Column("niveau_entree", sqlmodel.sql.sqltypes.AutoString(length=6), nullable=True),
        sa.Column("pic", sa.Boolean(), nullable=False),
        sa.Column("rqth", sa.Boolean(), nullable=False),
        sa.Column("type_remuneration", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("defi_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("agora_entree_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("agora_sortie_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("deplacements", sa.Integer(), nullable=False),
        sa.Column("depart_rang", sa.Integer(), nullable=True),
        sa.Column("agora_depart_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("prescripteur_id", sa.Integer(), nullable=True),
        sa.Column("mode_prescription", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("repris", sa.Boolean(), nullable=False),
        sa.Column("cree_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("modifie_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "type_remuneration IN ('REGION', 'POLE_EMPLOI', 'PROTECTION_SOCIALE', 'AUCUNE')",
            name=op.f("ck_parcours_type_remuneration"),
        ),
        sa.CheckConstraint("date_fin_prevue >= date_entree", name=op.f("ck_parcours_dates")),
        sa.CheckConstraint("heures >= 0", name=op.f("ck_parcours_heures")),
        sa.CheckConstraint(
            "mode_prescription IN ('DEMATERIALISEE', 'FICHE')",
            name=op.f("ck_parcours_mode_prescription"),
        ),
        sa.CheckConstraint(
            "(mode_prescription IS NULL) = (prescripteur_id IS NULL)",
            name=op.f("ck_parcours_prescription"),
        ),
        sa.ForeignKeyConstraint(
            ["prescripteur_id"], ["prescripteur.id"], name=op.f("fk_parcours_prescripteur_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session_formation.id"], name=op.f("fk_parcours_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["stagiaire_id"], ["stagiaire.id"], name=op.f("fk_parcours_stagiaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcours")),
        sa.UniqueConstraint(
            "stagiaire_id", "session_id", name=op.f("uq_parcours_stagiaire_id_session_id")
        ),
    )
    with op.batch_alter_table("parcours", schema=None) as batch_op:
        batch_op.create_index(
            "ix_parcours_agora_depart",
            ["depart_rang"],
            unique=False,
            sqlite_where=sa.text("depart_rang IS NOT NULL AND agora_depart_le IS NULL"),
            postgresql_where=sa.text("depart_rang IS NOT NULL AND agora_depart_le IS NULL"),
        )
        batch_op.create_index(
            "ix_parcours_agora_entree",
            ["stagiaire_id", "jamais_venu"],
            unique=False,
            sqlite_where=sa.text("agora_entree_le IS NULL"),
            postgresql_where=sa.text("agora_entree_le IS NULL"),
        )
        batch_op.create_index(
            "ix_parcours_agora_fin",
            ["date_fin_prevue"],
            unique=False,
            sqlite_where=sa.text("agora_sortie_le IS NULL"),
            postgresql_where=sa.text("agora_sortie_le IS NULL"),
        )
        batch_op.create_index(
            "ix_parcours_agora_sortie",
            ["date_sortie"],
            unique=False,
            sqlite_where=sa.text("agora_sortie_le IS NULL"),
            postgresql_where=sa.text("agora_sortie_le IS NULL"),
        )
        batch_op.create_index(
            "ix_parcours_defi",
            ["type_remuneration"],
            unique=False,
            sqlite_where=sa.text("defi_le IS NULL"),
            postgresql_where=sa.text("defi_le IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_parcours_session_id"), ["session_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_parcours_type_remuneration"), ["type_remuneration"], unique=False
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
    op.create_table(
        "attribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parcours_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("decision", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("type_remuneration", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("depuis", sa.Date(), nullable=True),
        sa.Column("criteres", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("motif", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("campagne_id", sa.Integer(), nullable=True),
        sa.Column("demande_id", sa.Integer(), nullable=True),
        sa.Column("fichier_id", sa.Integer(), nullable=True),
        sa.Column("agent", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('ATTRIBUEE', 'LIBEREE', 'OPTION', 'FIN_DE_DROITS', 'ACCORDEE', 'PROTECTION', 'DECIDEE')",
            name=op.f("ck_attribution_decision"),
        ),
        sa.CheckConstraint(
            "type_remuneration IN ('REGION', 'POLE_EMPLOI', 'PROTECTION_SOCIALE', 'AUCUNE')",
            name=op.f("ck_attribution_type_remuneration"),
        ),
        sa.CheckConstraint(
            "criteres IS NOT NULL OR motif IS NOT NULL", name=op.f("ck_attribution_justification")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_attribution_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["campagne_id"], ["campagne.id"], name=op.f("fk_attribution_campagne_id")
        ),
        sa.ForeignKeyConstraint(
            ["demande_id"], ["demande.id"], name=op.f("fk_attribution_demande_id")
        ),
        sa.ForeignKeyConstraint(
            ["fichier_id"], ["flux_fichier.id"], name=op.f("fk_attribution_fichier_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_attribution_parcours_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribution")),
    )
    with op.batch_alter_table("attribution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attribution_action_id"), ["action_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attribution_campagne_id"), ["campagne_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attribution_fichier_id"), ["fichier_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attribution_parcours_id"), ["parcours_id"], unique=False
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
    with op.batch_alter_table("campagne_candidat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campagne_candidat_parcours_id"), ["parcours_id"], unique=False
        )

    op.create_table(
        "candidature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("nom", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("prenom", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("nom_replie", sqlmodel.sql.sqltypes.AutoString(length=450), nullable=False),
        sa.Column("date_naissance", sa.Date(), nullable=True),
        sa.Column("courriel", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("telephone", sqlmodel.sql.sqltypes.AutoString(length=25), nullable=True),
        sa.Column("positionne_le", sa.Date(), nullable=False),
        sa.Column("avant_vote", sa.Boolean(), nullable=False),
        sa.Column("mode", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("origine", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("prescripteur_id", sa.Integer(), nullable=True),
        sa.Column("fiche_recue_le", sa.Date(), nullable=True),
        sa.Column("fiche_de", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=True),
        sa.Column("reunion_id", sa.Integer(), nullable=True),
        sa.Column("rendez_vous_le", sa.Date(), nullable=True),
        sa.Column("etat", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("presence", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=True),
        sa.Column("presence_le", sa.Date(), nullable=True),
        sa.Column("motif_code", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=True),
        sa.Column("precision", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("resultat_le", sa.Date(), nullable=True),
        sa.Column("date_debut_prevue", sa.Date(), nullable=True),
        sa.Column("date_fin_prevue", sa.Date(), nullable=True),
        sa.Column("raison", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("validee_le", sa.Date(), nullable=True),
        sa.Column("parcours_id", sa.Integer(), nullable=True),
        sa.Column("sans_suite", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("efface_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("creee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("modifiee_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(date_debut_prevue IS NULL) = (etat NOT IN ('RETENU', 'INSCRIT_SIGMA')) AND (date_debut_prevue IS NULL) = (date_fin_prevue IS NULL)",
            name=op.f("ck_candidature_dates_prevues"),
        ),
        sa.CheckConstraint(
            "(motif_code IS NULL) = (etat <> 'NON_RETENU')", name=op.f("ck_candidature_motif")
        ),
        sa.CheckConstraint(
            "(parcours_id IS NULL) = (etat <> 'INSCRIT_SIGMA')",
            name=op.f("ck_candidature_inscrite"),
        ),
        sa.CheckConstraint(
            "(presence IS NULL) = (etat IN ('SAISIE', 'CONVOQUE')) AND (presence IS NULL) = (presence_le IS NULL)",
            name=op.f("ck_candidature_presence_notee"),
        ),
        sa.CheckConstraint(
            "etat <> 'CONVOQUE' OR reunion_id IS NOT NULL OR rendez_vous_le IS NOT NULL",
            name=op.f("ck_candidature_convoque"),
        ),
        sa.CheckConstraint(
            "etat IN ('SAISIE', 'CONVOQUE', 'PRESENT', 'ABSENT', 'RETENU', 'NON_RETENU', 'INSCRIT_SIGMA')",
            name=op.f("ck_candidature_etat"),
        ),
        sa.CheckConstraint("mode IN ('DEMATERIALISEE', 'FICHE')", name=op.f("ck_candidature_mode")),
        sa.CheckConstraint(
            "origine <> 'DEMATERIALISEE' OR (mode IS NOT NULL AND mode = 'DEMATERIALISEE')",
            name=op.f("ck_candidature_origine_mode"),
        ),
        sa.CheckConstraint(
            "origine IN ('DEMATERIALISEE', 'SAISIE_OF')", name=op.f("ck_candidature_origine")
        ),
        sa.CheckConstraint(
            "presence IN ('PRESENT', 'ABSENT')", name=op.f("ck_candidature_presence")
        ),
        sa.CheckConstraint(
            "date_fin_prevue >= date_debut_prevue", name=op.f("ck_candidature_dates")
        ),
        sa.CheckConstraint(
            "mode IS NULL OR prescripteur_id IS NOT NULL", name=op.f("ck_candidature_prescription")
        ),
        sa.CheckConstraint(
            "reunion_id IS NULL OR rendez_vous_le IS NULL", name=op.f("ck_candidature_reunion")
        ),
        sa.ForeignKeyConstraint(
            ["motif_code"], ["motif_refus.code"], name=op.f("fk_candidature_motif_code")
        ),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_candidature_parcours_id")
        ),
        sa.ForeignKeyConstraint(
            ["prescripteur_id"], ["prescripteur.id"], name=op.f("fk_candidature_prescripteur_id")
        ),
        sa.ForeignKeyConstraint(
            ["reunion_id"], ["information_collective.id"], name=op.f("fk_candidature_reunion_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session_formation.id"], name=op.f("fk_candidature_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidature")),
        sa.UniqueConstraint("parcours_id", name=op.f("uq_candidature_parcours_id")),
        sa.UniqueConstraint(
            "session_id",
            "nom_replie",
            "date_naissance",
            name=op.f("uq_candidature_session_id_nom_replie_date_naissance"),
        ),
    )
    with op.batch_alter_table("candidature", schema=None) as batch_op:
        batch_op.create_index(
            "ix_candidature_personne", ["nom_replie", "date_naissance"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_candidature_prescripteur_id"), ["prescripteur_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_candidature_reunion_id"), ["reunion_id"], unique=False)

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
    with op.batch_alter_table("demande_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_demande_place_parcours_id"), ["parcours_id"], unique=False
        )
        batch_op.create_index(
            "uq_demande_place_ouverte",
            ["parcours_id"],
            unique=True,
            sqlite_where=sa.text("ouverte"),
            postgresql_where=sa.text("ouverte"),
        )

    op.create_table(
        "flux_ligne",
        sa.Column("fichier_id", sa.Integer(), nullable=False),
        sa.Column("numero", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("parcours_id", sa.Integer(), nullable=False),
        sa.Column("evenement", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("instantane", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("nir_rang", sa.Integer(), nullable=True),
        sa.Column("vides", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("rejet", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("repris_le", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("motif_renvoi", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.CheckConstraint(
            "(repris_le IS NULL) = (motif_renvoi IS NULL)", name=op.f("ck_flux_ligne_motif_renvoi")
        ),
        sa.CheckConstraint(
            "repris_le IS NULL OR rejet IS NOT NULL", name=op.f("ck_flux_ligne_repris")
        ),
        sa.ForeignKeyConstraint(
            ["fichier_id"], ["flux_fichier.id"], name=op.f("fk_flux_ligne_fichier_id")
        ),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_flux_ligne_parcours_id")
        ),
        sa.PrimaryKeyConstraint("fichier_id", "numero", name=op.f("pk_flux_ligne")),
    )
    with op.batch_alter_table("flux_ligne", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_flux_ligne_parcours_id"), ["parcours_id"], unique=False
        )
        batch_op.create_index(
            "ix_flux_ligne_rejets",
            ["code"],
            unique=False,
            sqlite_where=sa.text("rejet IS NOT NULL AND repris_le IS NULL"),
            postgresql_where=sa.text("rejet IS NOT NULL AND repris_le IS NULL"),
        )
        batch_op.create_index(
            "uq_flux_ligne_une_fois",
            ["parcours_id", "code", "evenement", "rang"],
            unique=True,
            sqlite_where=sa.text("repris_le IS NULL"),
            postgresql_where=sa.text("repris_le IS NULL"),
        )

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
            "option_regime IN ('REGION', 'POLE_EMPLOI')", name=op.f("ck_remuneration_option_regime")
        ),
        sa.CheckConstraint(
            "(protection_par IS NULL) = (protection_le IS NULL) AND (protection_par IS NULL) = (protection_comment IS NULL)",
            name=op.f("ck_remuneration_protection"),
        ),
        sa.CheckConstraint("fin_are IS NULL OR droits_are", name=op.f("ck_remuneration_fin_are")),
        sa.CheckConstraint("rqth_au >= rqth_du", name=op.f("ck_remuneration_rqth")),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_remuneration_parcours_id")
        ),
        sa.PrimaryKeyConstraint("parcours_id", name=op.f("pk_remuneration")),
    )
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
    op.create_table(
        "deplacement",
        sa.Column("parcours_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("date_entree", sa.Date(), nullable=False),
        sa.Column("date_fin_prevue", sa.Date(), nullable=False),
        sa.Column("le", sa.Date(), nullable=False),
        sa.Column("motif", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["parcours_id"], ["parcours.id"], name=op.f("fk_deplacement_parcours_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session_formation.id"], name=op.f("fk_deplacement_session_id")
        ),
        sa.PrimaryKeyConstraint("parcours_id", "rang", name=op.f("pk_deplacement")),
    )
    _fill()


def _fill() -> None:
    """Put in the values of the source, which people extend."""
    ligne = {"depuis": SOURCE, "archive": False}
    types = _table("type_prescripteur", sa.column("dematerialise", sa.Boolean()))
    op.bulk_insert(
        types,
        [
            {"code": code, "libelle": libelle, "dematerialise": en_ligne} | ligne
            for code, libelle, en_ligne in (
                ("POLE_EMPLOI", "Pôle emploi / France Travail", True),
                ("MISSION_LOCALE", "Mission locale", True),
                ("CAP_EMPLOI", "Cap emploi", True),
                ("CIDFF", "CIDFF", False),
                ("APEC", "APEC", False),
                ("CONSEIL_DEPARTEMENTAL", "Conseil départemental", False),
                ("AUTRE", "Autre structure", False),
            )
        ],
    )
    op.bulk_insert(
        _table("outil_prescription"),
        [
            {"code": code, "libelle": libelle} | ligne
            for code, libelle in (("OUIFORM", "OUIFORM"), ("AUDEF", "AUDE Formation"))
        ],
    )
    op.bulk_insert(
        _table("motif_refus"),
        [
            {"code": code, "libelle": libelle, "depuis": NOTRE, "archive": False}
            for code, libelle in (
                ("PREREQUIS", "Prérequis insuffisants"),
                ("PROJET", "Projet professionnel à préciser"),
                ("DISPONIBILITE", "Disponibilité incompatible avec la formation"),
                ("STATUT", "Statut non éligible au financement"),
                ("COMPLET", "Plus de place dans la session"),
                ("ABSENCE", "Absence à la réunion de recrutement"),
                ("DESISTEMENT", "Désistement de la personne"),
                ("AUTRE_FORMATION", "Orientation vers une autre formation"),
            )
        ],
    )


def _table(nom: str, *autres: sa.ColumnClause) -> sa.TableClause:
    return sa.table(
        nom,
        sa.column("code", sa.String()),
        sa.column("libelle", sa.String()),
        sa.column("depuis", sa.Date()),
        sa.column("archive", sa.Boolean()),
        *autres,
    )
