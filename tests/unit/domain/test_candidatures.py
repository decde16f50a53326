"""Q2-17: the life of a candidature is one table, and every refusal names the condition that fails."""

from collections import Counter
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from sigma_cli.domain.recrutement.candidatures import TRANSITIONS, Faits, step
from sigma_cli.errors import RuleViolation
from sigma_cli.referentiels.recrutement import Etat, Evenement

REF = "C000001"
JOUR = date(2020, 10, 12)
DU, AU = date(2020, 11, 2), date(2021, 6, 25)
TOUT: dict[str, Any] = {
    "jour": JOUR,
    "places": 5,
    "reunion": JOUR,
    "prescrite": True,
    "motif": "PREREQUIS",
    "debut": DU,
    "fin": AU,
    "raison": "Une place se libère",
}


def arrive(etat: Etat, evenement: Evenement, **faits: Any) -> Etat:
    """Return where an event leads, every condition met but those named."""
    return step(REF, etat, evenement, Faits(**TOUT | faits)).vers


def refusal(etat: Etat, evenement: Evenement, **faits: Any) -> tuple[str | None, str]:
    with pytest.raises(RuleViolation) as info:
        arrive(etat, evenement, **faits)
    return info.value.regle, info.value.message


def test_q2_17_the_path_of_someone_retained() -> None:
    etat = Etat.SAISIE
    for evenement in (
        Evenement.CONVOQUER,
        Evenement.NOTER_PRESENT,
        Evenement.RETENIR,
        Evenement.INSCRIRE,
    ):
        etat = arrive(etat, evenement)
    assert etat is Etat.INSCRIT_SIGMA


def test_q2_17_no_state_and_event_lead_to_two_places() -> None:
    compte = Counter((ligne.de, ligne.evenement) for ligne in TRANSITIONS)
    assert set(compte.values()) == {1}


def test_q2_17_every_state_is_reached_and_only_the_last_is_final() -> None:
    assert {ligne.vers for ligne in TRANSITIONS} == set(Etat) - {Etat.SAISIE}
    assert {ligne.de for ligne in TRANSITIONS} == set(Etat) - {Etat.INSCRIT_SIGMA}


def test_q2_17_what_is_not_in_the_table_is_refused_by_its_state() -> None:
    permises = {(ligne.de, ligne.evenement) for ligne in TRANSITIONS}
    refusees = set(product(Etat, Evenement)) - permises
    assert len(refusees) == len(Etat) * len(Evenement) - len(TRANSITIONS)
    for etat, evenement in refusees:
        regle, message = refusal(etat, evenement)
        deja = message == f"La présence de {REF} est déjà notée : {etat.label}."
        assert deja or f"{REF} est à l’état « {etat.label} »" in message
        avant = etat in {Etat.SAISIE, Etat.CONVOQUE}
        resultat = evenement in {Evenement.RETENIR, Evenement.ECARTER}
        assert regle == ("Q2-12" if avant and resultat else "Q2-17")


def test_q2_17_every_row_is_allowed_when_its_conditions_are_met() -> None:
    for ligne in TRANSITIONS:
        assert arrive(ligne.de, ligne.evenement) is ligne.vers


@pytest.mark.parametrize("etat", [Etat.SAISIE, Etat.CONVOQUE])
@pytest.mark.parametrize("resultat", [Evenement.RETENIR, Evenement.ECARTER])
def test_q2_12_no_result_without_presence(etat: Etat, resultat: Evenement) -> None:
    regle, message = refusal(etat, resultat)
    assert regle == "Q2-12"
    assert "sigma candidature presence C000001 present" in message


@pytest.mark.parametrize("venue", [Evenement.NOTER_PRESENT, Evenement.NOTER_ABSENT])
def test_q2_12_presence_is_noted_on_the_day_of_the_meeting_or_after(venue: Evenement) -> None:
    for jour in (JOUR, JOUR + timedelta(days=400)):
        assert arrive(Etat.CONVOQUE, venue, jour=jour) in {Etat.PRESENT, Etat.ABSENT}
    regle, message = refusal(Etat.CONVOQUE, venue, jour=JOUR - timedelta(days=1))
    assert regle == "Q2-12"
    assert "la réunion n’a pas encore eu lieu" in message
    assert refusal(Etat.CONVOQUE, venue, reunion=None)[0] == "Q2-12"


def test_q2_14_not_retaining_demands_a_reason_of_the_list() -> None:
    assert refusal(Etat.PRESENT, Evenement.ECARTER, motif=None)[0] == "Q2-14"


@pytest.mark.parametrize("manque", [{"debut": None}, {"fin": None}, {"debut": None, "fin": None}])
def test_q2_15_retaining_demands_planned_dates(manque: dict[str, None]) -> None:
    regle, message = refusal(Etat.PRESENT, Evenement.RETENIR, **manque)
    assert regle == "Q2-15"
    assert "bloque la mise en place de la rémunération (Région ou Pôle emploi)" in message


def test_q2_15_planned_dates_go_forward() -> None:
    assert arrive(Etat.PRESENT, Evenement.RETENIR, fin=DU) is Etat.RETENU
    regle, message = refusal(Etat.PRESENT, Evenement.RETENIR, fin=DU - timedelta(days=1))
    assert regle == "Q2-15"
    assert "est avant le début" in message


def test_q2_17_an_absent_person_may_be_retained_with_a_word() -> None:
    faits = Faits(**TOUT)
    dit = step(REF, Etat.ABSENT, Evenement.RETENIR, faits).avertissements
    assert [avertissement.regle for avertissement in dit] == ["Q2-17"]
    assert step(REF, Etat.PRESENT, Evenement.RETENIR, faits).avertissements == []


@pytest.mark.parametrize("raison", [None, ""])
def test_q2_17_going_back_on_a_refusal_demands_a_reason(raison: str | None) -> None:
    assert arrive(Etat.NON_RETENU, Evenement.RETENIR) is Etat.RETENU
    regle, message = refusal(Etat.NON_RETENU, Evenement.RETENIR, raison=raison)
    assert regle == "Q2-17"
    assert "demande une raison" in message
    assert arrive(Etat.PRESENT, Evenement.RETENIR, raison=raison) is Etat.RETENU


@pytest.mark.parametrize(
    ("etat", "evenement"),
    [
        (Etat.SAISIE, Evenement.CONVOQUER),
        (Etat.PRESENT, Evenement.RETENIR),
        (Etat.PRESENT, Evenement.ECARTER),
        (Etat.NON_RETENU, Evenement.RETENIR),
        (Etat.RETENU, Evenement.INSCRIRE),
    ],
)
def test_ses_03_nothing_is_decided_in_a_session_of_0_places(
    etat: Etat, evenement: Evenement
) -> None:
    assert refusal(etat, evenement, places=0)[0] == "SES-03"


def test_ses_03_presence_is_still_noted_there() -> None:
    assert arrive(Etat.CONVOQUE, Evenement.NOTER_PRESENT, places=0) is Etat.PRESENT


def test_q2_01_enrolling_demands_a_prescription() -> None:
    assert refusal(Etat.RETENU, Evenement.INSCRIRE, prescrite=False)[0] == "Q2-01"
