"""Decisions on paid places, kept for ever."""

from datetime import datetime

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import Decision


class Attribution(Table, table=True):
    """One decision on the paid place of a parcours: who, when, by which criteria or why (Q9-02)."""

    __tablename__ = "attribution"
    __table_args__ = (
        one_of("decision", Decision),
        CheckConstraint("criteres IS NOT NULL OR motif IS NOT NULL", name="justification"),
    )

    id: int = Field(default=None, primary_key=True)
    parcours_id: int = Field(foreign_key="parcours.id", index=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    decision: str = Field(max_length=10)
    criteres: str | None = Field(default=None, max_length=2000)
    motif: str | None = Field(default=None, max_length=500)
    agent: str = Field(max_length=100)
    le: datetime
