"""End of the ARE during a parcours: which days count, and what a request must hold."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.places import fin_droits
from sigma_cli.domain.places.places import Compte
from sigma_cli.referentiels.statuts import EtatDemande
from tests.factories import outcome
from tests.unit.domain.test_remuneration import ENTREE, SITUATION

FIN = SITUATION.fin
JOUR = timedelta(days=1)
PLEIN = Compte(accordees=2, utilisees=2)
COMPLETE = {
    "convention": "20005341_1",
    "action": "20F0011",
    "composante": "20F0011_03",
    "nom": "Martin",
    "prenom": "Léa",
    "justificatif": object(),
    "explication": "Fin de droits",
}


@pytest.mark.parametrize(
    ("fin_are", "attendu"),
    [
        (ENTREE - JOUR, "Q9-08"),
        (ENTREE, None),
        (FIN - JOUR, None),
        (FIN, "Q9-08"),
        (FIN + JOUR, "Q9-08"),
    ],
)
def test_q9_08_an_end_outside_the_parcours_is_another_matter(
    fin_are: date, attendu: str | None
) -> None:
    assert outcome(lambda: fin_droits.check_end(SITUATION, fin_are)) == attendu


@given(st.dates(date(2020, 1, 1), date(2022, 1, 1)))
def test_q9_06_the_region_pays_from_the_day_after_within_the_parcours(fin_are: date) -> None:
    if outcome(lambda: fin_droits.check_end(SITUATION, fin_are)) is None:
        assert ENTREE < fin_droits.day_after(fin_are) <= FIN


@pytest.mark.parametrize(
    ("actuel", "fin_are", "fin", "attendu"),
    [
        (None, None, ENTREE, None),
        ("POLE_EMPLOI", None, None, None),
        ("REGION", None, ENTREE, "Q9-06"),
        ("REGION", ENTREE, ENTREE + JOUR, None),
        ("REGION", ENTREE, None, "Q9-06"),
    ],
)
def test_q9_06_a_place_held_for_another_reason_is_not_touched(
    actuel: str | None, fin_are: date | None, fin: date | None, attendu: str | None
) -> None:
    situation = replace(SITUATION, type_actuel=actuel, fin_are=fin_are)
    assert outcome(lambda: fin_droits.check_rights_change(situation, fin)) == attendu


def test_q9_07_a_request_waits_until_no_place_is_left() -> None:
    def check(compte: Compte, **faits: Any) -> Any:
        situation = replace(SITUATION, **faits)
        return outcome(lambda: fin_droits.check_request(situation, "20F0011", compte))

    assert check(PLEIN) is None
    assert check(replace(PLEIN, utilisees=1)) == "Q9-07"
    assert check(PLEIN, type_actuel="REGION") == "Q9-07"


@pytest.mark.parametrize("absent", COMPLETE)
def test_q9_07_everything_that_is_missing_is_named(absent: str) -> None:
    assert fin_droits.missing(COMPLETE) == []
    assert len(fin_droits.missing(COMPLETE | {absent: None})) == 1
    assert len(fin_droits.missing(COMPLETE | {absent: ""})) == 1
    refus = fin_droits.incomplete("P000001", fin_droits.missing({}))
    assert refus.regle == "Q9-07"
    assert refus.message == (
        "demande incomplète pour P000001 : il manque le n° de convention, le n° d’action, le n° de "
        "composante, le nom, le prénom (« sigma stagiaire set »), le justificatif de fin de droits "
        "(--justificatif), l’explication (--explication). Rien n’est écrit."
    )


def test_q9_07_no_place_left_says_what_to_do() -> None:
    (dit,) = fin_droits.warn_no_place(SITUATION, "20F0011")
    assert (dit.regle, "sigma place request P000001" in dit.message) == ("Q9-07", True)


@pytest.mark.parametrize(("reste", "dits"), [(-1, 0), (0, 0), (3, 1)])
def test_a_13_places_left_elsewhere_are_told(reste: int, dits: int) -> None:
    assert len(fin_droits.warn_places_elsewhere(reste)) == dits


def test_q9_07_a_request_is_answered_once() -> None:
    def check(etat: str, le: date | None) -> Any:
        return outcome(lambda: fin_droits.check_awaited("D0001", etat, le))

    assert check("DEMANDEE", None) is None
    for etat in ("ACCORDEE", "REFUSEE", "RETIREE"):
        assert check(etat, ENTREE) == "Q9-07"


def test_q9_07_an_answer_is_one_of_three() -> None:
    assert fin_droits.read_reponse(" Accordee ", "REPONSE") is EtatDemande.ACCORDEE
    assert fin_droits.read_reponse("retiree", "REPONSE") is EtatDemande.RETIREE
    for valeur in ("attente", "oui", ""):
        assert outcome(lambda v=valeur: fin_droits.read_reponse(v, "REPONSE")) == "InvalidInput"  # type: ignore[misc]
