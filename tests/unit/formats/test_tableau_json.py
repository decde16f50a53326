"""JSON as our exports write it, read as a table; and files that change while they are read."""

import io
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.errors import Conflict, InvalidInput
from sigma_cli.formats import tableau_json
from sigma_cli.formats.colonnes import Colonne, Genre
from sigma_cli.formats.json_fr import write_json
from sigma_cli.formats.tableau import read_table
from sigma_cli.formats.tableau_json import rows_of_json

COLONNES = [
    Colonne("A", "a", Genre.TEXTE),
    Colonne("B", "b", Genre.ENTIER),
    Colonne("C", "c", Genre.DATE),
]
LIGNES = st.lists(
    st.tuples(st.text(), st.none() | st.integers(0, 10**12), st.none() | st.dates()), min_size=1
)


def read(document: Any) -> list[tuple[int, Any]]:
    return list(rows_of_json(io.BytesIO(json.dumps(document).encode()), "f.json"))


@given(LIGNES)
def test_what_we_write_is_read_again(lignes: list[tuple[str, int | None, date | None]]) -> None:
    sortie = io.BytesIO()
    write_json(sortie, COLONNES, lignes)
    sortie.seek(0)
    titres, *lues = rows_of_json(sortie, "f.json")
    assert titres == (1, ["a", "b", "c"])
    attendues = [[a, b, c and c.isoformat()] for a, b, c in lignes]
    assert [cellules for _, cellules in lues] == attendues
    assert [numero for numero, _ in lues] == list(range(2, 2 + len(lignes)))


def test_keys_may_differ_from_row_to_row_and_lists_are_joined() -> None:
    assert read([{"a": 1.5}, {"b": [1, "x"], "a": None}, {"b": True}]) == [
        (1, ["a", "b"]),
        (2, ["1.5", None]),
        (3, [None, "1 ; x"]),
        (4, [None, True]),
    ]


def test_nothing_gives_nothing() -> None:
    assert read([]) == []
    assert read({"resultats": [], "nombre": 0}) == []


@pytest.mark.parametrize("document", [3, {"lignes": []}, [[1]], {"resultats": {}}, "x"])
def test_another_shape_is_refused(document: Any) -> None:
    with pytest.raises(InvalidInput, match="une liste d’objets est attendue"):
        read(document)


def test_too_large_a_file_is_sent_to_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tableau_json, "TAILLE_MAX", 1 << 20)
    with pytest.raises(InvalidInput, match="plus de 1 Mo de JSON ; l’enregistrer en CSV"):
        read([{"a": "x" * (1 << 20)}])


@pytest.mark.parametrize("contenu", [b"\xff{", b'{"a": Infinity}', b"{", b'[{"a":{}}]'])
def test_bytes_that_are_no_json_are_refused(contenu: bytes) -> None:
    with pytest.raises(InvalidInput):
        list(rows_of_json(io.BytesIO(contenu), "f.json"))


@pytest.mark.parametrize("nom", ["f.csv", "f.json"])
def test_a_file_that_changes_while_it_is_read_is_a_conflict(tmp_path: Path, nom: str) -> None:
    fichier = tmp_path / nom
    fichier.write_bytes(b"a;b\n1;2\n" if nom == "f.csv" else b'[{"a": 1}]')
    with read_table(fichier) as tableau:
        assert len(list(tableau.lignes)) == 1
        tableau.check_unchanged()
        with fichier.open("ab") as suite:
            suite.write(b"\n")
        with pytest.raises(Conflict, match="a changé pendant sa lecture"):
            tableau.check_unchanged()


def test_a_file_of_the_same_size_written_again_is_seen(tmp_path: Path) -> None:
    fichier = tmp_path / "f.csv"
    fichier.write_bytes(b"a;b\n1;2\n")
    with read_table(fichier) as tableau:
        avant = fichier.stat().st_mtime_ns
        os.utime(fichier, ns=(avant + 10**9, avant + 10**9))
        with pytest.raises(Conflict):
            tableau.check_unchanged()


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="ne se lit pas"), read_table(tmp_path / ("a" * 300)):
        pass


@pytest.mark.parametrize("element", [b"{}", b"[]"])
def test_more_objects_than_memory_should_hold_are_refused(element: bytes) -> None:
    contenu = b"[" + b",".join([element] * tableau_json.OBJETS_MAX) + b"]"
    with pytest.raises(InvalidInput, match="plus de 500000 objets en JSON"):
        list(rows_of_json(io.BytesIO(contenu), "f.json"))
