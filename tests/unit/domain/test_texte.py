"""Texts and numbers: cleaned, folded, measured."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.texte import lire_entier, lire_texte, nettoyer, replier
from sigma_cli.errors import InvalidInput

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("  L’école \t d’Art\r\n\x0b\x0cdu  sud ", "L’école d’Art du sud"),
        ("e\u0301cole", "école"),
        ("a\x00b\x07c\ufffe\uffff\ud800d\x85e", "abcd e"),
        ("MARTIN\u00a0\u202fLéa\u2028", "MARTIN Léa"),
        ("Mar\u200btin\ufeff\u202e\u00ad", "Martin"),
        ("👩‍🎓", "👩‍🎓"),
        ("\x00 \t", ""),
    ],
)
def test_cleans(texte: str, attendu: str) -> None:
    assert nettoyer(texte) == attendu


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(texte: str) -> None:
    propre = nettoyer(texte)
    assert nettoyer(propre) == propre
    assert re.search(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|\s\s|^\s|\s$", propre) is None


@pytest.mark.parametrize(
    ("une", "autre"),
    [
        ("Élie-Noé", "ELIE NOE"),
        ("D’ŒUVRE", "d'oeuvre"),
        ("Lætitia", "LAETITIA"),
        ("Jean\u2011Pierre", " jean  pierre "),
        ("STRASSE", "Straße"),
        ("L`Haÿ", "l haÿ"),
        ("\uff2dartin", "Martin"),
        ("Ferhat İnan", "FERHAT INAN"),
    ],
)
def test_folds_two_spellings_to_one(une: str, autre: str) -> None:
    assert replier(une) == replier(autre)


def test_keeps_different_names_apart() -> None:
    assert len({replier(nom) for nom in ("Martin", "Martine", "Mar tin", "Marty")}) == 4


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(texte: str) -> None:
    plie = replier(texte)
    assert replier(plie) == plie
    assert replier(nettoyer(texte)) == plie


def test_reads_a_text_cleaned_then_measured() -> None:
    assert lire_texte("  Léa\n", "--prenom", maximum=3) == "Léa"


@pytest.mark.parametrize(
    ("valeur", "motif"),
    [
        ("", "--nom : texte vide, 1 à 5 caractères attendus"),
        (" \u200b\n", "texte vide"),
        ("MARTIN", "--nom : 6 caractères, 5 au plus"),
    ],
)
def test_refuses_a_text_by_its_length(valeur: str, motif: str) -> None:
    with pytest.raises(InvalidInput, match=motif) as info:
        lire_texte(valeur, "--nom", maximum=5)
    assert "MARTIN" not in info.value.message


@pytest.mark.parametrize("exemple", ["…", " … ", "...", "….", "… …", ". . ."])
def test_the_place_of_a_text_in_an_example_is_no_text(exemple: str) -> None:
    with pytest.raises(InvalidInput, match="Motif : « … » tient la place d’un texte"):
        lire_texte(exemple, "Motif", maximum=50)
    assert lire_texte(f"Abandon {exemple}", "Motif", maximum=50).startswith("Abandon")


@given(st.integers(0, 99_999))
def test_reads_a_whole_number(nombre: int) -> None:
    assert lire_entier(str(nombre), "--places") == nombre
    assert lire_entier(f" {nombre:07d} ", "--places") == nombre
    assert lire_entier(nombre, "--places") == nombre


@pytest.mark.parametrize(
    "valeur",
    [
        "",
        "douze",
        "1.0",
        "1 000",
        "+3",
        "\u0663",
        "²",
        "-1",
        "100000",
        "9" * 10_000,
        True,
        -1,
        10**12,
    ],
)
def test_refuses_a_number_without_repeating_it(valeur: str | int) -> None:
    with pytest.raises(InvalidInput, match=r"^--places : nombre entier attendu, de 0 à 99999\.$"):
        lire_entier(valeur, "--places")


def test_bounds_are_included() -> None:
    assert lire_entier("-5", "--ecart", minimum=-5, maximum=5) == -5
    assert lire_entier(5, "--ecart", minimum=-5, maximum=5) == 5
    with pytest.raises(InvalidInput, match="de -5 à 5"):
        lire_entier(6, "--ecart", minimum=-5, maximum=5)
