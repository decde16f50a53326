"""Cells as spreadsheets leave them; refusals told as one; names of the sheets of corrections."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.lecteurs import short
from sigma_cli.errors import InvalidInput, NotFound, RuleViolation, SigmaError
from sigma_cli.formats.colonnes import Cellule, french_date
from sigma_cli.referentiels import reglages
from sigma_cli.services.echanges.importation import cellules, corrections
from sigma_cli.services.echanges.importation.contrat import Champ, Contexte, Issue, Nature
from sigma_cli.services.echanges.importation.execution import failure

CONTEXTE = Contexte(
    acte=Acte(agent="t", le=datetime(2020, 10, 6, tzinfo=UTC)), reglages=reglages.load({})
)


def read(nature: Nature, cellule: Cellule) -> Any:
    return cellules.converter(Champ("x", "Colonne", nature), short(30), CONTEXTE)(cellule)


@pytest.mark.parametrize(
    ("nature", "cellule", "valeur"),
    [
        (Nature.TEXTE, "  a  b ", "a b"),
        (Nature.TEXTE, 12, "12"),
        (Nature.CODE, 1004, "1004"),
        (Nature.CODE, "1E5", "1E5"),
        (Nature.LISTE, "a ; b,c\nd|e", ["a", "b", "c", "d", "e"]),
        (Nature.BOOLEEN, True, True),
        (Nature.BOOLEEN, 1, True),
        (Nature.BOOLEEN, " NON ", False),
        (Nature.BOOLEEN, 0, False),
        (Nature.NIVEAU, 5, "5"),
        (Nature.DATE, date(2020, 9, 7), date(2020, 9, 7)),
        (Nature.DATE, 44081, date(2020, 9, 7)),
        (Nature.DATE, "44081", date(2020, 9, 7)),
        (Nature.DATE, "7/9/2020", date(2020, 9, 7)),
        (Nature.DATE, "2020-09-07 00:00:00", date(2020, 9, 7)),
        (Nature.JOURS, "-", []),
        (Nature.JOURS, date(2020, 9, 7), [date(2020, 9, 7)]),
        (Nature.JOURS, "08/09/2020 ; 7/9/2020;07/09/2020", [date(2020, 9, 7), date(2020, 9, 8)]),
    ],
)
def test_cells_are_read_as_people_mean_them(nature: Nature, cellule: Cellule, valeur: Any) -> None:
    assert read(nature, cellule) == valeur


@pytest.mark.parametrize(
    ("nature", "cellule", "message"),
    [
        (Nature.CODE, date(2020, 9, 7), "Colonne : le tableur a pris ce code pour autre chose"),
        (Nature.CODE, True, "Colonne : le tableur a pris ce code pour autre chose"),
        (Nature.CODE, "1,85017E+14", "Colonne : le tableur a arrondi ce numéro"),
        (Nature.BOOLEEN, "peut-être", "Colonne : écrire oui ou non"),
        (Nature.DATE, 12, "Colonne : date illisible"),
        (Nature.DATE, True, "Colonne : date illisible"),
        (Nature.JOURS, False, "Colonne : date illisible"),
        (Nature.DATE, "99999", "Colonne : date illisible"),
        (Nature.DATE, "09/2020", "Colonne : date illisible"),
        (Nature.DATE, "07/09/20", "Colonne : date illisible"),
        (Nature.DATE, date(1850, 1, 1), "Colonne : année hors de 1900 à 2100"),
        (Nature.NIVEAU, "I", "Colonne : l’ancien niveau I"),
        (Nature.NIR, "1,85017E+14", "NIR : le tableur a arrondi ce numéro"),
    ],
)
def test_what_cannot_be_undone_is_refused(nature: Nature, cellule: Cellule, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read(nature, cellule)


@given(st.dates(date(1900, 3, 1), date(2100, 12, 31)))
def test_a_day_is_the_same_under_all_its_forms(jour: date) -> None:
    serie = (jour - date(1899, 12, 30)).days
    formes: list[Cellule] = [jour, jour.isoformat(), french_date(jour), serie]
    assert {read(Nature.DATE, forme) for forme in formes} == {jour}


def test_values_met_before_are_not_read_again_and_true_is_not_one() -> None:
    convertir = cellules.converter(Champ("x", "C", Nature.CODE), short(30), CONTEXTE)
    assert convertir("1") == convertir(1) == convertir("1") == "1"
    with pytest.raises(InvalidInput):
        convertir(True)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cellules, "_MEMOIRE", 2)
    convertir = cellules.converter(Champ("x", "C", Nature.DATE), short(30), CONTEXTE)
    jours = [date(2020, 1, 1) + timedelta(days=n) for n in range(5)]
    assert [convertir(jour) for jour in jours * 2] == jours * 2


@pytest.mark.parametrize(
    ("refus", "classe", "regle"),
    [
        ([RuleViolation("a", regle="SES-02")], RuleViolation, "SES-02"),
        ([RuleViolation("a", regle="B"), RuleViolation("b", regle="A")], RuleViolation, "A, B"),
        ([NotFound("a"), NotFound("b")], NotFound, None),
        ([NotFound("a"), RuleViolation("b", regle="A")], InvalidInput, "A"),
        ([InvalidInput("a")], InvalidInput, None),
    ],
)
def test_refusals_of_one_kind_are_told_as_that_kind(
    refus: list[SigmaError], classe: type[SigmaError], regle: str | None
) -> None:
    erreurs = [erreur for error in refus for erreur in Issue.refused(2, error).erreurs]
    dite = failure(erreurs, "refusé")
    assert (type(dite), dite.regle, dite.message) == (classe, regle, "refusé")


def test_sheets_of_corrections_never_replace_one_another(tmp_path: Path) -> None:
    fichier = tmp_path / "a.csv"
    for nom in ("a-erreurs.csv", "a-erreurs-2.csv", "a-erreurs-3.csv"):
        assert corrections.free_name(fichier, "csv").name == nom
        (tmp_path / nom).touch()
    assert corrections.free_name(tmp_path / "a-erreurs-2.csv", "csv").name == "a-erreurs-4.csv"
