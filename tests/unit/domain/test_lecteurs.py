"""Readers shared by commands and imports: what is their own."""

import pytest

from sigma_cli.domain import lecteurs
from sigma_cli.errors import InvalidInput


@pytest.mark.parametrize("texte", ["REGION", "région", "Protection sociale"])
def test_a_kind_of_pay_is_read_by_its_code(texte: str) -> None:
    lu = lecteurs.lire_type_remuneration(texte, "Type")
    assert lu in {"REGION", "PROTECTION_SOCIALE"}


def test_another_kind_of_pay_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Type : écrire REGION"):
        lecteurs.lire_type_remuneration("mécénat", "Type")


def test_nir_12_a_number_is_refused_in_a_name_and_a_foreign_phone_is_not() -> None:
    with pytest.raises(InvalidInput) as info:
        lecteurs.STAGIAIRE["nom_naissance"]("1 85 01 75 056 001 49", "Nom")
    assert info.value.regle == "NIR-12"
    assert lecteurs.STAGIAIRE["telephone"]("+33 5 61 00 00 00 00 1", "Téléphone")
    with pytest.raises(InvalidInput):
        lecteurs.STAGIAIRE["telephone"]("1850175056001", "Téléphone")


TABLES = {
    f"{nom.lower()}.{champ}": lire
    for nom, table in vars(lecteurs).items()
    if nom.isupper() and not nom.startswith("_") and isinstance(table, dict)
    for champ, lire in table.items()
}


@pytest.mark.parametrize("numero", ["185017505600149", "1 85 01 75 056 001 49", "1850175O56OO1"])
@pytest.mark.parametrize("champ", TABLES)
def test_nir_12_no_field_takes_a_number(champ: str, numero: str) -> None:
    with pytest.raises(InvalidInput) as info:
        TABLES[champ](numero, "Champ")
    assert numero not in info.value.message


def test_a_public_text_may_hold_dates_and_phones() -> None:
    texte = "Du 12/10/2020 – 15/12/2020 : 05 61 00 00 00 / 06 12 34 56 78"
    assert lecteurs.COMPOSANTE["conditions"](texte, "--conditions") == texte
    with pytest.raises(InvalidInput) as info:
        lecteurs.COMPOSANTE["conditions"]("18\u200b50175056001", "--conditions")
    assert info.value.regle == "NIR-12"


def test_modalites_are_a_digit_of_three() -> None:
    assert lecteurs.COMPOSANTE["modalites_enseignement"]("2", "M") == "2"
    with pytest.raises(InvalidInput):
        lecteurs.COMPOSANTE["modalites_enseignement"]("3", "M")
