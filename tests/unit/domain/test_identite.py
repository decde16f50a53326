"""Identity as typed, and who acts when."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.identite import (
    Reponse,
    check_identity,
    complete,
    disagreements,
    lire_civilite,
    same_name,
    someone_else,
)
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import Provenance


@pytest.mark.parametrize("valeur", ["M.", "m", " Mr ", "MONSIEUR"])
def test_civilite_of_a_man(valeur: str) -> None:
    assert lire_civilite(valeur, "--civilite") == "M."


@pytest.mark.parametrize("valeur", ["Mme", "madame", "Mlle", "MADEMOISELLE"])
def test_civilite_of_a_woman(valeur: str) -> None:
    assert lire_civilite(valeur, "--civilite") == "Mme"


@pytest.mark.parametrize("valeur", ["", "X", "M. Martin", "Dr"])
def test_another_civilite_is_refused_without_being_repeated(valeur: str) -> None:
    with pytest.raises(InvalidInput) as info:
        lire_civilite(valeur, "--civilite")
    assert info.value.message == "--civilite : écrire M. ou Mme."


@pytest.mark.parametrize(
    ("instant", "jour"),
    [
        (datetime(2020, 10, 5, 21, 59, tzinfo=UTC), date(2020, 10, 5)),
        (datetime(2020, 10, 5, 22, 0, tzinfo=UTC), date(2020, 10, 6)),
        (datetime(2020, 12, 31, 23, 0, tzinfo=UTC), date(2021, 1, 1)),
    ],
)
def test_today_is_the_date_in_paris(instant: datetime, jour: date) -> None:
    assert Acte(agent="testeur", le=instant).jour == jour


# Names, and what others answer ---------------------------------------------------------------------

NUMERO = "185017505600149"
NIR = Nir.parse(NUMERO, aujourdhui=date(2026, 10, 5))


def answer(provenance: Provenance = Provenance.ANNUAIRE, **champs: Any) -> Reponse:
    return Reponse(provenance=provenance, **{"nom_naissance": "MARTIN"} | champs)


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Le Gall", "LEGALL"),
        ("d’Œuvre", "D'OEUVRE"),
        ("Jean-Noël", "jean noel"),
        ("N’Diaye", "ndiaye"),
        ("Éluard", "ELUARD "),
        ("Saint\u2011Exupéry", "SAINT EXUPERY"),
    ],
)
def test_nir_05_two_spellings_are_one_name(un: str, autre: str) -> None:
    assert same_name(un, autre)
    assert same_name(autre, un)


@pytest.mark.parametrize(("un", "autre"), [("Martin", "Martins"), ("Le Gall", "Le Gal"), ("A", "")])
def test_nir_05_two_names_are_two(un: str, autre: str) -> None:
    assert not same_name(un, autre)


@given(st.text(), st.text())
def test_nir_05_a_name_is_itself_and_comparing_has_no_side(un: str, autre: str) -> None:
    assert same_name(un, un)
    assert same_name(un, autre) == same_name(autre, un)


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({}, None),
        ({"civilite": "M.", "date_naissance": date(1985, 1, 30)}, None),
        ({"nom_naissance": "DUPONT"}, "nom de naissance"),
        ({"civilite": "Mme"}, "sexe"),
        ({"date_naissance": date(1986, 2, 1)}, "année de naissance, mois de naissance"),
    ],
)
def test_nir_05_an_answer_for_someone_else_is_seen(champs: dict[str, Any], dit: str | None) -> None:
    assert someone_else(NIR, "martin", answer(**champs)) == dit


def test_nir_05_what_was_typed_comes_first_then_the_first_register_that_knows() -> None:
    saisie = {"nom_naissance": "Martin", "prenom": None, "date_naissance": None, "civilite": "M."}
    annuaire = answer(prenom="Paul", civilite="Mme")
    passerelle = answer(
        Provenance.PASSERELLE, prenom="Jean", date_naissance=date(1985, 1, 30), certifiee=True
    )
    assert complete(saisie, [annuaire, passerelle]) == {
        "nom_naissance": ("Martin", Provenance.SAISIE),
        "civilite": ("M.", Provenance.SAISIE),
        "prenom": ("Paul", Provenance.ANNUAIRE),
        "date_naissance": (date(1985, 1, 30), Provenance.PASSERELLE),
    }


def test_nir_05_a_register_that_knows_all_is_enough() -> None:
    assert answer(prenom="Paul", date_naissance=date(1985, 1, 30)).suffit
    assert not answer(prenom="Paul").suffit
    assert not answer(date_naissance=date(1985, 1, 30)).suffit


def test_nir_05_each_contradiction_names_who_says_otherwise() -> None:
    saisie = {"prenom": "Jean", "civilite": "Mme", "date_naissance": date(1985, 2, 3)}
    annuaire = answer(prenom="Paul", date_naissance=date(1985, 1, 30))
    passerelle = answer(Provenance.PASSERELLE, prenom="JEAN", civilite="Mme")
    assert disagreements(saisie, NIR, [annuaire, passerelle]) == (
        "numéro : sexe, mois de naissance",
        "annuaire : prénom, date de naissance",
    )
    assert disagreements({}, NIR, [annuaire, passerelle]) == ()


def test_nir_05_a_contradiction_is_refused_unless_confirmed_for_a_reason() -> None:
    assert check_identity((), motif=None) == []
    with pytest.raises(RuleViolation, match="numéro : sexe") as refus:
        check_identity(("numéro : sexe",), motif=None)
    assert refus.value.regle == "NIR-05"
    (avis,) = check_identity(("numéro : sexe",), motif="pièce vue")
    assert (avis.regle, "pièce vue" in avis.message) == ("NIR-05", False)


def test_nir_12_an_answer_hides_its_values() -> None:
    assert "MARTIN" not in repr(answer(prenom="Paul"))
