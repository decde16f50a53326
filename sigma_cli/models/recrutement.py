"""Recruitment: who prescribes, who applies to which session, and what became of it."""

from datetime import date, datetime

from sqlmodel import CheckConstraint, Field, Index, UniqueConstraint

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.recrutement import Etat, EtatPrescripteur, Mode, Origine, Presence


class TypePrescripteur(Table, table=True):
    """A type of structure; people add theirs. `dematerialise`: positions people online (Q2-02, PRE-01)."""

    __tablename__ = "type_prescripteur"

    code: str = Field(max_length=30, primary_key=True)
    libelle: str = Field(max_length=100)
    dematerialise: bool = False
    depuis: date
    archive: bool = False


class OutilPrescription(Table, table=True):
    """A tool where prescripteurs position people; people add theirs."""

    __tablename__ = "outil_prescription"

    code: str = Field(max_length=30, primary_key=True)
    libelle: str = Field(max_length=100)
    depuis: date
    archive: bool = False


class MotifRefus(Table, table=True):
    """A reason not to retain someone: a closed list that people edit (Q2-14)."""

    __tablename__ = "motif_refus"

    code: str = Field(max_length=30, primary_key=True)
    libelle: str = Field(max_length=100)
    depuis: date
    archive: bool = False


class Prescripteur(Table, table=True):
    """A structure; without a tool it sends fiches. Folded texts keep it from being there twice (PRE-03)."""

    __tablename__ = "prescripteur"
    __table_args__ = (
        UniqueConstraint("nom_replie", "ville_repliee", "departement"),
        one_of("etat", EtatPrescripteur),
    )

    id: int = Field(default=None, primary_key=True)
    nom: str = Field(max_length=150)
    nom_replie: str = Field(max_length=300)
    ville: str = Field(max_length=50)
    ville_repliee: str = Field(max_length=100)
    departement: str = Field(max_length=3, index=True)
    type_code: str = Field(max_length=30, foreign_key="type_prescripteur.code")
    outil_code: str | None = Field(
        default=None, max_length=30, foreign_key="outil_prescription.code"
    )
    etat: str = Field(max_length=20)
    cree_le: datetime
    modifie_le: datetime


class Candidature(Table, table=True):
    """A person who applies to a session, and what became of it (Q2-17).

    Without a mode the prescription is missing; without a prescripteur none is behind it (Q2-11).
    `reunion_id` is the meeting of the session the person is convened to, `rendez_vous_le` the
    appointment instead of it. `precision` and `raison` are words of people: they go nowhere else.
    `sans_suite` is why nothing more is expected: the session will not take place (SES-08); what happens
    next empties it. `efface_le` is when the identity was removed (RGPD).
    """

    __tablename__ = "candidature"
    __table_args__ = (
        UniqueConstraint("session_id", "nom_replie", "date_naissance"),
        Index("ix_candidature_personne", "nom_replie", "date_naissance"),
        one_of("mode", Mode),
        one_of("origine", Origine),
        one_of("etat", Etat),
        one_of("presence", Presence),
        CheckConstraint(
            "origine <> 'DEMATERIALISEE' OR (mode IS NOT NULL AND mode = 'DEMATERIALISEE')",
            name="origine_mode",
        ),
        CheckConstraint("mode IS NULL OR prescripteur_id IS NOT NULL", name="prescription"),
        CheckConstraint("reunion_id IS NULL OR rendez_vous_le IS NULL", name="reunion"),
        CheckConstraint(
            "etat <> 'CONVOQUE' OR reunion_id IS NOT NULL OR rendez_vous_le IS NOT NULL",
            name="convoque",
        ),
        CheckConstraint(
            "(presence IS NULL) = (etat IN ('SAISIE', 'CONVOQUE'))"
            " AND (presence IS NULL) = (presence_le IS NULL)",
            name="presence_notee",
        ),
        CheckConstraint("(motif_code IS NULL) = (etat <> 'NON_RETENU')", name="motif"),
        CheckConstraint(
            "(date_debut_prevue IS NULL) = (etat NOT IN ('RETENU', 'INSCRIT_SIGMA'))"
            " AND (date_debut_prevue IS NULL) = (date_fin_prevue IS NULL)",
            name="dates_prevues",
        ),
        CheckConstraint("date_fin_prevue >= date_debut_prevue", name="dates"),
        CheckConstraint("(parcours_id IS NULL) = (etat <> 'INSCRIT_SIGMA')", name="inscrite"),
    )

    id: int = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="session_formation.id")
    nom: str = Field(max_length=100)
    prenom: str = Field(max_length=100)
    nom_replie: str = Field(max_length=450)
    date_naissance: date | None = None
    courriel: str | None = Field(default=None, max_length=160)
    telephone: str | None = Field(default=None, max_length=25)
    positionne_le: date
    avant_vote: bool = False
    mode: str | None = Field(default=None, max_length=20)
    origine: str = Field(max_length=20)
    prescripteur_id: int | None = Field(default=None, foreign_key="prescripteur.id", index=True)
    fiche_recue_le: date | None = None
    fiche_de: str | None = Field(default=None, max_length=160)
    reunion_id: int | None = Field(
        default=None, foreign_key="information_collective.id", index=True
    )
    rendez_vous_le: date | None = None
    etat: str = Field(max_length=20)
    presence: str | None = Field(default=None, max_length=10)
    presence_le: date | None = None
    motif_code: str | None = Field(default=None, max_length=30, foreign_key="motif_refus.code")
    precision: str | None = Field(default=None, max_length=500)
    resultat_le: date | None = None
    date_debut_prevue: date | None = None
    date_fin_prevue: date | None = None
    raison: str | None = Field(default=None, max_length=500)
    validee_le: date | None = None
    parcours_id: int | None = Field(default=None, foreign_key="parcours.id", unique=True)
    sans_suite: str | None = Field(default=None, max_length=500)
    efface_le: datetime | None = None
    creee_le: datetime
    modifiee_le: datetime
