"""`sigma session set --vue`: a session is seen when a person says so, until its dates change."""

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import SESSION

JEUDI = "2020-10-08T15:00"
VENDREDI = "2020-10-09T15:00"


@pytest.fixture
def peuple(peuple: Sigma) -> Sigma:
    """A session that was sent to the Carif as soon as it was entered."""
    peuple.ok("flux", "push", "carif")
    return peuple


def etats(sigma: Sigma, le: str = JEUDI) -> dict[str, str]:
    fiche = sigma.json("session", "show", SESSION, SIGMA_MAINTENANT=le)
    return {outil["portail"]: outil["etat"] for outil in fiche["visibilite"]}


def test_q2_08_before_48_hours_then_after(peuple: Sigma) -> None:
    assert set(etats(peuple, "2020-10-08T08:59").values()) == {"en cours de diffusion"}
    apres = etats(peuple, "2020-10-08T09:00")
    assert apres["mfr"] == "devrait être visible – à vérifier"
    assert apres["kairos"] == "en cours de diffusion"


def test_q2_08_seen_is_what_a_person_says_and_is_journalled(peuple: Sigma) -> None:
    resultat = peuple.ok(
        "session", "set", SESSION, "--vue", "MFR", "08/10/2020", SIGMA_MAINTENANT=JEUDI
    )
    assert "notée vue dans Me Former en Région" in resultat.stdout
    vus = etats(peuple)
    assert vus["mfr"] == "vue le 08/10/2020"
    assert vus["carif"] == "devrait être visible – à vérifier"
    ligne = peuple.json("journal", "list", SESSION)["resultats"][0]
    assert ligne["operation"] == "session.vue"
    assert ligne["apres"]["portail"] == "MFR"


def test_rap_04_kairos_is_expected_a_day_after_the_portal(peuple: Sigma) -> None:
    peuple.ok("session", "set", SESSION, "--vue", "mfr", "2020-10-08T14:00", SIGMA_MAINTENANT=JEUDI)
    assert etats(peuple, "2020-10-09T13:59")["kairos"] == "en cours de diffusion"
    assert etats(peuple, "2020-10-09T14:00")["kairos"] == "devrait être visible – à vérifier"


def test_ses_04_new_dates_re_arm_the_clock_and_forget_what_was_seen(peuple: Sigma) -> None:
    vue = ("--vue", "mfr", "2020-10-08")
    peuple.ok("session", "set", SESSION, *vue, SIGMA_MAINTENANT=JEUDI)
    peuple.ok("session", "set", SESSION, "--places", "12", SIGMA_MAINTENANT=JEUDI)
    assert etats(peuple)["mfr"] == "vue le 08/10/2020", "other changes leave it"
    peuple.ok("session", "set", SESSION, "--fin", "2021-06-26", SIGMA_MAINTENANT=JEUDI)
    assert etats(peuple)["mfr"] == "à envoyer"
    peuple.ok("flux", "push", "carif", SIGMA_MAINTENANT=JEUDI)
    assert etats(peuple)["mfr"] == "en cours de diffusion"
    peuple.ok("session", "set", SESSION, "--vue", "mfr", "2020-10-09", SIGMA_MAINTENANT=VENDREDI)
    assert etats(peuple, VENDREDI)["mfr"] == "vue le 09/10/2020"


def test_ses_04_what_was_seen_before_the_new_dates_is_refused(peuple: Sigma) -> None:
    peuple.ok("session", "set", SESSION, "--fin", "2021-06-26", SIGMA_MAINTENANT=VENDREDI)
    vue = ("--vue", "kairos", "2020-10-08")
    message = peuple.refused(12, "session", "set", SESSION, *vue, SIGMA_MAINTENANT=VENDREDI)
    assert message.startswith("refusé (Q2-08)")


def test_rap_01_a_blocked_session_says_so(peuple: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "c.csv"
    fichier.write_text("certifinfo;intitulé;archivé\n93541;Licence;oui\n", "utf-8")
    peuple.ok("referentiel", "import", "certifinfo", str(fichier))
    assert set(etats(peuple).values()) == {"bloquée au Carif"}
    assert peuple.json("session", "show", SESSION)["diffusion"] == "bloquée au Carif"
    fichier.write_text("certifinfo;intitulé\n1;Autre\n", "utf-8")
    peuple.ok("referentiel", "import", "certifinfo", str(fichier))
    assert set(etats(peuple).values()) == {"bloquée au Carif"}, "an unknown code is blocked too"


def test_the_sheet_shows_each_tool_to_people(peuple: Sigma) -> None:
    texte = peuple.ok("session", "show", SESSION).stdout
    assert "OUIFORM et AUDEF : positionnement fermé" in texte
    assert [ligne.split()[0] for ligne in texte.splitlines()[-7:-2]] == [
        "carif",
        "mfr",
        "ouiform",
        "audef",
        "kairos",
    ]


@pytest.mark.parametrize(
    ("mots", "code"),
    [
        (("parcoursup", "2020-10-08"), 10),
        (("mfr", "hier"), 10),
        (("mfr", "2020-10-09"), 12),
        (("mfr",), 2),
    ],
)
def test_what_cannot_be_noted_is_refused(peuple: Sigma, mots: tuple[str, ...], code: int) -> None:
    peuple.refused(code, "session", "set", SESSION, "--vue", *mots, SIGMA_MAINTENANT=JEUDI)
    assert etats(peuple)["mfr"] == "devrait être visible – à vérifier"
