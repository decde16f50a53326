"""The filters of the actions things belong to: one declaration, wherever they are listed or exported."""

import json

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import (
    action_add,
    candidature_add,
    composante_add,
    nir,
    place_allocate,
    prescripteur_add,
    session_add,
    stagiaire_enrol,
)

LISTES = [("session", "list"), ("composante", "list"), ("stagiaire", "list"), ("place", "list")]
LISTES += [("candidature", "list")]
EXPORTS = ("composantes", "ic", "stagiaires", "candidatures", "kairos", "places")
TOUTES = [*LISTES, *(("export", code) for code in EXPORTS)]


@pytest.fixture
def offre(sigma: Sigma) -> Sigma:
    """One person, one candidature, one meeting and one paid place in each of two actions."""
    sigma.ok(*prescripteur_add())
    autre = {"convention": "21000001_2", "annee": "2021", "statut": "CL"}
    for rang, (action, changes) in enumerate((("20F0011", {}), ("21F0001", autre)), 1):
        sigma.ok(*action_add(action, **changes))
        sigma.ok(*composante_add(f"{action}_01"))
        sigma.ok(*session_add(f"{action}_01"), "--ic", "2020-10-20")
        sigma.ok(*stagiaire_enrol(f"{action}_01/01", nom=f"Un{rang}"), entree=nir(rang))
        sigma.ok(*place_allocate(f"P{rang:06d}"))
        sigma.ok(*candidature_add(f"{action}_01/01", nom=f"Candidate{rang}"))
    return sigma


def actions(sigma: Sigma, *mots: str) -> set[str]:
    """Return the actions that the rows of a list or an export belong to."""
    document = sigma.json(*mots)
    lignes = [*document["resultats"], *document.get("places", ())]
    assert document["nombre"] == len(document["resultats"])
    refs = (ligne.get("action") or ligne.get("session") or ligne["composante"] for ligne in lignes)
    return {ref[:7] for ref in refs}


@pytest.mark.parametrize("mots", TOUTES, ids=" ".join)
@pytest.mark.parametrize(
    ("filtre", "attendues"),
    [
        ((), {"20F0011", "21F0001"}),
        (("--annee", "2021"), {"21F0001"}),
        (("--convention", "20005341"), {"20F0011"}),
        (("--convention", "2%"), set()),
        (("--action", "21f0001"), {"21F0001"}),
        (("--statut", "eg"), {"20F0011"}),
        (("--statut", "cl"), {"21F0001"}),
        (("--statut", "cl", "--annee", "2020"), set()),
        (("--action", "20F0011", "--convention", "20005341_1", "--statut", "EG"), {"20F0011"}),
    ],
)
def test_q8_05_what_hangs_on_an_action_is_narrowed_by_it(
    offre: Sigma, mots: tuple[str, ...], filtre: tuple[str, ...], attendues: set[str]
) -> None:
    assert actions(offre, *mots, *filtre) == attendues


@pytest.mark.parametrize("mots", TOUTES, ids=" ".join)
def test_q8_05_an_unknown_action_is_told(sigma: Sigma, mots: tuple[str, ...]) -> None:
    assert "Action inconnue : 20F9999." in sigma.refused(11, *mots, "--action", "20F9999")
    assert "N° d’action" in sigma.refused(10, *mots, "--action", "20F-11")
    assert "--annee" in sigma.refused(10, *mots, "--annee", "vingt")


@pytest.mark.parametrize("mots", TOUTES, ids=" ".join)
def test_nir_12_a_number_typed_where_an_action_belongs_is_not_repeated(
    sigma: Sigma, mots: tuple[str, ...]
) -> None:
    message = sigma.refused(10, *mots, "--action", nir())
    assert "NIR-12" in message
    assert nir() not in message


def test_the_action_of_places_is_said_once(offre: Sigma) -> None:
    for mots in (("place", "list"), ("export", "places")):
        assert actions(offre, *mots, "20F0011") == {"20F0011"}
        assert "deux fois" in offre.refused(2, *mots, "20F0011", "--action", "21F0001")


def test_an_export_without_session_keeps_the_composantes_of_the_action(offre: Sigma) -> None:
    offre.ok(*composante_add("20F0011_02"))
    lignes = offre.json("export", "composantes", "--complet", "--annee", "2020")["resultats"]
    assert [ligne["composante"] for ligne in lignes] == ["20F0011_01", "20F0011_02"]


def test_a_status_is_found_by_its_label_too(offre: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text(lieu.config.read_text() + '[statuts]\nCL = "Clôturée"\n')
    assert actions(offre, "session", "list", "--statut", "cloturee") == {"21F0001"}
    assert json.loads(offre.ok("action", "list", "--statut", "Clôturée", "--json").stdout) == (
        offre.json("action", "list", "--statut", "CL")
    )
