"""Social protection alone: checked first, never beside a pay, and a file for ASP."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sigma_cli.domain.places import protection
from sigma_cli.errors import RuleViolation
from sigma_cli.referentiels.statuts import EtatP2S
from tests.factories import outcome
from tests.unit.domain.test_remuneration import SITUATION

JOUR = date(2020, 10, 6)
DEMAIN = JOUR + timedelta(days=1)
PROTEGE = replace(SITUATION, type_actuel="PROTECTION_SOCIALE")


def check(type_actuel: str | None = None, **verification: Any) -> Any:
    complete: dict[str, Any] = {"par": "Zoé", "le": JOUR, "comment": "Appel"} | verification
    situation = replace(SITUATION, type_actuel=type_actuel)
    return outcome(lambda: protection.check_protection(situation, jour=JOUR, **complete))


def test_q10_01_the_check_is_recorded_first() -> None:
    assert check() is None
    for absent in ("par", "le", "comment"):
        assert check(**{absent: None}) == "Q10-01"
    with pytest.raises(RuleViolation, match="Il manque --verifie-par, --le, --comment"):
        protection.check_protection(SITUATION, par=None, le=None, comment=None, jour=JOUR)


def test_q10_01_a_check_to_come_is_none() -> None:
    assert check(le=DEMAIN) == "InvalidInput"


@pytest.mark.parametrize(
    ("actuel", "attendu"),
    [
        (None, None),
        ("AUCUNE", None),
        ("REGION", "Q10-04"),
        ("POLE_EMPLOI", "Q10-04"),
        ("PROTECTION_SOCIALE", "Q10-01"),
    ],
)
def test_q10_04_a_pay_excludes_the_protection(actuel: str | None, attendu: str | None) -> None:
    assert check(actuel) == attendu


def test_q10_03_its_cost_is_told() -> None:
    (dit,) = protection.warn_cost("P000001")
    assert dit.regle == "Q10-03"
    assert "a un coût pour la Région" in dit.message
    assert "n’occupe pas de place" in dit.message


@pytest.mark.parametrize(
    ("actuel", "depose_le", "complet", "etat"),
    [
        ("PROTECTION_SOCIALE", None, False, EtatP2S.A_FAIRE),
        ("PROTECTION_SOCIALE", JOUR, False, EtatP2S.DEPOSE),
        ("PROTECTION_SOCIALE", JOUR, True, EtatP2S.COMPLET),
        ("PROTECTION_SOCIALE", None, True, EtatP2S.COMPLET),
        ("REGION", JOUR, False, None),
        (None, None, False, None),
    ],
)
def test_q10_02_a_file_is_to_lodge_then_to_complete(
    actuel: str | None, depose_le: date | None, complet: bool, etat: EtatP2S | None
) -> None:
    assert protection.p2s_state(actuel, depose_le=depose_le, complet=complet) is etat


def test_q10_02_only_protection_has_a_file() -> None:
    assert outcome(lambda: protection.check_p2s(PROTEGE)) is None
    assert outcome(lambda: protection.check_p2s(SITUATION)) == "Q10-02"


def test_q10_02_a_step_is_done_once_and_not_in_advance() -> None:
    def step(etat: EtatP2S, le: date = JOUR) -> Any:
        return outcome(lambda: protection.check_p2s_step("P000001", etat, le=le, jour=JOUR))

    assert step(EtatP2S.A_FAIRE) is None
    assert step(EtatP2S.DEPOSE) is None
    assert step(EtatP2S.COMPLET) == "Q10-02"
    assert step(EtatP2S.DEPOSE, DEMAIN) == "InvalidInput"
