"""Which key seals the NIRs of the base (never the key itself)."""

from datetime import datetime

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table


class CleActive(Table, table=True):
    """Identifier of the key in use: one row, so that a wrong key is caught before any write."""

    __tablename__ = "cle_active"
    __table_args__ = (CheckConstraint("id = 1", name="unique"),)

    id: int = Field(default=1, primary_key=True)
    identifiant: str = Field(max_length=16)
    depuis: datetime
