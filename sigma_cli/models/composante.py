"""Composantes: one diploma inside an action, as the public and the prescribers see it."""

from datetime import datetime

from sqlmodel import CheckConstraint, Field, UniqueConstraint

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import Nomenclature


class Composante(Table, table=True):
    """One composante; its `niveau_sortie` is the diploma's and goes out (Q3-03). Hours are whole.

    `recherche` is the folded text that searches look into.
    """

    __tablename__ = "composante"
    __table_args__ = (
        UniqueConstraint("action_id", "rang"),
        CheckConstraint("heures_centre >= 0", name="heures_centre"),
        CheckConstraint("heures_entreprise >= 0", name="heures_entreprise"),
        one_of("modalites_enseignement", ("0", "1", "2")),
    )

    id: int = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id")
    rang: int
    numero: str = Field(max_length=24, unique=True)
    intitule: str = Field(max_length=255)
    certifinfo: str = Field(max_length=10)
    rncp: str | None = Field(default=None, max_length=10)
    niveau_entree: str = Field(max_length=6)
    niveau_sortie: str = Field(max_length=6)
    niveau_entree_obligatoire: bool = False
    certifiante: bool = True
    objectif: str | None = Field(default=None, max_length=3000)
    contenu: str | None = Field(default=None, max_length=3000)
    resultats: str | None = Field(default=None, max_length=3000)
    rythme: str | None = Field(default=None, max_length=3000)
    conditions: str | None = Field(default=None, max_length=3000)
    modalites_enseignement: str = Field(default="0", max_length=1)
    heures_centre: int | None = None
    heures_entreprise: int | None = None
    pic: bool = False
    recherche: str = Field(default="", sa_column_kwargs={"server_default": ""})
    creee_le: datetime
    modifiee_le: datetime


class ComposanteCode(Table, table=True):
    """One Formacode, NSF, ROME or public code of a composante; rank 1 is the main one."""

    __tablename__ = "composante_code"
    __table_args__ = (
        UniqueConstraint("composante_id", "nomenclature", "code"),
        one_of("nomenclature", Nomenclature),
    )

    composante_id: int = Field(foreign_key="composante.id", primary_key=True)
    nomenclature: str = Field(max_length=10, primary_key=True)
    rang: int = Field(primary_key=True)
    code: str = Field(max_length=5)
