"""`sigma diagnose`: the chain from entry to Kairos, and one thing to do."""

import sqlite3
from contextlib import closing
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import SESSION, session_add
from tests.functional.envoyes import CARIF, answer

CHAINE = [
    *("saisie", "envoi", "retenue", "delai", "certifinfo", "niveau", "places", "reunion"),
    *("mfr", "kairos"),
]
APRES_48_H = "2020-10-08T09:00"
APRES_72_H = "2020-10-09T09:00"


@pytest.fixture
def envoyee(peuple: Sigma, lieu: Lieu) -> Sigma:
    """A session with a meeting to come, entered on the sixth at nine and sent at once."""
    peuple.ok("session", "ic", "add", SESSION, "2020-10-20")
    certifinfo(peuple, lieu, "93541;Licence;non;6")
    peuple.ok("flux", "push", "carif")
    return peuple


def certifinfo(sigma: Sigma, lieu: Lieu, ligne: str) -> None:
    fichier = lieu.dossier / "c.csv"
    fichier.write_text(f"certifinfo;intitulé;archivé;niveau\n{ligne}\n", "utf-8")
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))


def examine(sigma: Sigma, *absente_de: str, le: str = APRES_48_H) -> Any:
    mots = [mot for outil in absente_de for mot in ("--absente-de", outil)]
    return sigma.json("diagnose", SESSION, *mots, SIGMA_MAINTENANT=le)


def states(document: Any) -> dict[str, str]:
    return {etape["etape"]: etape["etat"] for etape in document["etapes"]}


def message(document: Any, etape: str) -> str:
    return str(next(e["message"] for e in document["etapes"] if e["etape"] == etape))


def see(sigma: Sigma, outil: str, quand: str, le: str) -> None:
    sigma.ok("session", "set", SESSION, "--vue", outil, quand, SIGMA_MAINTENANT=le)


def test_the_chain_is_told_step_by_step(envoyee: Sigma) -> None:
    document = examine(envoyee)
    assert [etape["etape"] for etape in document["etapes"]] == CHAINE
    assert set(document["etapes"][0]) == {"etape", "etat", "message"}
    attendus = dict.fromkeys(CHAINE, "fait") | {"mfr": "a_verifier", "kairos": "attente"}
    assert states(document) == attendus
    assert "SIGMA_CARIF_20201006_000001.xml, déposé le 06/10/2020" in message(document, "envoi")
    assert "prochaine information collective le 20/10/2020" in message(document, "reunion")


def test_people_read_a_checklist_that_ends_with_one_thing_to_do(envoyee: Sigma) -> None:
    lignes = envoyee.ok("diagnose", SESSION, SIGMA_MAINTENANT=APRES_48_H).stdout.splitlines()
    assert lignes[0].split() == ["Étape", "État", "Ce", "qu’on", "en", "sait"]
    assert len(lignes) == len(CHAINE) + 2
    assert [ligne.startswith("À faire : ") for ligne in lignes].count(True) == 1
    assert lignes[-1].startswith("À faire : La chercher dans Me Former en Région.")


def test_what_was_not_sent_is_to_send(peuple: Sigma) -> None:
    document = examine(peuple)
    assert states(document)["envoi"] == "attente"
    assert (document["geste"], document["conseil"]) == (
        "envoyer",
        "L’envoyer : « sigma flux push carif ».",
    )


def test_a_change_since_the_last_file_is_to_send(envoyee: Sigma) -> None:
    envoyee.ok("session", "set", SESSION, "--places", "12", SIGMA_MAINTENANT=APRES_48_H)
    document = examine(envoyee)
    assert "pas encore envoyée telle qu’elle est" in message(document, "envoi")
    assert document["geste"] == "envoyer"


def test_a_file_that_waits_for_its_delivery(peuple: Sigma, lieu: Lieu) -> None:
    (lieu.dossier / "depot").write_text("un fichier là où il faut un dossier")
    peuple.refused(30, "flux", "push", "carif")
    document = examine(peuple)
    assert "dont le dépôt a échoué" in message(document, "envoi")
    assert states(document)["envoi"] == "bloque"
    assert document["geste"] == "corriger"
    assert document["conseil"].endswith("puis « sigma flux retry carif ».")
    with closing(sqlite3.connect(lieu.base)) as base, base:  # as a killed push leaves it
        base.execute("UPDATE flux_fichier SET etat = 'PREPARE'")
    document = examine(peuple)
    assert "préparé mais pas encore déposé" in message(document, "envoi")
    assert (states(document)["envoi"], document["geste"]) == ("attente", "envoyer")


def test_what_the_carif_answered_is_told(envoyee: Sigma, lieu: Lieu) -> None:
    envoyee.ok("flux", "ack", answer(lieu, f"{CARIF};;REJETE;schéma inconnu"))
    document = examine(envoyee)
    assert message(document, "envoi").endswith("refusé le 06/10/2020 à 09h00 : schéma inconnu.")
    assert (states(document)["envoi"], document["geste"]) == ("bloque", "corriger")
    envoyee.ok("flux", "push", "carif")
    envoyee.ok("flux", "ack", answer(lieu, f"{CARIF.replace('1.xml', '2.xml')};;ACCEPTE;"))
    document = examine(envoyee)
    assert message(document, "envoi").endswith("acquitté le 06/10/2020 à 09h00.")
    assert states(document)["envoi"] == "fait"


def test_q2_08_before_48_hours_one_waits(envoyee: Sigma) -> None:
    document = examine(envoyee, "mfr", le="2020-10-08T08:59")
    assert states(document)["delai"] == "attente"
    assert (document["geste"], document["jusqu_au"]) == ("attendre", "2020-10-08T07:00:00+00:00")
    assert "Attendre jusqu’au 08/10/2020 à 09h00" in document["conseil"]


@pytest.mark.parametrize(
    ("ligne", "etat"), [("93541;L;oui;6", "archivé"), ("1;Autre;non;", "inconnu")]
)
def test_q4_02_a_blocked_code_comes_before_any_letter(
    envoyee: Sigma, lieu: Lieu, ligne: str, etat: str
) -> None:
    certifinfo(envoyee, lieu, ligne)
    document = examine(envoyee, "carif", "mfr", "kairos")
    assert states(document)["certifinfo"] == "bloque"
    assert etat in message(document, "certifinfo")
    assert document["geste"] == "corriger"
    assert "--certifinfo" in document["conseil"]


def test_without_certif_info_the_code_is_to_verify_and_blocks_nothing(peuple: Sigma) -> None:
    peuple.ok("flux", "push", "carif")
    document = examine(peuple)
    assert states(document)["certifinfo"] == states(document)["niveau"] == "a_verifier"
    assert document["geste"] == "verifier"


def test_what_holds_it_back_is_told_with_what_to_do(envoyee: Sigma) -> None:
    envoyee.ok("composante", "set", "20F0011_03", "--public", "99999")
    document = examine(envoyee)
    assert "public visé : valeur non admise : « 99999 »" in message(document, "retenue")
    assert document["conseil"] == "Corriger par « sigma composante set --public »."


def test_a_session_long_ended_asks_for_nothing(peuple: Sigma) -> None:
    peuple.ok(*session_add(debut="2018-09-03", fin="2019-06-28"))
    document = peuple.json("diagnose", "20F0011_03/02", SIGMA_MAINTENANT=APRES_48_H)
    assert document["geste"] == "rien"
    assert "elle ne se diffuse plus" in document["conseil"]


def test_ses_03_zero_places_is_the_first_answer(envoyee: Sigma) -> None:
    envoyee.ok("session", "cancel", SESSION, "--motif", "Effectif")
    document = examine(envoyee, "mfr")
    assert states(document)["places"] == "bloque"
    assert "elle n’aura pas lieu (SES-03)" in document["conseil"]


def test_q3_05_a_level_that_contradicts_is_told_and_corrected_last(
    envoyee: Sigma, lieu: Lieu
) -> None:
    certifinfo(envoyee, lieu, "93541;Licence;non;7")
    see(envoyee, "mfr", "2020-10-08", APRES_72_H)
    see(envoyee, "kairos", "2020-10-09T08:00", APRES_72_H)
    document = examine(envoyee, le=APRES_72_H)
    assert states(document)["niveau"] == "attention"
    assert "demande add --type referentiel" in document["conseil"]


def test_q4_01_not_on_the_portal_is_for_the_region(envoyee: Sigma, lieu: Lieu) -> None:
    document = examine(envoyee, "mfr", "kairos")
    assert (document["geste"], document["contact"]) == ("ecrire", "forprosup@laregion.fr")
    assert "--absente-de kairos --absente-de mfr -o absence.eml" in document["conseil"]
    assert states(document)["mfr"] == states(document)["kairos"] == "absente"
    chemin = lieu.dossier / "absence.eml"
    mots = ("--absente-de", "mfr", "-o", str(chemin))
    envoyee.ok("diagnose", SESSION, *mots, SIGMA_MAINTENANT=APRES_48_H)
    courrier = message_from_bytes(chemin.read_bytes(), policy=default)
    assert courrier["To"] == "forprosup@laregion.fr"
    texte = courrier.get_content()
    assert all(mot in texte for mot in ("20F0011", "20F0011_03", SESSION, "Me Former en Région"))


def test_rap_05_kairos_alone_sends_one_to_look_at_the_portal_first(envoyee: Sigma) -> None:
    document = examine(envoyee, "kairos", le=APRES_72_H)
    assert (document["geste"], document["contact"]) == ("verifier", None)
    assert "Regarder d’abord dans Me Former en Région" in document["conseil"]


@pytest.mark.parametrize(
    ("le", "geste", "contact"),
    [
        ("2020-10-09T11:59", "attendre", None),
        ("2020-10-09T12:00", "ecrire", "assistancekairos.occitanie@pole-emploi.fr"),
    ],
)
def test_rap_05_seen_on_the_portal_for_a_day_is_for_the_support_of_kairos(
    envoyee: Sigma, le: str, geste: str, contact: str | None
) -> None:
    see(envoyee, "mfr", "2020-10-08T12:00", "2020-10-08T15:00")
    document = examine(envoyee, "kairos", le=le)
    assert (document["geste"], document["contact"]) == (geste, contact)


def test_q2_10_without_a_meeting_nobody_can_be_positioned_online(peuple: Sigma) -> None:
    peuple.ok("flux", "push", "carif")
    document = examine(peuple, "ouiform")
    assert states(document)["reunion"] == "attention"
    assert states(document)["ouiform"] == "absente"
    assert document["geste"] == "corriger"
    assert f"sigma session ic add {SESSION}" in document["conseil"]
    assert examine(peuple, "ouiform", "mfr")["geste"] == "ecrire"


def test_a_request_that_waits_is_waited_for(envoyee: Sigma) -> None:
    mots = ("demande", "add", "--type", "absence", "--session", SESSION, "--absente-de", "mfr")
    envoyee.ok(*mots, SIGMA_MAINTENANT=APRES_48_H)
    document = examine(envoyee, "mfr")
    assert document["geste"] == "attendre"
    assert "la réponse à D0001" in document["conseil"]


def test_seen_everywhere_with_a_meeting_there_is_nothing_to_do(envoyee: Sigma) -> None:
    for outil in ("mfr", "ouiform", "kairos"):
        see(envoyee, outil, "2020-10-09T08:00", APRES_72_H)
    document = examine(envoyee, le=APRES_72_H)
    assert states(document)["ouiform"] == "fait"
    assert document["geste"] == "rien"
    assert "Rien à faire" in document["conseil"]
    envoyee.ok("session", "ic", "remove", SESSION, "2020-10-20")
    assert examine(envoyee, le=APRES_72_H)["geste"] == "corriger", "nobody can come"


def test_kairos_is_looked_for_after_the_portal(envoyee: Sigma) -> None:
    see(envoyee, "mfr", "2020-10-08T09:00", APRES_48_H)
    assert examine(envoyee, le="2020-10-09T08:59")["geste"] == "attendre"
    document = examine(envoyee, le="2020-10-09T09:00")
    assert document["geste"] == "verifier"
    assert "La chercher dans Kairos" in document["conseil"]


def test_no_letter_is_written_when_none_is_to_be(envoyee: Sigma, lieu: Lieu) -> None:
    chemin = lieu.dossier / "x.eml"
    refus = envoyee.refused(12, "diagnose", SESSION, "-o", str(chemin))
    assert "aucun courrier à écrire" in refus
    assert not chemin.exists()
    mots = ("--absente-de", "mfr", "-o", "-")
    sortie = envoyee.ok("diagnose", SESSION, *mots, SIGMA_MAINTENANT=APRES_48_H).stdout
    assert sortie.startswith("From: ")


@pytest.mark.parametrize(
    ("mots", "code"),
    [(("20F0011_03/99",), 11), (("n'importe",), 11), ((SESSION, "--absente-de", "x"), 10)],
)
def test_what_cannot_be_diagnosed(envoyee: Sigma, mots: tuple[str, ...], code: int) -> None:
    envoyee.refused(code, "diagnose", *mots)
