"""Sessions: dates, places, meetings."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.offre import sessions
from sigma_cli.domain.offre.sessions import Effectif
from sigma_cli.errors import InvalidInput, RuleViolation
from tests.factories import outcome

REF = "20F0011_03/01"
DEBUT, FIN = date(2020, 11, 2), date(2021, 6, 25)


@pytest.mark.parametrize("fin", [DEBUT, FIN])
def test_ses_02_a_run_may_end_on_its_first_day_or_later(fin: date) -> None:
    assert outcome(lambda: sessions.check_dates(DEBUT, fin, objet=REF)) is None


def test_ses_02_a_run_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(RuleViolation, match=f"{REF} : la fin .01/11/2020. est avant") as info:
        sessions.check_dates(DEBUT, date(2020, 11, 1), objet=REF)
    assert info.value.regle == "SES-02"


@pytest.mark.parametrize(("valeur", "places"), [("0", 0), (" 12 ", 12), ("99999", 99_999)])
def test_ses_05_places_are_a_whole_number_of_0_or_more(valeur: str, places: int) -> None:
    assert sessions.read_places(valeur, "--places") == places


@pytest.mark.parametrize(
    "valeur", ["-1", "1.5", "1,5", "", "dix", "100000", "9" * 400, "١٢", "1e3"]
)
def test_ses_05_other_places_are_refused_by_the_name_of_the_option(valeur: str) -> None:
    with pytest.raises(InvalidInput, match=r"--places : .*0 place veut dire") as info:
        sessions.read_places(valeur, "--places")
    assert info.value.regle == "SES-05"


def test_ses_05_overbooking_is_told_and_never_refused() -> None:
    assert sessions.warn_overbooking(REF, Effectif(places=2, inscrits=2)) == []
    (avertissement,) = sessions.warn_overbooking(REF, Effectif(places=2, inscrits=3))
    assert avertissement.regle == "SES-05"
    assert "inscrits : 3, places : 2" in avertissement.message


@pytest.mark.parametrize(
    ("inscrits", "force", "motif"),
    [([], False, None), ([], True, None), (["P000001"], True, "Trop peu de candidats")],
)
def test_ses_03_zero_places_is_allowed_for_an_empty_session_or_when_confirmed(
    inscrits: list[str], force: bool, motif: str | None
) -> None:
    essai = partial(sessions.check_cancellation, REF, inscrits, force=force, motif=motif)
    assert outcome(essai) is None


@pytest.mark.parametrize(
    ("force", "motif"), [(False, None), (False, "m"), (True, None), (True, "")]
)
def test_ses_03_zero_places_with_persons_needs_both_the_option_and_a_reason(
    force: bool, motif: str | None
) -> None:
    with pytest.raises(RuleViolation, match=r"--force et --motif") as info:
        sessions.check_cancellation(REF, ["P000001"], force=force, motif=motif)
    assert info.value.regle == "SES-03"
    assert "P000001" in info.value.message


@pytest.mark.parametrize(("nombre", "suite"), [(5, False), (6, True)])
def test_ses_03_a_refusal_names_five_parcours_at_most(nombre: int, suite: bool) -> None:
    inscrits = [f"P{rang:06d}" for rang in range(1, nombre + 1)]
    with pytest.raises(RuleViolation) as info:
        sessions.check_cancellation(REF, inscrits, force=False, motif=None)
    assert ("…" in info.value.message) is suite
    assert "P000005" in info.value.message
    assert "P000006" not in info.value.message


def test_ses_03_a_session_of_0_places_takes_nobody() -> None:
    sessions.check_open(REF, 1)
    with pytest.raises(RuleViolation, match="à 0 place") as info:
        sessions.check_open(REF, 0)
    assert info.value.regle == "SES-03"


def test_ses_04_parcours_outside_the_new_dates_are_named() -> None:
    dedans, avant, apres = (
        ("P000001", DEBUT, FIN),
        ("P000002", DEBUT - timedelta(1), FIN),
        ("P000003", DEBUT, FIN + timedelta(1)),
    )
    assert sessions.warn_outside(REF, DEBUT, FIN, [dedans]) == []
    (avertissement,) = sessions.warn_outside(REF, DEBUT, FIN, [dedans, avant, apres])
    assert avertissement.regle == "SES-04"
    assert "P000002, P000003" in avertissement.message
    assert "P000001" not in avertissement.message


@pytest.mark.parametrize(
    ("debut", "fin"), [(None, None), ("09h00", None), (None, "09h00"), ("09h00", "09h00")]
)
def test_meeting_hours_in_order_are_kept(debut: str | None, fin: str | None) -> None:
    assert outcome(lambda: sessions.check_hours(debut, fin)) is None


def test_meeting_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"--heure-fin : 09h00 est avant le début .10h00."):
        sessions.check_hours("10h00", "09h00")


@pytest.mark.parametrize(
    ("reunion", "heure", "extrait"),
    [
        (date(2020, 11, 3), None, "est après le début"),
        (date(2020, 11, 2), None, None),
        (date(2020, 10, 8), None, None),
        (date(2020, 10, 8), "09h00", None),
        (date(2020, 10, 8), "08h59", "prévoir la fiche de prescription"),
        (date(2020, 10, 7), "23h00", "prévoir la fiche de prescription"),
        (date(2020, 10, 7), None, "prévoir la fiche de prescription"),
    ],
)
def test_q2_09_meetings_too_early_or_after_the_start_are_told(
    reunion: date, heure: str | None, extrait: str | None
) -> None:
    visible_le = datetime(2020, 10, 8, 9, 0, tzinfo=PARIS)
    dits = sessions.warn_meetings(REF, [(reunion, heure)], debut=DEBUT, visible_le=visible_le)
    assert [dit.regle for dit in dits] == (["Q2-09"] if extrait else [])
    assert all(extrait in dit.message for dit in dits if extrait)


@pytest.mark.parametrize(("minute", "dits"), [(0, 1), (-1, 0)])
def test_q2_09_the_day_of_a_meeting_ends_at_midnight_in_paris(minute: int, dits: int) -> None:
    minuit = datetime(2020, 10, 8, tzinfo=PARIS)  # 22:00 in UTC
    visible_le = minuit.astimezone(UTC) + timedelta(minutes=minute)
    avertissements = sessions.warn_meetings(
        REF, [(date(2020, 10, 7), None)], debut=DEBUT, visible_le=visible_le
    )
    assert len(avertissements) == dits
