"""Places: postal codes, INSEE codes, and départements that agree."""

from collections.abc import Callable

import pytest

from sigma_cli.domain.offre.lieux import (
    departement,
    departement_du_code_insee,
    departement_du_code_postal,
    departements_concordent,
    lire_code_insee,
    lire_code_postal,
    meme_commune,
)
from sigma_cli.errors import InvalidInput


@pytest.mark.parametrize(
    ("valeur", "code", "departement"),
    [
        ("01004", "01004", "01"),
        ("11108", "11108", "11"),  # CEDEX
        ("66 860", "66860", "66"),
        ("20000", "20000", "20"),
        ("97400", "97400", "974"),
        ("98800", "98800", "988"),
    ],
)
def test_reads_a_postal_code(valeur: str, code: str, departement: str) -> None:
    assert lire_code_postal(valeur, "--code-postal") == code
    assert departement_du_code_postal(code) == departement


@pytest.mark.parametrize(
    ("valeur", "code", "departement"),
    [
        ("01004", "01004", "01"),
        (" 11262 ", "11262", "11"),
        ("2a004", "2A004", "2A"),
        ("2B033", "2B033", "2B"),
        ("97411", "97411", "974"),
        ("98818", "98818", "988"),
    ],
)
def test_reads_an_insee_code(valeur: str, code: str, departement: str) -> None:
    assert lire_code_insee(valeur, "--code-insee") == code
    assert departement_du_code_insee(code) == departement


@pytest.mark.parametrize(
    ("lire", "code", "departement"),
    [
        (lire_code_insee, "99999", "99"),
        (lire_code_insee, "97900", "979"),
        (lire_code_insee, "96001", "96"),
        (lire_code_postal, "99999", "99"),
        (lire_code_postal, "00100", "00"),
    ],
)
def test_a_departement_that_is_not_is_named(
    lire: Callable[[str, str], str], code: str, departement: str
) -> None:
    with pytest.raises(InvalidInput, match=f"--code : {departement} n’est pas un département"):
        lire(code, "--code")


@pytest.mark.parametrize("lire", [lire_code_postal, lire_code_insee])
def test_a_zero_lost_in_a_spreadsheet_is_given_back(lire: Callable[[str, str], str]) -> None:
    with pytest.raises(InvalidInput, match=r"Code : 1004 a perdu son zéro .* écrire 01004"):
        lire("1004", "Code")


@pytest.mark.parametrize(
    "valeur", ["", "1108", "111080", "00100", "96000", "99100", "2A004", "٣1000"]
)
def test_refuses_a_postal_code(valeur: str) -> None:
    with pytest.raises(InvalidInput, match=r"^--code-postal : "):
        lire_code_postal(valeur, "--code-postal")


@pytest.mark.parametrize(
    ("valeur", "motif"),
    [
        ("", "5 caractères"),
        ("112620", "5 caractères"),
        ("00262", "00 n’est pas un département"),
        ("2C004", "5 caractères"),
        ("97901", "979 n’est pas un département"),
        ("99350", "99 n’est pas un département"),
        ("20004", "2A ou 2B"),
        ("11000", "code postal"),
        ("97400", "code postal"),
    ],
)
def test_refuses_an_insee_code(valeur: str, motif: str) -> None:
    with pytest.raises(InvalidInput, match=motif):
        lire_code_insee(valeur, "--code-insee")


@pytest.mark.parametrize(
    ("code_postal", "code_insee", "concordent"),
    [
        ("11108", "11262", True),
        ("66860", "66136", True),
        ("20000", "2A004", True),
        ("20200", "2B033", True),
        ("97400", "97411", True),
        ("97133", "97701", True),
        ("97150", "97801", True),
        ("98800", "98818", True),
        ("11108", "66136", False),
        ("97400", "97105", False),
        ("98700", "98818", False),
        ("20000", "19031", False),
    ],
)
def test_departements_agree(code_postal: str, code_insee: str, concordent: bool) -> None:
    assert departements_concordent(code_postal, code_insee) is concordent


@pytest.mark.parametrize(
    ("code_insee", "code_postal", "attendu"),
    [
        ("11262", "11108", "11"),
        (None, "66860", "66"),
        ("2A004", "20000", "2A"),
        (None, "20090", "2A"),
        (None, "20137", "2A"),
        (None, "20200", "2B"),
        (None, "20600", "2B"),
        ("97411", "97400", "974"),
        (None, "98800", "988"),
        (None, None, None),
    ],
)
def test_the_departement_comes_from_the_commune_or_else_the_postal_code(
    code_insee: str | None, code_postal: str | None, attendu: str | None
) -> None:
    assert departement(code_insee=code_insee, code_postal=code_postal) == attendu


@pytest.mark.parametrize(
    ("ecrite", "officielle"),
    [
        ("NARBONNE CEDEX", "Narbonne"),
        ("PERPIGNAN CEDEX 9", "Perpignan"),
        ("MENDE", "Mende"),
        ("Toulouse cedex 09", "Toulouse"),
        ("ST-DENIS", "Saint-Denis"),
        ("L'ISLE JOURDAIN", "L’Isle-Jourdain"),
        ("MARSEILLE 1er", "Marseille 1er Arrondissement"),
        ("Marseille 13", "Marseille 13e Arrondissement"),
        ("Sainte-Livrade", "Ste Livrade"),
    ],
)
def test_a_name_on_an_envelope_is_the_one_of_the_commune(ecrite: str, officielle: str) -> None:
    assert meme_commune(ecrite, officielle)


def test_another_commune_is_another() -> None:
    assert not meme_commune("CARCASSONNE", "Narbonne")
    assert not meme_commune("CEDEX", "Narbonne")
