"""Paid places: a quota held by action."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.places import places
from sigma_cli.domain.places.places import Compte
from sigma_cli.errors import Conflict, RuleViolation
from sigma_cli.referentiels.statuts import TypeRemuneration
from tests.factories import outcome

ACTION, PARCOURS = "20F0011", "P000001"
NOMBRES = st.integers(0, 99_999)
AUTRES = [None, *(genre for genre in TypeRemuneration if genre is not TypeRemuneration.REGION)]


def check(compte: Compte, *, type_actuel: str | None = None) -> None:
    places.check_allocation(ACTION, PARCOURS, compte, type_actuel=type_actuel)


@given(NOMBRES, NOMBRES)
def test_q9_01_a_place_is_given_while_some_are_left(accordees: int, utilisees: int) -> None:
    compte = Compte(accordees=accordees, utilisees=utilisees)
    assert compte.restantes == accordees - utilisees
    assert outcome(lambda: check(compte)) == (None if compte.restantes > 0 else "Q9-01")


def test_q9_01_a_full_quota_is_refused_with_its_figures() -> None:
    with pytest.raises(RuleViolation, match="5 utilisées pour 5 accordées") as info:
        check(Compte(accordees=5, utilisees=5))
    assert info.value.regle == "Q9-01"


def test_q9_01_one_place_is_said_in_the_singular() -> None:
    with pytest.raises(RuleViolation, match="1 utilisée pour 1 accordée\\."):
        places.check_allocation(
            "20F0011", "P000001", Compte(accordees=1, utilisees=1), type_actuel=None
        )
    with pytest.raises(RuleViolation, match="a déjà 1 place rémunérée utilisée :"):
        places.check_quota("20F0011", 0, utilisees=1)


def test_q9_01_a_parcours_holds_one_place_at_most() -> None:
    with pytest.raises(Conflict, match="P000001 occupe déjà une place"):
        check(Compte(accordees=5, utilisees=1), type_actuel=TypeRemuneration.REGION)


@pytest.mark.parametrize("autre", AUTRES)
def test_q9_01_only_the_pay_of_the_region_counts_as_a_place(autre: str | None) -> None:
    check(Compte(accordees=1, utilisees=0), type_actuel=autre)
    with pytest.raises(Conflict, match="rien à libérer"):
        places.check_release(PARCOURS, type_actuel=autre)


def test_q9_01_a_place_that_is_held_may_be_released() -> None:
    paye = TypeRemuneration.REGION
    assert outcome(lambda: places.check_release(PARCOURS, type_actuel=paye)) is None


@given(NOMBRES, NOMBRES)
def test_q9_01_a_quota_never_goes_below_its_use(accordees: int, utilisees: int) -> None:
    regle = outcome(lambda: places.check_quota(ACTION, accordees, utilisees=utilisees))
    assert regle == (None if accordees >= utilisees else "Q9-01")


def test_q9_01_a_quota_refused_says_how_many_places_to_release() -> None:
    with pytest.raises(
        RuleViolation, match=r"ne peut pas descendre à 3\. Places à libérer d’abord : 2\."
    ):
        places.check_quota(ACTION, 3, utilisees=5)


@given(NOMBRES, NOMBRES, NOMBRES)
def test_q9_07_only_places_granted_in_plus_exceed_the_quota(
    accordees: int, en_plus: int, ordinaires: int
) -> None:
    compte = Compte(accordees=accordees, en_plus=en_plus, utilisees=ordinaires + en_plus)
    assert compte.ordinaires == ordinaires
    assert compte.restantes == accordees - ordinaires
    assert outcome(lambda: check(compte)) == (None if accordees > ordinaires else "Q9-01")


def test_q9_07_a_full_quota_tells_what_was_granted_in_plus() -> None:
    with pytest.raises(RuleViolation, match="6 utilisées pour 5 accordées et 1 en plus"):
        check(Compte(accordees=5, utilisees=6, en_plus=1))
