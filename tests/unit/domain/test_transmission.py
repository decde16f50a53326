"""What DEFI knows of a pay: told once by the file, then by hand."""

import pytest

from sigma_cli.domain.envois.transmission import Etape, left_to_tell

REGION, RIEN = ("REGION", None), (None, None)


def avant(pay: tuple[str | None, None]) -> Etape:
    return Etape(pay=pay, apres_envoi=False, dite=False)


def apres(pay: tuple[str | None, None], *, dite: bool = False) -> Etape:
    return Etape(pay=pay, apres_envoi=True, dite=dite)


@pytest.mark.parametrize(
    ("etapes", "reste"),
    [
        ([], False),
        ([avant(REGION)], False),
        ([avant(REGION), avant(RIEN)], False),
        ([avant(REGION), apres(RIEN)], True),
        ([apres(REGION)], True),
        ([avant(REGION), apres(RIEN), apres(REGION)], False),
        ([avant(REGION), apres(RIEN, dite=True)], False),
        ([avant(REGION), apres(RIEN, dite=True), apres(REGION)], True),
        ([avant(REGION), apres(RIEN, dite=True), apres(REGION), apres(RIEN)], False),
    ],
)
def test_rf_05_a_pay_that_defi_does_not_know_is_to_tell(etapes: list[Etape], reste: bool) -> None:
    assert left_to_tell(etapes) is reste
