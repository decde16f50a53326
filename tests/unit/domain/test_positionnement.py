"""Can someone be positioned online today, until when, and if not, why and what to do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.offre.positionnement import (
    FERME,
    OUVERT,
    Positionnement,
    positioning,
    upcoming,
)

REF = "20F0011_03/01"
SAISIE = datetime(2020, 10, 6, 9, tzinfo=PARIS)
VISIBLE = SAISIE.astimezone(UTC) + timedelta(hours=48)
REUNIONS = [date(2020, 10, 12), date(2020, 10, 19)]


def answer(maintenant: datetime, **changes: Any) -> Positionnement:
    champs: dict[str, Any] = {
        "places": 10,
        "reunions": REUNIONS,
        "date_vote": None,
        "visible_le": VISIBLE,
    }
    champs |= changes
    places, reunions = champs.pop("places"), champs.pop("reunions")
    return positioning(REF, places, reunions, maintenant=maintenant, **champs)


def at(jour: int, heure: int = 9, minute: int = 0) -> datetime:
    return datetime(2020, 10, jour, heure, minute, tzinfo=PARIS)


def test_q2_10_is_open_until_the_last_meeting() -> None:
    reponse = answer(at(14))
    assert (reponse.etat, reponse.jusqu_au, reponse.regle) == (OUVERT, REUNIONS[1], "Q2-10")
    assert reponse.message == "jusqu’au 19/10/2020 compris."
    assert reponse.conseil == (
        "La session devrait être visible depuis le 08/10/2020 à 09h00 : à vérifier."
    )


@pytest.mark.parametrize(
    ("maintenant", "etat"),
    [(at(19, 0, 1), OUVERT), (at(19, 23, 59), OUVERT), (at(20, 0, 0), FERME)],
)
def test_q2_10_closes_by_itself_after_the_day_of_the_last_meeting(
    maintenant: datetime, etat: str
) -> None:
    assert answer(maintenant).etat == etat


def test_rap_01_a_session_held_back_sends_to_the_diagnosis_unless_someone_saw_it() -> None:
    reponse = answer(at(14), bloquee=True)
    assert (reponse.etat, reponse.regle) == (OUVERT, "RAP-01")
    assert f"sigma diagnose {REF}" in reponse.conseil
    vue = answer(at(14), bloquee=True, vue_le=at(9))
    assert (vue.regle, vue.conseil) == ("Q2-10", "La session fut vue le 09/10/2020.")


def test_q2_10_a_past_meeting_asks_for_another_date() -> None:
    reponse = answer(at(20))
    assert reponse.message == "la dernière information collective est passée (19/10/2020)."
    assert f"sigma session ic add {REF}" in reponse.conseil
    assert "fiche de prescription" in reponse.conseil


def test_q2_10_without_any_meeting_asks_for_one() -> None:
    reponse = answer(at(6), reunions=[])
    assert (reponse.etat, reponse.jusqu_au) == (FERME, None)
    assert "n’a pas d’information collective" in reponse.message


@pytest.mark.parametrize(
    ("maintenant", "regle"),
    [(at(8, 8, 59), "Q2-08"), (at(8, 9, 0), "Q2-10")],
)
def test_q2_08_before_48_hours_it_says_to_wait(maintenant: datetime, regle: str) -> None:
    reponse = answer(maintenant)
    assert (reponse.etat, reponse.regle, reponse.visible_depuis) == (OUVERT, regle, VISIBLE)
    assert reponse.conseil.startswith("Attendre :") is (regle == "Q2-08")


def test_q2_09_no_date_seen_in_time_asks_for_another() -> None:
    reponse = answer(at(6, 10), reunions=[date(2020, 10, 7)])
    assert reponse.regle == "Q2-09"
    assert "en ajouter une, ou prendre la fiche" in reponse.conseil


def test_q2_05_before_the_vote_says_until_when() -> None:
    reponse = answer(at(14), date_vote=date(2020, 10, 15))
    assert (reponse.etat, reponse.regle) == (FERME, "Q2-05")
    assert "vote du 15/10/2020" in reponse.message
    assert answer(at(15), date_vote=date(2020, 10, 15)).etat == OUVERT


def test_ses_03_a_session_of_0_places_is_closed_whatever_its_meetings() -> None:
    reponse = answer(at(14), places=0)
    assert (reponse.etat, reponse.regle) == (FERME, "SES-03")
    assert f"sigma session set {REF} --places" in reponse.conseil


@pytest.mark.parametrize("heure", [1, 2, 3, 23])
def test_q2_03_on_the_night_the_clocks_change_the_day_is_that_of_paris(heure: int) -> None:
    """On 25 October 2020, 3 a.m. comes twice: the day has 25 hours, and one meeting."""
    jour = date(2020, 10, 25)
    for fold in (0, 1):
        maintenant = datetime(2020, 10, 25, heure, 30, tzinfo=PARIS, fold=fold)
        assert answer(maintenant, reunions=[jour]).etat == OUVERT
    assert answer(datetime(2020, 10, 25, 23, 0, tzinfo=UTC), reunions=[jour]).etat == FERME
    assert answer(datetime(2020, 10, 25, 22, 59, tzinfo=UTC), reunions=[jour]).etat == OUVERT


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2021, 1, 1)), max_size=5),
    st.dates(date(2020, 1, 1), date(2021, 1, 1)),
)
def test_q2_10_is_open_exactly_while_a_meeting_is_to_come(reunions: list[date], le: date) -> None:
    maintenant = datetime(le.year, le.month, le.day, 12, tzinfo=PARIS)
    reponse = answer(maintenant, reunions=reunions)
    assert (reponse.etat == OUVERT) is bool(upcoming(reunions, le))
    assert reponse.conseil
    assert reponse.jusqu_au == (max(reunions) if reponse.etat == OUVERT else None)
