"""A session put to 0 places is silent (SES-08), and so is who never came (PAR-03)."""

import csv
from typing import Any

import pytest

from sigma_cli.flux import REGISTRE as FLUX
from sigma_cli.services.taches import REGISTRE as TACHES
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

SESSION = factories.SESSION
PLUS_TARD = {"SIGMA_MAINTENANT": "2021-07-10T09:00"}  # the session would be over
ANNULER = ("session", "cancel", SESSION, "--motif", "Effectif insuffisant", "--tous-sortis")
JAMAIS = ("--le", "2020-11-02", "--motif", "N’est jamais venu")
# What only undoes by hand what DEFI was told already.
A_DEFAIRE = {"DEFI_SORTIE", "DEFI_REMUNERATION"}


@pytest.fixture
def inscrits(peuple: Sigma, modeles: Modeles) -> Sigma:
    """One person paid by the Région, one protected, one under a NIA, and a candidature."""
    return modeles.fill(peuple, _inscrits)


def _inscrits(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*factories.candidature_add(), "--ic", "2020-10-12")
    nia = factories.nir(3, sexe="8")
    for nom, numero in (("Un", factories.nir(1)), ("Deux", factories.nir(2)), ("Trois", nia)):
        enrol = factories.stagiaire_enrol(nom=nom, naissance=None)
        peuple.ok(*enrol, entree=numero)
    peuple.ok(*factories.place_allocate("P000001"))
    peuple.ok(
        *("place", "protect", "P000002", "--verifie-par", "Mme Exemple"),
        *("--le", "2020-10-05", "--comment", "Aucune couverture"),
    )


def leave_all(sigma: Sigma) -> None:
    for ref in ("P000001", "P000002", "P000003"):
        sigma.ok("stagiaire", "leave", ref, *JAMAIS)


def lines(lieu: Lieu, code: str) -> list[dict[str, str]]:
    """Return the rows of every file of a flux that was delivered."""
    return [
        ligne
        for fichier in lieu.depot(code)
        for ligne in csv.DictReader(fichier.read_text("utf-8").splitlines(), delimiter=";")
    ]


def open_tasks(sigma: Sigma, **env: str) -> list[tuple[str, str]]:
    lignes = sigma.json("todo", "list", "--limite", "100", **env)["resultats"]
    return [(ligne["type"], ligne["objet"]) for ligne in lignes]


@pytest.mark.parametrize("fin", ["annulée", "jamais venus"])
@pytest.mark.parametrize("code", sorted(FLUX))
def test_ses_08_no_flux_holds_what_does_not_take_place(
    inscrits: Sigma, lieu: Lieu, code: str, fin: str
) -> None:
    if fin == "annulée":
        inscrits.ok(*ANNULER)
    else:
        leave_all(inscrits)
    inscrits.ok("flux", "push", code, **PLUS_TARD)
    if code == "carif":
        (fichier,) = lieu.depot(code)  # the offer, which says that nobody is recruited
        ouverte = "<etat-recrutement>1<" in fichier.read_text("utf-8")
        assert not (ouverte and fin == "annulée")
    else:
        assert lines(lieu, code) == []


def test_par_03_no_type_of_pay_sends_who_never_came(inscrits: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write("[defi]\ntous = true\n")
    inscrits.ok("place", "decide", "P000003", "POLE_EMPLOI", "--motif", "ARE")
    leave_all(inscrits)
    inscrits.ok("flux", "push", **PLUS_TARD)
    assert lines(lieu, "defi") == []
    assert lines(lieu, "agora") == []


@pytest.mark.parametrize("fin", ["annulée", "jamais venus"])
def test_ses_08_no_task_waits_for_what_does_not_take_place(inscrits: Sigma, fin: str) -> None:
    avant = {genre for genre, _ in open_tasks(inscrits, **PLUS_TARD)}
    assert avant >= {"KAIROS_STAGIAIRE", "P2S", "NIA_ANCIEN", "PRESENCE_A_NOTER"}
    if fin == "annulée":
        inscrits.ok(*ANNULER)
    else:
        leave_all(inscrits)
    restent = open_tasks(inscrits, **PLUS_TARD)
    assert [tache for tache in restent if not tache[1].startswith("C")] == []
    if fin == "annulée":
        assert restent == []


def test_ses_08_every_kind_of_task_knows_what_does_not_take_place(inscrits: Sigma) -> None:
    """Whatever was opened before and after the sending: only what undoes it by hand is left."""
    inscrits.ok("flux", "push")
    for ref in ("S000001", "S000002"):
        inscrits.ok("stagiaire", "set", ref, "--nom", "Autrement", "--courriel", "a@exemple.fr")
    inscrits.ok("stagiaire", "extend", "P000001", "--fin", "2021-07-30")
    genres = {genre for genre, _ in open_tasks(inscrits)}
    assert genres >= {"DEFI_IDENTITE", "DEFI_COORDONNEES", "DEFI_DATES"}
    inscrits.ok(*ANNULER)
    assert {genre for genre, _ in open_tasks(inscrits, **PLUS_TARD)} <= A_DEFAIRE
    assert set(TACHES) >= A_DEFAIRE


def test_ses_08_an_entry_told_is_undone_once_and_never_ends(inscrits: Sigma, lieu: Lieu) -> None:
    inscrits.ok("flux", "push")
    assert [ligne["evenement"] for ligne in lines(lieu, "agora")] == ["ENTREE", "ENTREE"]
    fiche = inscrits.json(*ANNULER, SIGMA_MAINTENANT="2020-10-20T09:00")
    outils = {tache["outil"]: tache["references"] for tache in fiche["fermeture"]["a_defaire"]}
    assert outils == {"DEFI": ["P000001", "P000002"], "AGORA": ["P000001", "P000002"]}
    for _ in range(2):
        inscrits.ok("flux", "push", **PLUS_TARD)
    sorties = [ligne for ligne in lines(lieu, "agora") if ligne["evenement"] == "SORTIE"]
    assert [(s["parcours"], s["date_sortie"], s["nature_sortie"]) for s in sorties] == [
        ("P000001", "2020-10-20", "JAMAIS_VENU"),
        ("P000002", "2020-10-20", "JAMAIS_VENU"),
    ]


def test_ses_08_paid_and_protected_places_are_given_back(inscrits: Sigma) -> None:
    inscrits.ok(*ANNULER)
    assert inscrits.json("place", "list", "20F0011")["utilisees"] == 0
    types = [ligne["type_remuneration"] for ligne in persons(inscrits)]
    assert types == [None, None, None]


def persons(sigma: Sigma) -> list[Any]:
    return list(sigma.json("stagiaire", "list")["resultats"])


def test_ses_08_who_is_touched_is_named(inscrits: Sigma) -> None:
    dit = inscrits.ok(*ANNULER).stdout
    for qui in (
        "P000001  Un Léa",
        "P000002  Deux Léa",
        "P000003  Trois Léa",
        "C000001  Durand Anne",
    ):
        assert qui in dit


def test_ses_08_reopening_opens_nothing_by_itself(inscrits: Sigma, lieu: Lieu) -> None:
    inscrits.ok(*ANNULER)
    dit = inscrits.ok("session", "set", SESSION, "--places", "10").stderr
    assert "P000001, P000002, P000003" in dit
    assert "sigma candidature reopen C000001" in dit
    inscrits.ok("flux", "push", "defi", "agora", **PLUS_TARD)
    assert lines(lieu, "defi") == lines(lieu, "agora") == []
    assert open_tasks(inscrits, **PLUS_TARD) == []
    inscrits.ok("stagiaire", "leave", "P000001", "--annuler")
    inscrits.ok("flux", "push", "agora")
    assert [ligne["parcours"] for ligne in lines(lieu, "agora")] == ["P000001"]


def test_ses_08_nobody_comes_back_while_it_is_at_0_places(inscrits: Sigma) -> None:
    inscrits.ok(*ANNULER)
    assert "SES-03" in inscrits.refused(12, "stagiaire", "leave", "P000001", "--annuler")
    assert "SES-03" in inscrits.refused(12, "candidature", "reopen", "C000001")


def test_ses_08_cancelled_twice_changes_nothing(inscrits: Sigma) -> None:
    inscrits.ok(*ANNULER)
    assert inscrits.json(*ANNULER)["fermeture"] is None


def test_ses_08_a_candidature_that_goes_on_is_not_reopened(inscrits: Sigma) -> None:
    assert "rien à reprendre" in inscrits.refused(13, "candidature", "reopen", "C000001")


def test_ses_03_nobody_is_protected_in_a_session_that_will_not_be(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok(*ANNULER)
    refus = peuple.refused(
        *(12, "place", "protect", "P000001", "--verifie-par", "Mme Exemple"),
        *("--le", "2020-10-05", "--comment", "Aucune"),
    )
    assert refus.startswith("refusé (SES-03)")


def test_ses_08_who_had_left_before_the_cancellation_is_in_no_flux_either(
    inscrits: Sigma, lieu: Lieu
) -> None:
    inscrits.ok("stagiaire", "leave", "P000001", "--le", "2020-12-01", "--motif", "Emploi")
    inscrits.ok(*ANNULER, SIGMA_MAINTENANT="2020-12-05T09:00")
    inscrits.ok("flux", "push", **PLUS_TARD)
    assert lines(lieu, "defi") == lines(lieu, "agora") == []
    assert inscrits.json("parcours", "show", "P000001")["jamais_venu"] is False
