"""Actions: funded units of a convention, which hold the quota of paid places."""

from datetime import date, datetime

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import Programme


class Action(Table, table=True):
    """One action. `places_utilisees` counts the parcours paid by the Région (Q9-01).

    `places_en_plus` counts those of them that hold a place granted above the quota, each by an
    accepted request (Q9-07). The counts are kept beside the quota so that the table itself forbids
    going over it.
    `niveau_sortie` only serves to compute the paid places and never leaves (Q3-03).
    """

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("date_fin_prevue >= date_debut", name="dates"),
        CheckConstraint("places_remunerees >= 0", name="places_remunerees"),
        CheckConstraint("places_utilisees >= 0", name="places_utilisees"),
        CheckConstraint("places_en_plus >= 0", name="places_en_plus"),
        CheckConstraint("places_utilisees <= places_remunerees + places_en_plus", name="quota"),
        CheckConstraint("effectif >= 0", name="effectif"),
        one_of("programme", Programme),
    )

    id: int = Field(default=None, primary_key=True)
    numero: str = Field(max_length=20, unique=True)
    convention: str = Field(max_length=20, index=True)
    intitule: str = Field(max_length=255)
    statut: str = Field(max_length=10)
    annee: int
    date_debut: date
    date_fin_prevue: date
    niveau_sortie: str = Field(max_length=6)
    effectif: int | None = None
    places_remunerees: int
    places_utilisees: int = 0
    places_en_plus: int = 0
    date_vote: date | None = None
    programme: str = Field(max_length=20)
    creee_le: datetime
    modifiee_le: datetime
