"""JSON: what a script reads."""

import io
import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne
from sigma_cli.formats.json_fr import write_json

COLONNES = [
    Colonne("Code", "code", Genre.CODE),
    Colonne("Places", "places", Genre.ENTIER),
    Colonne("Début", "debut", Genre.DATE),
    Colonne("Ouverte", "ouverte", Genre.BOOLEEN),
]


def written(lignes: list[Ligne]) -> bytes:
    sortie = io.BytesIO()
    assert write_json(sortie, COLONNES, iter(lignes)) == len(lignes)
    return sortie.getvalue()


def read(contenu: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(contenu)
    return document


def test_one_row_per_line_and_the_count_last() -> None:
    assert written([["01", 12, date(2020, 9, 7), True], ["é", None, None, False]]).decode() == (
        '{"resultats": [\n'
        '{"code": "01", "places": 12, "debut": "2020-09-07", "ouverte": true},\n'
        '{"code": "é", "places": null, "debut": null, "ouverte": false}\n'
        '], "nombre": 2}\n'
    )


def test_empty_list_is_a_result() -> None:
    assert read(written([])) == {"nombre": 0, "resultats": []}


def test_q8_06_a_code_is_a_string_even_when_given_as_a_number() -> None:
    assert read(written([[1004, 1, None, None]]))["resultats"][0]["code"] == "1004"


def test_lone_surrogate_becomes_a_replacement_character() -> None:
    assert read(written([["\udfff", 1, None, None]]))["resultats"][0]["code"] == "\ufffd"


@given(
    st.lists(
        st.tuples(
            st.text() | st.none(),
            st.integers() | st.none(),
            st.dates() | st.none(),
            st.booleans() | st.none(),
        )
    )
)
def test_typed_cells_come_back_and_the_count_is_right(lignes: list[tuple[Cellule, ...]]) -> None:
    document = read(written(list(lignes)))
    assert document["nombre"] == len(lignes)
    assert [list(resultat.values()) for resultat in document["resultats"]] == [
        [c.isoformat() if isinstance(c, date) else c for c in ligne] for ligne in lignes
    ]
