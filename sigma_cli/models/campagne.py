"""Campagnes d’attribution: one call, one frozen list of candidates, the same criteria for all."""

from datetime import datetime

from sqlmodel import CheckConstraint, Field, UniqueConstraint

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import DecisionCandidat, EtatCampagne, Sens


class Campagne(Table, table=True):
    """One call on the paid places of an action. `version` is that of the criteria in force.

    `accordees`, `en_plus` and `utilisees` freeze the account of the action when the campagne closes.
    """

    __tablename__ = "campagne"
    __table_args__ = (
        one_of("etat", EtatCampagne),
        CheckConstraint(
            "(etat = 'CLOSE') = (close_le IS NOT NULL)"
            " AND (etat = 'CLOSE') = (accordees IS NOT NULL)"
            " AND (etat = 'CLOSE') = (en_plus IS NOT NULL)"
            " AND (etat = 'CLOSE') = (utilisees IS NOT NULL)",
            name="close",
        ),
        CheckConstraint("version > 0", name="version"),
    )

    id: int = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    intitule: str = Field(max_length=200)
    etat: str = Field(default=EtatCampagne.OUVERTE.value, max_length=10)
    version: int = 1
    agent: str = Field(max_length=100)
    ouverte_le: datetime
    close_le: datetime | None = None
    accordees: int | None = None
    en_plus: int | None = None
    utilisees: int | None = None


class CampagneCritere(Table, table=True):
    """One criterion, by rank of importance; without `sens` it is a text, which orders nobody.

    The criteria of former versions are kept: they tell what was changed on the way.
    """

    __tablename__ = "campagne_critere"
    __table_args__ = (
        UniqueConstraint("campagne_id", "version", "rang"),
        one_of("sens", Sens),
    )

    id: int = Field(default=None, primary_key=True)
    campagne_id: int = Field(foreign_key="campagne.id")
    version: int
    rang: int
    nom: str = Field(max_length=100)
    sens: str | None = Field(default=None, max_length=12)


class CampagneCandidat(Table, table=True):
    """One parcours of the frozen list, and what was decided of it."""

    __tablename__ = "campagne_candidat"
    __table_args__ = (
        UniqueConstraint("campagne_id", "parcours_id"),
        one_of("decision", DecisionCandidat),
        CheckConstraint(
            "(decision IS NULL) = (le IS NULL) AND (decision IS NULL) = (agent IS NULL)",
            name="decidee",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    campagne_id: int = Field(foreign_key="campagne.id")
    parcours_id: int = Field(foreign_key="parcours.id", index=True)
    decision: str | None = Field(default=None, max_length=12)
    motif: str | None = Field(default=None, max_length=500)
    agent: str | None = Field(default=None, max_length=100)
    le: datetime | None = None


class CampagneValeur(Table, table=True):
    """The number a person gave to a candidate for a criterion, in plain decimal: `8200.5`."""

    __tablename__ = "campagne_valeur"

    candidat_id: int = Field(foreign_key="campagne_candidat.id", primary_key=True)
    critere_id: int = Field(foreign_key="campagne_critere.id", primary_key=True)
    valeur: str = Field(max_length=20)
