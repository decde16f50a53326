"""Titles of columns: the same under many spellings, near ones proposed, never two for one field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.tables.titres import Correspondance, count_known, fold_title, match
from sigma_cli.errors import InvalidInput

CONNUS = {
    "numero": ("N Action", "numéro d’action"),
    "debut": ("Date de début réelle", "début"),
    "fin": ("Date de fin prévue", "fin"),
    "cp": ("CP",),
    "prenom": ("Prénom",),
}


@pytest.mark.parametrize(
    "titre",
    [
        "N Action",
        "Action n°",
        "N° d’Action",
        "n_action",
        "  NUMERO  ACTION ",
        "No action",
        "Num. action :",
    ],
)
def test_spellings_of_one_title_are_one(titre: str) -> None:
    assert fold_title(titre) == "action n"
    assert match([titre], CONNUS) == Correspondance(sures={0: "numero"}, proches={})


@given(st.text())
def test_folding_a_title_twice_changes_nothing_more(titre: str) -> None:
    assert fold_title(fold_title(titre)) == fold_title(titre)


@pytest.mark.parametrize(
    ("titre", "proche"),
    [
        ("Date de debut rele", "debut"),
        ("Date fin prevu", "fin"),
        ("Prenon", "prenom"),
        ("Prinon", None),
        ("Date réelle", None),
        ("C P", None),
        ("", None),
        ("Rémunération", None),
    ],
)
def test_a_near_title_is_only_proposed(titre: str, proche: str | None) -> None:
    trouvees = match([titre], CONNUS)
    assert trouvees == Correspondance(sures={}, proches={0: proche} if proche else {})


def test_a_near_title_gives_way_to_the_right_one() -> None:
    assert match(["Date de debut rele", "Début"], CONNUS).proches == {}
    assert match(["Date de debut rele", "Date de debut reel"], CONNUS).proches == {0: "debut"}


def test_between_two_fields_nothing_is_proposed() -> None:
    connus = {"un": ("Date de session",), "deux": ("Dates de sessions",)}
    assert match(["Date de sessions"], connus) == Correspondance(sures={}, proches={})


def test_a_field_has_one_column() -> None:
    with pytest.raises(InvalidInput, match="Colonnes 1 et 3 : « N Action » et « n° action »"):
        match(["N Action", "Fin", "n° action"], CONNUS)


def test_known_titles_are_counted() -> None:
    assert count_known(["N Action", "", "fin", "autre"], CONNUS) == 2


def test_a_spelling_written_as_it_is_wins_over_one_that_folds_the_same() -> None:
    connus = {"presence": ("Présence", "presence"), "jour": ("Date de présence", "presence_le")}
    assert fold_title("presence_le") == fold_title("Présence")
    for titres in (["Présence", "Date de présence"], ["presence", "presence_le"], ["PRESENCE"]):
        assert list(match(titres, connus).sures.values()) == ["presence", "jour"][: len(titres)]


def test_the_key_of_a_field_wins_over_the_same_word_among_the_titles_of_another() -> None:
    connus = {
        "prescripteur": ("N Prescripteur", "prescripteur"),
        "nom": ("Nom de la structure", "nom", "structure", "prescripteur"),
    }
    titres = ["prescripteur", "nom"]
    assert match(titres, connus) == Correspondance(sures={0: "prescripteur", 1: "nom"}, proches={})
