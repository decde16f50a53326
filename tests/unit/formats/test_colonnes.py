"""Cells as people read them, and what never reaches a file."""

from datetime import date

import pytest

from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, cell_text, check_width, to_utf8


@pytest.mark.parametrize(
    ("cellule", "texte"),
    [
        ("01004", "01004"),
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (12, "12"),
        (date(2020, 9, 7), "07/09/2020"),
        (date(33, 4, 3), "03/04/0033"),
        (Genre.DATE, "date"),
    ],
)
def test_cell_as_a_person_reads_it(cellule: Cellule, texte: str) -> None:
    assert cell_text(cellule) == texte


def test_lone_surrogate_becomes_a_replacement_character() -> None:
    assert to_utf8("a\ud800é") == "a\ufffdé".encode()


@pytest.mark.parametrize("ligne", [["a"], ["a", "b", "c"]])
def test_row_of_another_width_is_a_bug(ligne: list[Cellule]) -> None:
    colonnes = [Colonne("N Action", "n_action", Genre.CODE), Colonne("Site", "site")]
    assert list(check_width(colonnes, [["a", "b"]])) == [["a", "b"]]
    with pytest.raises(ValueError, match="2 cells expected"):
        list(check_width(colonnes, [ligne]))
