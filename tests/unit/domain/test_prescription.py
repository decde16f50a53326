"""The mode of a prescription, judged on the day of positioning; where a candidature comes from."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.recrutement import prescription
from sigma_cli.domain.recrutement.prescription import Situation, Structure
from sigma_cli.errors import Conflict, InvalidInput, RuleViolation
from sigma_cli.referentiels.recrutement import EtatPrescripteur, Mode, Origine, Validation
from tests.factories import outcome

JOUR = date(2020, 10, 6)
VEILLE, LENDEMAIN = JOUR - timedelta(days=1), JOUR + timedelta(days=1)
JOURS = st.dates(date(2020, 1, 1), date(2021, 12, 31))


def structure(**changes: Any) -> Structure:
    champs: dict[str, Any] = {
        "ref": "PR0001",
        "nom": "Mission locale",
        "type": "MISSION_LOCALE",
        "en_ligne": True,
        "etat": EtatPrescripteur.RECONNU,
    }
    return Structure(**champs | changes)


EN_LIGNE, PAR_FICHE = structure(), structure(type="CIDFF", en_ligne=False)


def situation(**changes: Any) -> Situation:
    champs: dict[str, Any] = {
        "session": "20F0011_03/01",
        "le": JOUR,
        "reunions": [LENDEMAIN],
        "date_vote": None,
        "avant_vote": False,
    }
    return Situation(**champs | changes)


def online(qui: Structure = EN_LIGNE, **changes: Any) -> str | None:
    return outcome(lambda: prescription.check_mode(Mode.DEMATERIALISEE, qui, situation(**changes)))


def rules(mode: Mode | None, qui: Structure | None, **changes: Any) -> list[str]:
    return [dit.regle for dit in prescription.check_mode(mode, qui, situation(**changes))]


def test_q2_02_an_online_prescription_when_all_holds() -> None:
    assert online() is None
    assert rules(Mode.DEMATERIALISEE, EN_LIGNE) == []


def test_q2_02_names_the_structure_that_does_not_work_online() -> None:
    with pytest.raises(RuleViolation, match=r"PR0001 \(type CIDFF\) n’utilise ni") as info:
        prescription.check_mode(Mode.DEMATERIALISEE, PAR_FICHE, situation())
    assert info.value.regle == "Q2-02"


def test_q2_02_names_the_missing_meeting() -> None:
    with pytest.raises(RuleViolation, match=r"pas d’information collective à venir") as info:
        prescription.check_mode(Mode.DEMATERIALISEE, EN_LIGNE, situation(reunions=[]))
    assert info.value.regle == "Q2-02"
    assert "Q2-03" not in info.value.message


@pytest.mark.parametrize(("reunion", "regle"), [(VEILLE, "Q2-02"), (JOUR, None), (LENDEMAIN, None)])
def test_q2_03_a_meeting_counts_until_its_own_day(reunion: date, regle: str | None) -> None:
    assert online(reunions=[reunion]) == regle


def test_q2_03_the_refusal_says_that_past_meetings_do_not_count() -> None:
    with pytest.raises(RuleViolation, match=r"les dates passées ne comptent pas \(Q2-03\)"):
        prescription.check_mode(Mode.DEMATERIALISEE, EN_LIGNE, situation(reunions=[VEILLE]))


@given(st.lists(JOURS, max_size=4), JOURS)
def test_q2_03_only_the_last_meeting_matters(reunions: list[date], le: date) -> None:
    attendu = None if reunions and max(reunions) >= le else "Q2-02"
    assert online(reunions=reunions, le=le) == attendu


@pytest.mark.parametrize(
    ("vote", "avant_vote", "regle"),
    [
        (LENDEMAIN, False, "Q2-05"),
        (JOUR, False, None),
        (VEILLE, False, None),
        (None, True, "Q2-05"),
        (None, False, None),
        (VEILLE, True, None),
    ],
)
def test_q2_05_before_the_vote_only_the_fiche(
    vote: date | None, avant_vote: bool, regle: str | None
) -> None:
    assert online(date_vote=vote, avant_vote=avant_vote) == regle
    assert rules(Mode.FICHE, PAR_FICHE, date_vote=vote, avant_vote=avant_vote) == []


def test_q2_05_comes_before_any_other_condition() -> None:
    assert online(PAR_FICHE, date_vote=LENDEMAIN, reunions=[]) == "Q2-05"


@pytest.mark.parametrize(
    ("qui", "changes", "dit"),
    [
        (PAR_FICHE, {}, []),
        (EN_LIGNE, {}, ["Q2-04"]),
        (EN_LIGNE, {"reunions": [VEILLE]}, []),
        (EN_LIGNE, {"reunions": []}, []),
        (EN_LIGNE, {"date_vote": LENDEMAIN}, []),
    ],
)
def test_q2_04_a_fiche_is_always_allowed_sometimes_with_a_word(
    qui: Structure, changes: dict[str, Any], dit: list[str]
) -> None:
    assert rules(Mode.FICHE, qui, **changes) == dit


@pytest.mark.parametrize(
    ("mode", "recue_le", "de", "dit"),
    [
        (Mode.FICHE, JOUR, "conseil@exemple.fr", 0),
        (Mode.FICHE, None, "conseil@exemple.fr", 1),
        (Mode.FICHE, JOUR, None, 1),
        (Mode.DEMATERIALISEE, None, None, 0),
        (None, None, None, 0),
    ],
)
def test_q2_04_the_day_and_the_sender_of_a_fiche_are_asked_for(
    mode: Mode | None, recue_le: date | None, de: str | None, dit: int
) -> None:
    assert len(prescription.warn_fiche_unknown(mode, recue_le, de)) == dit


def test_q2_01_a_candidature_may_wait_for_its_prescription() -> None:
    assert rules(None, None) == rules(None, EN_LIGNE) == ["Q2-01"]


@pytest.mark.parametrize("mode", Mode)
def test_q2_01_a_prescription_comes_from_a_prescripteur(mode: Mode) -> None:
    assert outcome(lambda: prescription.check_mode(mode, None, situation())) == "Q2-01"


def test_q2_06_there_is_no_mode_without_prescription() -> None:
    assert set(Mode) == {Mode.DEMATERIALISEE, Mode.FICHE}


def test_q2_11_whether_a_prescripteur_is_behind_must_be_answered() -> None:
    prescription.check_answered(repondu=True)
    assert outcome(lambda: prescription.check_answered(repondu=False)) == "Q2-11"


@pytest.mark.parametrize(
    ("mode", "voulue", "origine"),
    [
        (Mode.DEMATERIALISEE, None, Origine.DEMATERIALISEE),
        (Mode.FICHE, None, Origine.SAISIE_OF),
        (None, None, Origine.SAISIE_OF),
        (Mode.DEMATERIALISEE, Origine.SAISIE_OF, Origine.SAISIE_OF),
        (Mode.DEMATERIALISEE, Origine.DEMATERIALISEE, Origine.DEMATERIALISEE),
    ],
)
def test_q1_05_the_origin_follows_from_the_mode_unless_told(
    mode: Mode | None, voulue: Origine | None, origine: Origine
) -> None:
    assert prescription.origin(mode, voulue) is origine


@pytest.mark.parametrize("mode", [Mode.FICHE, None])
def test_q1_05_nobody_is_positioned_online_by_fiche(mode: Mode | None) -> None:
    with pytest.raises(InvalidInput) as info:
        prescription.origin(mode, Origine.DEMATERIALISEE)
    assert info.value.regle == "Q1-05"


def test_q1_05_only_what_we_typed_awaits_a_validation() -> None:
    assert prescription.validation(Origine.DEMATERIALISEE, None) is Validation.NON_REQUISE
    assert prescription.validation(Origine.SAISIE_OF, None) is Validation.EN_ATTENTE
    assert prescription.validation(Origine.SAISIE_OF, JOUR) is Validation.VALIDEE


def test_q1_05_a_validation_is_noted_once_and_where_it_is_awaited() -> None:
    prescription.check_validation("C000001", Origine.SAISIE_OF, None)
    with pytest.raises(Conflict, match="déjà validée, le 06/10/2020"):
        prescription.check_validation("C000001", Origine.SAISIE_OF, JOUR)
    with pytest.raises(RuleViolation, match="rien n’est à valider"):
        prescription.check_validation("C000001", Origine.DEMATERIALISEE, None)


def test_q1_05_a_registration_ahead_of_the_validation_is_told() -> None:
    (dit,) = prescription.warn_not_validated("C000001", Origine.SAISIE_OF, None)
    assert dit.regle == "Q1-05"
    assert prescription.warn_not_validated("C000001", Origine.SAISIE_OF, JOUR) == []
    assert prescription.warn_not_validated("C000001", Origine.DEMATERIALISEE, None) == []


def test_pre_01_an_archived_structure_is_refused() -> None:
    archivee = structure(etat=EtatPrescripteur.ARCHIVE)
    assert outcome(lambda: prescription.check_structure(archivee)) == "PRE-01"


def test_pre_02_a_structure_asked_for_may_be_chosen_with_a_word() -> None:
    attendue = structure(etat=EtatPrescripteur.DEMANDE_EN_COURS)
    assert [dit.regle for dit in prescription.check_structure(attendue)] == ["PRE-02"]
    assert prescription.check_structure(EN_LIGNE) == []
