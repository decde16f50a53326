"""Criteria of a campagne: numbers order, nothing else of a person does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.places import criteres
from sigma_cli.domain.places.criteres import (
    Critere,
    Rang,
    choice_needs_reason,
    read_nombre,
    suggest_order,
)
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import Sens
from tests.factories import outcome

REVENU = Critere(rang=1, nom="Revenu fiscal", sens=Sens.CROISSANT)
CHARGES = Critere(rang=2, nom="Charges", sens=Sens.DECROISSANT)
PROJET = Critere(rang=3, nom="Projet confirmé", sens=None)
TOUS = (REVENU, CHARGES, PROJET)
NOMBRES = st.decimals(-1000, 1000, places=1)
NOTES = st.dictionaries(
    st.sampled_from([f"P{rang:06d}" for rang in range(1, 9)]),
    st.fixed_dictionaries({}, optional={1: NOMBRES, 2: NOMBRES}),
)


def values(*nombres: int) -> dict[int, Decimal]:
    return {rang: Decimal(nombre) for rang, nombre in enumerate(nombres, 1)}


def test_q9_02_the_first_criterion_decides_and_the_next_parts_equals() -> None:
    notes = {"A": values(9000, 3), "B": values(8000, 1), "C": values(8000, 2)}
    assert suggest_order(TOUS, notes) == {
        "A": Rang(rang=3, ex_aequo=False),
        "B": Rang(rang=2, ex_aequo=False),
        "C": Rang(rang=1, ex_aequo=False),
    }


def test_q9_02_equals_are_told_and_the_next_one_skips() -> None:
    notes = {"A": values(1, 1), "B": values(1, 1), "C": values(2, 9), "D": values(0, 0)}
    assert suggest_order(TOUS, notes) == {
        "D": Rang(rang=1, ex_aequo=False),
        "A": Rang(rang=2, ex_aequo=True),
        "B": Rang(rang=2, ex_aequo=True),
        "C": Rang(rang=4, ex_aequo=False),
    }


def test_q9_02_nobody_is_ordered_without_numbers() -> None:
    assert suggest_order([PROJET], {"A": {}, "B": {}}) == {}
    assert suggest_order(TOUS, {"A": values(1), "B": values(2, 2)}) == {
        "B": Rang(rang=1, ex_aequo=False)
    }


@given(NOTES)
def test_q9_02_the_order_is_a_ranking_of_those_who_have_every_number(
    notes: dict[str, dict[int, Decimal]],
) -> None:
    rangs = suggest_order(TOUS, notes)
    assert rangs.keys() == {nom for nom, nombres in notes.items() if len(nombres) == 2}
    for nom, rang in rangs.items():
        mieux = [a for a in rangs if (notes[a][1], -notes[a][2]) < (notes[nom][1], -notes[nom][2])]
        egaux = [a for a in rangs if notes[a] == notes[nom]]
        assert rang == Rang(rang=len(mieux) + 1, ex_aequo=len(egaux) > 1)
    assert suggest_order(TOUS, dict(reversed(notes.items()))) == rangs


@pytest.mark.parametrize(
    "texte",
    [
        "RQTH",
        "rqth : croissant",
        "R.Q.T.H.",
        "r q t h",
        "R-Q-T-H",
        "\uff32\uff31\uff34\uff28",
        "Bénéficiaire RQTH depuis 2019",
        "Travailleur handicapé",
        "Travailleuses handicapées",
        "TH",
        "Priorité aux T.H.",
        "(th)",
        "Situation de HANDICAP",
        "Handicap\u00a0reconnu",
        "Reconnaissance de la qualité de travailleur",
        "BOETH",
        "dossier MDPH",
        "notification CDAPH",
        "Handi-accueillant",
    ],
)
def test_q9_03_the_quality_of_disabled_worker_is_no_criterion(texte: str) -> None:
    with pytest.raises(RuleViolation, match="ne donne pas de priorité") as info:
        criteres.check_no_handicap(texte, "--critere")
    assert info.value.regle == "Q9-03"
    assert outcome(lambda: criteres.read_criteres([texte], "--critere")) == "Q9-03"


@pytest.mark.parametrize(
    "texte",
    [
        "Revenu fiscal de référence",
        "Thème du projet",
        "Distance au site (km)",
        "Maths et thèse",
        "Absence d’emploi à l’entrée",
        "Recherche d’emploi de longue durée",
        "Qualité du projet du travailleur",
        "Logement en CHRS",
        "Méthode de travail",
    ],
)
def test_q9_03_other_words_are_left_alone(texte: str) -> None:
    assert outcome(lambda: criteres.check_no_handicap(texte, "--critere")) is None


def test_criteria_are_read_in_their_order_of_importance() -> None:
    lus = criteres.read_criteres(
        ["Revenu : fiscal:  CROISSANT", "Charges:decroissant", "Projet : confirmé"], "--critere"
    )
    assert lus == (
        Critere(rang=1, nom="Revenu : fiscal", sens=Sens.CROISSANT),
        Critere(rang=2, nom="Charges", sens=Sens.DECROISSANT),
        Critere(rang=3, nom="Projet : confirmé", sens=None),
    )


@pytest.mark.parametrize(
    ("textes", "message"),
    [
        ([], "de 1 à 10 critères"),
        ([f"C{rang}" for rang in range(11)], "de 1 à 10 critères"),
        (["Revenu", "REVENU :croissant"], "donné deux fois"),
        ([":croissant"], "texte vide"),
        (["x" * 101], "101 caractères, 100 au plus"),
    ],
)
def test_criteria_that_cannot_be_are_refused(textes: list[str], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        criteres.read_criteres(textes, "--critere")


def test_values_are_given_by_name_or_by_rank() -> None:
    textes = ["revenu FISCAL = 8 200,50", "2=-3", "2=4"]
    assert criteres.read_valeurs(textes, TOUS, "--valeur") == {
        1: Decimal("8200.5"),
        2: Decimal(4),
    }


@pytest.mark.parametrize(
    "texte", ["8200", "=3", "3=1", "Projet confirmé=1", "4=1", "²=1", "Inconnu=1"]
)
def test_a_value_without_its_criterion_is_refused(texte: str) -> None:
    with pytest.raises(InvalidInput, match=r"1 \(Revenu fiscal\), 2 \(Charges\)"):
        criteres.read_valeurs([texte], TOUS, "--valeur")


def test_a_value_for_criteria_in_words_is_refused() -> None:
    with pytest.raises(InvalidInput, match="les critères chiffrés sont aucun"):
        criteres.read_valeurs(["1=1"], [Critere(rang=1, nom="Projet", sens=None)], "--valeur")


@given(st.decimals(-999_999_999, 999_999_999, places=4, allow_nan=False, allow_infinity=False))
def test_a_number_is_read_as_it_is_written(nombre: Decimal) -> None:
    ecrit = f"{nombre:f}"
    assert read_nombre(ecrit, "x") == nombre == read_nombre(ecrit.replace(".", ","), "x")
    assert str(read_nombre("-0", "x")) == "0"


@pytest.mark.parametrize(
    "texte", ["", "nan", "inf", "1e5", "1,2,3", "0x10", "1.23456", "1" * 10, "٣", "-"]
)
def test_what_is_no_plain_number_is_refused(texte: str) -> None:
    with pytest.raises(InvalidInput, match="un nombre est attendu") as info:
        read_nombre(texte, "--valeur")
    assert texte not in info.value.message or len(texte) < 2


@pytest.mark.parametrize(
    ("candidat", "restantes", "attendu"),
    [("A", 1, False), ("B", 2, True), ("B", 9, True), ("D", 9, True)],
)
def test_q9_02_a_better_one_who_waits_asks_for_a_reason(
    candidat: str, restantes: int, attendu: bool
) -> None:
    rangs = suggest_order(
        [REVENU], {"A": values(1), "B": values(2), "C": values(2), "D": values(3)}
    )
    assert choice_needs_reason(candidat, rangs, restantes=restantes) is attendu


@pytest.mark.parametrize(("restantes", "attendu"), [(1, True), (2, False), (3, False)])
def test_q9_02_equals_who_do_not_all_fit_ask_for_a_reason(restantes: int, attendu: bool) -> None:
    rangs = suggest_order([REVENU], {"B": values(2), "C": values(2), "D": values(3)})
    assert choice_needs_reason("B", rangs, restantes=restantes) is attendu


def test_q9_02_criteria_in_words_ask_for_no_more() -> None:
    assert choice_needs_reason("A", {}, restantes=1) is False
