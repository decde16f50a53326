"""Prescripteurs: where they are, which look the same, what a request to the Région must say."""

import pytest

from sigma_cli.domain.recrutement.prescripteurs import (
    OCCITANIE,
    Connue,
    check_new,
    check_request,
    is_in_occitanie,
    lire_departement,
    warn_request_inside,
)
from sigma_cli.errors import Conflict, InvalidInput
from tests.factories import outcome


@pytest.mark.parametrize(
    ("valeur", "lu"),
    [("11", "11"), (" 2a ", "2A"), ("9", "09"), ("974", "974"), ("01", "01"), ("988", "988")],
)
def test_a_departement_is_read(valeur: str, lu: str) -> None:
    assert lire_departement(valeur, "--departement") == lu


@pytest.mark.parametrize("valeur", ["", "0", "00", "20", "96", "99", "2C", "Aude", "1100", "970"])
def test_what_is_no_departement_is_refused(valeur: str) -> None:
    with pytest.raises(InvalidInput, match="--departement : département attendu"):
        lire_departement(valeur, "--departement")


def test_occitanie_has_thirteen_departements() -> None:
    assert len(OCCITANIE) == 13
    assert is_in_occitanie("11")
    assert not is_in_occitanie("64")


def new(nom: str, ville: str, connue: tuple[str, str], *, certain: bool = False) -> str | None:
    deja = [Connue(ref="PR0001", nom=connue[0], ville=connue[1])]
    return outcome(lambda: check_new(nom, ville, deja, certain=certain))


@pytest.mark.parametrize(
    ("nom", "ville"),
    [
        ("Pôle emploi Narbonne", "Narbonne"),
        ("POLE EMPLOI NARBONNE", "NARBONNE"),
        ("pôle-emploi  narbonne", "narbonne"),
    ],
)
@pytest.mark.parametrize("certain", [False, True])
def test_pre_03_the_same_name_and_city_is_never_doubled(
    nom: str, ville: str, certain: bool
) -> None:
    connue = ("Pôle emploi Narbonne", "Narbonne")
    assert new(nom, ville, connue, certain=certain) == "PRE-03"


@pytest.mark.parametrize(
    ("nom", "ville", "connue"),
    [
        ("Mission locale de Toulouse", "Toulouse", ("Mission locale Toulouse", "TOULOUSE")),
        ("Mission locale Narbone", "Narbonne", ("Mission locale Narbonne", "Narbonne")),
        ("Cap emploi 11", "Carcassonne", ("CAP EMPLOI Aude", "Carcassonne")),
        ("CIDFF de l’Aude", "Carcassonne", ("CIDFF Aude", "Narbonne")),
        ("Conseil départemental du Gard", "Nîmes", ("Conseil Departemental 30", "Nimes")),
        (
            "Pôle emploi Toulouse Bellefontaine",
            "Toulouse",
            ("Pôle emploi Bellefontaine", "Toulouse"),
        ),
    ],
)
def test_pre_03_what_looks_the_same_is_proposed_and_may_be_confirmed(
    nom: str, ville: str, connue: tuple[str, str]
) -> None:
    assert new(nom, ville, connue) == "PRE-03"
    assert new(nom, ville, connue, certain=True) is None


@pytest.mark.parametrize(
    ("nom", "ville", "connue"),
    [
        ("Pôle emploi Narbonne", "Narbonne", ("Mission locale Narbonne", "Narbonne")),
        ("Pôle emploi Narbonne", "Narbonne", ("Pôle emploi Carcassonne", "Carcassonne")),
        (
            "Pôle emploi Toulouse Mirail",
            "Toulouse",
            ("Pôle emploi Toulouse Jolimont", "Toulouse"),
        ),
        ("APEC", "Toulouse", ("CIDFF", "Toulouse")),
    ],
)
def test_pre_03_other_structures_are_left_alone(
    nom: str, ville: str, connue: tuple[str, str]
) -> None:
    assert new(nom, ville, connue) is None


def test_pre_03_the_refusal_names_what_to_choose() -> None:
    deja = [Connue(ref=f"PR000{n}", nom=f"CIDFF Aude {n}", ville="Narbonne") for n in range(1, 8)]
    with pytest.raises(Conflict, match=r"PR0001 CIDFF Aude 1 \(Narbonne\), .*PR0005") as info:
        check_new("CIDFF Aude", "Narbonne", deja, certain=False)
    assert "PR0006" not in info.value.message
    assert "--force" in info.value.message


@pytest.mark.parametrize(
    ("valeurs", "manque"),
    [
        ({}, "--structure, --departement, --ville"),
        ({"nom": "A", "departement": "64"}, "--ville"),
        ({"nom": "A", "departement": "", "ville": "Bayonne"}, "--departement"),
        ({"nom": None, "departement": "64", "ville": "Bayonne"}, "--structure"),
    ],
)
def test_pre_02_a_request_needs_its_three_fields(valeurs: dict[str, str], manque: str) -> None:
    with pytest.raises(Exception, match=f"il manque {manque}\\.") as info:
        check_request(valeurs)
    assert getattr(info.value, "regle", None) == "PRE-02"


def test_pre_02_a_whole_request_passes() -> None:
    check_request({"nom": "A", "departement": "64", "ville": "Bayonne"})


def test_pre_02_is_meant_for_structures_outside_occitanie() -> None:
    assert warn_request_inside("64") == []
    assert [dit.regle for dit in warn_request_inside("11")] == ["PRE-02"]
