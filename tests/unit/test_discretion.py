"""What may be repeated of the words typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.discretion import MASQUE, holds_nir, is_number, is_sensitive
from sigma_cli.typer_fr.discretion import quote


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


@pytest.mark.parametrize(
    "texte",
    [
        "185017505600149",
        "Voir 1 85 01 75 056 001 49.",
        "n°1850175056001",
        "2-78-05-2A-006-084",
        "1 85 O1 75 O56 OO1 49",
        "le 1\u202f85\u202f01\u202f75\u202f056\u202f001",
    ],
)
def test_nir_12_a_number_written_in_a_public_text_is_found(texte: str) -> None:
    assert holds_nir(texte)


@pytest.mark.parametrize(
    "texte",
    [
        "Du 12/10/2020 – 15/12/2020, 450 h",
        "2020-10-12 2020-12-15",
        "05 61 00 00 00 / 06 12 34 56 78",
        "SIRET 12345678200010",
        "SIRET 123 456 782 00010, 31000",
        "1 rue de l’Exemple, BP 12345, 31000 – 05 61 00 00 00",
        "2 groupes : 2020/2021, 2021/2022",
    ],
)
def test_what_a_public_text_holds_besides_is_no_nir(texte: str) -> None:
    assert not holds_nir(texte)
