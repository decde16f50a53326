"""Rules of a parcours under way: lengthened, left."""

from datetime import date

import pytest

from sigma_cli.domain.inscription import parcours
from sigma_cli.errors import RuleViolation

ENTREE, FIN = date(2020, 11, 2), date(2021, 6, 25)
APRES = date(2021, 6, 26)


def test_rf_08_a_parcours_left_is_not_lengthened() -> None:
    parcours.check_still_there("P000001", None)
    with pytest.raises(RuleViolation, match="sortie le 25/06/2021") as refus:
        parcours.check_still_there("P000001", FIN)
    assert refus.value.regle == "RF-08"
    assert "sigma stagiaire leave P000001 --annuler" in refus.value.message


def test_rf_08_nobody_leaves_after_the_planned_end() -> None:
    parcours.check_leaving("P000001", FIN, fin_prevue=FIN)
    with pytest.raises(RuleViolation, match="extend P000001 --fin 2021-06-26") as refus:
        parcours.check_leaving("P000001", APRES, fin_prevue=FIN)
    assert refus.value.regle == "RF-08"


@pytest.mark.parametrize(
    ("sortie", "jamais"),
    [(None, False), (date(2020, 11, 1), True), (ENTREE, True), (FIN, False)],
)
def test_par_03_who_left_on_the_first_day_or_before_never_came(
    sortie: date | None, jamais: bool
) -> None:
    assert parcours.never_came(sortie, entree=ENTREE) is jamais


def test_par_03_a_reason_may_say_that_nobody_came() -> None:
    assert parcours.never_came(FIN, entree=ENTREE, motif="N’est JAMAIS VENUE")
    assert not parcours.never_came(FIN, entree=ENTREE, motif="A trouvé un emploi")
    assert not parcours.never_came(None, entree=ENTREE, motif="jamais venu")


def test_rf_06_an_end_beyond_the_action_is_told() -> None:
    assert parcours.warn_beyond_action("P000001", FIN, action="20F0011", fin_action=FIN) == []
    [dit] = parcours.warn_beyond_action("P000001", APRES, action="20F0011", fin_action=FIN)
    assert dit.regle == "RF-06"
    assert "26/06/2021" in dit.message
    assert "20F0011 (25/06/2021)" in dit.message
