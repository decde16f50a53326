"""When a time is over, and what stands in the way of an erasure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.personnes.conservation import (
    add_months,
    check_no_open_parcours,
    check_nothing_waits,
    is_over,
)
from sigma_cli.errors import RuleViolation


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 12, date(2027, 6, 30)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -12, date(2025, 1, 1)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_added_on_the_calendar(jour: date, mois: int, attendu: date) -> None:
    assert add_months(jour, mois) == attendu


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 600))
def test_a_time_is_over_on_its_day_and_not_before(fin: date, mois: int) -> None:
    echeance = add_months(fin, mois)
    assert is_over(fin, mois, jour=echeance)
    assert not is_over(fin, mois, jour=date.fromordinal(echeance.toordinal() - 1))
    assert 0 <= (fin - add_months(echeance, -mois)).days <= 3


def test_rgpd_01_an_open_parcours_is_named() -> None:
    check_no_open_parcours("S000001", [])
    with pytest.raises(RuleViolation, match=r"P000002 jusqu’au 25/06/2021") as refus:
        check_no_open_parcours("S000001", [("P000002", date(2021, 6, 25))])
    assert refus.value.regle == "RGPD-01"


def test_rgpd_02_what_waits_is_named() -> None:
    check_nothing_waits("S000001", [])
    with pytest.raises(RuleViolation, match="P000001") as refus:
        check_nothing_waits("S000001", ["P000001"])
    assert refus.value.regle == "RGPD-02"
