"""CSV: what a French spreadsheet opens, and what comes back from it."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne, cell_text
from sigma_cli.formats.csv_fr import read_cell, write_cell, write_csv
from tests.relecture import rows_of_csv

DEUX = [Colonne("Code", "code", Genre.CODE), Colonne("Intitulé", "intitule")]
TEXTES = st.text() | st.text("'=+-@\t\r\n;\" a")
CELLULES = TEXTES | st.none() | st.booleans() | st.integers() | st.dates()


def written(lignes: list[Ligne], *, bom: bool = True) -> bytes:
    sortie = io.BytesIO()
    assert write_csv(sortie, DEUX, iter(lignes), bom=bom) == len(lignes)
    return sortie.getvalue()


def test_bytes_that_a_french_spreadsheet_opens() -> None:
    contenu = written([["01", date(2020, 9, 7)], [True, None], ["a;b", 'dit "oui"\n']])
    assert contenu == (
        '\ufeffCode;Intitulé\r\n01;07/09/2020\r\noui;\r\n"a;b";"dit ""oui""\n"\r\n'.encode()
    )


def test_bom_is_an_option() -> None:
    assert written([], bom=False) == "Code;Intitulé\r\n".encode()
    assert rows_of_csv(written([], bom=False)) == rows_of_csv(written([])) == [["Code", "Intitulé"]]


@pytest.mark.parametrize(
    ("texte", "ecrit"),
    [
        ("=1+1", "'=1+1"),
        ("+33 5", "'+33 5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("--", "'--"),
        ("'=1", "''=1"),
        ("'-", "''-"),
        ("-", "-"),
        ("l’été", "l’été"),
        ("'été", "'été"),
        ("'", "'"),
        ("", ""),
        ("01004", "01004"),
    ],
)
def test_q8_06_text_that_would_run_is_neutralised_except_the_lone_dash(
    texte: str, ecrit: str
) -> None:
    assert write_cell(texte) == ecrit
    assert read_cell(ecrit) == texte


def test_q8_06_leading_zeros_and_numbers_are_kept() -> None:
    assert rows_of_csv(written([["01004", "01"], [-5, 12]]))[1:] == [["01004", "01"], ["-5", "12"]]


@given(st.lists(st.tuples(TEXTES, TEXTES)))
def test_q8_04_any_text_comes_back_the_same(lignes: list[tuple[str, str]]) -> None:
    assert rows_of_csv(written(list(lignes)))[1:] == [list(ligne) for ligne in lignes]


@given(st.lists(st.tuples(CELLULES, CELLULES)))
def test_any_cell_comes_back_as_a_person_reads_it(
    lignes: list[tuple[Cellule, Cellule]],
) -> None:
    attendu = [[cell_text(cellule) for cellule in ligne] for ligne in lignes]
    assert rows_of_csv(written(list(lignes)))[1:] == attendu


@given(TEXTES, TEXTES)
def test_neutralising_never_makes_two_texts_one(un: str, autre: str) -> None:
    assert (write_cell(un) == write_cell(autre)) == (un == autre)


def test_lone_surrogate_does_not_stop_the_export() -> None:
    assert rows_of_csv(written([["\ud800=1", "b"]]))[1:] == [["\ufffd=1", "b"]]


@given(st.lists(st.lists(CELLULES, min_size=3, max_size=3), max_size=90))
def test_writing_by_blocks_writes_each_cell_as_alone(lignes: list[Ligne]) -> None:
    colonnes = [Colonne(titre, titre) for titre in "abc"]
    sortie, attendu = io.BytesIO(), io.StringIO()
    write_csv(sortie, colonnes, iter(lignes), bom=False)
    ecrivain = csv.writer(attendu, delimiter=";", lineterminator="\r\n")
    ecrivain.writerows([["a", "b", "c"], *(map(write_cell, ligne) for ligne in lignes)])
    assert sortie.getvalue() == attendu.getvalue().encode("utf-8")


@pytest.mark.parametrize(
    "texte", ["=1", "+1", "@a", "'=a", "\t1", "\r1", "-1", "=a;b", '-"x"', "-\n"]
)
@pytest.mark.parametrize("rang", [0, 1, 70])
def test_q8_06_one_executable_cell_among_others_is_found(texte: str, rang: int) -> None:
    for place in ([texte, "a"], ["a", texte]):
        lignes: list[Ligne] = [["-", "-"]] * 71
        lignes[rang] = place
        ecrites = list(
            csv.reader(io.StringIO(written(lignes)[3:].decode(), newline=""), delimiter=";")
        )
        assert ecrites[rang + 1] == [f"'{c}" if c == texte else c for c in place]
        assert ecrites.count(["-", "-"]) == 70


def test_a_row_of_another_width_is_no_row() -> None:
    with pytest.raises(ValueError, match="2 cells expected, 3 given"):
        written([["a", "b"], ["a", "b", "c"]])
