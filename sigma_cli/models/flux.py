"""Outbox of the flux: what was frozen, what was delivered, and which parcours each file holds."""

from datetime import datetime

from sqlmodel import CheckConstraint, Field, UniqueConstraint

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import EtatFlux


class FluxFichier(Table, table=True):
    """One file of one flux. Its bytes are frozen when it is prepared and never change after."""

    __tablename__ = "flux_fichier"
    __table_args__ = (
        UniqueConstraint("code", "sequence"),
        one_of("etat", EtatFlux),
        CheckConstraint("nb_lignes > 0", name="nb_lignes"),
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


class FluxBloc(Table, table=True):
    """A block of the bytes of a prepared file, sealed; removed once the file is delivered."""

    __tablename__ = "flux_bloc"

    fichier_id: int = Field(foreign_key="flux_fichier.id", primary_key=True)
    rang: int = Field(primary_key=True)
    contenu: bytes


class FluxLigne(Table, table=True):
    """A parcours in a file: once per flux, ever (RF-02). The snapshot holds no NIR (RF-04)."""

    __tablename__ = "flux_ligne"
    __table_args__ = (UniqueConstraint("code", "parcours_id"),)

    fichier_id: int = Field(foreign_key="flux_fichier.id", primary_key=True)
    numero: int = Field(primary_key=True)
    code: str = Field(max_length=20)
    parcours_id: int = Field(foreign_key="parcours.id")
    instantane: str
