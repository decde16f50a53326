"""NIR: what is accepted, what it tells, and that it never shows itself."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as stdnum_nir

from sigma_cli.domain.personnes.nir import (
    ClasseNir,
    LieuNaissance,
    Nir,
    annees_possibles,
    contradictions,
)

AUJOURDHUI = date(2026, 10, 5)
METROPOLE = "185017505600149"
CORSE = "192102A13100479"
NNP = "7113100000123"
# Invented numbers with the right key.
ACCEPTED = {
    METROPOLE: (ClasseNir.NIR, "M", "85", 1, LieuNaissance.METROPOLE),
    "290059935001239": (ClasseNir.NIR, "F", "90", 5, LieuNaissance.ETRANGER),
    CORSE: (ClasseNir.NIR, "M", "92", 10, LieuNaissance.CORSE),
    "292102B03300486": (ClasseNir.NIR, "F", "92", 10, LieuNaissance.CORSE),
    "260072000401583": (ClasseNir.NIR, "F", "60", 7, LieuNaissance.CORSE_AVANT_1976),
    "188039741102218": (ClasseNir.NIR, "M", "88", 3, LieuNaissance.OUTRE_MER),
    "258019135200161": (ClasseNir.NIR, "F", "58", 1, LieuNaissance.ALGERIE),
    "170209935000159": (ClasseNir.NIR, "M", "70", None, LieuNaissance.ETRANGER),
    "170309935000125": (ClasseNir.NIR, "M", "70", None, LieuNaissance.ETRANGER),
    "170429935000123": (ClasseNir.NIR, "M", "70", None, LieuNaissance.ETRANGER),
    "170509935000154": (ClasseNir.NIR, "M", "70", None, LieuNaissance.ETRANGER),
    "170999935000162": (ClasseNir.NIR, "M", "70", None, LieuNaissance.ETRANGER),
    "185017505605097": (ClasseNir.NIR, "M", "85", 1, LieuNaissance.METROPOLE),
    "395049935200167": (ClasseNir.NIA, "M", "95", 4, LieuNaissance.ETRANGER),
    "495049935200117": (ClasseNir.NIA, "F", "95", 4, LieuNaissance.ETRANGER),
    "795049935200161": (ClasseNir.PROVISOIRE, "M", "95", 4, LieuNaissance.ETRANGER),
    "895049935200111": (ClasseNir.PROVISOIRE, "F", "95", 4, LieuNaissance.ETRANGER),
    NNP: (ClasseNir.PROVISOIRE, "M", None, None, None),
}


def read(saisie: str, *, aujourdhui: date = AUJOURDHUI) -> Nir:
    return Nir.parse(saisie, aujourdhui=aujourdhui)


def with_key(corps: str) -> str:
    return corps + stdnum_nir.calc_check_digits(corps)


CORPS = st.from_regex(
    r"[123478][0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[1-8][1-9]|2[AB])[1-8][0-9][0-9][0-9][0-9][1-9]",
    fullmatch=True,
)


@pytest.mark.parametrize("saisie", ACCEPTED)
def test_nir_02_says_what_the_number_tells(saisie: str) -> None:
    nir = read(saisie)
    assert nir.valeur == saisie
    assert nir.corps == saisie[:13]
    assert not nir.cle_calculee
    assert (nir.classe, nir.sexe, nir.annee2, nir.mois, nir.lieu) == ACCEPTED[saisie]


@pytest.mark.parametrize(
    "saisie",
    [
        "1 85 01 75 056 001 49",
        " 1.85.01.75.056.001-49\r\n",
        "1\u00a085\u202f01\u200975\u2007056 001\u201149",
        "1\u201085\u201201\u201375056001 49\t",
        "1\u201485\u221201 75056001 49",
        "".join(chr(0xFF10 + int(chiffre)) for chiffre in METROPOLE),
    ],
)
def test_nir_03_reads_the_usual_writings(saisie: str) -> None:
    assert read(saisie) == read(METROPOLE)


def test_nir_03_reads_lower_case_corsica() -> None:
    assert read("1 92 10 2a 131 004 79").valeur == CORSE
    assert read("292102b03300486").lieu is LieuNaissance.CORSE


@pytest.mark.parametrize("saisie", [METROPOLE, CORSE, "292102B03300486"])
def test_nir_03_computes_the_key_of_thirteen_characters(saisie: str) -> None:
    nir = read(saisie[:13])
    assert nir.cle_calculee
    assert nir == read(saisie)
    assert hash(nir) == hash(read(saisie))


@given(CORPS)
def test_nir_03_reading_what_was_read_changes_nothing(corps: str) -> None:
    nir = read(with_key(corps))
    assert read(nir.valeur) == nir


@pytest.mark.parametrize("saisie", [NNP, "8 2 131 00000123", "7013100000123", "8013100000123"])
def test_nir_04_accepts_an_nnp_without_key(saisie: str) -> None:
    nir = read(saisie)
    assert nir.classe is ClasseNir.PROVISOIRE
    assert len(nir.valeur) == 13
    assert not nir.cle_calculee


@pytest.mark.parametrize(
    ("numero", "civilite"), [(METROPOLE, "M."), ("495049935200117", "Mme"), (NNP, "M.")]
)
def test_nir_05_draws_the_civility(numero: str, civilite: str) -> None:
    assert read(numero).civilite == civilite


@pytest.mark.parametrize(
    ("corps", "lieu"),
    [
        ("1670191352001", LieuNaissance.ALGERIE),
        ("1670195004001", LieuNaissance.MAROC),
        ("1750120004001", LieuNaissance.CORSE_AVANT_1976),
        ("1680191352001", LieuNaissance.METROPOLE),  # Essonne exists
        ("1050191352001", LieuNaissance.METROPOLE),
        ("1500196352001", LieuNaissance.TUNISIE),
        ("1900198735001", LieuNaissance.OUTRE_MER),
    ],
)
def test_nir_05_tells_the_kind_of_birthplace(corps: str, lieu: LieuNaissance) -> None:
    assert read(with_key(corps)).lieu is lieu


@pytest.mark.parametrize(
    ("annee2", "annees"),
    [("85", (1985,)), ("27", (1927,)), ("12", (2012,)), ("05", (2005,)), ("13", ()), ("26", ())],
)
def test_nir_06_keeps_the_century_of_a_person_of_14_to_99(
    annee2: str, annees: tuple[int, ...]
) -> None:
    assert annees_possibles(read(with_key(f"1{annee2}0175056001")), AUJOURDHUI) == annees


def test_nir_06_an_nnp_tells_no_year() -> None:
    assert annees_possibles(read(NNP), AUJOURDHUI) == ()


@given(st.integers(0, 99), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_nir_06_never_leaves_two_centuries(annee2: int, aujourdhui: date) -> None:
    nir = Nir(valeur=with_key(f"1{annee2:02d}0175056001"))
    annees = annees_possibles(nir, aujourdhui)
    assert len(annees) <= 1
    assert all(annee % 100 == annee2 and 14 <= aujourdhui.year - annee <= 99 for annee in annees)


@pytest.mark.parametrize(
    ("numero", "transferable"),
    [(METROPOLE, True), ("395049935200167", False), ("895049935200111", False), (NNP, False)],
)
def test_nir_07_agora_takes_class_nir_only(numero: str, transferable: bool) -> None:
    assert read(numero).agora_transferable is transferable


@pytest.mark.parametrize(
    ("civilite", "naissance", "attendues"),
    [
        (None, None, ()),
        ("M.", date(1985, 1, 31), ()),
        ("Monsieur", date(1985, 1, 1), ()),
        ("Mme", None, ("sexe",)),
        ("MADAME", date(1985, 1, 1), ("sexe",)),
        ("inconnue", None, ()),
        (None, date(1986, 1, 1), ("année de naissance",)),
        (None, date(1985, 2, 1), ("mois de naissance",)),
        ("Mme", date(1990, 5, 1), ("sexe", "année de naissance", "mois de naissance")),
    ],
)
def test_nir_05_names_what_disagrees_with_the_identity(
    civilite: str | None, naissance: date | None, attendues: tuple[str, ...]
) -> None:
    assert contradictions(read(METROPOLE), civilite=civilite, naissance=naissance) == attendues


def test_nir_05_compares_no_month_when_it_is_unknown() -> None:
    nir = read("170209935000159")
    assert contradictions(nir, civilite=None, naissance=date(1970, 3, 1)) == ()
    assert contradictions(nir, civilite=None, naissance=date(1971, 3, 1)) == ("année de naissance",)


def test_nir_05_an_nnp_contradicts_on_sex_only() -> None:
    assert contradictions(read(NNP), civilite="Mme", naissance=date(1990, 5, 1)) == ("sexe",)


def test_nir_12_masks_all_but_sex_and_year() -> None:
    assert read(METROPOLE).masque == "1 85 •• •• ••• ••• ••"
    assert read(NNP).masque == "7 • ••• ••••••••"


@pytest.mark.parametrize("numero", ACCEPTED)
def test_nir_12_text_forms_never_show_the_number(numero: str) -> None:
    nir = read(numero)
    shown = f"{nir} {nir!r} {nir:>40} {nir!s} {[nir]} {(nir,)}"
    assert nir.masque in shown
    assert not any(numero[debut : debut + 4] in shown for debut in range(len(numero) - 3))
    assert format(nir, ".1") == numero[0]


def test_nir_12_the_value_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read(METROPOLE).valeur = CORSE  # type: ignore[misc]  # what the test is about


@pytest.mark.parametrize(
    ("numero", "genre"),
    [(METROPOLE, "masculin"), ("495049935200117", "féminin"), (NNP, "masculin")],
)
def test_nir_05_draws_the_gender(numero: str, genre: str) -> None:
    assert read(numero).genre == genre


def test_nir_05_every_place_has_words() -> None:
    assert len({lieu.label for lieu in LieuNaissance}) == len(LieuNaissance)


@pytest.mark.parametrize(
    ("annee2", "naissance", "annee"),
    [
        ("85", None, 1985),
        ("13", None, None),  # 13 years old
        ("13", date(1913, 5, 1), 1913),
        ("13", date(2013, 5, 1), 2013),
        ("85", date(1990, 5, 1), 1985),
    ],
)
def test_nir_06_the_year_is_that_of_the_birth_date_when_it_ends_alike(
    annee2: str, naissance: date | None, annee: int | None
) -> None:
    nir = read(with_key(f"1{annee2}0175056001"))
    assert nir.annee(aujourdhui=AUJOURDHUI, naissance=naissance) == annee


def test_nir_06_an_nnp_has_no_year() -> None:
    assert read(NNP).annee(aujourdhui=AUJOURDHUI, naissance=date(1985, 1, 1)) is None
