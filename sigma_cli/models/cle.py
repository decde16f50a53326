"""Which key seals the NIRs of the base (never the key itself), and what outlives a change of key."""

from datetime import datetime

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table


class CleActive(Table, table=True):
    """Identifier of the key in use: one row, so that a wrong key is caught before any write.

    `suivante` names the key that `base rekey` is going over to; empty the rest of the time.
    `memoire` is the random key of the hashes that cannot be made again (numbers replaced,
    imported identities): sealed under the key in use, it is the same after a change of key.
    """

    __tablename__ = "cle_active"
    __table_args__ = (CheckConstraint("id = 1", name="unique"),)

    id: int = Field(default=1, primary_key=True)
    identifiant: str = Field(max_length=16)
    depuis: datetime
    suivante: str | None = Field(default=None, max_length=16)
    memoire: bytes | None = None
