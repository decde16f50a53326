"""What may be repeated of the words typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.discretion import is_number, is_sensitive
from sigma_cli.typer_fr.discretion import MASQUE, quote


@given(st.text(), st.text("0123456789", min_size=13), st.text())
def test_nir_12_a_long_number_is_never_quoted(avant: str, numero: str, apres: str) -> None:
    assert is_sensitive(numero)
    assert quote(f"{avant} {numero} {apres}", []) == MASQUE


@given(st.text("abcdefghijkl0123456789_/", max_size=12))
def test_short_words_are_quoted_as_they_are(mot: str) -> None:
    assert quote(mot, [mot]) == mot


def test_nir_12_a_number_cut_in_words_is_masked_word_by_word() -> None:
    args = ["stagiaire", "nir", "1", "85", "05", "78", "006", "084", "91"]
    assert quote("006", args) == MASQUE
    assert quote("stagiaire", args) == "stagiaire"


def test_control_characters_are_not_repeated() -> None:
    assert quote("a\x1b[31mb", []) == "a?[31mb"
    assert len(quote("a" * 500, [])) == 60


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("185017505600149", True),
        ("1 85 01 75 056 001", True),
        ("192102a13100479", True),
        ("sigma-185017505600149", False),
        ("20201006-093012", False),
        ("20201006", False),
        ("0650175056001", False),
    ],
)
def test_nir_12_a_file_named_after_a_number_is_told_from_a_dated_one(
    nom: str, attendu: bool
) -> None:
    assert is_number(nom) is attendu
