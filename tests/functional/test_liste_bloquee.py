"""RAP-01 in lists: what the Carif blocks is said where sessions and composantes are looked at."""

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import composante_add, session_add
from tests.functional.test_check import certifinfo


@pytest.fixture
def offre(peuple: Sigma) -> Sigma:
    """A composante with a session, and one without, of another code."""
    peuple.ok(*composante_add("20F0011_04", certifinfo="100001"))
    return peuple


def sessions(sigma: Sigma) -> list[str | None]:
    return [ligne["etat"] for ligne in sigma.json("session", "list")["resultats"]]


def composantes(sigma: Sigma) -> list[str | None]:
    lignes = sigma.json("composante", "list")["resultats"]
    for ligne in lignes:
        fiche = sigma.json("composante", "show", ligne["composante"])
        assert fiche["diffusion"] == ligne["diffusion"]
    return [ligne["diffusion"] for ligne in lignes]


@pytest.mark.parametrize(
    ("ligne", "session", "composante"),
    [
        ("93541;Licence;oui;6", "bloquée au Carif", "bloquée au Carif"),  # archived
        ("93542;Autre;non;6", "bloquée au Carif", "bloquée au Carif"),  # unknown
        ("93541;Licence;non;6", None, None),
        ("93541;Licence;;6", None, None),  # nobody says
    ],
)
def test_rap_01_a_blocked_code_is_said_in_lists(
    offre: Sigma, lieu: Lieu, ligne: str, session: str | None, composante: str | None
) -> None:
    certifinfo(offre, lieu, ligne, "100001;Master;non;7")
    assert sessions(offre) == [session]
    assert composantes(offre) == [composante, "à saisir"]
    assert ("bloquée au Carif" in offre.ok("session", "list").stdout) is bool(session)


def test_rap_01_before_a_first_import_nothing_is_said(offre: Sigma) -> None:
    assert sessions(offre) == [None]
    assert composantes(offre) == [None, "à saisir"]


def test_rap_01_a_file_that_tells_no_state_blocks_only_what_it_lacks(
    offre: Sigma, lieu: Lieu
) -> None:
    fichier = lieu.dossier / "sans-etat.csv"
    fichier.write_text("certifinfo;intitulé\n93541;Licence\n", "utf-8")
    offre.ok("referentiel", "import", "certifinfo", str(fichier))
    assert sessions(offre) == [None]
    assert composantes(offre) == [None, "bloquée au Carif"]


def test_rap_01_the_last_import_alone_counts(offre: Sigma, lieu: Lieu) -> None:
    certifinfo(offre, lieu, "93541;Licence;non;6", "100001;Master;oui;7")
    assert composantes(offre) == [None, "bloquée au Carif"]
    certifinfo(offre, lieu, "93541;Licence;oui;6", "100001;Master;non;7")
    assert composantes(offre) == ["bloquée au Carif", "à saisir"]


def test_ses_03_what_will_not_take_place_or_is_over_is_said_first(offre: Sigma, lieu: Lieu) -> None:
    certifinfo(offre, lieu, "93541;Licence;oui;6")
    offre.ok(*session_add(places="0"))
    offre.ok(*session_add(debut="2020-01-06", fin="2020-06-26"))
    assert sessions(offre) == ["bloquée au Carif", "n’aura pas lieu", "finie, n’est plus diffusée"]
