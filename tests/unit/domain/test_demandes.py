"""Requests to the Région: what each must say, whom it is for, and when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.domain.region import demandes
from sigma_cli.domain.region.demandes import SUJET_KAIROS, SUJET_REGION, Horloge
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.statuts import EtatDemande, Portail, TypeDemande
from tests.factories import outcome

SAISIE = datetime(2020, 10, 6, 7, tzinfo=UTC)
JOUR = date(2020, 10, 6)


def clock(heures: float, *, vue: float | None = None, envoyee: bool = True) -> Horloge:
    """Return the clock so many hours after entry, the portal seen so many hours after it."""
    vue_mfr = None if vue is None else SAISIE + timedelta(hours=vue)
    kairos_le = SAISIE + timedelta(hours=72 if vue is None else vue + 24)
    return Horloge(
        visible_le=SAISIE + timedelta(hours=48),
        kairos_le=kairos_le,
        vue_mfr=vue_mfr,
        envoyee=envoyee,
        maintenant=SAISIE + timedelta(hours=heures),
    )


def test_q3_01_a_request_about_fields_names_them_and_where_they_are_missing() -> None:
    assert outcome(lambda: demandes.check_fields([], [Portail.CARIF])) == "Q3-01"
    assert outcome(lambda: demandes.check_fields(["objectif"], [])) == "Q3-01"
    assert outcome(lambda: demandes.check_fields(["objectif"], [Portail.CARIF])) is None


@pytest.mark.parametrize("champ", ["niveau_entree", "niveau_sortie"])
def test_q3_02_a_level_is_not_a_datum(champ: str) -> None:
    assert outcome(lambda: demandes.check_no_level(["intitule", champ])) == "Q3-02"
    assert outcome(lambda: demandes.check_no_level(["intitule"])) is None


def test_what_is_asked_must_differ() -> None:
    assert demandes.changed({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": 3}
    with pytest.raises(InvalidInput, match="Rien à demander"):
        demandes.changed({"a": 1}, {"a": 1})


@pytest.mark.parametrize(
    ("certif", "force", "refus"),
    [
        (Certif.ARCHIVE, False, "Q4-02"),
        (Certif.INCONNU, False, "Q4-02"),
        (Certif.ARCHIVE, True, None),
        (Certif.VALIDE, False, None),
        (Certif.NON_VERIFIABLE, False, None),
    ],
)
def test_q4_02_a_blocked_code_is_told_before_anyone_writes(
    certif: Certif, force: bool, refus: str | None
) -> None:
    def check() -> None:
        demandes.check_certification("20F0011_03", "93541", certif, force=force)

    assert outcome(check) == refus


@pytest.mark.parametrize(("heures", "refus"), [(47.99, "Q4-01"), (48, None), (200, None)])
def test_q4_01_an_absence_is_reported_once_the_delay_is_over(
    heures: float, refus: str | None
) -> None:
    assert outcome(lambda: demandes.route([Portail.MFR], clock(heures), "S")) == refus


@pytest.mark.parametrize(
    ("heures", "vue", "refus", "sujet"),
    [
        (60, None, "RAP-05", None),  # the floor of 72 hours
        (80, None, None, SUJET_REGION),  # not seen on the portal: not a matter for Kairos
        (70, 50, "RAP-05", None),
        (74, 50, None, SUJET_KAIROS),
        (33, 10, "RAP-05", None),
        (34, 10, None, SUJET_KAIROS),  # seen before the 48 hours: only its own day counts
    ],
)
def test_rap_05_the_support_of_kairos_is_for_what_the_portal_has_shown_for_a_day(
    heures: float, vue: float | None, refus: str | None, sujet: str | None
) -> None:
    horloge = clock(heures, vue=vue)
    assert outcome(lambda: demandes.route([Portail.KAIROS], horloge, "S")) == refus
    if refus is None:
        assert demandes.route([Portail.KAIROS], horloge, "S") == sujet


@given(st.sets(st.sampled_from(Portail), min_size=1), st.floats(48, 1000))
def test_rap_05_missing_anywhere_else_is_for_the_region(
    portails: set[Portail], heures: float
) -> None:
    ailleurs = portails - {Portail.KAIROS}
    if ailleurs:
        assert demandes.route(portails, clock(heures, vue=48), "S") == SUJET_REGION


def test_an_absence_is_from_somewhere() -> None:
    assert outcome(lambda: demandes.route([], clock(100), "S")) == "Q4-01"


@pytest.mark.parametrize(
    ("le", "refus"),
    [(JOUR, None), (date(2020, 10, 5), "précéder"), (date(2020, 10, 8), "avenir")],
)
def test_an_answer_lies_between_the_request_and_today(le: date, refus: str | None) -> None:
    if refus is None:
        demandes.check_answer(le, JOUR, date(2020, 10, 7))
        return
    with pytest.raises(InvalidInput, match=refus):
        demandes.check_answer(le, JOUR, date(2020, 10, 7))


def test_types_and_answers_are_read_in_any_case() -> None:
    assert demandes.read_type(" Référentiel ", "--type") is TypeDemande.REFERENTIEL
    assert demandes.read_reponse("Appliquée", "REPONSE") is EtatDemande.APPLIQUEE
    with pytest.raises(InvalidInput, match="choisir parmi donnees, referentiel, champs, absence"):
        demandes.read_type("plainte", "--type")
    for autre in ("demandee", "accordee", "retiree"):
        with pytest.raises(InvalidInput, match="appliquee ou refusee"):
            demandes.read_reponse(autre, "REPONSE")
    assert len({etat.label for etat in EtatDemande}) == len(EtatDemande)


def test_a_place_has_its_own_commands() -> None:
    for genre in TypeDemande:
        if genre is TypeDemande.PLACE:
            continue
        demandes.check_own_way(genre)
        demandes.check_not_place("D0001", genre, "ailleurs.")
    with pytest.raises(InvalidInput, match="sigma place request"):
        demandes.check_own_way(TypeDemande.PLACE)
    with pytest.raises(InvalidInput, match="D0001 est une demande de place : ailleurs"):
        demandes.check_not_place("D0001", TypeDemande.PLACE, "ailleurs.")


def test_q4_01_what_did_not_leave_is_missed_nowhere_unless_forced() -> None:
    jamais = clock(100, envoyee=False)
    assert outcome(lambda: demandes.route([Portail.MFR], jamais, "S")) == "Q4-01"
    assert demandes.route([Portail.MFR], jamais, "S", force=True) == demandes.SUJET_REGION
