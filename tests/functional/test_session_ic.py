"""`sigma session ic`: recruitment meetings."""

import json

import pytest

from tests.conftest import Sigma
from tests.factories import SESSION, session_add

ADD = ("session", "ic", "add", SESSION)
REMOVE = ("session", "ic", "remove", SESSION)


def meetings(sigma: Sigma) -> list[str]:
    fiche = sigma.json("session", "show", SESSION)
    return [reunion["date"] for reunion in fiche["informations_collectives"]]


def test_a_meeting_keeps_its_details(peuple: Sigma) -> None:
    details = (
        "--heure-debut",
        "9h",
        "--heure-fin",
        "11:30",
        "--lieu",
        "Salle B ",
        "--places",
        "30",
    )
    fiche = peuple.json(*ADD, "12/10/2020", *details)
    assert (fiche["session"], fiche["places"], fiche["avertissements"]) == (SESSION, 10, [])
    assert fiche["informations_collectives"] == [
        {
            "date": "2020-10-12",
            "heure_debut": "09h00",
            "heure_fin": "11h30",
            "lieu": "Salle B",
            "places": 30,
        }
    ]
    texte = peuple.ok("session", "show", SESSION).stdout
    assert "12/10/2020 09h00 11h30 Salle B 30" in texte


def test_meetings_come_by_date_and_go(peuple: Sigma) -> None:
    for jour in ("2020-10-26", "2020-10-12", "19/10/2020"):
        peuple.ok(*ADD, jour)
    assert meetings(peuple) == ["2020-10-12", "2020-10-19", "2020-10-26"]
    fait = peuple.ok(*REMOVE, "19/10/2020")
    assert (
        fait.stdout
        == f"Session {SESSION} enregistrée : du 02/11/2020 au 25/06/2021, 10 places, informations collectives : 12/10/2020, 26/10/2020.\n"
    )
    assert meetings(peuple) == ["2020-10-12", "2020-10-26"]


def test_both_are_journalled_and_a_removed_day_is_free_again(peuple: Sigma) -> None:
    peuple.ok(*ADD, "2020-10-12", "--lieu", "Salle B")
    peuple.ok(*REMOVE, "2020-10-12")
    peuple.ok(*ADD, "2020-10-12")
    lignes = peuple.json("journal", "list", SESSION)["resultats"]
    operations = [ligne["operation"] for ligne in lignes]
    assert operations == ["session.ic.add", "session.ic.remove", "session.ic.add", "session.add"]
    assert lignes[1]["avant"]["date"] == "2020-10-12"
    assert lignes[2]["apres"]["lieu"] == "Salle B"


def test_one_meeting_a_day_at_most(peuple: Sigma) -> None:
    peuple.ok(*ADD, "2020-10-12")
    message = peuple.refused(13, *ADD, "12/10/2020")
    assert f"{SESSION} a déjà une information collective ce jour-là" in message
    peuple.ok(*session_add())
    peuple.ok("session", "ic", "add", "20F0011_03/02", "2020-10-12")
    assert meetings(peuple) == ["2020-10-12"]


def test_a_meeting_that_is_not_there_is_not_found(peuple: Sigma) -> None:
    message = peuple.refused(11, *REMOVE, "2020-10-12")
    assert f"{SESSION} n’a pas d’information collective le 12/10/2020" in message


@pytest.mark.parametrize(
    ("options", "extrait"),
    [
        (("2020-10-32",), "DATE : ce jour n’existe pas"),
        (("le 12",), "DATE : date illisible ; écrire"),
        (("2020-10-12", "--heure-debut", "25h"), "--heure-debut : heure hors de 0h00 à 23h59"),
        (("2020-10-12", "--heure-fin", "midi"), "--heure-fin : heure illisible ; écrire"),
        (("2020-10-12", "--lieu", ""), "--lieu : texte vide"),
        (("2020-10-12", "--lieu", "x" * 251), "--lieu : 251 caractères, 250 au plus"),
        (("2020-10-12", "--places", "-3"), "--places : nombre entier attendu"),
        (
            ("2020-10-12", "--heure-debut", "11h", "--heure-fin", "9h"),
            "--heure-fin : 09h00 est avant le début (11h00)",
        ),
    ],
)
def test_a_wrong_field_is_refused_by_name(
    peuple: Sigma, options: tuple[str, ...], extrait: str
) -> None:
    message = peuple.refused(10, *ADD, *options)
    assert extrait in message
    assert message.count("\n") == 1
    assert meetings(peuple) == []


@pytest.mark.parametrize("jour", ["2020-10-32", "hier"])
def test_a_wrong_day_to_remove_is_refused(peuple: Sigma, jour: str) -> None:
    assert "DATE : " in peuple.refused(10, *REMOVE, jour)


@pytest.mark.parametrize(
    ("jour", "extrait"),
    [
        ("2020-10-07", "les prescripteurs ne verront pas à temps"),
        ("2020-09-01", "les prescripteurs ne verront pas à temps"),
        ("2020-11-03", "est après le début de la session"),
        ("2020-10-08", None),
        ("2020-11-02", None),
    ],
)
def test_q2_09_a_meeting_too_early_or_too_late_is_told_and_kept(
    peuple: Sigma, jour: str, extrait: str | None
) -> None:
    fait = peuple.ok(*ADD, jour, "--json")
    avertissements = json.loads(fait.stdout)["avertissements"]
    assert [dit["regle"] for dit in avertissements] == (["Q2-09"] if extrait else [])
    assert (extrait or "") in fait.stderr
    assert meetings(peuple) == [jour]


def test_q2_09_the_meetings_given_with_a_session_are_judged_too(peuple: Sigma) -> None:
    fiche = peuple.json(*session_add(site="Antenne"), "--ic", "2020-10-07", "--ic", "2020-10-19")
    assert [dit["regle"] for dit in fiche["avertissements"]] == ["Q2-09"]
    assert "07/10/2020" in fiche["avertissements"][0]["message"]


def test_a_meeting_is_corrected_where_it_is(peuple: Sigma) -> None:
    peuple.ok(*ADD, "2020-10-12", "--lieu", "Salle A", "--heure-debut", "9h")
    corriger = ("session", "ic", "set", SESSION, "2020-10-12")
    (reunion,) = peuple.json(*corriger, "--lieu", "Salle B", "--places", "20")[
        "informations_collectives"
    ]
    assert (reunion["heure_debut"], reunion["lieu"], reunion["places"]) == ("09h00", "Salle B", 20)
    ligne = peuple.json("journal", "list", SESSION)["resultats"][0]
    assert ligne["operation"] == "session.ic.set"
    assert ligne["avant"] == {"date": "2020-10-12", "lieu": "Salle A", "places": None}
    peuple.ok(*corriger, "--lieu", "Salle B")
    assert len(peuple.json("journal", "list", SESSION)["resultats"]) == 3, "nothing changed"
    assert "10h00" not in peuple.refused(10, *corriger, "--heure-fin", "8h")
    assert f"{SESSION} n’a pas d’information collective le 13/10/2020" in peuple.refused(
        11, *corriger[:-1], "2020-10-13", "--lieu", "Salle B"
    )
