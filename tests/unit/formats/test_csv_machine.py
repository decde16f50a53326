"""CSV for a machine: one line a row, whatever the text."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.formats.csv_machine import Valeur, to_csv, write_cell


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (None, ""),
        (True, "1"),
        (False, "0"),
        (450, "450"),
        (date(2020, 9, 7), "2020-09-07"),
        (" deux  mots\r\n", "deux mots"),
        ("=1+1", "=1+1"),
        ("a\x00\u2028b\ud800", "a b"),
    ],
)
def test_a_value_is_written_on_one_line(valeur: Valeur, texte: str) -> None:
    assert write_cell(valeur) == texte


def test_cells_are_quoted_when_they_must_and_lines_end_as_agreed() -> None:
    ecrit = to_csv([["a;b", 'c"d', "é"], ["", "", ""]])
    assert ecrit.decode() == '"a;b";"c""d";é\r\n;;\r\n'


@given(st.lists(st.lists(st.text(), min_size=2, max_size=3)))
def test_what_is_written_is_read_back(lignes: list[list[str]]) -> None:
    ecrites = [[write_cell(texte) for texte in ligne] for ligne in lignes]
    contenu = to_csv(ecrites).decode()
    assert len(contenu.splitlines()) == len(lignes)
    assert list(csv.reader(io.StringIO(contenu, newline=""), delimiter=";")) == ecrites
