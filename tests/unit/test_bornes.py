"""The ranges of Typer, in words."""

import pytest

from sigma_cli.typer_fr.aide import bounds


@pytest.mark.parametrize(
    ("ecrit", "dit"),
    [
        ("  [défaut : 50; x>=1]", "  [défaut : 50; 1 ou plus]"),
        ("1<=x<=100", "de 1 à 100"),
        ("x<=5", "5 ou moins"),
        ("-1<=x<=2.5", "de -1 à 2.5"),
        ("<xlsx|csv>", "<xlsx|csv>"),
    ],
)
def test_a_range_is_said_in_words(ecrit: str, dit: str) -> None:
    assert bounds(ecrit) == dit
