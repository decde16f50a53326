"""Dated runs of a composante, and their recruitment meetings."""

from datetime import date, datetime

from sqlmodel import CheckConstraint, Field, UniqueConstraint

from sigma_cli.models.table import Table


class SessionFormation(Table, table=True):
    """A training session. Named in full: `Session` is the database one.

    A row is never deleted (SES-01); 0 places means that it will not take place (SES-03).
    `numero` restarts at 1 in each composante. `saisie_le` starts the 48 hours of diffusion and is renewed when the dates change (SES-04).
    `recherche` is the folded text that searches look into, the composante’s included.
    `annulee_le` is when the places were put to 0.
    `siret` and `uai` are those of the place, when it has its own.
    `a_diffuser` is true from a change to the next carif file, and while one that is due holds it
    back (Q1-01); `carif_depuis` is the sequence of the first carif file that holds it as it is now.
    """

    __tablename__ = "session_formation"
    __table_args__ = (
        UniqueConstraint("composante_id", "numero"),
        CheckConstraint("numero > 0", name="numero"),
        CheckConstraint("date_fin >= date_debut", name="dates"),
        CheckConstraint("places >= 0", name="places"),
    )

    id: int = Field(default=None, primary_key=True)
    composante_id: int = Field(foreign_key="composante.id")
    numero: int
    date_debut: date = Field(index=True)
    date_fin: date
    places: int
    motif_annulation: str | None = Field(default=None, max_length=500)
    annulee_le: datetime | None = None
    site: str = Field(max_length=255)
    adresse: str | None = Field(default=None, max_length=200)
    code_postal: str = Field(max_length=5)
    code_insee: str = Field(max_length=5)
    commune: str = Field(max_length=50)
    siret: str | None = Field(default=None, max_length=14)
    uai: str | None = Field(default=None, max_length=8)
    numero_carif: str | None = Field(default=None, max_length=30)
    numero_kairos: str | None = Field(default=None, max_length=30)
    saisie_le: datetime
    a_diffuser: bool = True
    carif_depuis: int | None = None
    recherche: str = Field(default="", sa_column_kwargs={"server_default": ""})
    creee_le: datetime
    modifiee_le: datetime


class InformationCollective(Table, table=True):
    """A recruitment meeting of a session: at most one a day. Times read `09h00`."""

    __tablename__ = "information_collective"
    __table_args__ = (
        UniqueConstraint("session_id", "date"),
        CheckConstraint("places >= 0", name="places"),
        CheckConstraint("heure_fin >= heure_debut", name="heures"),
    )

    id: int = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="session_formation.id")
    date: date
    heure_debut: str | None = Field(default=None, max_length=5)
    heure_fin: str | None = Field(default=None, max_length=5)
    lieu: str | None = Field(default=None, max_length=250)
    places: int | None = None
