"""Cells that are not what a person typed: found wherever they are, however the XML is written."""

import io
from pathlib import Path

import pytest

from sigma_cli.formats.tableau import read_table
from sigma_cli.formats.xlsx.classeur import read_checked
from sigma_cli.formats.xlsx.formules import Releve, reference
from tests.unit.formats.classeurs import classeur, feuille, parties


def releve(lignes: str, *, page: str | None = None) -> Releve:
    contenu = parties(lignes) | ({"xl/worksheets/s.xml": page} if page else {})
    lu = read_checked(io.BytesIO(classeur(contenu)), "x")
    return lu.releves["xl/worksheets/s.xml"]


@pytest.mark.parametrize(
    ("cellules", "attendu"),
    [
        ('<c r="A1"><v>1</v></c>', Releve()),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', Releve(1, ("B2",))),
        ('<c r="B2"><f>1+1</f><v></v></c>', Releve(1, ("B2",), (), ("B2",))),
        ('<c r="B2"><f>1+1</f></c>', Releve(1, ("B2",), (), ("B2",))),
        ('<c r="B2"><f>[1]A!B1</f><v>2</v></c>', Releve(1, ("B2",), ("B2",))),
        ('<c r="AB9" t="e"><v>#REF!</v></c>', Releve(0, (), (), ("AB9",))),
        ('<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Releve(1, ("B2",), (), ("B2",))),
        ('<c r="A1" t="str"><f>B1</f><v>x</v></c><c r="B1"><v>3</v></c>', Releve(1, ("A1",))),
        ('<c r="A1" t="inlineStr"><f>B1</f><is><t>x</t></is></c>', Releve(1, ("A1",))),
    ],
)
def test_what_a_sheet_hides_is_noted(cellules: str, attendu: Releve) -> None:
    assert releve(f"<row>{cellules}</row>") == attendu


def test_prefixes_change_nothing() -> None:
    page = feuille("")
    page = page.replace("<sheetData></sheetData>", "<sheetData/>")
    prefixe = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row><x:c r="C1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert releve("", page=prefixe) == Releve(1, ("C1",))
    fausse = prefixe.replace('r="C1"', 'r="C1" t="e"').replace("<x:f>1+1</x:f>", "")
    assert releve("", page=fausse) == Releve(0, (), (), ("C1",))
    assert releve("", page=page) == Releve()


def test_the_first_and_last_cells_are_named_all_are_counted() -> None:
    lignes = "".join(f'<row><c r="A{n}"><f>1</f><v>1</v></c></row>' for n in range(1, 20))
    rangs = (*range(1, 6), *range(15, 20))
    assert releve(lignes) == Releve(19, tuple(f"A{n}" for n in rangs))


@pytest.mark.parametrize(("colonne", "lettres"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_references_are_written_as_spreadsheets_do(colonne: int, lettres: str) -> None:
    assert reference(7, colonne) == f"{lettres}7"


def test_the_sheet_that_is_read_is_the_one_looked_at(tmp_path: Path) -> None:
    contenu = parties('<row><c r="A1"><f>1</f><v>1</v></c></row>')
    (tmp_path / "x.xlsx").write_bytes(classeur(contenu))
    with read_table(tmp_path / "x.xlsx") as tableau:
        assert tableau.feuille is not None
        assert tableau.feuille.releve.formules == ("A1",)
        assert (tableau.feuille.nom, tableau.feuille.visibles) == ("A", ("A",))
