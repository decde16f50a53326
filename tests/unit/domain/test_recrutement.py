"""What is said around candidatures, and what prescripteurs see."""

from datetime import date

import pytest

from sigma_cli.domain.choix import read_choice
from sigma_cli.domain.recrutement import recrutement
from sigma_cli.domain.recrutement.visibilite import ILS_VOIENT, seen
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.recrutement import Origine, Presence, Resultat

SESSION = (date(2020, 11, 2), date(2021, 6, 25))


@pytest.mark.parametrize(
    ("prevues", "dit"),
    [
        (SESSION, 0),
        ((date(2020, 11, 3), date(2021, 6, 24)), 0),
        ((date(2020, 11, 1), date(2021, 6, 25)), 1),
        ((date(2020, 11, 2), date(2021, 6, 26)), 1),
    ],
)
def test_q2_15_planned_dates_beyond_the_session_are_told(
    prevues: tuple[date, date], dit: int
) -> None:
    dits = recrutement.warn_outside_session("C000001", prevues, SESSION)
    assert [avertissement.regle for avertissement in dits] == ["Q2-15"] * dit


def test_ses_05_more_retained_than_places_is_told() -> None:
    assert recrutement.warn_more_than_places("20F0011_03/01", 2, 2) == []
    (dit,) = recrutement.warn_more_than_places("20F0011_03/01", 3, 2)
    assert "3 personnes retenues ou inscrites pour 2 places" in dit.message


def test_a_meeting_with_people_on_it_stays_and_they_are_named() -> None:
    recrutement.check_meeting_unused("20F0011_03/01", SESSION[0], [])
    with pytest.raises(RuleViolation, match=r"\(C000001, C000002\)") as info:
        recrutement.check_meeting_unused("20F0011_03/01", SESSION[0], ["C000001", "C000002"])
    assert info.value.regle == "Q2-12"


def test_q1_04_a_prescripteur_sees_candidates_not_registrations() -> None:
    assert "ne voient pas les inscriptions faites dans SIGMA" in ILS_VOIENT
    assert seen(None, None).startswith("invisible")
    assert seen(Origine.SAISIE_OF, None).startswith("invisible")
    assert seen(Origine.DEMATERIALISEE, None).startswith("visible")
    for origine in (None, Origine.SAISIE_OF):
        assert seen(origine, SESSION[0]).endswith("saisie dans Kairos du 02/11/2020")


@pytest.mark.parametrize("mot", ["non-retenu", "NON_RETENU", " Non retenu "])
def test_a_word_of_a_list_is_read_as_people_write_it(mot: str) -> None:
    assert read_choice(Resultat, mot, "RESULTAT") is Resultat.NON_RETENU


def test_another_word_is_refused_without_being_repeated() -> None:
    assert read_choice(Presence, "Présent", "PRESENCE") is Presence.PRESENT
    with pytest.raises(InvalidInput, match="PRESENCE : choisir parmi PRESENT, ABSENT") as info:
        read_choice(Presence, "185017505600149", "PRESENCE")
    assert "1850" not in info.value.message
