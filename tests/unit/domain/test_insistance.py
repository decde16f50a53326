"""Insisting on a delivery: pauses that grow, never beyond the two bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.envois.insistance import Insistance


@pytest.mark.parametrize(
    ("essais", "delai", "pauses"),
    [
        (1, 1000, []),
        (2, 1000, [2]),
        (4, 1000, [2, 4, 8]),
        (4, 6, [2, 4]),
        (4, 5.9, [2]),
        (4, 0, []),
        (100, 60, [2, 4, 8, 16]),
    ],
)
def test_each_pause_is_twice_the_last_within_the_bounds(
    essais: int, delai: float, pauses: list[float]
) -> None:
    assert list(Insistance(essais=essais, delai=delai).pauses()) == pauses


def test_by_default_one_tries_once() -> None:
    assert list(Insistance().pauses()) == []


@given(st.integers(1, 1000), st.floats(0, 1e6))
def test_the_bounds_hold(essais: int, delai: float) -> None:
    pauses = list(Insistance(essais=essais, delai=delai).pauses())
    assert len(pauses) < essais
    assert sum(pauses) <= delai
    assert pauses == sorted(pauses)
