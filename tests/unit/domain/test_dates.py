"""Dates, hours and instants as people write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.dates import PARIS, date_fr, lire_date, lire_heure, lire_instant
from sigma_cli.errors import InvalidInput

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_reads_back_what_it_writes(jour: date) -> None:
    assert lire_date(date_fr(jour), "--debut") == jour
    assert lire_date(jour.isoformat(), "--debut") == jour


def test_writes_the_french_form() -> None:
    assert date_fr(date(2020, 9, 7)) == "07/09/2020"


@pytest.mark.parametrize(
    ("valeur", "motif"),
    [
        ("", "illisible"),
        ("7/9/2020", "illisible"),
        ("07/09/20", "illisible"),
        ("07-09-2020", "illisible"),
        ("2020/09/07", "illisible"),
        ("20200907", "illisible"),
        ("2020-09-07T10:00", "illisible"),
        ("2020-09-\u06607", "illisible"),
        ("2021-02-29", "calendrier"),
        ("31/11/2020", "calendrier"),
        ("2020-13-01", "calendrier"),
        ("00/00/2020", "calendrier"),
        ("1899-12-31", "1900 à 2100"),
        ("01/01/2101", "1900 à 2100"),
    ],
)
def test_refuses_a_date_without_repeating_it(valeur: str, motif: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^Date de naissance : .*{motif}") as info:
        lire_date(valeur, "Date de naissance")
    assert not valeur or valeur not in info.value.message
    assert info.value.__cause__ is None


@given(st.text())
def test_any_text_is_a_date_or_is_refused(valeur: str) -> None:
    try:
        issue = str(lire_date(valeur, "--le").year in range(1900, 2101))
    except InvalidInput as erreur:
        issue = erreur.message
    assert issue == "True" or issue.startswith("--le : ")


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("9h", "09h00"),
        ("9H30", "09h30"),
        ("09h05", "09h05"),
        ("14:15", "14h15"),
        (" 14h15 ", "14h15"),
        ("0h", "00h00"),
        ("23:59", "23h59"),
    ],
)
def test_reads_an_hour(valeur: str, attendu: str) -> None:
    assert lire_heure(valeur, "--heure-debut") == attendu
    assert lire_heure(attendu, "--heure-debut") == attendu


@pytest.mark.parametrize("valeur", ["", "9", "9:", "9h5", "24h", "9h60", "09:00:00", "٩h", "midi"])
def test_refuses_an_hour(valeur: str) -> None:
    with pytest.raises(InvalidInput, match=r"^--heure-debut : heure "):
        lire_heure(valeur, "--heure-debut")


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("2026-10-05T09:30", datetime(2026, 10, 5, 7, 30, tzinfo=UTC)),
        ("2026-12-05T09:30", datetime(2026, 12, 5, 8, 30, tzinfo=UTC)),
        ("2026-10-05", datetime(2026, 10, 5, 10, 0, tzinfo=UTC)),
        ("05/10/2026", datetime(2026, 10, 5, 10, 0, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # lived twice: the first
    ],
)
def test_reads_an_instant_of_paris(valeur: str, attendu: datetime) -> None:
    instant = lire_instant(valeur, "--maintenant")
    assert instant.tzinfo is PARIS
    assert instant.astimezone(UTC) == attendu


@pytest.mark.parametrize(
    ("valeur", "motif"),
    [
        ("05/10/2026T09:30", "AAAA-MM-JJTHH:MM"),
        ("2026-10-05T9:30", "AAAA-MM-JJTHH:MM"),
        ("2026-10-05T", "AAAA-MM-JJTHH:MM"),
        ("2026-10-05T09:30:00", "AAAA-MM-JJTHH:MM"),
        ("2026-10-05T24:00", "heure hors"),
        ("2026-02-30T10:00", "calendrier"),
        ("2026-03-29T02:30", "passage à l’heure d’été"),
        ("demain", "illisible"),
    ],
)
def test_refuses_an_instant(valeur: str, motif: str) -> None:
    with pytest.raises(InvalidInput, match=motif):
        lire_instant(valeur, "--maintenant")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - wall clock, given a zone below
def test_an_existing_minute_is_read_as_written(moment: datetime) -> None:
    existing = moment.replace(tzinfo=UTC, second=0, microsecond=0).astimezone(PARIS)
    lu = lire_instant(f"{existing:%Y-%m-%dT%H:%M}", "--maintenant")
    assert lu.replace(tzinfo=None) == existing.replace(tzinfo=None)
    assert lu - existing in {timedelta(0), timedelta(hours=-1)}
