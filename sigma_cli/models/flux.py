"""Outbox of the flux: what was frozen, what was delivered, and which parcours each file holds."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import CheckConstraint, Field, Index, UniqueConstraint

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import EtatFlux


class FluxFichier(Table, table=True):
    """One file of one flux. Its bytes are frozen when it is prepared and never change after.

    `tentatives` counts the deliveries tried; `erreur` tells the last failure in French and
    `definitif` that someone must act before it can succeed. `prochain_essai` is the instant at
    which the running push tries again; without one, the next push does. `destination` is where it
    went, without any secret. `acquittement` is the SHA-256 of what the receiver answered.
    """

    __tablename__ = "flux_fichier"
    __table_args__ = (
        UniqueConstraint("code", "sequence"),
        one_of("etat", EtatFlux),
        CheckConstraint("nb_lignes > 0", name="nb_lignes"),
        CheckConstraint("tentatives >= 0", name="tentatives"),
        CheckConstraint("nb_rejets >= 0 AND nb_rejets <= nb_lignes", name="nb_rejets"),
        CheckConstraint("(depose_le IS NULL) = (etat IN ('PREPARE', 'ECHEC'))", name="depose"),
        Index(
            "ix_flux_fichier_a_finir",
            "code",
            "sequence",
            sqlite_where=text("depose_le IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=20)
    sequence: int
    nom: str = Field(max_length=60, unique=True)
    sha256: str = Field(max_length=64)
    nb_lignes: int
    etat: str = Field(max_length=10)
    produit_le: datetime
    depose_le: datetime | None = None
    destination: str | None = Field(default=None, max_length=500)
    tentatives: int = 0
    erreur: str | None = Field(default=None, max_length=500)
    definitif: bool = False
    prochain_essai: datetime | None = None
    acquitte_le: datetime | None = None
    acquittement: str | None = Field(default=None, max_length=64)
    nb_rejets: int = 0


class FluxAComparer(Table, table=True):
    """A flux whose past may be forgotten: the base was restored without the one it replaces (BAS-01)."""

    __tablename__ = "flux_a_comparer"

    code: str = Field(max_length=10, primary_key=True)
    depuis: datetime


class FluxBloc(Table, table=True):
    """A block of the bytes of a prepared file, sealed; removed once the file is delivered."""

    __tablename__ = "flux_bloc"

    fichier_id: int = Field(foreign_key="flux_fichier.id", primary_key=True)
    rang: int = Field(primary_key=True)
    contenu: bytes


class FluxLigne(Table, table=True):
    """A parcours in a file: once per flux, `evenement` and session it was in, for ever (RF-02).

    `rang` is how many times it had moved to another session by then (PAR-02).

    Only a line that the receiver refused (`rejet` is the reason) may be taken back (`repris_le`),
    by the express order of someone who said why (`motif_renvoi`): its parcours is then due again.
    `instantane` remembers what was sent without telling it, `nir_rang` which of the numbers of the
    person, empty when there was none (RF-04, `services/instantanes.py`). `vides` names the columns
    that left empty (RF-03).
    """

    __tablename__ = "flux_ligne"
    __table_args__ = (
        Index(
            "uq_flux_ligne_une_fois",
            "parcours_id",
            "code",
            "evenement",
            "rang",
            unique=True,
            sqlite_where=text("repris_le IS NULL"),
        ),
        Index(
            "ix_flux_ligne_rejets",
            "code",
            sqlite_where=text("rejet IS NOT NULL AND repris_le IS NULL"),
        ),
        CheckConstraint("repris_le IS NULL OR rejet IS NOT NULL", name="repris"),
        CheckConstraint("(repris_le IS NULL) = (motif_renvoi IS NULL)", name="motif_renvoi"),
    )

    fichier_id: int = Field(foreign_key="flux_fichier.id", primary_key=True)
    numero: int = Field(primary_key=True)
    code: str = Field(max_length=20)
    parcours_id: int = Field(foreign_key="parcours.id", index=True)
    evenement: str = Field(default="", max_length=10)
    rang: int = 0
    instantane: str = ""
    nir_rang: int | None = None
    vides: str = ""
    rejet: str | None = Field(default=None, max_length=500)
    repris_le: datetime | None = None
    motif_renvoi: str | None = Field(default=None, max_length=500)
