"""Which number may replace which, and who goes to AGORA."""

from datetime import date

import pytest

from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.personnes.nir_remplacement import agora_reason, check_replacement
from sigma_cli.errors import RuleViolation

NIR_H, NIR_F = "185017505600149", "290059935001239"
NIA_H, NIA_F = "395049935200167", "495049935200117"
PROVISOIRE_H = "795049935200161"


def read(numero: str) -> Nir:
    return Nir.parse(numero, aujourdhui=date(2026, 10, 5))


@pytest.mark.parametrize(
    ("classe", "dit"),
    [
        ("NIR", None),
        ("NIA", "NIA non géré"),
        ("PROVISOIRE", "NIA non géré"),
        (None, "aucun numéro"),
    ],
)
def test_nir_07_agora_takes_definitive_numbers_only(classe: str | None, dit: str | None) -> None:
    raison = agora_reason(classe)
    assert raison is None if dit is None else dit in str(raison)


@pytest.mark.parametrize("nouveau", [NIA_H, PROVISOIRE_H])
def test_nir_08_a_definitive_number_is_not_replaced_by_a_provisional_one(nouveau: str) -> None:
    with pytest.raises(RuleViolation, match="ne se remplace pas") as refus:
        check_replacement(read(NIR_H), read(nouveau))
    assert refus.value.regle == "NIR-08"


@pytest.mark.parametrize(
    ("ancien", "nouveau", "dits"),
    [
        (None, NIR_H, []),
        (None, NIA_H, []),
        (NIA_H, NIR_H, []),
        (NIA_F, NIR_F, []),
        (PROVISOIRE_H, NIR_H, []),
        (NIA_H, PROVISOIRE_H, ["provisoire en remplace un autre"]),
        (NIR_H, "185017505605097", ["correction"]),
        (NIA_H, NIR_F, ["pas le même sexe"]),
        (NIA_F, NIA_H, ["provisoire en remplace un autre", "pas le même sexe"]),
    ],
)
def test_nir_08_what_is_unusual_is_told(ancien: str | None, nouveau: str, dits: list[str]) -> None:
    avis = check_replacement(read(ancien) if ancien else None, read(nouveau))
    assert {avertissement.regle for avertissement in avis} <= {"NIR-08"}
    assert len(avis) == len(dits)
    assert all(dit in a.message for dit, a in zip(dits, avis, strict=True))
