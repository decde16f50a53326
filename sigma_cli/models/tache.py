"""What people owe to other tools, and where each thing was done."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import EtatTache, Outil

_VIVANTE = text("etat <> 'SANS_OBJET'")


class Tache(Table, table=True):
    """A task about one object, `objet_id` in the table that the scope of its kind names.

    `cle` tells apart two tasks of one kind on one object. No personal value is kept here: what is to
    be copied is read when the task is shown. `motif` says why a task closed without being done. `dernier_fichier` is
    the number of the last file of all the flux when it was done.
    """

    __tablename__ = "tache"
    __table_args__ = (
        Index(
            "uq_tache_vivante",
            "genre",
            "objet_id",
            "cle",
            unique=True,
            sqlite_where=_VIVANTE,
        ),
        # a page of the list is read in this order, and counted without opening the rows
        Index("ix_tache_liste", "etat", "genre", "echeance", "visible_le"),
        one_of("etat", EtatTache),
        CheckConstraint("(etat = 'A_FAIRE') = (close_le IS NULL)", name="close"),
        CheckConstraint("(etat = 'SANS_OBJET') = (motif IS NOT NULL)", name="motif"),
    )

    id: int = Field(default=None, primary_key=True)
    genre: str = Field(max_length=30)
    objet_id: int
    cle: str = Field(default="", max_length=64)
    visible_le: date
    echeance: date
    etat: str = Field(default=EtatTache.A_FAIRE.value, max_length=10)
    ouverte_le: datetime
    close_le: datetime | None = None
    motif: str | None = Field(default=None, max_length=200)
    dernier_fichier: int | None = None


class TacheOutil(Table, table=True):
    """A task done in one tool, on a day, ticked by someone."""

    __tablename__ = "tache_outil"
    __table_args__ = (one_of("outil", Outil),)

    tache_id: int = Field(foreign_key="tache.id", primary_key=True)
    outil: str = Field(max_length=10, primary_key=True)
    fait_le: date
    agent: str = Field(max_length=100)
    note_le: datetime
