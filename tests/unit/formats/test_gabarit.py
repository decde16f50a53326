"""A workbook to fill in."""

import io
from datetime import UTC, datetime

import openpyxl

from sigma_cli.formats.colonnes import Genre
from sigma_cli.formats.xlsx.gabarit import Rubrique, write_template

LE = datetime(2026, 9, 1, 7, tzinfo=UTC)


def rubrique(titre: str, **champs: object) -> Rubrique:
    defauts: dict[str, object] = {
        "titre": titre,
        "genre": Genre.CODE,
        "obligatoire": False,
        "note": "",
        "exemple": "",
    }
    return Rubrique(**(defauts | champs))  # type: ignore[arg-type] # fields of the test


def test_columns_notes_lists_and_notice() -> None:
    sortie = io.BytesIO()
    colonnes = [
        rubrique("Code", obligatoire=True, note="Comme 01.", exemple="01"),
        rubrique("Jour", genre=Genre.DATE),
        rubrique("Choix", choix=("oui", "non")),
        rubrique("Long", choix=("a" * 300,)),
        rubrique("Virgule", choix=("a, b",)),
    ]
    write_template(sortie, colonnes, titre_feuille="Essai", produit_le=LE)
    feuille, notice = openpyxl.load_workbook(sortie).worksheets
    assert feuille.title == "Essai"
    assert feuille.freeze_panes == "A2"
    assert [c.value for c in feuille[1]] == ["Code", "Jour", "Choix", "Long", "Virgule"]
    assert feuille["A1"].comment is not None
    assert feuille["B1"].comment is None
    assert feuille["A1"].fill.fgColor.rgb == "00FFF2CC"
    formats = [feuille.column_dimensions[lettre].number_format for lettre in "AB"]
    assert formats == ["@", "DD/MM/YYYY"]
    (liste,) = feuille.data_validations.dataValidation
    assert (str(liste.sqref), liste.formula1) == ("C2:C10000", '"oui,non"')
    assert list(notice.iter_rows(values_only=True))[1:4] == [
        ("Code", "oui", "Comme 01.", "01"),
        ("Jour", None, None, None),
        ("Choix", None, "oui ou non.", None),
    ]
