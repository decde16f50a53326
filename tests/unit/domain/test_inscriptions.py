"""Registrations: number required, category of public, level of entry."""

from datetime import date, timedelta
from functools import partial

import pytest

from sigma_cli.domain.inscription import inscriptions
from sigma_cli.errors import RuleViolation
from tests.factories import outcome

AGORA = date(2020, 10, 5)
PIC = "FORPRO SUP – public fléché PIC"
NAVETTE = "Public orienté par la fiche navette"


def categorie(
    valeur: str | None, *, pic: bool = False, programme: str = "FORPRO_SUP"
) -> str | None:
    return inscriptions.check_categorie(
        valeur, pic=pic, programme=programme, label_pic=PIC, label_navette=NAVETTE
    )


@pytest.mark.parametrize(
    ("present", "jour"), [(True, AGORA), (True, date(2019, 1, 1)), (False, AGORA - timedelta(1))]
)
def test_nir_01_a_number_or_an_earlier_day_is_enough(present: bool, jour: date) -> None:
    essai = partial(inscriptions.check_nir_present, present=present, jour=jour, version_agora=AGORA)
    assert outcome(essai) is None


@pytest.mark.parametrize("jour", [AGORA, AGORA + timedelta(400)])
def test_nir_01_no_number_is_refused_from_the_switch_on(jour: date) -> None:
    with pytest.raises(
        RuleViolation, match="relancer sans --nir et répondre à la question, ou --nir - dans"
    ) as info:
        inscriptions.check_nir_present(present=False, jour=jour, version_agora=AGORA)
    assert info.value.regle == "NIR-01"


@pytest.mark.parametrize(
    "valeur",
    [
        NAVETTE,
        NAVETTE.upper(),
        "public  oriente par la FICHE-NAVETTE",
        "FORPRO SUP – fiche navette",
    ],
)
def test_q5_01_fiche_navette_is_for_the_prf_only(valeur: str) -> None:
    with pytest.raises(RuleViolation, match="marchés PRF") as info:
        categorie(valeur)
    assert info.value.regle == "Q5-01"
    assert categorie(valeur, programme="PRF") == valeur


@pytest.mark.parametrize("valeur", ["Demandeur d’emploi", "fiche de prescription", None])
def test_q5_01_any_other_category_is_kept_as_typed(valeur: str | None) -> None:
    assert categorie(valeur) == valeur


@pytest.mark.parametrize(
    "valeur",
    [
        PIC,
        PIC.lower(),
        "FORPRO SUP - public fléché PIC",
        "forpro sup — PUBLIC FLECHE pic",
        f" {PIC} ",
    ],
)
def test_rap_02_the_label_of_the_pic_is_written_exactly(valeur: str) -> None:
    assert categorie(valeur, pic=True) == PIC


@pytest.mark.parametrize("valeur", [None, "", "Demandeur d’emploi", "FORPRO SUP"])
def test_rap_02_a_pic_person_needs_the_category_of_the_pic(valeur: str | None) -> None:
    with pytest.raises(RuleViolation, match=f'ajouter --categorie "{PIC}"') as info:
        categorie(valeur, pic=True)
    assert info.value.regle == "RAP-02"


def test_rap_02_the_category_of_the_pic_needs_the_flag() -> None:
    with pytest.raises(RuleViolation, match="ajouter --pic") as info:
        categorie(PIC)
    assert info.value.regle == "RAP-02"


@pytest.mark.parametrize("niveau", ["5", "6", "7", "8"])
def test_rap_02_a_high_level_with_the_pic_is_told_and_never_refused(niveau: str) -> None:
    (avertissement,) = inscriptions.warn_pic_level(niveau, pic=True)
    assert avertissement.regle == "RAP-02"
    assert f"niveau d’entrée {niveau}" in avertissement.message


@pytest.mark.parametrize(
    ("niveau", "pic"),
    [("7", False), (None, True), *((bas, True) for bas in ("INFRA3", "1", "2", "3", "4"))],
)
def test_q7_02_other_levels_call_for_no_word(niveau: str | None, pic: bool) -> None:
    assert inscriptions.warn_pic_level(niveau, pic=pic) == []


def test_q6_01_a_numero_ale_is_dropped_with_a_word() -> None:
    assert inscriptions.warn_numero_ale(None) == []
    assert inscriptions.warn_numero_ale("") == []
    (avertissement,) = inscriptions.warn_numero_ale("31042")
    assert avertissement.regle == "Q6-01"
    assert "ignorée" in avertissement.message
    assert "31042" not in avertissement.message
