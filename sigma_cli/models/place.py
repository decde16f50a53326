"""Decisions on the pay of the parcours, kept for ever, and what they rest on."""

from datetime import date, datetime

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import Decision, TypeRemuneration


class Attribution(Table, table=True):
    """One decision on the pay of a parcours: who, when, by which criteria or why (Q9-02).

    The rows of a parcours, in order, are the history of its type of pay; `type_remuneration` is what
    each left, empty for undecided. `depuis` is the first day of that pay when it is not the entry.
    `fichier_id` is the defi file that already held the parcours, if DEFI took its line: it does not
    learn of what is decided after it.
    """

    __tablename__ = "attribution"
    __table_args__ = (
        one_of("decision", Decision),
        one_of("type_remuneration", TypeRemuneration),
        CheckConstraint("criteres IS NOT NULL OR motif IS NOT NULL", name="justification"),
    )

    id: int = Field(default=None, primary_key=True)
    parcours_id: int = Field(foreign_key="parcours.id", index=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    decision: str = Field(max_length=20)
    type_remuneration: str | None = Field(default=None, max_length=20)
    depuis: date | None = None
    criteres: str | None = Field(default=None, max_length=2000)
    motif: str | None = Field(default=None, max_length=500)
    campagne_id: int | None = Field(default=None, foreign_key="campagne.id", index=True)
    demande_id: int | None = Field(default=None, foreign_key="demande.id")
    fichier_id: int | None = Field(default=None, foreign_key="flux_fichier.id", index=True)
    agent: str = Field(max_length=100)
    le: datetime


class Remuneration(Table, table=True):
    """What is known of the pay of a parcours beside its type; a row appears with the first fact.

    `depuis` is the first day of the present pay when it is not the entry (Q9-06). `droits_are` is
    empty while nobody said; `fin_are` is their last day. The three `protection_*` tell the check
    that Q10-01 asks for, `p2s_depose_le` when the file was lodged with ASP.
    """

    __tablename__ = "remuneration"
    __table_args__ = (
        one_of("option_regime", (TypeRemuneration.REGION, TypeRemuneration.POLE_EMPLOI)),
        CheckConstraint("rqth_au >= rqth_du", name="rqth"),
        CheckConstraint("fin_are IS NULL OR droits_are", name="fin_are"),
        CheckConstraint(
            "(protection_par IS NULL) = (protection_le IS NULL)"
            " AND (protection_par IS NULL) = (protection_comment IS NULL)",
            name="protection",
        ),
    )

    parcours_id: int = Field(foreign_key="parcours.id", primary_key=True)
    depuis: date | None = None
    option_regime: str | None = Field(default=None, max_length=20)
    rqth_du: date | None = None
    rqth_au: date | None = None
    droits_are: bool | None = None
    fin_are: date | None = None
    protection_par: str | None = Field(default=None, max_length=100)
    protection_le: date | None = None
    protection_comment: str | None = Field(default=None, max_length=500)
    p2s_depose_le: date | None = None
