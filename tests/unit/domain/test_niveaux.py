"""Levels: two frameworks, one value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.offre.niveaux import (
    INFRA3,
    NIVEAUX,
    code_lheo,
    libelle,
    lire_niveau,
    lire_niveau_entree,
    niveaux_couverts,
)
from sigma_cli.errors import InvalidInput

CHAMP = "--niveau-entree"
OLD = [
    ("VI", INFRA3),
    ("V bis", INFRA3),
    ("Vbis", INFRA3),
    ("V-bis", INFRA3),
    ("V", "3"),
    ("IV", "4"),
    ("III", "5"),
    ("II", "6"),
    ("ex III", "5"),
    ("Niveau iv", "4"),
    ("ex-niveau II", "6"),
    ("I-7", "7"),
    ("i 8", "8"),
    ("infra 3", INFRA3),
    ("INFRA3", INFRA3),
]


@pytest.mark.parametrize("niveau", NIVEAUX)
def test_q7_01_takes_levels_1_to_8_of_the_new_framework(niveau: str) -> None:
    for valeur in (niveau, f" niveau {niveau}", f"Niv. {niveau}"):
        assert lire_niveau(valeur, CHAMP, nouvelle_nomenclature=True) == niveau


@pytest.mark.parametrize("valeur", [*NIVEAUX, "niveau 5"])
def test_q7_01_refuses_digits_before_the_new_framework(valeur: str) -> None:
    with pytest.raises(InvalidInput, match="niveau inconnu ; attendu VI") as info:
        lire_niveau(valeur, CHAMP, nouvelle_nomenclature=False)
    assert info.value.regle == "Q7-01"


@pytest.mark.parametrize("nouvelle", [True, False])
@pytest.mark.parametrize(("valeur", "niveau"), OLD)
def test_q7_03_maps_the_old_list_at_any_time(valeur: str, niveau: str, nouvelle: bool) -> None:
    assert lire_niveau(valeur, CHAMP, nouvelle_nomenclature=nouvelle) == niveau


@pytest.mark.parametrize(
    ("nouvelle", "choix"), [(True, "préciser 7 .* ou 8"), (False, "préciser I-7 .* ou I-8")]
)
@pytest.mark.parametrize("valeur", ["I", "i", "niveau I", "ex I"])
def test_q7_03_never_guesses_between_7_and_8(valeur: str, nouvelle: bool, choix: str) -> None:
    with pytest.raises(InvalidInput, match=choix) as info:
        lire_niveau(valeur, CHAMP, nouvelle_nomenclature=nouvelle)
    assert info.value.regle == "Q7-03"
    assert info.value.message.startswith(f"{CHAMP} : ")


@pytest.mark.parametrize(
    "valeur", ["", "0", "9", "VII", "ex 5", "5 6", "bac", "niveau", "13", "\u0665"]
)
def test_q7_01_refuses_what_is_no_level(valeur: str) -> None:
    with pytest.raises(InvalidInput, match="1 à 8, infra 3"):
        lire_niveau(valeur, CHAMP, nouvelle_nomenclature=True)


@given(st.text(), st.booleans())
def test_q7_01_any_text_gives_a_level_or_a_refusal(valeur: str, nouvelle: bool) -> None:
    try:
        issue: str | None = lire_niveau(valeur, CHAMP, nouvelle_nomenclature=nouvelle)
    except InvalidInput as erreur:
        issue = erreur.regle
    assert issue in {*NIVEAUX, INFRA3, "Q7-01", "Q7-03"}


def test_lheo_keys_are_those_of_the_current_framework() -> None:
    assert [code_lheo(niveau) for niveau in NIVEAUX] == [str(code) for code in range(11, 19)]
    assert code_lheo(INFRA3) == "2"


def test_every_level_has_a_label_that_reads_back() -> None:
    for niveau in (*NIVEAUX, INFRA3):
        court = libelle(niveau).partition(" (")[0]
        assert lire_niveau(court, CHAMP, nouvelle_nomenclature=True) == niveau


@pytest.mark.parametrize(
    ("valeur", "niveau"),
    [
        ("4", "4"),
        ("4 ou 5", "4"),
        ("6/5", "5"),
        ("5, 4 ; 7", "4"),
        ("IV ou III", "4"),
        ("niveau 5 et niveau 6", "5"),
        ("3 ou V bis", "INFRA3"),
    ],
)
def test_of_several_entry_levels_the_lowest_is_told(valeur: str, niveau: str) -> None:
    assert lire_niveau_entree(valeur, "--x", nouvelle_nomenclature=True) == niveau


@pytest.mark.parametrize(
    ("valeur", "regle"), [("4 ou 9", "Q7-01"), ("4,", "Q7-01"), ("I/4", "Q7-03")]
)
def test_each_entry_level_must_be_one(valeur: str, regle: str) -> None:
    with pytest.raises(InvalidInput) as refus:
        lire_niveau_entree(valeur, "--x", nouvelle_nomenclature=True)
    assert refus.value.regle == regle


def test_q3_04_levels_that_an_action_covers() -> None:
    assert niveaux_couverts("5") == {"5", "6", "7"}
    assert niveaux_couverts("4") == {"4"}
