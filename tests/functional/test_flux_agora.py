"""The agora flux: who entered and who left, by the command line (NIR-07, A-14)."""

import csv
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.envoyes import AGORA, answer, become, enrol_paid

NIA = factories.nir(2, sexe="3")
PROVISOIRE = factories.nir(3, sexe="8")
PLUS_TARD = "2021-07-01T09:00"


def enrol(sigma: Sigma, numero: str) -> None:
    sigma.ok(*factories.stagiaire_enrol(nom=f"N{numero[-2:]}", naissance=None), entree=numero)


def rows(lieu: Lieu) -> list[dict[str, str]]:
    lignes: list[dict[str, str]] = []
    for fichier in lieu.depot("agora"):
        texte = fichier.read_text("utf-8").splitlines()
        lignes += csv.DictReader(texte, delimiter=";")
    return lignes


def events(lieu: Lieu) -> list[tuple[str, str]]:
    return [(ligne["parcours"], ligne["evenement"]) for ligne in rows(lieu)]


def push(sigma: Sigma, **env: str) -> Any:
    (fait,) = sigma.json("flux", "push", "agora", **env)["flux"]
    return fait


def test_a_registration_is_an_entry_paid_or_not(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple, factories.nir(1))
    enrol_paid(peuple, 2)
    assert push(peuple)["fichier"] == AGORA
    assert events(lieu) == [("P000001", "ENTREE"), ("P000002", "ENTREE")]
    premiere = rows(lieu)[0]
    assert next(iter(premiere)) == "parcours"
    attendus = {
        "nir": factories.nir(1),
        "siret_organisme": "12345678200010",
        "session": factories.SESSION,
        "certifinfo": "93541",
        "date_entree": "2020-11-02",
        "date_sortie": "",
        "nature_sortie": "",
        "financeur": "2",
    }
    assert premiere | attendus == premiere


def test_nir_07_only_definitive_numbers_leave_and_the_others_are_counted(
    peuple: Sigma, lieu: Lieu
) -> None:
    peuple.ok(
        *factories.stagiaire_enrol(nom="Ancienne", nir=None), SIGMA_MAINTENANT="2020-10-04T09:00"
    )
    for numero in (factories.nir(1), NIA, PROVISOIRE):
        enrol(peuple, numero)
    fait = push(peuple)
    assert fait["lignes"] == 1
    assert fait["exclus"] == {"NIA": 1, "PROVISOIRE": 1, "SANS_NUMERO": 1}
    contenu = lieu.depot("agora")[0].read_text("utf-8")
    assert factories.nir(1) in contenu
    assert NIA not in contenu
    assert PROVISOIRE not in contenu
    phrase = "exclus : 1 sous NIA, 1 sous numéro provisoire, 1 sans numéro (NIR-07)"
    assert phrase in peuple.ok("flux", "push", "agora").stdout
    assert phrase in peuple.ok("flux", "status").stdout
    assert phrase in peuple.ok("flux", "preview", "agora").stderr
    assert peuple.json("flux", "preview", "agora")["exclus"]["NIA"] == 1


def test_nir_07_a_nia_that_becomes_a_nir_enters_the_next_file(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple, NIA)
    assert push(peuple)["etat"] == "RIEN"
    become(peuple, 1, factories.nir(2))
    assert push(peuple)["exclus"] == {}
    assert events(lieu) == [("P000001", "ENTREE")]


def test_a_14_each_event_of_a_parcours_leaves_once(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple, factories.nir(1))
    push(peuple)
    assert push(peuple)["etat"] == "RIEN"
    peuple.ok("stagiaire", "leave", "P000001", "--le", "2020-11-20", "--motif", "x")
    assert push(peuple)["etat"] == "RIEN", "the day has not come"
    push(peuple, SIGMA_MAINTENANT="2020-11-20T09:00")
    assert push(peuple, SIGMA_MAINTENANT=PLUS_TARD)["etat"] == "RIEN"
    assert events(lieu) == [("P000001", "ENTREE"), ("P000001", "SORTIE")]
    sortie = rows(lieu)[1]
    assert (sortie["date_sortie"], sortie["nature_sortie"]) == ("2020-11-20", "ANTICIPEE")


def test_rf_02_a_leaving_waits_for_an_entry_refused_to_be_sent_again(
    peuple: Sigma, lieu: Lieu
) -> None:
    enrol(peuple, factories.nir(1))
    push(peuple)
    peuple.ok("flux", "ack", answer(lieu, f"{AGORA};1;REJETE;x"))
    assert push(peuple, SIGMA_MAINTENANT=PLUS_TARD)["etat"] == "RIEN"
    renvoi = ("flux", "push", "agora", "--renvoyer", "P000001", "--motif", "x")
    peuple.ok(*renvoi, SIGMA_MAINTENANT=PLUS_TARD)
    assert events(lieu) == [("P000001", "ENTREE"), ("P000001", "ENTREE"), ("P000001", "SORTIE")]


def test_nir_07_a_number_that_was_purged_is_counted_only_by_what_still_waits(
    peuple: Sigma, lieu: Lieu
) -> None:
    enrol(peuple, factories.nir(1))
    enrol(peuple, NIA)
    push(peuple)
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute(
            "UPDATE stagiaire SET nir_chiffre = NULL, nir_empreinte = NULL, nir_cle = NULL,"
            " nir_classe = NULL"
        )
    assert push(peuple)["exclus"] == {"SANS_NUMERO": 1}


def test_a_14_the_same_person_may_come_back(peuple: Sigma, lieu: Lieu) -> None:
    autre = peuple.json(*factories.session_add())["session"]
    for session in (factories.SESSION, autre):
        peuple.ok(*factories.stagiaire_enrol(session), entree=factories.nir(1))
    push(peuple)
    assert events(lieu) == [("P000001", "ENTREE"), ("P000002", "ENTREE")]


def test_a_parcours_ends_the_day_after_its_planned_end(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple, factories.nir(1))
    push(peuple)
    assert push(peuple, SIGMA_MAINTENANT="2021-06-25T23:59")["etat"] == "RIEN"
    push(peuple, SIGMA_MAINTENANT="2021-06-26T00:00")
    sortie = rows(lieu)[1]
    assert (sortie["date_sortie"], sortie["nature_sortie"]) == ("2021-06-25", "TERME")


def test_who_waited_for_a_number_enters_and_leaves_in_one_file(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple, NIA)
    push(peuple, SIGMA_MAINTENANT=PLUS_TARD)
    become(peuple, 1, factories.nir(2))
    assert push(peuple, SIGMA_MAINTENANT=PLUS_TARD)["lignes"] == 2
    assert events(lieu) == [("P000001", "ENTREE"), ("P000001", "SORTIE")]


@pytest.mark.parametrize("deja", [True, False])
def test_who_never_came_leaves_only_if_the_entry_was_sent(
    peuple: Sigma, lieu: Lieu, deja: bool
) -> None:
    enrol(peuple, factories.nir(1))
    if deja:
        push(peuple)
    peuple.ok("stagiaire", "leave", "P000001", "--le", "2020-10-05", "--motif", "x")
    push(peuple, SIGMA_MAINTENANT=PLUS_TARD)
    assert events(lieu) == [("P000001", "ENTREE"), ("P000001", "SORTIE")] * deja


def test_lengthening_what_agora_was_told_is_over_is_warned_of(peuple: Sigma) -> None:
    enrol(peuple, factories.nir(1))
    push(peuple, SIGMA_MAINTENANT=PLUS_TARD)
    (dit,) = peuple.json("stagiaire", "extend", "P000001", "--fin", "2021-07-31")["avertissements"]
    assert "déjà dans un fichier pour AGORA" in dit["message"]
