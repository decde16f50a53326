"""Who pays a stagiaire: the option, one type at a time, and what is undecided."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.places import remuneration
from sigma_cli.domain.places.remuneration import Situation
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.statuts import TypeRemuneration
from tests.factories import outcome

ENTREE = date(2020, 11, 2)
VEILLE, LENDEMAIN = ENTREE - timedelta(days=1), ENTREE + timedelta(days=1)
SITUATION = Situation(
    parcours="P000001",
    entree=ENTREE,
    fin=date(2021, 6, 25),
    sortie=None,
    type_actuel=None,
    rqth=True,
    droits_are=True,
    fin_are=None,
    option_regime=None,
)


def option(
    jour: date = ENTREE, du: date | None = None, au: date | None = None, **faits: Any
) -> Any:
    return outcome(
        lambda: remuneration.check_option(
            replace(SITUATION, **faits), jour=jour, rqth_du=du, rqth_au=au
        )
    )


def test_q9_04_the_option_belongs_to_disabled_workers_with_rights() -> None:
    assert option() is None
    assert option(rqth=False) == "Q9-04"
    assert option(droits_are=False) == "Q9-04"
    assert option(droits_are=None) is None


def test_q9_04_rights_that_nobody_noted_are_to_check() -> None:
    (dit,) = remuneration.warn_unknown_rights(replace(SITUATION, droits_are=None))
    assert dit.regle == "Q9-04"
    assert remuneration.warn_unknown_rights(SITUATION) == []


@pytest.mark.parametrize(
    ("jour", "attendu"), [(VEILLE, None), (ENTREE, None), (LENDEMAIN, "Q9-05")]
)
def test_q9_05_the_option_is_taken_on_the_day_of_entry_at_the_latest(
    jour: date, attendu: str | None
) -> None:
    assert option(jour) == attendu


@pytest.mark.parametrize(
    ("du", "au", "attendu"),
    [
        (ENTREE, ENTREE, None),
        (None, ENTREE, None),
        (ENTREE, None, None),
        (LENDEMAIN, None, "Q9-05"),
        (None, VEILLE, "Q9-05"),
        (LENDEMAIN, VEILLE, "InvalidInput"),
    ],
)
def test_q9_05_the_rqth_holds_on_the_day_of_entry(
    du: date | None, au: date | None, attendu: str | None
) -> None:
    assert option(du=du, au=au) == attendu


@given(st.dates(date(2020, 1, 1), date(2021, 12, 31)))
def test_q9_05_no_recourse_afterwards(jour: date) -> None:
    assert option(jour) == (None if jour <= ENTREE else "Q9-05")


def test_q9_05_a_place_is_not_another_way_to_the_option() -> None:
    def check(**faits: Any) -> Any:
        return outcome(lambda: remuneration.check_no_late_option(replace(SITUATION, **faits)))

    assert check() == "Q9-05"
    assert check(rqth=False) is None
    assert check(droits_are=None) is None
    assert check(fin_are=ENTREE) is None
    assert check(option_regime="REGION") is None
    assert check(option_regime="POLE_EMPLOI") == "Q9-05"


def test_q9_04_a_place_given_to_someone_with_rights_is_told() -> None:
    def warned(**faits: Any) -> int:
        return len(remuneration.warn_rights(replace(SITUATION, **faits)))

    assert warned(rqth=False) == 1
    assert warned() == 0
    assert warned(rqth=False, droits_are=None) == 0
    assert warned(rqth=False, fin_are=ENTREE) == 0


def test_q9_01_the_pay_of_someone_who_left_is_not_decided() -> None:
    assert outcome(lambda: remuneration.check_present(SITUATION)) is None
    parti = replace(SITUATION, sortie=date(2021, 1, 8))
    assert outcome(lambda: remuneration.check_present(parti)) == "Q9-01"


@pytest.mark.parametrize("actuel", [None, *TypeRemuneration])
def test_q10_04_one_type_at_a_time(actuel: str | None) -> None:
    situation = replace(SITUATION, type_actuel=actuel)
    refus = outcome(lambda: remuneration.check_one_type(situation, "un autre type"))
    assert refus == ("Q10-04" if actuel == "REGION" else None)


def test_q9_09_what_may_be_decided_in_a_word() -> None:
    assert remuneration.read_decision(" pole-emploi ", "TYPE") is TypeRemuneration.POLE_EMPLOI
    assert remuneration.read_decision("AUCUNE", "TYPE") is TypeRemuneration.AUCUNE
    assert remuneration.read_decision("indecise", "TYPE") is None


@pytest.mark.parametrize(
    ("valeur", "message"),
    [
        ("REGION", "sigma place allocate"),
        ("PROTECTION_SOCIALE", "sigma place protect"),
        ("ARE", "POLE_EMPLOI, AUCUNE, ou INDECISE"),
    ],
)
def test_q9_09_a_place_and_a_protection_have_their_own_way(valeur: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        remuneration.read_decision(valeur, "TYPE")


def test_q9_04_the_option_is_between_two_regimes() -> None:
    assert remuneration.read_regime("region", "REGIME") is TypeRemuneration.REGION
    assert remuneration.read_regime("Pole-Emploi", "REGIME") is TypeRemuneration.POLE_EMPLOI
    assert outcome(lambda: remuneration.read_regime("AUCUNE", "REGIME")) == "InvalidInput"
