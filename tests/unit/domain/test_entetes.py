"""Columns recognised by their titles."""

import pytest

from sigma_cli.domain.tables.entetes import Attendue, plier, recognise, recognises
from sigma_cli.errors import InvalidInput

CODE = Attendue(champ="code", titres=("Code_Diplome", "Code Certif Info", "id"), obligatoire=True)
NIVEAU = Attendue(champ="niveau", titres=("Niveau européen",))


@pytest.mark.parametrize(
    "titre", ["Code_Diplome", "code diplome", "CODE-DIPLÔME", "#Code_Diplome", " code  diplôme : "]
)
def test_spellings_of_a_title_are_the_same(titre: str) -> None:
    assert plier(titre) == "code diplome"
    assert recognise(["x", titre], [CODE], "f.csv") == {"code": 1}


def test_the_best_title_wins_wherever_it_stands() -> None:
    assert recognise(["id", "Code certif info"], [CODE, NIVEAU], "f.csv") == {"code": 1}


def test_an_optional_column_may_be_absent() -> None:
    assert recognise(["id"], [CODE, NIVEAU], "f.csv") == {"code": 0}
    assert recognises(["id"], [CODE, NIVEAU])
    assert not recognises(["niveau europeen"], [CODE, NIVEAU])


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(InvalidInput) as refus:
        recognise(["Niveau européen", "b", "1 85 05 78 006 084 36"], [CODE, NIVEAU], "f.csv")
    assert refus.value.message == (
        "f.csv : aucune colonne « Code_Diplome » ; colonnes lues : « Niveau européen », « b », « ••• »."
    )


def test_the_first_row_of_a_file_without_titles_is_not_repeated() -> None:
    with pytest.raises(InvalidInput) as refus:
        recognise(["Durand", "Ana"], [CODE, NIVEAU], "f.csv")
    assert refus.value.message == (
        "f.csv : aucune colonne « Code_Diplome » ; aucun titre n’est reconnu, vérifier le fichier et sa "
        "première ligne."
    )


def test_a_title_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="« id » est là deux fois"):
        recognise(["id", "ID"], [CODE], "f.csv")
    assert recognise(["id", "x", "x"], [CODE], "f.csv") == {"code": 0}
