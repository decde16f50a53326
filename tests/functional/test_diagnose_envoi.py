"""`sigma diagnose`: which file holds the session as it is, and what cannot be seen at all."""

from typing import Any

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import SESSION, composante_add, session_add
from tests.functional.envoyes import CARIF, answer
from tests.functional.test_diagnose import certifinfo, examine, message, see, states

DEUXIEME = CARIF.replace("1.xml", "2.xml")
PLUS_TARD = "2020-10-06T15:00"
APRES_48_H = "2020-10-08T09:00"
FINIE = "2021-09-01T09:00"


@pytest.fixture
def acceptee(peuple: Sigma, lieu: Lieu) -> Sigma:
    """A session sent in a first file, which the Carif took."""
    certifinfo(peuple, lieu, "93541;Licence;non;6")
    peuple.ok("session", "ic", "add", SESSION, "2020-10-20")
    peuple.ok("flux", "push", "carif")
    peuple.ok("flux", "ack", answer(lieu, f"{CARIF};;ACCEPTE;"))
    return peuple


def refuse(sigma: Sigma, lieu: Lieu, fichier: str) -> None:
    sigma.ok("flux", "ack", answer(lieu, f"{fichier};;REJETE;schéma inconnu"))


def waiting(sigma: Sigma) -> int:
    return int(sigma.json("flux", "status", "carif")["resultats"][0]["en_attente"])


CHANGEMENTS = {
    "session": ("session", "set", SESSION, "--places", "12"),
    "composante": ("composante", "set", "20F0011_03", "--objectif", "Autre"),
    "établissement": ("etablissement", "set", "--telephone", "05 61 11 11 11"),
}


@pytest.mark.parametrize("mots", CHANGEMENTS.values(), ids=CHANGEMENTS)
def test_q1_01_what_changed_since_is_dated_and_sent_again(
    acceptee: Sigma, lieu: Lieu, mots: tuple[str, ...]
) -> None:
    acceptee.ok(*mots, SIGMA_MAINTENANT=PLUS_TARD)
    assert waiting(acceptee) == 1
    document = examine(acceptee)
    assert message(document, "envoi") == (
        "pas encore envoyée telle qu’elle est depuis le 06/10/2020 à 15h00."
    )
    acceptee.ok("flux", "push", "carif", SIGMA_MAINTENANT=PLUS_TARD)
    assert message(examine(acceptee), "envoi").startswith(f"dans {DEUXIEME}, déposé")
    refuse(acceptee, lieu, DEUXIEME)
    document = examine(acceptee)
    assert f"dans {DEUXIEME}" in message(document, "envoi")
    assert states(document)["envoi"] == "bloque"
    assert document["conseil"].startswith(f"Voir avec le Carif le refus de {DEUXIEME}")


def test_a_change_in_the_instant_of_a_file_is_in_the_next_one(acceptee: Sigma) -> None:
    acceptee.ok("session", "set", SESSION, "--places", "12")
    assert states(examine(acceptee))["envoi"] == "attente"
    acceptee.ok("flux", "push", "carif")
    assert f"dans {DEUXIEME}" in message(examine(acceptee), "envoi")


def test_q1_01_the_sessions_of_a_refused_file_wait_again(acceptee: Sigma, lieu: Lieu) -> None:
    acceptee.ok("flux", "push", "carif")
    assert waiting(acceptee) == 0
    refuse(acceptee, lieu, DEUXIEME)
    assert waiting(acceptee) == 1
    texte = acceptee.ok("flux", "status", "carif").stdout
    assert "est arrivé" not in texte
    assert f"carif : {DEUXIEME} est refusé en entier (schéma inconnu) ; régler ce refus" in texte
    assert f"dans {CARIF}" in message(examine(acceptee), "envoi"), "it holds it as it is"
    acceptee.ok("flux", "push", "carif")
    assert waiting(acceptee) == 0
    assert "est arrivé" in acceptee.ok("flux", "status", "carif").stdout


def test_a_refusal_that_comes_after_a_later_file_makes_nothing_wait(
    peuple: Sigma, lieu: Lieu
) -> None:
    peuple.ok("flux", "push", "carif")
    peuple.ok("flux", "push", "carif")
    refuse(peuple, lieu, CARIF)
    assert waiting(peuple) == 0
    assert f"dans {DEUXIEME}" in message(examine(peuple), "envoi")


def test_what_was_sent_then_held_back_is_told_so(acceptee: Sigma, lieu: Lieu) -> None:
    acceptee.ok(*composante_add("20F0011_04", certifinfo="104125"))
    acceptee.ok(*session_add("20F0011_04"))
    certifinfo(acceptee, lieu, "93541;Licence;oui;6\n104125;Master;non;7")
    document = examine(acceptee)
    assert f"dans {CARIF}, déposé" in message(document, "envoi")
    acceptee.ok("flux", "push", "carif")
    document = examine(acceptee)
    assert message(document, "envoi").startswith(f"dans {CARIF}, déposé")
    assert message(document, "envoi").endswith("; retenue depuis.")
    assert (states(document)["envoi"], states(document)["retenue"]) == ("attention", "bloque")
    certifinfo(acceptee, lieu, "93541;Licence;non;6\n104125;Master;non;7")
    assert examine(acceptee)["geste"] == "envoyer", "the last file does not hold it"
    acceptee.ok("flux", "push", "carif")
    assert states(examine(acceptee))["envoi"] == "fait"


def test_what_only_a_refused_file_held_was_not_sent(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*composante_add("20F0011_04", certifinfo="104125"))
    peuple.ok(*session_add("20F0011_04"))
    peuple.ok("flux", "push", "carif")
    refuse(peuple, lieu, CARIF)
    certifinfo(peuple, lieu, "93541;Licence;oui;6\n104125;Master;non;7")
    peuple.ok("flux", "push", "carif")
    document = examine(peuple)
    assert states(document)["envoi"] == "attente"
    assert CARIF.replace("1.xml", "2.xml") not in message(document, "envoi")


def test_what_no_file_ever_held_is_not_said_to_be_sent(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*composante_add("20F0011_04", certifinfo="104125"))
    peuple.ok(*session_add("20F0011_04"))
    certifinfo(peuple, lieu, "93541;Licence;oui;6\n104125;Master;non;7")
    peuple.ok("flux", "push", "carif")
    assert states(examine(peuple))["envoi"] == "attente"


def test_the_portals_are_not_promised_what_is_held_back(acceptee: Sigma, lieu: Lieu) -> None:
    certifinfo(acceptee, lieu, "93541;Licence;oui;6")
    both_say(acceptee, "bloquée au Carif", APRES_48_H)


def test_ses_03_the_portals_are_not_promised_what_will_not_take_place(acceptee: Sigma) -> None:
    acceptee.ok("session", "cancel", SESSION, "--motif", "Effectif")
    both_say(acceptee, "n’aura pas lieu", APRES_48_H)


def test_a_4_the_portals_are_not_promised_what_ended_long_ago(acceptee: Sigma) -> None:
    both_say(acceptee, "finie, n’est plus diffusée", FINIE)
    document = examine(acceptee, le=FINIE)
    assert message(document, "envoi") == "elle ne part plus, finie depuis plus de 30 jours."
    assert states(document)["envoi"] == "bloque"
    assert document["geste"] == "rien"


def both_say(sigma: Sigma, etat: str, le: str) -> None:
    document = examine(sigma, le=le)
    assert message(document, "mfr") == f"pas attendue dans Me Former en Région : {etat}."
    assert states(document)["mfr"] == states(document)["kairos"] == "bloque"
    fiche: Any = sigma.json("session", "show", SESSION, SIGMA_MAINTENANT=le)
    assert {outil["etat"] for outil in fiche["visibilite"]} == {etat}


def test_q4_01_the_region_waits_for_the_48_hours_even_when_the_portal_was_quicker(
    acceptee: Sigma,
) -> None:
    see(acceptee, "mfr", "2020-10-06T19:00", "2020-10-06T19:00")
    document = examine(acceptee, "ouiform", "kairos", le="2020-10-07T21:00")
    assert (document["geste"], document["jusqu_au"]) == ("attendre", "2020-10-08T07:00:00+00:00")
    assert "puis la chercher dans OUIFORM" in document["conseil"]
    assert examine(acceptee, "ouiform", "kairos")["geste"] == "ecrire"


def test_rap_05_a_day_after_the_portal_the_letter_of_the_diagnosis_is_the_one_that_is_noted(
    acceptee: Sigma,
) -> None:
    see(acceptee, "mfr", "2020-10-06T19:00", "2020-10-06T19:00")
    le = "2020-10-07T21:00"
    assert examine(acceptee, "kairos", le=le)["geste"] == "ecrire"
    mots = ("demande", "add", "--type", "absence", "--session", SESSION, "--absente-de", "kairos")
    fiche = acceptee.json(*mots, SIGMA_MAINTENANT=le)
    assert fiche["destinataire"] == "assistancekairos.occitanie@pole-emploi.fr"


def test_rap_05_only_a_request_sent_to_the_same_address_is_waited_for(acceptee: Sigma) -> None:
    see(acceptee, "mfr", "2020-10-06T19:00", APRES_48_H)
    mots = ("demande", "add", "--type", "absence", "--session", SESSION, "--absente-de", "ouiform")
    acceptee.ok(*mots, SIGMA_MAINTENANT=APRES_48_H)
    document = examine(acceptee, "kairos")
    assert (document["geste"], document["contact"]) == (
        "ecrire",
        "assistancekairos.occitanie@pole-emploi.fr",
    )
    assert "la réponse à D0001" in examine(acceptee, "ouiform")["conseil"]


def test_yes_and_no_answer_the_name_of_the_step(acceptee: Sigma, lieu: Lieu) -> None:
    def line(debut: str) -> list[str]:
        lignes = acceptee.ok("diagnose", SESSION).stdout.splitlines()
        return next(ligne.split() for ligne in lignes if ligne.startswith(debut))

    assert line("transmissible")[:2] == ["transmissible", "oui"]
    assert line("délai passé")[:4] == ["délai", "passé", "pas", "encore"]
    certifinfo(acceptee, lieu, "93541;Licence;oui;6")
    assert line("transmissible")[:2] == ["transmissible", "BLOQUÉ"]
