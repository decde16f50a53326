"""Paid places: a quota held by action, given and taken back by people."""

from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma


@pytest.fixture
def inscrits(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Three persons enrolled, `P000001` to `P000003`, for two paid places."""
    return modeles.fill(peuple, _inscrits)


def _inscrits(peuple: Sigma) -> None:
    for ordre in (1, 2, 3):
        ligne = factories.stagiaire_enrol(prenom=f"Léa-{ordre}")
        peuple.ok(*ligne, entree=factories.nir(ordre))
    peuple.ok("place", "quota", "20F0011", "2")


def counts(sigma: Sigma, *action: str) -> tuple[int, int, int]:
    etat = sigma.json("place", "list", *action)
    return etat["accordees"], etat["utilisees"], etat["restantes"]


def last_line(sigma: Sigma, objet: str) -> Any:
    return sigma.json("journal", "list", objet, "--limite", "1")["resultats"][0]


def test_allocate_and_release_answer_with_the_account_of_the_action(inscrits: Sigma) -> None:
    donnee = inscrits.json(*factories.place_allocate("P000002"))
    assert donnee == {
        "parcours": "P000002",
        "type_remuneration": "REGION",
        "depuis": None,
        "action": "20F0011",
        "intitule": "Diplômes niveaux 5 6 7",
        "accordees": 2,
        "en_plus": 0,
        "utilisees": 1,
        "restantes": 1,
        "effectif": None,
        "inscrits": 3,
        "avertissements": [],
    }
    rendue = inscrits.json("place", "release", "P000002", "--motif", "Abandon")
    assert rendue == donnee | {"type_remuneration": None, "utilisees": 0, "restantes": 2}


def test_what_people_read_counts_what_is_left(inscrits: Sigma) -> None:
    assert inscrits.ok(*factories.place_allocate()).stdout == (
        "P000001 (Martin Léa-1, 20F0011_03/01) : place rémunérée attribuée. 20F0011 : 2 accordées, 1 restante.\n"
    )
    assert inscrits.ok("place", "release", "P000001", "--motif", "Abandon").stdout == (
        "P000001 (Martin Léa-1, 20F0011_03/01) : place libérée. 20F0011 : 2 accordées, 2 restantes.\n"
    )
    assert inscrits.ok("place", "quota", "20F0011", "1").stdout == (
        "20F0011 : 1 accordée, 1 restante.\n"
    )


def test_q9_01_no_more_places_are_given_than_were_granted(inscrits: Sigma) -> None:
    inscrits.ok(*factories.place_allocate("P000001"))
    inscrits.ok(*factories.place_allocate("P000002"))
    message = inscrits.refused(12, *factories.place_allocate("P000003"))
    assert message.startswith("refusé (Q9-01) : plus de place rémunérée sur 20F0011")
    assert "2 utilisées pour 2 accordées" in message
    assert counts(inscrits) == (2, 2, 0)


def test_q9_01_a_place_given_back_serves_someone_else(inscrits: Sigma) -> None:
    for ref in ("P000001", "P000002"):
        inscrits.ok(*factories.place_allocate(ref))
    inscrits.ok("place", "release", "P000001", "--motif", "Abandon")
    inscrits.ok(*factories.place_allocate("P000003"))
    assert counts(inscrits) == (2, 2, 0)
    types = [
        ligne["type_remuneration"] for ligne in inscrits.json("stagiaire", "list")["resultats"]
    ]
    assert types == [None, "REGION", "REGION"]


def test_q9_01_the_quota_never_goes_below_what_is_used(inscrits: Sigma) -> None:
    for ref in ("P000001", "P000002"):
        inscrits.ok(*factories.place_allocate(ref))
    message = inscrits.refused(12, "place", "quota", "20F0011", "1")
    assert "refusé (Q9-01)" in message
    assert "2 places rémunérées utilisées" in message
    assert counts(inscrits) == (2, 2, 0)
    assert inscrits.json("place", "quota", "20F0011", "3")["restantes"] == 1
    inscrits.ok(*factories.place_allocate("P000003"))
    assert counts(inscrits) == (3, 3, 0)


def test_q9_01_the_quota_of_the_etablissement_is_the_sum_of_its_actions(inscrits: Sigma) -> None:
    inscrits.ok(*factories.action_add("20F0012", places_remunerees="7"))
    inscrits.ok(*factories.place_allocate())
    etat = inscrits.json("place", "list")
    assert etat["nombre"] == 2
    assert [ligne["action"] for ligne in etat["resultats"]] == ["20F0011", "20F0012"]
    assert (etat["accordees"], etat["utilisees"], etat["restantes"]) == (9, 1, 8)
    assert counts(inscrits, "20F0012") == (7, 0, 7)
    texte = inscrits.ok("place", "list").stdout
    assert texte.splitlines()[-2].split() == ["Total", "Établissement", "9", "1", "8"]
    assert texte.endswith("Nombre de résultats : 2\n")
    seule = inscrits.ok("place", "list", "20F0012").stdout
    assert "Établissement" not in seule, "one action is not the whole"
    assert seule.splitlines()[-2].split()[-3:] == ["7", "0", "7"]


def test_q9_01_a_parcours_holds_one_place_at_most(inscrits: Sigma) -> None:
    inscrits.ok(*factories.place_allocate())
    message = inscrits.refused(13, *factories.place_allocate())
    assert "(Q9-01) : P000001 occupe déjà une place rémunérée de 20F0011" in message
    libre = inscrits.refused(13, "place", "release", "P000002", "--motif", "Abandon")
    assert "P000002 n’occupe pas de place rémunérée" in libre
    assert counts(inscrits) == (2, 1, 1)


def test_q9_01_the_same_quota_again_changes_nothing(inscrits: Sigma) -> None:
    avant = inscrits.json("journal", "list")["nombre"]
    assert inscrits.json("place", "quota", "20F0011", "2")["accordees"] == 2
    assert inscrits.json("journal", "list")["nombre"] == avant


@pytest.mark.parametrize("nombre", ["abc", "1,5", "", "-1", "-12", "100000", "²", "0x10"])
def test_a_quota_is_a_whole_number(inscrits: Sigma, nombre: str) -> None:
    assert "N : nombre entier attendu" in inscrits.refused(10, "place", "quota", "20F0011", nombre)
    assert counts(inscrits) == (2, 0, 2)


def test_q9_02_the_reason_is_asked_for_and_kept(inscrits: Sigma) -> None:
    message = inscrits.refused(2, "place", "allocate", "P000001")
    assert "--critere" in message
    assert "--motif" in message
    criteres = ["--critere", "Sans ressources", "--critere", "Fin de droits"]
    inscrits.ok("place", "allocate", "P000001", *criteres)
    assert last_line(inscrits, "P000001")["apres"] == {
        "type_remuneration": "REGION",
        "action": "20F0011",
        "criteres": "Sans ressources ; Fin de droits",
        "motif": None,
    }
    inscrits.ok("place", "release", "P000001", "--motif", "Abandon")
    ligne = last_line(inscrits, "P000001")
    assert (ligne["operation"], ligne["apres"]["motif"]) == ("place.release", "Abandon")


def test_q9_01_the_list_tells_what_each_place_was_given_for(inscrits: Sigma) -> None:
    inscrits.ok("place", "allocate", "P000002", "--critere", "Sans ressources")
    inscrits.ok(*factories.place_allocate("P000001", motif="Désistement"))
    etat = inscrits.json("place", "list")
    assert [(place["parcours"], place["raison"]) for place in etat["places"]] == [
        ("P000001", "Désistement"),
        ("P000002", "Sans ressources"),
    ]
    assert etat["places"][0]["agent"] == "testeur"
    texte = inscrits.ok("place", "list", "20F0011").stdout
    assert "Sans ressources\n" in texte
    inscrits.ok("place", "release", "P000002", "--motif", "Abandon")
    assert [place["parcours"] for place in inscrits.json("place", "list")["places"]] == ["P000001"]


@pytest.mark.parametrize("option", ["--motif", "--critere"])
def test_q9_03_the_quality_of_disabled_worker_gives_no_place(inscrits: Sigma, option: str) -> None:
    refus = inscrits.refused(12, "place", "allocate", "P000001", option, "Travailleur handicapé")
    assert refus.startswith(f"refusé (Q9-03) : {option} : la qualité de travailleur handicapé")
    assert counts(inscrits) == (2, 0, 2)


def test_ses_03_a_session_that_will_not_be_gives_its_places_back(inscrits: Sigma) -> None:
    for ref in ("P000001", "P000002"):
        inscrits.ok(*factories.place_allocate(ref))
    fini = inscrits.json(
        *("session", "cancel", factories.SESSION, "--motif", "Trop peu d’inscrits", "--force")
    )
    dit = fini["avertissements"][-1]
    assert dit["regle"] == "Q9-01"
    assert dit["message"] == (
        "2 places rémunérées rendues, la session n’aura pas lieu : P000001, P000002."
    )
    assert counts(inscrits) == (2, 0, 2)
    ligne = last_line(inscrits, "P000002")
    assert ligne["apres"]["motif"] == "La session n’aura pas lieu : Trop peu d’inscrits"


def test_q1_06_a_session_back_says_which_places_are_not(inscrits: Sigma) -> None:
    for ref in ("P000001", "P000002"):
        inscrits.ok(*factories.place_allocate(ref))
    annuler = ("session", "cancel", factories.SESSION, "--motif", "x", "--force")
    inscrits.ok(*annuler)
    retour = inscrits.ok("session", "set", factories.SESSION, "--places", "12").stderr
    assert (
        "attention : les places rémunérées ne sont pas reprises (P000001, P000002) : "
        "sigma place allocate P000001 --motif … (Q9-01)\n"
    ) in retour
    assert counts(inscrits) == (2, 0, 2)
    inscrits.ok("stagiaire", "leave", "P000002", "--annuler")
    inscrits.ok(*factories.place_allocate("P000002"))
    assert "reprise" not in inscrits.ok("session", "set", factories.SESSION, "--places", "9").stderr
    inscrits.ok("place", "release", "P000002", "--motif", "N’en veut plus")
    inscrits.ok(*annuler)
    retour = inscrits.ok("session", "set", factories.SESSION, "--places", "12").stderr
    assert "la place rémunérée n’est pas reprise : sigma place allocate P000001" in retour


@pytest.mark.parametrize("option", ["--motif", "--critere"])
def test_q9_02_an_empty_reason_is_none(inscrits: Sigma, option: str) -> None:
    inscrits.refused(10, "place", "allocate", "P000001", option, " \u200b ")
    assert "tient la place" in inscrits.refused(10, "place", "allocate", "P000001", option, "…")
    inscrits.refused(10, "place", "release", "P000001", "--motif", "")
    assert counts(inscrits) == (2, 0, 2)


@pytest.mark.parametrize("verbe", ["allocate", "release"])
def test_a_parcours_that_is_not_and_one_that_cannot_be(inscrits: Sigma, verbe: str) -> None:
    message = inscrits.refused(11, "place", verbe, "P000099", "--motif", "Essai")
    assert "Parcours inconnu : P000099" in message
    for ref in ("S000001", "P1", "P00000a", "1", "P" + "\u0660" * 6):
        assert "P000001" in inscrits.refused(10, "place", verbe, ref, "--motif", "Essai")


def test_an_action_that_is_not(inscrits: Sigma) -> None:
    for argv in (("quota", "20F0099", "1"), ("list", "20F0099")):
        assert "Action inconnue : 20F0099" in inscrits.refused(11, "place", *argv)
    assert "20F0011" in inscrits.refused(10, "place", "list", "20F-0011")


def test_ses_03_no_place_is_given_in_a_session_that_will_not_be(inscrits: Sigma) -> None:
    inscrits.ok("session", "cancel", factories.SESSION, "--motif", "Trop peu d’inscrits", "--force")
    assert "refusé (SES-03)" in inscrits.refused(12, *factories.place_allocate())
    assert counts(inscrits) == (2, 0, 2)


def test_rf_08_a_place_given_back_after_it_was_sent_is_told(inscrits: Sigma, lieu: Lieu) -> None:
    inscrits.ok(*factories.place_allocate("P000001"))
    inscrits.ok("flux", "push", "defi")
    assert len(lieu.depot("defi")) == 1
    inscrits.ok(*factories.place_allocate("P000002"))
    tue = inscrits.json("place", "release", "P000002", "--motif", "Abandon")
    assert tue["avertissements"] == []
    dite = inscrits.json("place", "release", "P000001", "--motif", "Abandon")
    assert [avertissement["regle"] for avertissement in dite["avertissements"]] == ["RF-08"]
    assert "P000001 est déjà dans un fichier pour DEFI" in dite["avertissements"][0]["message"]


def test_an_empty_base_has_no_places(sigma: Sigma) -> None:
    assert sigma.json("place", "list") == {
        "nombre": 0,
        "resultats": [],
        "accordees": 0,
        "en_plus": 0,
        "utilisees": 0,
        "restantes": 0,
        "effectif": 0,
        "inscrits": 0,
        "places": [],
        "demandes": [],
    }
