"""What happens to a candidature: convened, present or not, retained or not, validated; its story."""

from typing import Any

import pytest

from tests.conftest import Sigma
from tests.factories import SESSION, candidature_add, prescripteur_add

REUNION, APRES = "2020-10-12", "2020-10-14"
DATES = ("--du", "2020-11-02", "--au", "2021-06-25")


class Recrutement:
    """The program two days after the meeting, with candidatures entered before it."""

    def __init__(self, sigma: Sigma) -> None:
        self.sigma = sigma
        self.maintenant = APRES

    def __call__(self, *argv: str) -> dict[str, Any]:
        fiche: dict[str, Any] = self.sigma.json(
            "candidature", *argv, SIGMA_MAINTENANT=self.maintenant
        )
        return fiche

    def refused(self, code: int, *argv: str) -> str:
        return self.sigma.refused(code, "candidature", *argv, SIGMA_MAINTENANT=self.maintenant)


@pytest.fixture
def r(peuple: Sigma) -> Recrutement:
    """C000001 online on the meeting, C000002 by fiche without a date."""
    peuple.ok("session", "ic", "add", SESSION, REUNION)
    peuple.ok("session", "ic", "add", SESSION, "2020-10-19")
    peuple.ok(*prescripteur_add())
    peuple.ok(*prescripteur_add("CIDFF Aude", type="CIDFF", ville="Carcassonne"))
    peuple.ok(
        *candidature_add(mode="DEMATERIALISEE", ic=REUNION, fiche_recue_le=None, fiche_de=None)
    )
    peuple.ok(*candidature_add(nom="Petit", prenom="Luc", prescripteur="PR0002"))
    return Recrutement(peuple)


def rules(fiche: dict[str, Any]) -> list[str]:
    return [dit["regle"] for dit in fiche["avertissements"]]


def test_q2_12_presence_is_noted_for_every_candidature(r: Recrutement) -> None:
    venue = r("presence", "C000001", "present")
    assert (venue["etat"], venue["presence_le"]) == ("PRESENT", REUNION)
    absente = r("presence", "C000002", "absent", "--le", "2020-10-13")
    assert (absente["etat"], absente["rendez_vous_le"]) == ("ABSENT", "2020-10-13")


def test_q2_12_someone_never_convened_came_to_an_appointment_today(r: Recrutement) -> None:
    fiche = r("presence", "C000002", "présent")
    assert (fiche["etat"], fiche["rendez_vous_le"], fiche["presence_le"]) == (
        "PRESENT",
        APRES,
        APRES,
    )
    messages = [etape["message"] for etape in fiche["etapes"]]
    assert messages[1:] == ["convoquée à un rendez-vous le 14/10/2020", "présente le 14/10/2020"]


@pytest.mark.parametrize("maintenant", ["2020-10-11T23:59", "2020-10-06"])
def test_q2_12_presence_before_the_meeting_is_refused(r: Recrutement, maintenant: str) -> None:
    r.maintenant = maintenant
    refus = r.refused(12, "presence", "C000001", "present")
    assert "refusé (Q2-12) : C000001 : la réunion n’a pas encore eu lieu" in refus


def test_q2_12_a_date_before_the_meeting_is_refused(r: Recrutement) -> None:
    refus = r.refused(12, "presence", "C000001", "present", "--le", "2020-10-11")
    assert "refusé (Q2-12)" in refus
    tard = r.refused(10, "presence", "C000001", "present", "--le", "2020-10-15")
    assert "--le : 15/10/2020 est à venir" in tard


@pytest.mark.parametrize("maintenant", ["2020-10-12T00:00", "2020-10-12T23:59"])
def test_q2_12_a_meeting_today_takes_presences(r: Recrutement, maintenant: str) -> None:
    r.maintenant = maintenant
    assert r("presence", "C000001", "absent")["etat"] == "ABSENT"


@pytest.mark.parametrize("maintenant", ["2020-10-25T00:01", "2020-10-25T02:30", "2020-10-25T23:59"])
def test_q2_12_the_day_of_the_clock_change_is_one_day(r: Recrutement, maintenant: str) -> None:
    r.sigma.ok("session", "ic", "add", SESSION, "2020-10-25")
    r("convoke", "C000001", "--ic", "2020-10-25")
    r.maintenant = "2020-10-24T23:59"
    r.refused(12, "presence", "C000001", "present")
    r.maintenant = maintenant
    assert r("presence", "C000001", "present")["presence_le"] == "2020-10-25"


def test_q2_13_who_sees_a_presence_is_said(r: Recrutement) -> None:
    fait = r.sigma.ok("candidature", "presence", "C000001", "present", SIGMA_MAINTENANT=APRES)
    assert "en temps réel" in fait.stderr
    assert "(Q2-13)" in fait.stderr


def test_a_presence_is_corrected_until_the_result(r: Recrutement) -> None:
    r("presence", "C000001", "present")
    assert r("presence", "C000001", "absent")["etat"] == "ABSENT"
    assert "refusé (Q2-17)" in r.refused(12, "presence", "C000001", "absent")
    assert r("presence", "C000001", "present")["etat"] == "PRESENT"
    r("result", "C000001", "retenu", *DATES)
    refus = r.refused(12, "presence", "C000001", "absent")
    assert "C000001 est à l’état « retenue » : noter l’absence n’est possible que pour" in refus


def test_an_absent_person_may_be_convened_again(r: Recrutement) -> None:
    r("presence", "C000001", "absent")
    fiche = r("convoke", "C000001", "--ic", "2020-10-19")
    assert (fiche["etat"], fiche["reunion"], fiche["presence"]) == ("CONVOQUE", "2020-10-19", None)
    rdv = r("convoke", "C000001", "--rdv", "2020-10-20")
    assert (rdv["reunion"], rdv["rendez_vous_le"]) == (None, "2020-10-20")


@pytest.mark.parametrize(
    ("code", "options", "message"),
    [
        (10, (), "--ic, --rdv : donner"),
        (10, ("--ic", REUNION, "--rdv", REUNION), "--ic, --rdv : donner"),
        (11, ("--ic", "2020-10-13"), "n’a pas d’information collective le 13/10/2020"),
    ],
)
def test_a_convocation_is_to_one_date_of_the_session(
    r: Recrutement, code: int, options: tuple[str, ...], message: str
) -> None:
    assert message in r.refused(code, "convoke", "C000002", *options)


def test_a_5_a_result_without_presence_is_refused(r: Recrutement) -> None:
    for ref in ("C000001", "C000002"):
        refus = r.refused(12, "result", ref, "retenu", *DATES)
        assert f"refusé (Q2-12) : {ref} est à l’état" in refus
        assert "Q2-12" in r.refused(12, "result", ref, "non-retenu", "--motif", "PREREQUIS")


def test_q2_14_a_reason_of_the_list_is_needed(r: Recrutement) -> None:
    r("presence", "C000001", "absent")
    assert "refusé (Q2-14)" in r.refused(12, "result", "C000001", "non-retenu")
    libre = r.refused(12, "result", "C000001", "non-retenu", "--motif", "Pas venue")
    assert "refusé (Q2-14) : --motif : motif hors de la liste ; choisir parmi ABSENCE" in libre
    options = ("--motif", "absence a la reunion de recrutement", "--precision", "Sans nouvelles")
    fiche = r("result", "C000001", "non-retenu", *options)
    assert (fiche["etat"], fiche["motif"]) == ("NON_RETENU", "ABSENCE")
    assert (fiche["precision"], fiche["resultat_le"]) == ("Sans nouvelles", APRES)


def test_q2_14_the_list_of_reasons_is_the_one_of_the_etablissement(r: Recrutement) -> None:
    r.sigma.ok("candidature", "motif", "add", "--libelle", "Mobilité", "--code", "MOBILITE")
    r.sigma.ok("candidature", "motif", "set", "PREREQUIS", "--archive")
    r("presence", "C000001", "present")
    assert "Q2-14" in r.refused(12, "result", "C000001", "non-retenu", "--motif", "PREREQUIS")
    assert r("result", "C000001", "non-retenu", "--motif", "mobilité")["motif"] == "MOBILITE"


def test_q2_15_planned_dates_are_needed_online_or_not(r: Recrutement) -> None:
    for ref in ("C000001", "C000002"):
        r("presence", ref, "present")
        for dates in ((), DATES[:2], DATES[2:]):
            refus = r.refused(12, "result", ref, "retenu", *dates)
            assert "bloque la mise en place de la rémunération" in refus
        envers = r.refused(12, "result", ref, "retenu", "--du", "2021-06-25", "--au", "2020-11-02")
        assert "refusé (Q2-15)" in envers
        fiche = r("result", ref, "retenu", *DATES)
        assert (fiche["date_debut_prevue"], fiche["date_fin_prevue"]) == (DATES[1], DATES[3])


def test_q2_15_dates_beyond_the_session_are_told(r: Recrutement) -> None:
    r("presence", "C000001", "present")
    fiche = r("result", "C000001", "retenu", "--du", "2020-10-26", "--au", "2021-06-25")
    assert (fiche["etat"], rules(fiche)) == ("RETENU", ["Q2-15"])


def test_q2_17_retaining_an_absent_person_is_told(r: Recrutement) -> None:
    r("presence", "C000001", "absent")
    assert rules(r("result", "C000001", "retenu", *DATES)) == ["Q2-17"]


def test_q2_17_going_back_on_a_refusal_needs_a_reason(r: Recrutement) -> None:
    r("presence", "C000001", "present")
    r("result", "C000001", "non-retenu", "--motif", "COMPLET")
    assert "refusé (Q2-17)" in r.refused(12, "result", "C000001", "retenu", *DATES)
    raison = ("--motif", "Une place se libère")
    fiche = r("result", "C000001", "retenu", *DATES, *raison)
    assert (fiche["etat"], fiche["motif"], fiche["raison"]) == ("RETENU", None, raison[1])
    (ligne, *_) = r.sigma.json("journal", "list", "C000001")["resultats"]
    assert (ligne["avant"]["etat"], ligne["apres"]["raison"]) == ("NON_RETENU", "•••")


def test_a_retained_person_may_withdraw_and_dates_may_change(r: Recrutement) -> None:
    r("presence", "C000001", "present")
    r("result", "C000001", "retenu", *DATES)
    autres = r("result", "C000001", "retenu", "--du", "2020-11-09", "--au", "2021-06-25")
    assert autres["date_debut_prevue"] == "2020-11-09"
    fiche = r("result", "C000001", "non-retenu", "--motif", "DESISTEMENT")
    assert (fiche["etat"], fiche["date_debut_prevue"]) == ("NON_RETENU", None)


def test_ses_03_no_result_in_a_session_of_0_places(r: Recrutement) -> None:
    r("presence", "C000001", "present")
    r.sigma.ok("session", "cancel", SESSION, "--motif", "Effectif insuffisant")
    for resultat in (("retenu", *DATES), ("non-retenu", "--motif", "COMPLET")):
        assert "refusé (SES-03)" in r.refused(12, "result", "C000001", *resultat)
    assert "refusé (SES-03)" in r.refused(12, "convoke", "C000002", "--rdv", APRES)


def test_ses_05_more_retained_than_places_is_told_not_refused(r: Recrutement) -> None:
    r.sigma.ok("session", "set", SESSION, "--places", "1")
    for ref, dit in (("C000001", []), ("C000002", ["SES-05"])):
        r("presence", ref, "present")
        assert rules(r("result", ref, "retenu", *DATES)) == dit


def test_q1_05_a_candidature_is_complete_once_validated(r: Recrutement) -> None:
    r("presence", "C000002", "present")
    retenue = r("result", "C000002", "retenu", *DATES)
    assert (retenue["complete"], retenue["manques"]) == (False, ["validation du prescripteur"])
    validee = r("validate", "C000002", "--le", "2020-10-13")
    assert (validee["complete"], validee["validation"]) == (True, "VALIDEE")
    assert "déjà validée, le 13/10/2020" in r.refused(13, "validate", "C000002")
    assert "refusé (Q1-05)" in r.refused(12, "validate", "C000001")
    assert "--le : 15/10/2020 est à venir" in r.refused(
        10, "validate", "C000002", "--le", "2020-10-15"
    )


@pytest.mark.parametrize(
    ("code", "argv", "message"),
    [
        (10, ("presence", "C000001", "peut-être"), "PRESENCE : choisir parmi PRESENT, ABSENT"),
        (10, ("result", "C000001", "attente"), "RESULTAT : choisir parmi RETENU, NON_RETENU"),
        (2, ("result", "C000001", "non-retenu", *DATES), "--du et --au vont avec retenu"),
        (2, ("result", "C000001", "retenu", "--precision", "x"), "--precision avec non-retenu"),
        (11, ("presence", "C000009", "absent"), "Candidature inconnue : C000009"),
        (11, ("validate", "C000009"), "Candidature inconnue : C000009"),
        (10, ("result", "C000001", "non-retenu", "--motif", "1 85 01 75 056 001 49"), "NIR"),
    ],
)
def test_bad_input_is_named(r: Recrutement, code: int, argv: tuple[str, ...], message: str) -> None:
    assert message in r.refused(code, *argv)


# The story --------------------------------------------------------------------------------------


def test_the_story_of_a_candidature_reads_from_top_to_bottom(r: Recrutement) -> None:
    r("set", "C000002", "--courriel", "luc@exemple.fr")
    r("presence", "C000002", "absent")
    r("result", "C000002", "non-retenu", "--motif", "ABSENCE")
    r("result", "C000002", "retenu", *DATES, "--motif", "Excuse reçue")
    r("validate", "C000002")
    r.sigma.ok("todo", "done", "T000002", "--dans", "kairos", SIGMA_MAINTENANT="2020-10-15")
    texte = r.sigma.ok("candidature", "show", "C000002", SIGMA_MAINTENANT="2020-10-15").stdout
    histoire = texte.partition("\n\n")[2]
    assert histoire == (
        f"06/10/2020 à 09h00  saisie à {SESSION}, positionnement du 06/10/2020, prescription : fiche (testeur)\n"
        "14/10/2020 à 12h00  corrigée : courriel (testeur)\n"
        "14/10/2020 à 12h00  convoquée à un rendez-vous le 14/10/2020 (testeur)\n"
        "14/10/2020 à 12h00  absente le 14/10/2020 (testeur)\n"
        "14/10/2020 à 12h00  non retenue : Absence à la réunion de recrutement (testeur)\n"
        "14/10/2020 à 12h00  retenue du 02/11/2020 au 25/06/2021 (testeur)\n"
        "14/10/2020 à 12h00  validée par le prescripteur le 14/10/2020 (testeur)\n"
        "15/10/2020 à 12h00  Saisir la candidature dans Kairos : fait le 15/10/2020 (T000002, Kairos) (testeur)\n"
    )
    assert "À faire : T" in texte


def test_a_candidature_without_prescription_says_so_in_its_story(r: Recrutement) -> None:
    r.maintenant = "2020-10-06"
    fiche = r("add", SESSION, "--nom", "Zola", "--prenom", "Émile", "--prescripteur", "aucun")
    assert fiche["etapes"][0]["message"].endswith("prescription manquante")


# Meetings ---------------------------------------------------------------------------------------


def test_a_meeting_with_people_on_it_is_not_removed(r: Recrutement) -> None:
    refus = r.sigma.refused(12, "session", "ic", "remove", SESSION, REUNION)
    assert "information collective du 12/10/2020 (C000001)" in refus
    r("convoke", "C000001", "--ic", "2020-10-19")
    r.sigma.ok("session", "ic", "remove", SESSION, REUNION)
    assert "C000001" in r.sigma.refused(12, "session", "ic", "remove", SESSION, "2020-10-19")


def test_ses_03_putting_a_session_to_0_places_names_its_applicants(r: Recrutement) -> None:
    r("presence", "C000001", "present")
    r("result", "C000001", "non-retenu", "--motif", "COMPLET")
    fiche = r.sigma.json("session", "cancel", SESSION, "--motif", "Effectif insuffisant")
    (dit,) = fiche["avertissements"]
    assert (dit["regle"], "(1 : C000002)" in dit["message"]) == ("SES-03", True)
    (dit,) = r.sigma.json("session", "set", SESSION, "--places", "5")["avertissements"]
    assert (dit["regle"], "sigma candidature reopen C000002" in dit["message"]) == ("SES-08", True)
