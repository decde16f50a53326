"""Who pays, other than by a plain place: option, rights to the ARE, protection, nobody."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma, make_lieu, populate

ENTREE = {"SIGMA_MAINTENANT": "2020-11-02T23:00"}
LENDEMAIN = {"SIGMA_MAINTENANT": "2020-11-03T00:01"}
VERIFIE = ("--verifie-par", "Zoé Lopez", "--le", "2020-10-05", "--comment", "Appel à la caisse")


@pytest.fixture(scope="module")
def lieu_inscrits(base_neuve: Path, tmp_path_factory: pytest.TempPathFactory) -> Lieu:
    """`P000001` has the RQTH, `P000002` has not; one paid place; entry on 2 November 2020."""
    sigma = Sigma(make_lieu(tmp_path_factory.mktemp("inscrits"), base_neuve))
    populate(sigma)
    sigma.ok(*factories.stagiaire_enrol(), "--rqth", entree=factories.nir(1))
    sigma.ok(*factories.stagiaire_enrol(nom="Durand"), entree=factories.nir(2))
    sigma.ok("place", "quota", "20F0011", "1")
    return sigma.lieu


@pytest.fixture
def inscrits(sigma: Sigma, lieu_inscrits: Lieu) -> Sigma:
    """A copy of it."""
    sigma.lieu.take_over(lieu_inscrits)
    return sigma


def pay(sigma: Sigma, ref: str) -> tuple[str | None, str | None]:
    fiche = sigma.json("place", "show", ref)
    return fiche["type_remuneration"], fiche["depuis"]


def history(sigma: Sigma, ref: str) -> list[tuple[str, str | None, str]]:
    fiche = sigma.json("place", "show", ref)
    return [(p["decision"], p["type_remuneration"], p["raison"]) for p in fiche["historique"]]


def rules(document: Any) -> list[str]:
    return [avertissement["regle"] for avertissement in document["avertissements"]]


# The option ------------------------------------------------------------------------------------------


def test_q9_04_the_option_for_the_region_takes_a_place(inscrits: Sigma) -> None:
    inscrits.ok("place", "rights", "P000001", "--complets")
    fait = inscrits.json("place", "option", "P000001", "REGION", **ENTREE)
    assert (fait["type_remuneration"], fait["utilisees"], fait["restantes"]) == ("REGION", 1, 0)
    assert rules(fait) == []
    fiche = inscrits.json("place", "show", "P000001")
    assert (fiche["option_regime"], fiche["droits_are"]) == ("REGION", True)
    assert history(inscrits, "P000001") == [("OPTION", "REGION", "Droit d’option, à l’entrée")]


def test_q9_04_without_rqth_there_is_nothing_to_opt_for(inscrits: Sigma) -> None:
    refus = inscrits.refused(12, "place", "option", "P000002", "REGION")
    assert refus.startswith("refusé (Q9-04) : P000002 n’a pas de RQTH")
    assert "sigma place allocate" in refus
    inscrits.ok("place", "rights", "P000001", "--aucun")
    assert "n’a pas de droits à l’ARE" in inscrits.refused(
        12, "place", "option", "P000001", "REGION"
    )
    assert pay(inscrits, "P000001") == (None, None)


def test_q9_04_rights_nobody_noted_are_to_check(inscrits: Sigma) -> None:
    assert rules(inscrits.json("place", "option", "P000001", "POLE_EMPLOI")) == ["Q9-04"]
    assert pay(inscrits, "P000001") == ("POLE_EMPLOI", None)


@pytest.mark.parametrize("regime", ["REGION", "POLE_EMPLOI"])
def test_q9_04_what_an_option_advises_is_accepted_and_changes_no_pay(
    inscrits: Sigma, regime: str
) -> None:
    conseil = inscrits.json("place", "option", "P000001", regime)["avertissements"][0]["message"]
    commande = conseil.partition("« sigma ")[2].partition(" »")[0]
    assert commande == "place rights P000001 --complets"
    inscrits.ok(*commande.split())
    assert pay(inscrits, "P000001") == (regime, None)
    assert inscrits.json("place", "show", "P000001")["droits_are"] is True
    assert inscrits.json("place", "option", "P000001", regime)["avertissements"] == []


def test_q9_04_an_option_taken_is_not_contradicted(inscrits: Sigma) -> None:
    inscrits.ok("place", "option", "P000001", "REGION")
    refus = inscrits.refused(13, "place", "rights", "P000001", "--aucun")
    assert "Q9-04" in refus
    assert "sigma place release" in refus
    inscrits.refused(13, "place", "rights", "P000001", "--fin", "2021-02-15")
    assert pay(inscrits, "P000001") == ("REGION", None)


def test_q9_05_the_day_of_entry_is_the_last_one(inscrits: Sigma) -> None:
    refus = inscrits.refused(12, "place", "option", "P000001", "REGION", **LENDEMAIN)
    assert refus.startswith("refusé (Q9-05) : P000001 est entré en formation le 02/11/2020")
    assert "pas de recours" in refus
    inscrits.ok("place", "option", "P000001", "REGION", **ENTREE)
    inscrits.refused(12, "place", "option", "P000001", "POLE_EMPLOI", **LENDEMAIN)
    assert pay(inscrits, "P000001") == ("REGION", None)


def test_q9_05_it_may_change_until_then_and_gives_the_place_back(inscrits: Sigma) -> None:
    inscrits.ok("place", "option", "P000001", "REGION")
    change = inscrits.json("place", "option", "P000001", "POLE_EMPLOI", **ENTREE)
    assert (change["type_remuneration"], change["utilisees"]) == ("POLE_EMPLOI", 0)
    avant = inscrits.json("journal", "list")["nombre"]
    inscrits.ok("place", "option", "P000001", "POLE_EMPLOI")
    assert inscrits.json("journal", "list")["nombre"] == avant, "the same option changes nothing"


def test_q9_05_a_full_quota_refuses_the_option_as_it_refuses_anyone(inscrits: Sigma) -> None:
    inscrits.ok(*factories.place_allocate("P000002"))
    assert "refusé (Q9-01)" in inscrits.refused(12, "place", "option", "P000001", "REGION")
    fiche = inscrits.json("place", "show", "P000001")
    assert (fiche["option_regime"], fiche["type_remuneration"]) == (None, None)


def test_q9_05_a_place_given_before_may_be_confirmed_by_the_option(inscrits: Sigma) -> None:
    inscrits.ok(*factories.place_allocate("P000001"))
    assert inscrits.json("place", "option", "P000001", "REGION")["utilisees"] == 1
    assert [decision for decision, _, _ in history(inscrits, "P000001")] == ["ATTRIBUEE", "OPTION"]


def test_a_16_the_dates_of_the_rqth_count_when_they_are_known(inscrits: Sigma) -> None:
    apres = ("--rqth-du", "2020-11-03")
    assert "ne couvre pas le jour de l’entrée" in inscrits.refused(
        12, "place", "option", "P000001", "REGION", *apres
    )
    inscrits.refused(10, "place", "option", "P000001", "REGION", *apres, "--rqth-au", "2020-11-01")
    inscrits.ok("place", "option", "P000001", "REGION", "--rqth-du", "2020-11-02")


def test_q9_05_a_place_is_not_another_way_to_a_late_option(inscrits: Sigma) -> None:
    inscrits.ok("place", "rights", "P000001", "--complets")
    refus = inscrits.refused(12, *factories.place_allocate("P000001"), **LENDEMAIN)
    assert "refusé (Q9-05)" in refus
    inscrits.ok("place", "rights", "P000002", "--complets")
    assert rules(inscrits.json(*factories.place_allocate("P000002"))) == ["Q9-04"]


# The rights to the ARE ---------------------------------------------------------------------------------


def test_q9_06_a_place_left_pays_from_the_day_after(inscrits: Sigma) -> None:
    fait = inscrits.json("place", "rights", "P000002", "--fin", "15/02/2021")
    assert (fait["type_remuneration"], fait["depuis"]) == ("REGION", "2021-02-16")
    assert (fait["utilisees"], fait["restantes"]) == (1, 0)
    assert history(inscrits, "P000002") == [
        ("FIN_DE_DROITS", "REGION", "Fin de l’ARE le 15/02/2021")
    ]
    texte = inscrits.ok("place", "list").stdout
    assert "P000002   Durand Léa  20F0011_03/01  16/02/2021  Fin de l’ARE le 15/02/2021\n" in texte


def test_a_17_what_proves_the_end_is_kept(inscrits: Sigma) -> None:
    dit = "Notification du 1er février"
    sortie = inscrits.ok(
        *("place", "rights", "P000002", "--fin", "2021-02-15", "--document", dit)
    ).stdout
    assert sortie == (
        "P000002 (Durand Léa, 20F0011_03/01) : droits notés, rémunération Région à compter du 16/02/2021. "
        "20F0011 : 1 accordée, 0 restante.\n"
    )
    assert history(inscrits, "P000002")[0][2] == f"Fin de l’ARE le 15/02/2021 ({dit})"


def test_q9_06_another_end_corrects_the_first(inscrits: Sigma) -> None:
    for fin in ("2021-02-15", "2021-03-31", "2021-03-31"):
        inscrits.ok("place", "rights", "P000002", "--fin", fin)
    assert pay(inscrits, "P000002") == ("REGION", "2021-04-01")
    assert len(history(inscrits, "P000002")) == 2
    assert inscrits.json("place", "list")["utilisees"] == 1
    refus = inscrits.refused(13, "place", "rights", "P000002", "--aucun")
    assert "occupe déjà une place" in refus


def test_q9_07_no_place_left_changes_nothing_and_says_what_to_do(inscrits: Sigma) -> None:
    inscrits.ok(*factories.place_allocate("P000001"))
    inscrits.ok("place", "decide", "P000002", "POLE_EMPLOI", "--motif", "AREF")
    fait = inscrits.json("place", "rights", "P000002", "--fin", "2021-02-15")
    assert (fait["type_remuneration"], rules(fait)) == ("POLE_EMPLOI", ["Q9-07"])
    assert "sigma place request P000002" in fait["avertissements"][0]["message"]
    inscrits.ok("place", "release", "P000001", "--motif", "Abandon")
    fait = inscrits.json(*factories.place_allocate("P000002"))
    assert fait["depuis"] == "2021-02-16", "a place given later still starts the day after"


@pytest.mark.parametrize("fin", ["2020-11-01", "2021-06-25", "2022-01-01"])
def test_q9_08_an_end_outside_the_parcours_is_refused(inscrits: Sigma, fin: str) -> None:
    assert "refusé (Q9-08)" in inscrits.refused(12, "place", "rights", "P000002", "--fin", fin)
    assert inscrits.json("place", "show", "P000002")["fin_are"] is None


@pytest.mark.parametrize(
    "options", [(), ("--aucun", "--complets"), ("--aucun", "--fin", "2021-01-04")]
)
def test_rights_are_one_answer(inscrits: Sigma, options: tuple[str, ...]) -> None:
    inscrits.refused(2, "place", "rights", "P000002", *options)


# Social protection --------------------------------------------------------------------------------------


def test_q10_01_the_check_is_asked_for(inscrits: Sigma) -> None:
    refus = inscrits.refused(12, "place", "protect", "P000002", "--le", "2020-10-05")
    assert refus.startswith("refusé (Q10-01)")
    assert "Il manque --verifie-par, --comment." in refus
    assert pay(inscrits, "P000002") == (None, None)


def test_q10_03_protection_costs_the_region_and_takes_no_place(inscrits: Sigma) -> None:
    fait = inscrits.json("place", "protect", "P000002", *VERIFIE)
    assert (fait["type_remuneration"], fait["utilisees"]) == ("PROTECTION_SOCIALE", 0)
    assert rules(fait) == ["Q10-03"]
    fiche = inscrits.json("place", "show", "P000002")
    assert (fiche["protection_par"], fiche["protection_le"], fiche["protection_comment"]) == (
        "Zoé Lopez",
        "2020-10-05",
        "Appel à la caisse",
    )
    inscrits.refused(13, "place", "protect", "P000002", *VERIFIE)


def test_q10_01_the_journal_does_not_name_who_was_asked(inscrits: Sigma) -> None:
    inscrits.ok("place", "protect", "P000002", *VERIFIE)
    lignes = json.dumps(inscrits.json("journal", "list", "P000002"), ensure_ascii=False)
    assert "Lopez" not in lignes
    assert "caisse" not in lignes


def test_q10_04_a_pay_excludes_the_protection(inscrits: Sigma) -> None:
    inscrits.ok(*factories.place_allocate("P000001"))
    inscrits.ok("place", "decide", "P000002", "POLE_EMPLOI", "--motif", "AREF")
    for ref, commande in (("P000001", "sigma place release"), ("P000002", "sigma place decide")):
        refus = inscrits.refused(12, "place", "protect", ref, *VERIFIE)
        assert refus.startswith("refusé (Q10-04)")
        assert commande in refus


def test_q9_06_a_place_replaces_the_protection(inscrits: Sigma) -> None:
    inscrits.ok("place", "protect", "P000002", *VERIFIE)
    assert inscrits.json("todo", "list", "--type", "p2s")["nombre"] == 1
    inscrits.ok("place", "rights", "P000002", "--fin", "2021-02-15")
    assert pay(inscrits, "P000002") == ("REGION", "2021-02-16")
    assert inscrits.json("todo", "list", "--type", "p2s")["nombre"] == 0


# Decided otherwise, or not at all ---------------------------------------------------------------------


def test_q9_09_a_type_is_decided_by_someone_for_a_reason(inscrits: Sigma) -> None:
    fait = inscrits.ok("place", "decide", "P000002", "AUCUNE", "--motif", "Ressources suffisantes")
    assert fait.stdout.startswith("P000002 (Durand Léa, 20F0011_03/01) : rémunération aucune. ")
    inscrits.ok("place", "decide", "P000002", "POLE_EMPLOI", "--motif", "AREF", SIGMA_AGENT="chef")
    inscrits.ok("place", "decide", "P000002", "INDECISE", "--motif", "Erreur")
    fiche = inscrits.json("place", "show", "P000002")
    assert fiche["libelle"] == "à décider"
    assert [(p["type_remuneration"], p["raison"], p["agent"]) for p in fiche["historique"]] == [
        ("AUCUNE", "Ressources suffisantes", "testeur"),
        ("POLE_EMPLOI", "AREF", "chef"),
        (None, "Erreur", "testeur"),
    ]
    texte = inscrits.ok("place", "show", "P000002").stdout
    assert "Rémunération" in texte
    assert "Pôle emploi" in texte


def test_q10_04_a_place_is_released_before_another_type(inscrits: Sigma) -> None:
    inscrits.ok(*factories.place_allocate("P000002"))
    refus = inscrits.refused(12, "place", "decide", "P000002", "AUCUNE", "--motif", "x")
    assert refus.startswith("refusé (Q10-04)")
    inscrits.refused(10, "place", "decide", "P000002", "REGION", "--motif", "x")


def test_q9_09_nothing_undecided_nor_unpaid_leaves_to_defi(inscrits: Sigma, lieu: Lieu) -> None:
    inscrits.ok("place", "decide", "P000001", "AUCUNE", "--motif", "x")
    inscrits.ok("place", "decide", "P000002", "INDECISE", "--motif", "x")
    inscrits.ok("flux", "push", "defi")
    assert lieu.depot("defi") == []
    inscrits.ok("place", "decide", "P000001", "INDECISE", "--motif", "x")
    inscrits.ok("place", "protect", "P000001", *VERIFIE)
    inscrits.ok("flux", "push", "defi")
    (fichier,) = lieu.depot("defi")
    assert "PROTECTION_SOCIALE" in fichier.read_text("utf-8")


def test_labels_are_those_of_the_configuration(inscrits: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write('[remunerations]\nINDECISE = "en attente"\n')
    assert "en attente" in inscrits.ok("place", "show", "P000001").stdout


@pytest.mark.parametrize(
    "argv",
    [
        ("option", "P000001", "REGION"),
        ("rights", "P000001", "--complets"),
        ("protect", "P000001", *VERIFIE),
        ("decide", "P000001", "AUCUNE", "--motif", "x"),
        ("show", "P000001"),
    ],
)
def test_a_parcours_that_is_not_and_one_that_cannot_be(
    inscrits: Sigma, argv: tuple[str, ...]
) -> None:
    verbe, _, *reste = argv
    assert "Parcours inconnu" in inscrits.refused(11, "place", verbe, "P000099", *reste)
    inscrits.refused(10, "place", verbe, "S000001", *reste)
