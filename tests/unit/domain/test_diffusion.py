"""When a session may be seen: elapsed hours, tool by tool, and never a promise."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.offre import diffusion
from sigma_cli.domain.offre.diffusion import (
    A_ENVOYER,
    A_VERIFIER,
    BLOQUEE,
    EN_COURS,
    FINIE,
    NAURA_PAS_LIEU,
    Delais,
    Depart,
    Visibilite,
)
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import Portail

DELAIS = Delais(diffusion=48, kairos=24, kairos_plancher=72)
SAISIE = datetime(2020, 10, 6, 7, 0, tzinfo=UTC)  # 09:00 in Paris
INSTANTS = st.integers(0, 3_000_000_000).map(lambda s: datetime.fromtimestamp(s, PARIS))


def sent(saisie: datetime) -> Depart:
    """Return a session sent to the Carif as soon as it was entered."""
    return Depart(saisie_le=saisie, depose_le=saisie)


@pytest.mark.parametrize(
    ("saisie", "visible"),
    [
        ("2020-10-06T09:00+02:00", "2020-10-08T07:00+00:00"),
        ("2020-10-24T03:00+02:00", "2020-10-26T01:00+00:00"),  # 02:00 in Paris: one more hour lived
        ("2020-10-25T02:30+02:00", "2020-10-27T00:30+00:00"),  # the first 02:30 of that night
        ("2020-10-25T02:30+01:00", "2020-10-27T01:30+00:00"),  # the second
        ("2021-03-27T03:00+01:00", "2021-03-29T02:00+00:00"),  # 04:00 in Paris: one hour skipped
    ],
)
def test_q2_08_the_delay_counts_elapsed_hours(saisie: str, visible: str) -> None:
    attendu = datetime.fromisoformat(visible)
    assert diffusion.visible_from(sent(datetime.fromisoformat(saisie)), heures=48) == attendu


@pytest.mark.parametrize(("minutes", "etat"), [(-1, EN_COURS), (0, A_VERIFIER), (1, A_VERIFIER)])
def test_q2_08_47_h_59_is_too_early_and_48_h_is_not(minutes: int, etat: str) -> None:
    visible_le = diffusion.visible_from(sent(datetime(2020, 10, 24, 3, 0, tzinfo=PARIS)), heures=48)
    maintenant = (visible_le + timedelta(minutes=minutes)).astimezone(PARIS)
    assert diffusion.state(visible_le, empechee=None, envoyee=True, maintenant=maintenant) == etat


@given(INSTANTS, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=400)), st.integers(0, 500))
def test_q2_08_the_state_never_goes_back(
    saisie: datetime, maintenant: datetime, delai: timedelta, heures: int
) -> None:
    visible_le = diffusion.visible_from(sent(saisie), heures=heures)
    plus_tard = maintenant.astimezone(UTC) + delai
    ordre = [EN_COURS, A_VERIFIER]
    avant, apres = (
        ordre.index(diffusion.state(visible_le, empechee=None, envoyee=True, maintenant=instant))
        for instant in (maintenant, plus_tard)
    )
    assert avant <= apres
    assert visible_le - saisie == timedelta(hours=heures)
    assert (
        diffusion.state(visible_le, empechee=BLOQUEE, envoyee=True, maintenant=plus_tard) == BLOQUEE
    )


def tools(heures: float, **mots: Any) -> dict[str, Visibilite]:
    """Return what is said of a session so many hours after its entry."""
    vues, depart = mots.pop("vues", {}), mots.pop("depart", sent(SAISIE))
    cause = {"places": 10, "finie": False, "bloquee": False} | mots
    empechee = diffusion.obstacle(cause.pop("places"), **cause)
    maintenant = SAISIE + timedelta(hours=heures)
    return {
        v.portail: v
        for v in diffusion.visibility(
            depart, vues, empechee=empechee, delais=DELAIS, maintenant=maintenant
        )
    }


def test_q2_08_each_tool_has_its_earliest_time_and_no_promise() -> None:
    outils = tools(48)
    assert list(outils) == ["carif", "mfr", "ouiform", "audef", "kairos"]
    assert {v.etat for nom, v in outils.items() if nom != "kairos"} == {A_VERIFIER}
    assert outils["kairos"].etat == EN_COURS
    assert outils["mfr"].au_plus_tot == SAISIE + timedelta(hours=48)
    assert all(v.vue_le is None for v in outils.values())


@pytest.mark.parametrize(("heures", "etat"), [(71.9, EN_COURS), (72, A_VERIFIER)])
def test_rap_04_kairos_has_a_floor_from_the_entry(heures: float, etat: str) -> None:
    assert tools(heures)["kairos"].etat == etat


@pytest.mark.parametrize(("heures", "etat"), [(73.9, EN_COURS), (74, A_VERIFIER)])
def test_rap_04_kairos_comes_a_day_after_the_portal_was_seen(heures: float, etat: str) -> None:
    kairos = tools(heures, vues={Portail.MFR: SAISIE + timedelta(hours=50)})["kairos"]
    assert kairos.au_plus_tot == SAISIE + timedelta(hours=74)
    assert kairos.etat == etat


def test_q2_08_the_delay_runs_from_the_later_of_entry_and_deposit() -> None:
    depose = SAISIE + timedelta(hours=30)
    plus_tard = Depart(saisie_le=SAISIE, depose_le=depose)
    assert tools(48, depart=plus_tard)["mfr"].etat == EN_COURS
    assert tools(78, depart=plus_tard)["mfr"].etat == A_VERIFIER
    assert tools(101.9, depart=plus_tard)["kairos"].etat == EN_COURS  # 72 hours from the deposit
    redatee = Depart(saisie_le=depose, depose_le=SAISIE)
    assert tools(77.9, depart=redatee)["mfr"].etat == EN_COURS


def test_q2_08_what_did_not_leave_is_to_send_until_someone_saw_it() -> None:
    jamais = Depart(saisie_le=SAISIE, depose_le=None)
    assert {v.etat for v in tools(500, depart=jamais).values()} == {A_ENVOYER}
    assert tools(500, depart=jamais, bloquee=True)["mfr"].etat == BLOQUEE
    vue = {Portail.MFR: SAISIE + timedelta(hours=50)}
    assert tools(500, depart=jamais, vues=vue)["audef"].etat == A_VERIFIER


def test_q2_08_seen_is_said_of_the_tool_where_a_person_saw_it_only() -> None:
    vue_le = SAISIE + timedelta(hours=50)
    outils = tools(60, vues={Portail.AUDEF: vue_le})
    assert (outils["audef"].etat, outils["audef"].vue_le) == ("vue le 08/10/2020", vue_le)
    assert outils["ouiform"].etat == A_VERIFIER


def test_rap_01_a_blocked_code_is_said_until_someone_sees_the_session() -> None:
    outils = tools(100, bloquee=True, vues={Portail.CARIF: SAISIE + timedelta(hours=50)})
    assert outils["mfr"].etat == outils["kairos"].etat == BLOQUEE
    assert outils["carif"].etat == "vue le 08/10/2020"


def test_ses_03_zero_places_says_that_it_will_not_take_place() -> None:
    assert {v.etat for v in tools(100, places=0, bloquee=True).values()} == {NAURA_PAS_LIEU}


def test_a_4_what_ended_long_ago_is_no_more_to_be_seen() -> None:
    assert {v.etat for v in tools(100, finie=True, bloquee=True).values()} == {FINIE}
    fin = date(2020, 10, 6)
    assert [diffusion.over(fin, fin + timedelta(days=n), jours=30) for n in (30, 31)] == [
        False,
        True,
    ]


@given(st.sets(st.sampled_from(Portail)), st.floats(0, 500), st.integers(0, 3), st.booleans())
def test_q2_08_nothing_is_ever_visible_without_a_person(
    vus: set[Portail], heures: float, places: int, bloquee: bool
) -> None:
    outils = tools(heures, places=places, bloquee=bloquee, vues=dict.fromkeys(vus, SAISIE))
    for nom, v in outils.items():
        assert v.etat.startswith("vue le") == (Portail(nom.upper()) in vus)
        assert v.etat not in {"visible", "est visible"}


def seen(valeur: str, maintenant: datetime = SAISIE + timedelta(days=3)) -> datetime:
    return diffusion.read_seen(valeur, "--vue", saisie_le=SAISIE, maintenant=maintenant)


@pytest.mark.parametrize(
    ("valeur", "lue"),
    [
        ("2020-10-08", datetime(2020, 10, 8, 12, tzinfo=PARIS)),
        ("08/10/2020", datetime(2020, 10, 8, 12, tzinfo=PARIS)),
        ("2020-10-08T08:30", datetime(2020, 10, 8, 8, 30, tzinfo=PARIS)),
        ("2020-10-09", datetime(2020, 10, 9, 9, tzinfo=PARIS)),  # today, it is only nine
        ("2020-10-06", datetime(2020, 10, 6, 12, tzinfo=PARIS)),
    ],
)
def test_q2_08_when_it_was_seen(valeur: str, lue: datetime) -> None:
    assert seen(valeur) == lue


def test_q2_08_seen_on_the_day_of_an_entry_in_the_evening() -> None:
    soir = datetime(2020, 10, 6, 18, tzinfo=PARIS)
    lue = diffusion.read_seen(
        "2020-10-06", "--vue", saisie_le=soir, maintenant=soir + timedelta(hours=2)
    )
    assert lue == soir


@pytest.mark.parametrize(
    ("valeur", "message"),
    [
        ("2020-10-10", "à venir"),
        ("2020-10-09T09:01", "à venir"),
        ("2020-10-05", "depuis le 06/10/2020 seulement"),
        ("2020-10-06T08:59", "depuis le 06/10/2020 seulement"),
    ],
)
def test_q2_08_what_cannot_have_been_seen_is_refused(valeur: str, message: str) -> None:
    with pytest.raises(RuleViolation, match=message) as refus:
        seen(valeur)
    assert refus.value.regle == "Q2-08"


def test_an_unreadable_date_or_tool() -> None:
    with pytest.raises(InvalidInput, match="--vue : date illisible"):
        seen("hier")
    with pytest.raises(InvalidInput, match="choisir parmi carif, mfr, ouiform, audef, kairos"):
        diffusion.read_portail("parcoursup", "--vue")
    assert diffusion.read_portail(" Kairos ", "--vue") is Portail.KAIROS


@pytest.mark.parametrize(
    ("depuis", "jusqu_au", "jours"),
    [
        (date(2020, 10, 6), date(2020, 10, 6), 0),
        (date(2020, 10, 6), date(2020, 10, 13), 5),
        (date(2020, 10, 9), date(2020, 10, 12), 1),  # from a Friday to a Monday
        (date(2020, 10, 10), date(2020, 10, 11), 0),
        (date(2020, 10, 13), date(2020, 10, 6), 0),
    ],
)
def test_a_4_working_days_leave_the_weekends_out(depuis: date, jusqu_au: date, jours: int) -> None:
    assert diffusion.working_days(depuis, jusqu_au) == jours


@pytest.mark.parametrize(
    ("depuis", "jusqu_au", "jours"),
    [
        (date(2026, 4, 3), date(2026, 4, 7), 1),  # Easter Monday, which moves
        (date(2026, 4, 30), date(2026, 5, 11), 5),  # the 1st and the 8th of May, both Fridays
        (date(2026, 12, 24), date(2027, 1, 4), 5),  # from a year to the next
        (date(2026, 7, 13), date(2026, 7, 14), 0),
        (date(2026, 4, 2), date(2026, 4, 3), 1),  # Good Friday is one in Alsace-Moselle only
    ],
)
def test_a_20_working_days_leave_public_holidays_out(
    depuis: date, jusqu_au: date, jours: int
) -> None:
    assert diffusion.working_days(depuis, jusqu_au) == jours


def test_every_tool_has_a_name_people_say() -> None:
    assert Portail.MFR.label == "Me Former en Région"
    assert len({portail.label for portail in Portail}) == len(Portail)
