"""Requests to the Région: one row each, numbered `D0001`; what a kind needs more has its own table."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import EtatDemande, TypeDemande

_OUVERTE = text("ouverte")


class Demande(Table, table=True):
    """One request; it waits until someone records the answer, which comes by mail (A-18).

    `portails` are the tools where something is missing, joined by spaces. `destinataire` is the
    address at that time.
    """

    __tablename__ = "demande"
    __table_args__ = (
        one_of("type", TypeDemande),
        one_of("etat", EtatDemande),
        CheckConstraint("(etat = 'DEMANDEE') = (repondue_le IS NULL)", name="repondue_le"),
    )

    id: int = Field(default=None, primary_key=True)
    type: str = Field(max_length=12, index=True)
    etat: str = Field(default=EtatDemande.DEMANDEE.value, max_length=10, index=True)
    portails: str = Field(default="", max_length=60)
    explication: str | None = Field(default=None, max_length=2000)
    destinataire: str = Field(max_length=254)
    agent: str = Field(max_length=100)
    demandee_le: datetime
    repondue_le: date | None = None
    reponse: str | None = Field(default=None, max_length=2000)


class DemandeObjet(Table, table=True):
    """A composante, or one of its sessions, that a request is about; `rang` from 1."""

    __tablename__ = "demande_objet"

    demande_id: int = Field(foreign_key="demande.id", primary_key=True)
    rang: int = Field(primary_key=True)
    composante_id: int = Field(foreign_key="composante.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="session_formation.id", index=True)


class DemandeChamp(Table, table=True):
    """A field that a request is about: missing somewhere, or to change from `avant` to `apres`.

    Values are JSON texts; `apres` is empty when nothing is to change here.
    """

    __tablename__ = "demande_champ"

    demande_id: int = Field(foreign_key="demande.id", primary_key=True)
    champ: str = Field(max_length=40, primary_key=True)
    avant: str | None = None
    apres: str | None = None


class DemandePlace(Table, table=True):
    """A place asked above the quota for someone whose ARE ends (Q9-07); one open by parcours.

    Of the document only the hash is kept. `liberee_le` tells that the place granted was given back:
    it was granted for that person alone.
    """

    __tablename__ = "demande_place"
    __table_args__ = (
        CheckConstraint("liberee_le IS NULL OR NOT ouverte", name="liberee"),
        Index(
            "uq_demande_place_ouverte",
            "parcours_id",
            unique=True,
            sqlite_where=_OUVERTE,
        ),
    )

    demande_id: int = Field(foreign_key="demande.id", primary_key=True)
    parcours_id: int = Field(foreign_key="parcours.id", index=True)
    justificatif_sha256: str = Field(max_length=64)
    ouverte: bool = True
    liberee_le: datetime | None = None
