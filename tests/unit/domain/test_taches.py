"""What may be ticked, where, and when."""

from datetime import date, timedelta

import pytest

from sigma_cli.domain.taches.taches import check_tick, read_outil
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.statuts import Outil
from tests.factories import AUJOURDHUI, outcome


@pytest.mark.parametrize("valeur", ["kairos", " KAIROS ", "Kairos"])
def test_a_tool_is_read_in_any_case(valeur: str) -> None:
    assert read_outil(valeur, "--dans") is Outil.KAIROS


@pytest.mark.parametrize("valeur", ["", "ouiform", "kairos,defi"])
def test_another_tool_is_refused_with_those_that_exist(valeur: str) -> None:
    with pytest.raises(InvalidInput, match=r"--dans : outil inconnu ; .* kairos, defi, sigma, asp"):
        read_outil(valeur, "--dans")


@pytest.mark.parametrize(
    ("outil", "le", "attendu"),
    [
        (Outil.DEFI, AUJOURDHUI, None),
        (Outil.SIGMA, date(1999, 1, 1), None),
        (Outil.DEFI, AUJOURDHUI + timedelta(days=1), "InvalidInput"),
        (Outil.KAIROS, AUJOURDHUI, "InvalidInput"),
    ],
)
def test_a_task_is_ticked_where_it_is_owed_on_any_past_day(
    outil: Outil, le: date, attendu: str | None
) -> None:
    attendus = (Outil.SIGMA, Outil.DEFI)
    assert (
        outcome(lambda: check_tick("T000001", outil, attendus, le=le, aujourdhui=AUJOURDHUI))
        == attendu
    )


def test_the_refusal_names_where_the_task_is_to_be_done() -> None:
    with pytest.raises(InvalidInput, match="T000001 est à faire dans SIGMA \\(Région\\) et DEFI"):
        check_tick(
            "T000001",
            Outil.ASP,
            (Outil.SIGMA, Outil.DEFI),
            le=AUJOURDHUI,
            aujourdhui=AUJOURDHUI,
        )
