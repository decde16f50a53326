"""Rules of a campagne d’attribution: a frozen list, the same criteria, reasons kept."""

from typing import Any

import pytest

from sigma_cli.domain.places import campagnes
from sigma_cli.errors import RuleViolation
from tests.factories import outcome

REF, QUI = "CA0001", "P000001"
SIX = [f"P{rang:06d}" for rang in range(1, 7)]


def test_q9_02_a_closed_campagne_never_changes() -> None:
    assert outcome(lambda: campagnes.check_open(REF, "OUVERTE")) is None
    assert outcome(lambda: campagnes.check_open(REF, "CLOSE")) == "Q9-02"


def test_q9_02_the_list_is_frozen_and_of_one_action() -> None:
    assert campagnes.not_a_candidate(REF, QUI).regle == "Q9-02"
    assert outcome(lambda: campagnes.check_same_action(QUI, "20F0011", "20F0011")) is None
    assert outcome(lambda: campagnes.check_same_action(QUI, "20F0011", "20F0012")) == "Q9-02"
    assert outcome(lambda: campagnes.check_some("20F0011", [QUI])) is None
    assert outcome(lambda: campagnes.check_some("20F0011", [])) == "Q9-02"


def test_q9_02_those_left_out_are_told() -> None:
    assert campagnes.warn_left_out([]) == []
    (dit,) = campagnes.warn_left_out(SIX)
    assert "P000001, P000002, P000003, P000004, P000005, …." in dit.message


@pytest.mark.parametrize(
    "check",
    [campagnes.check_criteria_change, campagnes.check_values_change, campagnes.check_all_rated],
)
def test_q9_02_the_same_criteria_hold_for_all(check: Any) -> None:
    assert outcome(lambda: check(REF, [])) is None
    with pytest.raises(RuleViolation, match="P000001, P000002") as info:
        check(REF, SIX[:2])
    assert info.value.regle == "Q9-02"


@pytest.mark.parametrize(
    ("necessaire", "motif", "attendu"),
    [(False, None, None), (True, "Seul disponible", None), (True, None, "Q9-02")],
)
def test_q9_02_a_choice_that_the_criteria_do_not_explain_has_a_reason(
    necessaire: bool, motif: str | None, attendu: str | None
) -> None:
    refus = outcome(lambda: campagnes.check_reason(QUI, necessaire=necessaire, motif=motif))
    assert refus == attendu


@pytest.mark.parametrize(
    ("decision", "attendu"), [(None, None), ("NON_RETENU", None), ("RETENU", "Q9-02")]
)
def test_q9_02_a_place_is_released_before_its_holder_is_left_out(
    decision: str | None, attendu: str | None
) -> None:
    assert outcome(lambda: campagnes.check_rejection(QUI, decision)) == attendu


def test_q9_02_those_without_decision_are_left_out_for_a_reason() -> None:
    def reason(attendent: list[str], restantes: int, motif: str | None = None) -> str | None:
        return campagnes.closing_reason(REF, attendent, restantes=restantes, motif=motif)

    assert reason([], 3) is None
    assert reason([QUI], 0) == "Plus de place rémunérée disponible"
    assert reason([QUI], 3, "Désistement") == reason([QUI], 0, "Désistement") == "Désistement"
    assert outcome(lambda: reason([QUI], 1)) == "Q9-02"
