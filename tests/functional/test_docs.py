"""`sigma docs`: the pages are where it says."""

from pathlib import Path

from tests.conftest import Sigma


def test_every_page_is_where_it_is_said_to_be(sigma: Sigma) -> None:
    pages = sigma.json("docs")["resultats"]
    assert {"guide", "installer", "donnees-personnelles", "planification"} <= {
        page["page"] for page in pages
    }
    assert [page["page"] for page in pages if not Path(page["chemin"]).exists()] == []


def test_a_page_is_named_however_it_is_typed(sigma: Sigma) -> None:
    chemin = Path(sigma.ok("docs", "Données-Personnelles").stdout.strip())
    assert chemin.read_text("utf-8").startswith("# Données personnelles")
    assert sigma.json("docs", "guide")["chemin"].endswith("guide.md")


def test_an_unknown_page_lists_those_there_are(sigma: Sigma) -> None:
    assert "guide, installer" in sigma.refused(11, "docs", "recettes")
