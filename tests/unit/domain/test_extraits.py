"""The day a file was drawn, when its name tells."""

from datetime import date

import pytest

from sigma_cli.domain.tables.extraits import date_in_name, edition_in_name

JOUR = date(2026, 9, 1)


@pytest.mark.parametrize(
    "nom",
    [
        "opendata-certifinfo-01072024.csv",
        "certifinfo_20240701.csv",
        "certifinfo 2024-07-01 v2.xlsx",
        "export.01.07.2024.csv",
        "2024_07_01.csv",
    ],
)
def test_the_date_of_the_name(nom: str) -> None:
    assert date_in_name(nom, jusqu_au=JOUR) == date(2024, 7, 1)


@pytest.mark.parametrize(
    "nom", ["certif.csv", "v460.csv", "123456789.csv", "99992024.csv", "20261231.csv", "2024.csv"]
)
def test_no_date_to_be_had(nom: str) -> None:
    assert date_in_name(nom, jusqu_au=JOUR) is None


def test_of_two_readings_the_latest_that_may_be() -> None:
    assert date_in_name("20102011.csv", jusqu_au=JOUR) == date(2011, 10, 20)
    assert date_in_name("2024-01-01_2025-01-01.csv", jusqu_au=JOUR) == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("nom", "jour"),
    [
        ("v_commune_2024.csv", date(2024, 1, 1)),
        ("opendata-certifinfo-01012025-extrait.csv", date(2025, 1, 1)),
        ("certifinfo 01072024 (1).csv", date(2024, 7, 1)),
        ("formacode_v14_202403.xlsx", date(2024, 3, 1)),
        ("rome-03-2024.csv", date(2024, 3, 1)),
        ("Certif Info Décembre 2024.csv", date(2024, 12, 1)),
        ("rome_mars_2025.csv", date(2025, 3, 1)),
        ("cog_2027.csv", None),  # to come
        ("unix_referentiel_code_rome_v327_utf8.csv", None),
        ("019HexaSmal.csv", None),
    ],
)
def test_the_edition_of_the_name(nom: str, jour: date | None) -> None:
    assert edition_in_name(nom, jusqu_au=JOUR) == jour
