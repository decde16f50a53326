"""Texts and territories as LHEO takes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.flux.carif.champs import champ_de
from sigma_cli.flux.carif.territoires import REGION_PAR_DEPARTEMENT, departement
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


@pytest.mark.parametrize(
    ("code_insee", "code_postal", "attendu"),
    [
        ("11262", "11108", "11"),
        (None, "66860", "66"),
        ("2A004", "20000", "2A"),
        (None, "20090", "2A"),
        (None, "20137", "2A"),
        (None, "20200", "2B"),
        (None, "20600", "2B"),
        ("97411", "97400", "974"),
        (None, "98800", "988"),
        (None, None, None),
    ],
)
def test_the_departement_comes_from_the_commune_or_else_the_postal_code(
    code_insee: str | None, code_postal: str | None, attendu: str | None
) -> None:
    assert departement(code_insee=code_insee, code_postal=code_postal) == attendu


def test_the_thirteen_departements_of_occitanie_are_in_region_76() -> None:
    siens = {code for code, region in REGION_PAR_DEPARTEMENT.items() if region == "76"}
    attendus = ["09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"]
    assert sorted(siens) == attendus


def test_every_departement_has_one_region() -> None:
    assert len(REGION_PAR_DEPARTEMENT) == 101
    assert len(set(REGION_PAR_DEPARTEMENT.values())) == 18


def test_an_unforeseen_element_keeps_its_name() -> None:
    champ = champ_de("/formation/action[2]/duree-cycle")
    assert champ.nom == "duree-cycle"
    assert "duree-cycle" in champ.a_faire
