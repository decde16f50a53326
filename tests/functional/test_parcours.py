"""`sigma stagiaire extend` and `leave`: what changes once a parcours is under way."""

from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.envoyes import enrol_paid

FIN = "2021-06-25"


@pytest.fixture
def paye(peuple: Sigma, modeles: Modeles) -> Sigma:
    """`P000001`, paid, from 2020-11-02 to 2021-06-25."""
    return modeles.fill(peuple, _paye)


def _paye(peuple: Sigma) -> None:
    enrol_paid(peuple, 1)


def rules(document: Any) -> list[str]:
    return [avertissement["regle"] for avertissement in document["avertissements"]]


def used(sigma: Sigma) -> int:
    return int(sigma.json("place", "list")["utilisees"])


def last(sigma: Sigma) -> Any:
    return sigma.json("journal", "list", "P000001", "--limite", "1")["resultats"][0]


# extend


def test_rf_06_a_new_end_is_noted(paye: Sigma) -> None:
    dit = paye.json("stagiaire", "extend", "P000001", "--fin", "2021-07-31", "--heures", "500")
    assert dit == {
        "parcours": "P000001",
        "stagiaire": "S000001",
        "session": factories.SESSION,
        "date_entree": "2020-11-02",
        "date_fin_prevue": "2021-07-31",
        "date_sortie": None,
        "heures": 500,
        "place_comptee": True,
        "place_rendue": False,
        "jamais_venu": False,
        "modifie": True,
        "avertissements": [],
    }
    assert last(paye)["operation"] == "parcours.extend"
    assert last(paye)["avant"] == {"date_fin_prevue": FIN, "heures": None}
    fiche = paye.json("stagiaire", "show", "S000001")["parcours"][0]
    assert fiche["date_fin_prevue"] == "2021-07-31"


def test_rf_06_an_earlier_end_is_allowed(paye: Sigma) -> None:
    dit = paye.ok("stagiaire", "extend", "P000001", "--fin", "01/03/2021")
    assert dit.stdout == "P000001 (Martin Léa, 20F0011_03/01) : fin prévue le 01/03/2021.\n"
    assert dit.stderr == ""


def test_rf_06_an_end_beyond_the_action_is_told(paye: Sigma) -> None:
    assert rules(paye.json("stagiaire", "extend", "P000001", "--fin", "2022-01-01")) == ["RF-06"]


def test_nothing_new_is_told_and_not_recorded(paye: Sigma) -> None:
    avant = paye.json("journal", "list")["nombre"]
    dit = paye.ok("stagiaire", "extend", "P000001", "--fin", FIN)
    assert (
        dit.stdout
        == "P000001 (Martin Léa, 20F0011_03/01) : fin prévue le 25/06/2021. Rien n’a changé.\n"
    )
    assert paye.json("journal", "list")["nombre"] == avant


@pytest.mark.parametrize(
    ("code", "mots", "attendu"),
    [
        (2, (), "--fin, --heures"),
        (10, ("--fin", "demain"), "--fin"),
        (10, ("--heures", "-3"), "--heures"),
        (12, ("--fin", "2020-11-01"), "SES-02"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused(
    paye: Sigma, code: int, mots: tuple[str, ...], attendu: str
) -> None:
    assert attendu in paye.refused(code, "stagiaire", "extend", "P000001", *mots)
    assert paye.json("stagiaire", "show", "S000001")["parcours"][0]["date_fin_prevue"] == FIN


@pytest.mark.parametrize(
    "mots",
    [
        ("extend", "P000009", "--fin", FIN),
        ("leave", "P000009", "--le", FIN, "--motif", "x"),
        ("leave", "P000009", "--annuler"),
    ],
)
def test_an_unknown_parcours_is_named(paye: Sigma, mots: tuple[str, ...]) -> None:
    assert "P000009" in paye.refused(11, "stagiaire", *mots)


# leave


def leave(sigma: Sigma, le: str, motif: str = "A trouvé un emploi") -> Any:
    return sigma.json("stagiaire", "leave", "P000001", "--le", le, "--motif", motif)


def test_ext_01_a_leaving_is_noted_with_its_reason_out_of_the_journal(paye: Sigma) -> None:
    dit = leave(paye, "2021-02-01")
    assert (dit["date_sortie"], dit["modifie"], dit["avertissements"]) == ("2021-02-01", True, [])
    assert last(paye)["apres"] == {"date_sortie": "2021-02-01", "motif_sortie": "•••"}
    assert "emploi" not in paye.ok("journal", "list", "--json").stdout
    assert "sorti le 01/02/2021" in paye.ok("stagiaire", "show", "S000001").stdout


def test_someone_who_left_frees_a_seat_of_the_session(paye: Sigma) -> None:
    paye.ok("session", "set", factories.SESSION, "--places", "1")
    leave(paye, "2021-02-01")
    ligne = factories.stagiaire_enrol(nom="Durand")
    assert "SES-05" not in paye.ok(*ligne, entree=factories.nir(2)).stderr


def test_q9_01_a_place_that_served_stays_counted_until_it_is_released(paye: Sigma) -> None:
    resultat = paye.ok("stagiaire", "leave", "P000001", "--le", "2021-02-01", "--motif", "x")
    assert resultat.stdout == "P000001 (Martin Léa, 20F0011_03/01) : sortie le 01/02/2021.\n"
    assert "sigma place release P000001" in resultat.stderr
    assert used(paye) == 1
    paye.ok("place", "release", "P000001", "--motif", "Rendue après l’abandon")
    assert used(paye) == 0
    assert paye.json("base", "check")["nombre"] == 0


def test_q9_01_who_never_came_gives_the_place_back(paye: Sigma) -> None:
    motif = ("--motif", "hospitalisation")
    resultat = paye.ok("stagiaire", "leave", "P000001", "--le", "2020-11-01", *motif)
    dit = "P000001 (Martin Léa, 20F0011_03/01) : désistement le 01/11/2020, avant l’entrée ; place rémunérée rendue.\n"
    assert resultat.stdout == dit
    assert resultat.stderr == ""
    assert used(paye) == 0
    assert paye.json("base", "check")["nombre"] == 0
    assert [ligne["operation"] for ligne in paye.json("journal", "list", "P000001")["resultats"]][
        :2
    ] == ["place.release", "parcours.leave"]
    assert "hospitalisation" not in paye.ok("journal", "list", "--json").stdout


def test_rf_08_who_never_came_once_sent_is_told_twice_the_leaving_and_the_pay(paye: Sigma) -> None:
    paye.ok("flux", "push", "defi")
    fait = paye.json("stagiaire", "leave", "P000001", "--le", "2020-11-01", "--motif", "x")
    dits = [dit["message"] for dit in fait["avertissements"]]
    assert [dit["regle"] for dit in fait["avertissements"]] == ["RF-08", "RF-08"]
    assert "y saisir aussi la sortie" in dits[0]
    assert "y retirer aussi la rémunération" in dits[1]
    ecarts = paye.json("flux", "status", "defi", "--ecarts")["resultats"]
    assert {ecart["type"] for ecart in ecarts} == {"DEFI_SORTIE", "DEFI_REMUNERATION"}


def test_par_03_leaving_on_the_first_day_is_having_never_come(paye: Sigma) -> None:
    assert leave(paye, "2020-11-02")["jamais_venu"] is True
    assert used(paye) == 0


def test_par_03_a_later_day_is_having_come_unless_the_reason_says_no(paye: Sigma) -> None:
    assert leave(paye, "2020-11-03")["jamais_venu"] is False
    dit = paye.json(
        "stagiaire", "leave", "P000001", "--le", "2020-11-03", "--motif", "N’est jamais venu"
    )
    assert dit["jamais_venu"] is True


def test_a_leaving_may_be_corrected_then_undone(paye: Sigma) -> None:
    leave(paye, "2021-02-01")
    assert leave(paye, "2021-02-02")["date_sortie"] == "2021-02-02"
    assert leave(paye, "2021-02-02")["modifie"] is False
    dit = paye.ok("stagiaire", "leave", "P000001", "--annuler")
    assert dit.stdout == "P000001 (Martin Léa, 20F0011_03/01) : sortie annulée.\n"
    assert last(paye)["operation"] == "parcours.leave.annule"
    assert paye.json("stagiaire", "show", "S000001")["parcours"][0]["date_sortie"] is None
    assert "rien à annuler" in paye.refused(13, "stagiaire", "leave", "P000001", "--annuler")


def test_q1_06_undoing_gives_no_place_back(paye: Sigma) -> None:
    leave(paye, "2020-11-01")
    assert leave(paye, "2020-10-31")["place_rendue"] is False, "there is none to give back any more"
    dit = paye.ok("stagiaire", "leave", "P000001", "--annuler").stderr
    assert dit == (
        "attention : la place rémunérée n’est pas reprise : sigma place allocate P000001 --motif … "
        "(Q9-01)\n"
    )
    assert used(paye) == 0
    paye.ok("place", "allocate", "P000001", "--motif", "Finalement venu")
    leave(paye, "2021-02-01")
    assert paye.ok("stagiaire", "leave", "P000001", "--annuler").stderr == ""


def test_q1_06_a_place_released_by_hand_after_the_leaving_is_told_too(paye: Sigma) -> None:
    leave(paye, "2021-02-01")
    tard = {"SIGMA_MAINTENANT": "2021-02-03T09:00"}
    paye.ok("place", "release", "P000001", "--motif", "Abandon", **tard)
    dit = paye.ok("stagiaire", "leave", "P000001", "--annuler", **tard).stderr
    assert "n’est pas reprise" in dit
    leave(paye, "2021-02-04")
    assert paye.ok("stagiaire", "leave", "P000001", "--annuler", **tard).stderr == ""


def test_rf_08_an_extension_after_a_leaving_is_refused(paye: Sigma) -> None:
    leave(paye, "2021-02-01")
    message = paye.refused(12, "stagiaire", "extend", "P000001", "--fin", "2021-07-31")
    assert "RF-08" in message
    assert "--annuler" in message


@pytest.mark.parametrize(
    ("code", "mots", "attendu"),
    [
        (2, (), "--le et --motif"),
        (2, ("--le", "2021-02-01"), "--le et --motif"),
        (2, ("--motif", "x"), "--le et --motif"),
        (2, ("--annuler", "--motif", "x"), "--annuler va seul"),
        (10, ("--le", "2021-02-30", "--motif", "x"), "--le"),
        (10, ("--le", "2021-02-01", "--motif", factories.nir()), "NIR-12"),
        (12, ("--le", "2021-06-26", "--motif", "x"), "RF-08"),
    ],
)
def test_a_leaving_that_makes_no_sense_is_refused(
    paye: Sigma, code: int, mots: tuple[str, ...], attendu: str
) -> None:
    assert attendu in paye.refused(code, "stagiaire", "leave", "P000001", *mots)
    assert paye.json("stagiaire", "show", "S000001")["parcours"][0]["date_sortie"] is None


def test_rf_01_who_never_came_is_not_sent_and_who_left_is(paye: Sigma, lieu: Lieu) -> None:
    enrol_paid(paye, 2)
    leave(paye, "2021-02-01")
    paye.ok("stagiaire", "leave", "P000002", "--le", "2020-10-30", "--motif", "x")
    paye.ok("flux", "push", "defi")
    (fichier,) = lieu.depot("defi")
    lignes = fichier.read_text("utf-8").splitlines()
    assert [ligne.split(";")[0] for ligne in lignes[1:]] == ["P000001"]
    assert lignes[1].endswith(";2021-02-01")
