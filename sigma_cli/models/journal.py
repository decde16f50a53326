"""Who did what, when, on which object: an append-only, hash-chained table."""

from datetime import datetime

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table


class LigneJournal(Table, table=True):
    """One change. `avant` and `apres` are JSON objects without NIR nor personal values."""

    __tablename__ = "journal"

    id: int = Field(default=None, primary_key=True)
    le: datetime
    agent: str = Field(max_length=100)
    operation: str = Field(max_length=60)
    objet: str = Field(max_length=60, index=True)
    avant: str
    apres: str
    empreinte_precedente: str = Field(max_length=64, unique=True)
    empreinte: str = Field(max_length=64)


class AncreJournal(Table, table=True):
    """What the chain cannot make again: its end, sealed by the key of the numbers (one row, BAS-04).

    `sceau` is the HMAC of the number and the hash of the last line, under the key `cle` names.
    """

    __tablename__ = "journal_ancre"
    __table_args__ = (CheckConstraint("id = 1", name="unique"),)

    id: int = Field(default=1, primary_key=True)
    derniere_ligne: int
    cle: str = Field(max_length=16)
    sceau: bytes


class TeteJournal(Table, table=True):
    """What is left of the oldest lines once compacted: the hash the first line kept follows (one row)."""

    __tablename__ = "journal_tete"
    __table_args__ = (CheckConstraint("id = 1", name="unique"),)

    id: int = Field(default=1, primary_key=True)
    derniere_ligne: int
    empreinte: str = Field(max_length=64)
    lignes: int
    jusqu_au: datetime
