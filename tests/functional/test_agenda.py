"""`sigma export agenda`: a calendar that other programs read, and that updates when read again."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from tests import factories
from tests.conftest import Lieu, Sigma

SESSION = factories.SESSION


@pytest.fixture
def reunie(peuple: Sigma) -> Sigma:
    heures = ("--heure-debut", "09h30", "--heure-fin", "11h00")
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12", *heures)
    peuple.ok("session", "ic", "add", SESSION, "2020-10-19")
    return peuple


def events(sigma: Sigma, lieu: Lieu, *options: str, **env: str) -> dict[str, Any]:
    """Return the events by their stable name, as icalendar reads them."""
    fichier = lieu.dossier / "a.ics"
    sigma.ok("export", "agenda", "-o", str(fichier), "--force", *options, **env)
    calendrier = Calendar.from_ical(fichier.read_bytes())
    lus = {str(e["UID"]): e for e in calendrier.walk("VEVENT")}
    assert len(lus) == len(calendrier.walk("VEVENT")), "each name once"
    return lus


def test_sessions_and_meetings_are_read_back(reunie: Sigma, lieu: Lieu) -> None:
    lus = events(reunie, lieu)
    session = lus["session-20F0011_03-01@forpro-sup"]
    assert session.decoded("DTSTART") == date(2020, 11, 2)
    assert session.decoded("DTEND") == date(2021, 6, 26)  # the end of a calendar is the day after
    reunion = lus["reunion-20F0011_03-01-2020-10-12@forpro-sup"]
    debut = reunion.decoded("DTSTART")
    assert debut.astimezone(UTC) == datetime(2020, 10, 12, 7, 30, tzinfo=UTC)
    assert lus["reunion-20F0011_03-01-2020-10-19@forpro-sup"].decoded("DTSTART") == date(
        2020, 10, 19
    )
    assert len(events(reunie, lieu, "--ic-seules")) == 2


def test_an_independent_reader_finds_lines_as_the_specification_wants_them(
    reunie: Sigma, lieu: Lieu
) -> None:
    events(reunie, lieu)
    octets = (lieu.dossier / "a.ics").read_bytes()
    lignes = octets.split(b"\r\n")
    assert lignes[-1] == b""
    assert all(len(ligne) <= 75 for ligne in lignes)
    depliees = re.sub(rb"\r\n[ \t]", b"", octets).decode().split("\r\n")
    pile: list[str] = []
    for ligne in filter(None, depliees):
        nom, _, valeur = ligne.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^:;]+)*", nom), ligne
        if nom == "BEGIN":
            pile.append(valeur)
        elif nom == "END":
            assert pile.pop() == valeur
    assert pile == []
    assert depliees.count("BEGIN:VEVENT") == 3
    assert "BEGIN:VTIMEZONE" in depliees
    assert "METHOD:PUBLISH" in depliees


def test_a_change_is_a_later_version_of_the_same_event(reunie: Sigma, lieu: Lieu) -> None:
    avant = events(reunie, lieu)
    assert events(reunie, lieu) == avant
    plus_tard = {"SIGMA_MAINTENANT": "2020-10-07T09:00"}
    reunie.ok("session", "cancel", SESSION, "--motif", "Effectif", **plus_tard)
    apres = events(reunie, lieu, **plus_tard)
    assert apres.keys() == avant.keys()
    assert {str(e["STATUS"]) for e in avant.values()} == {"CONFIRMED"}
    assert {str(e["STATUS"]) for e in apres.values()} == {"CANCELLED"}
    assert all(apres[uid]["SEQUENCE"] > avant[uid]["SEQUENCE"] for uid in avant)


def test_an_empty_base_is_an_empty_calendar(sigma: Sigma, lieu: Lieu) -> None:
    assert events(sigma, lieu) == {}
    sigma.refused(13, "export", "agenda", "-o", str(lieu.dossier / "a.ics"))
    sigma.refused(11, "export", "agenda", "--action", "99F9999")


def test_a_meeting_taken_away_is_struck_out_until_it_is_back(reunie: Sigma, lieu: Lieu) -> None:
    nom = "reunion-20F0011_03-01-2020-10-19@forpro-sup"
    avant = events(reunie, lieu)[nom]
    plus_tard = {"SIGMA_MAINTENANT": "2020-10-07T09:00"}
    reunie.ok("session", "ic", "remove", SESSION, "2020-10-19", **plus_tard)
    retiree = events(reunie, lieu, **plus_tard)[nom]
    assert (str(avant["STATUS"]), str(retiree["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert retiree["SEQUENCE"] > avant["SEQUENCE"]
    reunie.ok("session", "ic", "add", SESSION, "2020-10-19", SIGMA_MAINTENANT="2020-10-08T09:00")
    assert str(events(reunie, lieu)[nom]["STATUS"]) == "CONFIRMED"


def test_another_title_is_a_later_version(reunie: Sigma, lieu: Lieu) -> None:
    avant = events(reunie, lieu)
    plus_tard = {"SIGMA_MAINTENANT": "2020-10-07T09:00"}
    reunie.ok("composante", "set", "20F0011_03", "--intitule", "Autre titre", **plus_tard)
    apres = events(reunie, lieu, **plus_tard)
    assert all("Autre titre" in str(e["SUMMARY"]) for e in apres.values())
    assert all(apres[nom]["SEQUENCE"] > avant[nom]["SEQUENCE"] for nom in avant)
