"""Texts as LHEO takes them, and the words for its elements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.flux.carif.champs import champ_de
from sigma_cli.flux.carif.textes import couper, lignes_adresse, nettoyer


@pytest.mark.parametrize(
    ("texte", "maximum", "attendu"),
    [
        ("court", 5, "court"),
        ("un deux trois", 10, "un deux…"),
        ("un deux trois", 8, "un deux…"),
        ("un deux trois", 7, "un…"),
        ("anticonstitutionnel", 5, "anti…"),
    ],
)
def test_cutting_prefers_the_end_of_a_word(texte: str, maximum: int, attendu: str) -> None:
    assert couper(texte, maximum) == attendu


@given(st.text(), st.integers(2, 30))
def test_a_cut_never_exceeds_the_maximum(texte: str, maximum: int) -> None:
    propre = nettoyer(texte)
    assert len(couper(propre, maximum)) <= maximum
    assert bool(couper(propre, maximum)) == bool(propre)


@given(st.text())
def test_cleaning_leaves_one_line_without_idle_blanks(texte: str) -> None:
    propre = nettoyer(texte)
    assert propre == propre.strip()
    assert len(propre.splitlines()) <= 1
    assert nettoyer(propre) == propre


@pytest.mark.parametrize(
    ("adresse", "lignes", "perdu"),
    [
        ("", ["-"], False),
        (" \n ", ["-"], False),
        ("Bât. A\n12 rue Neuve", ["Bât. A", "12 rue Neuve"], False),
        ("a\nb\nc\nd\ne", ["a b c d e"], False),
        ("mot " * 20, ["mot " * 11 + "mot", "mot " * 7 + "mot"], False),
        ("x" * 60, ["x" * 50, "x" * 10], False),
    ],
)
def test_an_address_keeps_its_lines_while_they_fit(
    adresse: str, lignes: list[str], perdu: bool
) -> None:
    assert lignes_adresse(adresse) == (lignes, perdu)


def test_an_address_beyond_four_lines_is_cut() -> None:
    lignes, perdu = lignes_adresse("mot " * 60)
    assert perdu
    assert len(lignes) == 4
    assert lignes[-1].endswith("mot…")


@given(st.text(max_size=400))
def test_an_address_is_one_to_four_lines_of_fifty_characters(adresse: str) -> None:
    lignes, _ = lignes_adresse(adresse)
    assert 1 <= len(lignes) <= 4
    assert all(1 <= len(ligne) <= 50 for ligne in lignes)


def test_an_unforeseen_element_keeps_its_name() -> None:
    champ = champ_de("/formation/action[2]/duree-cycle")
    assert champ.nom == "duree-cycle"
    assert "duree-cycle" in champ.a_faire


@pytest.mark.parametrize(
    ("chemin", "nom", "option"),
    [
        (
            "/formation/action[2]/lieu-de-formation/SIRET-lieu-formation/SIRET",
            "SIRET du lieu",
            "--siret",
        ),
        (
            "/formation/action/lieu-de-formation/code-UAI-lieu-formation/code-UAI",
            "UAI du lieu",
            "--uai",
        ),
    ],
)
def test_identifiers_of_the_place_are_those_of_the_session(
    chemin: str, nom: str, option: str
) -> None:
    champ = champ_de(chemin)
    assert champ.nom == nom
    assert champ.a_faire == f"Corriger par « sigma session set {option} »."
