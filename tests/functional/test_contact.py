"""`sigma contact`: one route per subject, and nothing leaves the machine (CT-01 … CT-05)."""

import socket
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from tests.conftest import Lieu, Sigma

CONFIG = """
[contacts.kairos]
objet = "Session absente de Kairos"
courriel = "assistance@exemple.fr"
telephone = "05 00 00 00 01"
depuis = 2026-01-01
regle = "CT-04"

[contacts.handicap]
objet = "Référent handicap"
courriel = "handicap@exemple.fr"
depuis = 2026-02-03
regle = "CT-05"
"""


def test_ct_01_incident(sigma: Sigma) -> None:
    contact = sigma.json("contact", "incident")
    assert (contact["telephone"], contact["courriel"]) == (
        "0 820 20 77 43",
        "Support.mpe@atexo.com",
    )
    assert contact["regle"] == "CT-01"


def test_ct_02_use_and_data(sigma: Sigma) -> None:
    contact = sigma.json("contact", "sigma")
    assert (contact["courriel"], contact["regle"]) == ("forprosup@laregion.fr", "CT-02")


def test_ct_03_remuneration(sigma: Sigma) -> None:
    contact = sigma.json("contact", "remuneration")
    assert (contact["courriel"], contact["regle"]) == ("remuneration@laregion.fr", "CT-03")


def test_ct_04_in_mfr_and_not_in_kairos(sigma: Sigma) -> None:
    contact = sigma.json("contact", "kairos")
    assert contact["courriel"] == "assistancekairos.occitanie@pole-emploi.fr"
    assert contact["regle"] == "CT-04"


@pytest.mark.parametrize("sujet", ["incident", "sigma", "remuneration", "kairos", " KAIROS "])
def test_ct_05_one_subject_has_exactly_one_route(sigma: Sigma, sujet: str) -> None:
    texte = sigma.ok("contact", sujet).stdout
    assert texte.count("@") == 1
    assert "Adresse connue au : 02/10/2020" in texte
    assert sigma.json("contact", sujet)["depuis"] == "2020-10-02"


def test_ct_05_every_subject_is_listed_once(sigma: Sigma) -> None:
    document = sigma.json("contact")
    assert document["nombre"] == 4
    sujets = [contact["sujet"] for contact in document["resultats"]]
    assert sujets == ["incident", "sigma", "remuneration", "kairos"]
    texte = sigma.ok("contact").stdout
    assert all(texte.count(contact["courriel"]) == 1 for contact in document["resultats"])


def test_ct_05_values_of_the_config_file_replace_the_shipped_ones(sigma: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text(CONFIG)
    contact = sigma.json("contact", "kairos")
    assert contact == {
        "sujet": "kairos",
        "objet": "Session absente de Kairos",
        "courriel": "assistance@exemple.fr",
        "telephone": "05 00 00 00 01",
        "depuis": "2026-01-01",
        "regle": "CT-04",
    }
    assert sigma.json("contact", "incident")["telephone"] == "0 820 20 77 43"
    assert sigma.json("contact", "handicap")["depuis"] == date(2026, 2, 3).isoformat()
    assert sigma.json("contact")["nombre"] == 5


@pytest.mark.parametrize("sujet", ["agora", "", "forprosup@laregion.fr"])
def test_ct_05_an_unknown_subject_names_the_others(sigma: Sigma, sujet: str) -> None:
    message = sigma.refused(11, "contact", sujet)
    assert "incident, sigma, remuneration, kairos" in message


def test_ct_05_a_contact_half_written_in_the_config_is_refused(sigma: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text('[contacts.nouveau]\ncourriel = "x@exemple.fr"\n')
    assert "contacts" in sigma.refused(10, "contact", "incident")


# Once set, an audit hook stays until the process ends: it counts only while a test asks for it.
_WATCHED = {"socket.connect", "socket.sendto", "subprocess.Popen", "os.posix_spawn", "os.fork"}
_seen: list[str] = []
_state = {"hooked": False, "watching": False}


def _watch(event: str, _args: tuple[object, ...]) -> None:
    if _state["watching"] and event in _WATCHED:
        _seen.append(event)


@pytest.fixture
def departures() -> Iterator[list[str]]:
    """Return the list where each connection or program started is noted."""
    if not _state["hooked"]:
        sys.addaudithook(_watch)
        _state["hooked"] = True
    _seen.clear()
    _state["watching"] = True
    yield _seen
    _state["watching"] = False


def test_ct_05_nothing_is_ever_sent(sigma: Sigma, departures: list[str]) -> None:
    for sujet in ((), ("incident",), ("sigma",), ("remuneration",), ("kairos",)):
        sigma.ok("contact", *sujet)
    assert departures == []


def test_the_watch_of_the_test_above_sees_a_connection(departures: list[str]) -> None:
    with socket.socket() as prise, pytest.raises(OSError, match=r"."):
        prise.connect(("127.0.0.1", 1))
    assert departures == ["socket.connect"]


def test_contact_needs_neither_base_nor_key(sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.unlink()
    lieu.cle.unlink()
    sigma.ok("contact", "sigma")
    assert not lieu.base.exists()


def test_a_subject_is_read_with_its_accents(sigma: Sigma) -> None:
    assert sigma.ok("contact", "Rémunération").stdout == sigma.ok("contact", "remuneration").stdout
