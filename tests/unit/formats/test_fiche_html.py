"""A sheet to read: names and values, whatever they hold, in a page without any link."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.formats.fiche_html import Rubrique, to_html


class Lecteur(HTMLParser):
    """Reads the texts of a page by tag."""

    def __init__(self) -> None:
        super().__init__()
        self.balises: list[str] = []
        self.textes: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.balises.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.textes.setdefault(self.balises[-1], []).append(data)


def read(page: bytes) -> Lecteur:
    lecteur = Lecteur()
    lecteur.feed(page.decode())
    return lecteur


def page(valeur: object) -> bytes:
    return to_html("Titre", "Chapeau", [Rubrique(titre="Partie", lignes=[[("Nom", valeur)]])])


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("texte", "texte"),
        (12, "12"),
        (True, "oui"),
        (False, "non"),
        (date(2021, 1, 5), "05/01/2021"),
        (datetime(2021, 7, 5, 7, 30, tzinfo=UTC), "05/07/2021 à 09h30"),
        ({"a": 1, "b": None, "c": date(2021, 1, 5)}, "a : 1, c : 05/01/2021"),
        (["x", {"y": True}], "x ; y : oui"),
        (1.5, "1.5"),
    ],
)
def test_each_value_is_written_for_a_person(valeur: object, attendu: str) -> None:
    assert read(page(valeur)).textes["td"] == [attendu]


@pytest.mark.parametrize("valeur", [None, "", [], {}])
def test_what_has_no_value_is_left_out(valeur: object) -> None:
    assert "td" not in read(page(valeur)).textes


def test_a_part_with_nothing_says_so() -> None:
    lue = read(to_html("T", "C", [Rubrique(titre="Partie", lignes=[])]))
    assert (lue.textes["h2"], lue.textes["p"][-1]) == (["Partie"], "Rien.")


@given(st.text())
def test_any_text_is_text_and_gives_the_same_bytes(texte: str) -> None:
    contenu = page(f"<script>{texte}</script>")
    assert contenu == page(f"<script>{texte}</script>")
    lue = read(contenu)
    assert "script" not in lue.balises
    assert {"a", "img", "link"} & set(lue.balises) == set()
