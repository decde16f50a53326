"""Texts that a workbook keeps once and copies everywhere: weighed before anything opens them."""

import io

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.xlsx import classeur as garde
from sigma_cli.formats.xlsx.classeur import read_checked
from tests.unit.formats.classeurs import classeur, feuille, parties

_FEUILLE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def avec_textes(textes: list[str], cellules: str, *, prefixe: str = "") -> bytes:
    corps = "".join(f"<{prefixe}si>{texte}</{prefixe}si>" for texte in textes)
    espace = f"xmlns:{prefixe[:-1]}" if prefixe else "xmlns"
    partages = f'<{prefixe}sst {espace}="{_FEUILLE}">{corps}</{prefixe}sst>'
    return classeur(parties(cellules, **{"xl/sharedStrings.xml": partages}))


def cells(*rangs: int, fois: int = 1) -> str:
    une = "".join(f'<c t="s"><v>{rang}</v></c>' for rang in rangs)
    return f"<row>{une}</row>" * fois


def passes(contenu: bytes) -> bool:
    return read_checked(io.BytesIO(contenu), "x.xlsx").contenu == contenu


def refus(contenu: bytes) -> str:
    with pytest.raises(InvalidInput) as info:
        read_checked(io.BytesIO(contenu), "x.xlsx")
    return info.value.message


@pytest.mark.parametrize("prefixe", ["", "x:"])
def test_a_text_that_no_spreadsheet_writes_is_refused(prefixe: str) -> None:
    texte = f"<{prefixe}t>{'a' * 32_768}</{prefixe}t>"
    message = refus(avec_textes(["<t>b</t>", texte], cells(1), prefixe=prefixe))
    assert message.startswith("x.xlsx : un de ses textes dépasse 32767 caractères")


@pytest.mark.parametrize(
    "texte",
    ["<t>" + "a" * 32_767 + "</t>", "<t>" + "&quot;" * 6_000 + "</t>", "<r><t>a</t></r>" * 3_000],
)
def test_a_text_that_is_long_only_in_its_xml_is_read(texte: str) -> None:
    assert passes(avec_textes([texte], cells(0)))


def test_shared_texts_are_weighed_with_the_cells_that_name_them() -> None:
    """Nine thousand cells and one text of 900,000 characters: 24 KB that would ask for 8 GB."""
    long = f"<t>{'é' * 30_000}</t>"
    message = refus(avec_textes(["<t>b</t>", long], cells(1, fois=4_500)))
    assert "ses textes répétés font plus de 256 Mo ; l’enregistrer en CSV" in message
    assert passes(avec_textes(["<t>b</t>", long], cells(0, fois=9_000)))


def test_two_parts_of_shared_texts_count_for_the_heavier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garde, "DEPLIE_MAX", 20_000)
    sst = f'<sst xmlns="{_FEUILLE}"><si><t>{{}}</t></si></sst>'
    contenu = parties(
        cells(0, 0, 7, fois=5),
        **{"xl/a.xml": sst.format("b").replace("<t>", " <t>"), "xl/b.xml": sst.format("c" * 2_500)},
    )
    assert "ses textes répétés" in refus(classeur(contenu))
    contenu["xl/b.xml"] = sst.format("c" * 1_500)
    assert passes(classeur(contenu))
    vides = '<row><c t="s"><v> </v>x</c><c t="s"/><c><v>1</v></c></row>'
    contenu["xl/worksheets/s.xml"] = feuille(vides * 10)
    assert passes(classeur(contenu))


@pytest.mark.parametrize(
    "cellule",
    [
        '<c r="C3" t="inlineStr"><is><t>{}</t></is></c>',
        '<c r="C3" t="str"><f>A1</f><v>{}</v></c>',
    ],
)
def test_a_cell_that_does_not_end_is_refused(cellule: str) -> None:
    lignes = f"<row>{cellule.format('a' * (3 << 20))}</row>"
    message = refus(classeur(parties(lignes)))
    assert message.startswith("x.xlsx : la cellule C3 dépasse 32767 caractères")


def test_what_follows_the_rows_is_in_no_cell() -> None:
    page = feuille('<row><c r="C3"><v>1</v></c></row>')
    fusions = "<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 80_000 + "</mergeCells>"
    page = page.replace("</worksheet>", f"{fusions}</worksheet>")
    contenu = parties("") | {"xl/worksheets/s.xml": page}
    assert passes(classeur(contenu))


def test_shared_texts_nested_without_end_are_refused() -> None:
    assert "imbriqué sans fin" in refus(avec_textes(["<r>" * 200 + "</r>" * 200], ""))


def test_a_tag_that_does_not_end_is_refused() -> None:
    sans_fin = f'<row><c r="A1" q="{"a" * (3 << 20)}"/></row>'
    assert "un morceau de son XML n’en finit pas" in refus(classeur(parties(sans_fin)))
