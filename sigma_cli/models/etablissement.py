"""The établissement that uses the base: one row."""

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table


class Etablissement(Table, table=True):
    """Établissement d’enseignement supérieur; its identifiers go out in the carif flow."""

    __tablename__ = "etablissement"
    __table_args__ = (CheckConstraint("id = 1", name="unique"),)

    id: int = Field(default=1, primary_key=True)
    nom: str | None = Field(default=None, max_length=250)
    siret: str | None = Field(default=None, max_length=14)
    uai: str | None = Field(default=None, max_length=8)
    nda: str | None = Field(default=None, max_length=11)
    adresse: str | None = Field(default=None, max_length=200)
    code_postal: str | None = Field(default=None, max_length=5)
    code_insee: str | None = Field(default=None, max_length=5)
    commune: str | None = Field(default=None, max_length=50)
    courriel: str | None = Field(default=None, max_length=160)
    telephone: str | None = Field(default=None, max_length=25)
