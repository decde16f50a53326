"""NIR: what is refused, which part is blamed, and that a refusal never repeats the number."""

import re
import time
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.fr import nir as stdnum_nir

from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import InvalidInput

AUJOURDHUI = date(2026, 10, 5)
METROPOLE = "185017505600149"
SAMPLE = [
    METROPOLE,
    "192102A13100479",
    "292102B03300486",
    "260072000401583",
    "188039741102218",
    "185017505605097",
    "395049935200167",
    "895049935200111",
]


def refusal(saisie: str, *, aujourdhui: date = AUJOURDHUI) -> InvalidInput:
    with pytest.raises(InvalidInput) as info:
        Nir.parse(saisie, aujourdhui=aujourdhui)
    return info.value


def read_or_refusal(saisie: str) -> Nir | InvalidInput:
    try:
        return Nir.parse(saisie, aujourdhui=AUJOURDHUI)
    except InvalidInput as erreur:
        return erreur


def with_key(corps: str) -> str:
    return corps + stdnum_nir.calc_check_digits(corps)


@pytest.mark.parametrize("premier", "0569")
def test_nir_02_names_the_first_digit_only(premier: str) -> None:
    erreur = refusal(with_key(f"{premier}850175056001"))
    assert erreur.regle == "NIR-02"
    assert f"premier chiffre {premier} ;" in erreur.message


def test_nir_02_refuses_the_13_digits_of_a_migrant() -> None:
    assert refusal("5113100000123").regle == "NIR-02"


@pytest.mark.parametrize(
    ("saisie", "motif"),
    [
        ("", "aucun caractère lu"),
        (" \u00a0.-\t", "aucun caractère lu"),
        ("nan", "position 1 "),
        ("²85017505600149", "position 1 "),  # a digit for Python, not for INSEE
        ("٢85017505600149", "position 1 "),
        ("1850175O5600149", "position 8 "),
        ("1 85 01 75 056 00X 49", "position 13 "),
        ("1\u200f85017505600149", "position 2 "),
        ("1850175056001\U0001f60049", "position 14 "),
        ("2A0117505600161", "position 2 "),
        ("12A068078200568", "position 3 "),
        ("185012C05600149", "position 7 "),
        ("185013A05600149", "position 7 "),
        ("185012A0A600149", "position 9 "),
        ("1,85E+14", "position 2 "),
        ("185\n017505600149", "position 4 "),
        ("185", "3 caractères lus, 15 attendus"),
        ("3950499352001671", "16 caractères lus, 15 attendus"),
    ],
)
def test_nir_03_says_which_character_or_length_is_wrong(saisie: str, motif: str) -> None:
    erreur = refusal(saisie)
    assert motif in erreur.message
    assert erreur.regle == "NIR-03"


@pytest.mark.parametrize(
    "numero",
    [
        "170009935000130",
        "170139935000144",
        "170199935000143",
        "170439935000139",
        "170499935000138",
    ],
)
def test_nir_03_blames_the_month(numero: str) -> None:
    erreur = refusal(numero)
    assert erreur.regle == "NIR-03"
    assert "mois de naissance (positions 4 et 5)" in erreur.message


@pytest.mark.parametrize(
    ("corps", "part"),
    [
        ("1850100056001", "département"),
        ("1850197001001", "département"),
        ("1850197901001", "département"),
        ("1850175000001", "commune ou pays de naissance (positions 8 à 10)"),
        ("1850175991001", "commune ou pays de naissance (positions 8 à 10)"),
        ("1850199000001", "commune ou pays de naissance (positions 8 à 10)"),
        ("1850197400001", "commune ou pays de naissance (positions 9 et 10)"),
        ("1850197491001", "commune ou pays de naissance (positions 9 et 10)"),
        ("1850198700001", "commune ou pays de naissance (positions 9 et 10)"),
        ("1850175056000", "numéro d’ordre (positions 11 à 13)"),
    ],
)
def test_nir_03_blames_the_part_even_with_the_right_key(corps: str, part: str) -> None:
    for numero in (corps, with_key(corps)):
        erreur = refusal(numero)
        assert erreur.regle == "NIR-03"
        assert part in erreur.message


@pytest.mark.parametrize(
    ("corps", "accepted"),
    [
        ("1750120004001", True),  # Corsica, before 2A and 2B
        ("1760120004001", False),
        ("1050120004001", False),
        ("1150120004001", True),  # nobody of an age to be trained: the year says nothing
        ("1560196004001", True),  # Tunisia
        ("1570196004001", False),
        ("1200196004001", True),
    ],
)
def test_nir_03_a_former_departement_needs_a_year_when_it_existed(
    corps: str, accepted: bool
) -> None:
    if accepted:
        assert Nir.parse(with_key(corps), aujourdhui=AUJOURDHUI).corps == corps
    else:
        assert "supprimé avant l’année de naissance" in refusal(with_key(corps)).message


def test_nir_03_never_tells_the_expected_key() -> None:
    erreur = refusal("187127644708044")
    assert erreur.regle == "NIR-03"
    assert "clé incohérente" in erreur.message
    assert "28" not in erreur.message
    assert "00" not in refusal(METROPOLE[:13] + "00").message


@pytest.mark.parametrize("numero", SAMPLE)
def test_nir_03_catches_every_wrong_digit(numero: str) -> None:
    for position in range(15):
        for autre in "0123456789":
            if autre != numero[position]:
                assert refusal(numero[:position] + autre + numero[position + 1 :]).regle


@pytest.mark.parametrize("numero", SAMPLE)
def test_nir_03_catches_every_adjacent_swap(numero: str) -> None:
    for position in range(14):
        gauche, droite = numero[position], numero[position + 1]
        if gauche != droite:
            assert refusal(numero[:position] + droite + gauche + numero[position + 2 :]).regle


@given(
    st.from_regex(
        r"[123478][0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[1-8][1-9]|2[AB])[1-8][0-9]{4}[1-9]",
        fullmatch=True,
    ),
    st.integers(0, 14),
    st.sampled_from("0123456789AB"),
)
def test_nir_03_one_wrong_character_is_always_caught(corps: str, position: int, autre: str) -> None:
    numero = with_key(corps)
    assume(numero[position] != autre)
    assert refusal(numero[:position] + autre + numero[position + 1 :]).regle


@pytest.mark.parametrize(
    "saisie",
    [
        "3950499352001",
        "4950499352001",
        "39504993520016",
        "7950499352001",
        "89504993520011",
        "7",
    ],
)
def test_nir_04_a_provisional_number_is_whole(saisie: str) -> None:
    erreur = refusal(saisie)
    assert erreur.regle == "NIR-04"
    lus = f"{len(saisie)} caractères lus" if len(saisie) > 1 else "1 caractère lu ;"
    assert f"incomplet, {lus}" in erreur.message
    assert ("NNP" in erreur.message) is (saisie[0] in "78")


def test_nir_04_the_key_of_a_whole_nia_is_checked() -> None:
    assert "clé incohérente" in refusal("395049935200168").message


@pytest.mark.parametrize(
    "saisie",
    ["1732829320A1", "2 732 829 320 MATRICULE00001", "17328293200001", f"1732829320{'9' * 30}"],
)
def test_nir_11_an_ntt_is_not_a_nir(saisie: str) -> None:
    erreur = refusal(saisie)
    assert erreur.regle == "NIR-11"
    assert "NTT, pas un NIR" in erreur.message
    assert "15 attendus" in erreur.message  # it may also be a NIR with a digit missing


@pytest.mark.parametrize("saisie", ["269054958815780", "2 69 05 49 588 157", "269054958815781"])
def test_nir_11_the_specimen_is_nobody(saisie: str) -> None:
    erreur = refusal(saisie)
    assert erreur.regle == "NIR-11"
    assert "spécimen" in erreur.message


SAISIES = st.one_of(
    st.text(),
    st.text("0123456789", max_size=120),
    st.from_regex(r"[0-9 .-]{10,20}", fullmatch=True),
    st.from_regex(r"[12347][0-9]{5}[0-9AB][0-9]{8}", fullmatch=True),
)


@given(SAISIES)
def test_nir_12_a_refusal_never_repeats_the_input(saisie: str) -> None:
    lu = read_or_refusal(saisie)
    if isinstance(lu, InvalidInput):
        assert lu.regle in {"NIR-02", "NIR-03", "NIR-04", "NIR-11", "NIR-14"}
        assert re.search(r"\d{4}", lu.message) is None
        assert lu.__context__ is None
    else:
        assert re.search(r"\d{4}", f"{lu} {lu!r}") is None


@pytest.mark.parametrize("saisie", ["1" * 1_000_000, " " * 1_000_000, "\U0001f600" * 1_000_000])
def test_nir_12_an_endless_input_is_refused_at_once(saisie: str) -> None:
    debut = time.perf_counter()
    assert "plus de 99 caractères" in refusal(saisie).message
    assert time.perf_counter() - debut < 0.1


@pytest.mark.parametrize(
    ("saisie", "motif"),
    [
        (
            "18501750560014",
            "14 caractères lus, 15 attendus (13 sans la clé) : il manque un chiffre",
        ),
        ("1850175056001499", "16 caractères lus"),
        ("1 85 01 75 056 001 4", "il manque un chiffre"),
    ],
)
def test_nir_14_a_digit_missing_or_in_excess_is_told(saisie: str, motif: str) -> None:
    with pytest.raises(InvalidInput) as refus:
        Nir.parse(saisie, aujourdhui=date(2020, 10, 6))
    assert refus.value.regle == "NIR-14"
    assert motif in refus.value.message
