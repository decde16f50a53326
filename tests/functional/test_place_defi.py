"""DEFI is told once: what is decided of a pay afterwards is a task to tick in both tools."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from sigma_cli.domain.acte import Acte
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import load
from sigma_cli.services.taches import suivi
from sigma_cli.store import open_db
from tests import factories
from tests.conftest import Lieu, Sigma, make_lieu, populate

LE = datetime(2020, 10, 6, 7, tzinfo=UTC)
VERIFIE = ("--verifie-par", "Zoé", "--le", "2020-10-05", "--comment", "Appel")
GENRE = ("--type", "defi-remuneration")


@pytest.fixture(scope="module")
def lieu_transmis(base_neuve: Path, tmp_path_factory: pytest.TempPathFactory) -> Lieu:
    """`P000001` has a place and `P000002` the protection, both sent to DEFI; `P000003` is undecided."""
    sigma = Sigma(make_lieu(tmp_path_factory.mktemp("transmis"), base_neuve))
    populate(sigma)
    for ordre, nom in enumerate(("Martin", "Durand", "Petit"), 1):
        sigma.ok(*factories.stagiaire_enrol(nom=nom), entree=factories.nir(ordre))
    sigma.ok(*factories.place_allocate("P000001"))
    sigma.ok("place", "protect", "P000002", *VERIFIE)
    sigma.ok("flux", "push", "defi")
    return sigma.lieu


@pytest.fixture
def transmis(sigma: Sigma, lieu_transmis: Lieu) -> Sigma:
    sigma.lieu.take_over(lieu_transmis)
    return sigma


def tasks(sigma: Sigma, genre: tuple[str, str] = GENRE) -> list[tuple[str, str, Any]]:
    resultats = sigma.json("todo", "list", *genre)["resultats"]
    return [(t["tache"], t["objet"], t["valeurs"].get("Rémunération")) for t in resultats]


def test_rf_05_a_place_released_after_it_was_sent_is_told_to_both_tools(transmis: Sigma) -> None:
    assert tasks(transmis) == []
    transmis.ok("place", "release", "P000001", "--motif", "Abandon")
    ((tache, objet, valeur),) = tasks(transmis)
    assert (objet, valeur) == ("P000001", "INDECISE")
    (ligne,) = transmis.json("todo", "list", *GENRE)["resultats"]
    assert (ligne["regle"], ligne["a_faire_dans"]) == ("RF-05", ["sigma", "defi"])
    transmis.ok("todo", "done", tache, "--dans", "sigma")
    assert len(tasks(transmis)) == 1, "not closed before both are ticked"
    transmis.ok("todo", "done", tache, "--dans", "defi")
    assert tasks(transmis) == []


def test_rf_05_what_was_undone_before_anyone_typed_it_leaves_nothing(transmis: Sigma) -> None:
    transmis.ok("place", "release", "P000001", "--motif", "Erreur")
    transmis.ok(*factories.place_allocate("P000001"))
    assert tasks(transmis) == []


def test_rf_05_what_defi_was_told_by_hand_is_known_too(transmis: Sigma) -> None:
    transmis.ok("place", "release", "P000001", "--motif", "Erreur")
    ((tache, _, _),) = tasks(transmis)
    transmis.ok("todo", "done", tache, "--dans", "defi")
    transmis.ok(*factories.place_allocate("P000001"))
    assert [valeur for _, _, valeur in tasks(transmis)] == ["REGION"]


def test_q9_06_someone_protected_then_paid_is_told_with_the_day(transmis: Sigma) -> None:
    fait = transmis.json("place", "rights", "P000002", "--fin", "2021-02-15")
    assert [dit["regle"] for dit in fait["avertissements"]] == ["RF-05"]
    assert [valeur for _, _, valeur in tasks(transmis)] == ["REGION depuis le 16/02/2021"]
    transmis.lieu.config.write_text('[remunerations]\nREGION = "par la Région"\n')
    mots = transmis.ok("todo", "list").stdout.split()
    assert "Rémunération : par la Région depuis le 16/02/2021" in " ".join(mots)
    transmis.ok("place", "rights", "P000002", "--fin", "2021-03-15")
    assert [valeur for _, _, valeur in tasks(transmis)] == ["REGION depuis le 16/03/2021"]


def test_rf_02_what_was_never_sent_is_no_task(transmis: Sigma) -> None:
    transmis.ok(*factories.place_allocate("P000003"))
    transmis.ok("place", "release", "P000003", "--motif", "Erreur")
    assert tasks(transmis) == []


def test_q9_06_the_file_tells_since_when_a_parcours_is_paid(transmis: Sigma) -> None:
    transmis.ok("place", "rights", "P000003", "--fin", "2021-02-15")
    transmis.ok(*factories.stagiaire_enrol(nom="Robert"), entree=factories.nir(4))
    transmis.ok(*factories.place_allocate("P000004"))
    transmis.ok("flux", "push", "defi")
    (fichier,) = (chemin for chemin in transmis.lieu.depot("defi") if chemin.suffix == ".csv")
    lignes = list(csv.DictReader(fichier.read_text("utf-8").splitlines(), delimiter=";"))
    assert [ligne["remuneration_depuis"] for ligne in lignes] == [
        "2021-02-16",
        lignes[1]["date_entree"],
    ]
    assert tasks(transmis) == []


def test_rf_02_a_pay_changed_once_defi_refused_the_line_leaves_with_it(
    transmis: Sigma, tmp_path: Path
) -> None:
    """Decided before or after the refusal: nothing to type, the line sent again will tell it."""
    transmis.ok("place", "rights", "P000002", "--fin", "2021-02-15")
    assert len(tasks(transmis)) == 1
    (fichier,) = transmis.json("flux", "list", "defi")["resultats"]
    accuse = tmp_path / "accuse.csv"
    accuse.write_text(f"fichier;ligne;etat;motif\n{fichier['nom']};;REJETE;x\n")
    transmis.ok("flux", "ack", str(accuse))
    assert tasks(transmis) == []
    fait = transmis.json("place", "rights", "P000002", "--fin", "2021-03-15")
    assert (tasks(transmis), fait["avertissements"]) == ([], [])
    renvoi = ("--renvoyer", "P000002", "--motif", "x")
    transmis.ok("flux", "push", "defi", *renvoi)
    assert tasks(transmis) == []
    transmis.ok("place", "rights", "P000002", "--fin", "2021-04-15")
    assert [valeur for _, _, valeur in tasks(transmis)] == ["REGION depuis le 16/04/2021"]


def test_tasks_drawn_again_from_the_facts_are_the_same(transmis: Sigma) -> None:
    """Bringing everything up to date, as after a migration, opens and closes nothing."""
    transmis.ok("place", "release", "P000001", "--motif", "Abandon")
    transmis.ok("place", "rights", "P000003", "--fin", "2021-02-15")
    with open_db(transmis.lieu.adresse, ecriture=True) as db:
        avant = [(tache.genre, tache.cle, tache.etat) for tache in db.exec(select(Tache))]
        suivi.refresh_all(db, Acte(agent="testeur", le=LE), load({}))
        assert [(tache.genre, tache.cle, tache.etat) for tache in db.exec(select(Tache))] == avant
    genres = {"KAIROS_STAGIAIRE", "DEFI_REMUNERATION", "P2S"}
    assert {genre for genre, _, etat in avant if etat == "A_FAIRE"} == genres


def test_ses_03_a_session_that_will_not_be_is_told_place_by_place(transmis: Sigma) -> None:
    fini = transmis.json("session", "cancel", factories.SESSION, "--motif", "x", "--force")
    assert [dit["regle"] for dit in fini["avertissements"]][-3:] == ["SES-08", "RF-08", "RF-08"]
    assert [objet for _, objet, _ in tasks(transmis)] == ["P000001", "P000002"]
