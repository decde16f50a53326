"""Identities imported from another register of the établissement, to answer at enrolment (NIR-05)."""

from datetime import date, datetime

from sqlmodel import Field

from sigma_cli.models.table import Table, one_of


class IdentiteImportee(Table, table=True):
    """An identity found by the keyed hash of a NIR; the number itself is not kept."""

    __tablename__ = "identite_importee"
    __table_args__ = (one_of("civilite", ("M.", "Mme")),)

    id: int = Field(default=None, primary_key=True)
    empreinte: bytes = Field(unique=True)
    nom_naissance: str = Field(max_length=100)
    prenom: str | None = Field(default=None, max_length=100)
    civilite: str | None = Field(default=None, max_length=3)
    date_naissance: date | None = None
    importee_le: datetime = Field(index=True)
