"""Searches: case, accents and hyphens aside; an empty one keeps everything (Q8-05)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.filtres import contains

MOTS = st.text("abcdeé -’", max_size=12)


@pytest.mark.parametrize(
    "cherche", ["comptabilite", "COMPTABILITÉ", "20f0011", "générale – NARB", " ", "", None]
)
def test_q8_05_finds_without_case_nor_accents(cherche: str | None) -> None:
    assert contains(cherche, "20F0011_03/01", "Comptabilité générale", "NARBONNE CEDEX")


@pytest.mark.parametrize("cherche", ["compta paie", "20F0012", "%", "_04", "*"])
def test_q8_05_what_is_not_there_is_not_found(cherche: str) -> None:
    assert not contains(cherche, "20F0011_03/01", "Comptabilité générale")


@given(MOTS, MOTS, MOTS)
def test_q8_05_any_part_of_a_text_finds_it(avant: str, milieu: str, apres: str) -> None:
    assert contains(f"x{milieu}x", f"{avant}x{milieu}x{apres}")
