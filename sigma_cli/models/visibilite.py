"""Where a session was seen, by whom: nothing else ever says that it is visible (Q2-08)."""

from datetime import datetime

from sqlmodel import Field

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import Portail


class SessionVue(Table, table=True):
    """A session seen in one tool by a person.

    Once its dates change, what was seen is no more what is there: the row is no longer `valable`
    (SES-04).
    """

    __tablename__ = "session_vue"
    __table_args__ = (one_of("portail", Portail),)

    session_id: int = Field(foreign_key="session_formation.id", primary_key=True)
    portail: str = Field(max_length=10, primary_key=True)
    vue_le: datetime
    valable: bool = True
    agent: str = Field(max_length=100)
    notee_le: datetime
