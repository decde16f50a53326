"""Tables people hand over: what is read of a workbook, and the traps that are refused."""

import csv
import io
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule, Colonne
from sigma_cli.formats.csv_fr import write_csv
from sigma_cli.formats.tableau import read_table
from sigma_cli.formats.xlsx import classeur as garde
from sigma_cli.formats.xlsx.cellules import escaped
from sigma_cli.formats.xlsx.ecriture import write_xlsx
from sigma_cli.formats.xlsx.lecture import read_sheet
from sigma_cli.formats.xml import legal_text
from tests.unit.formats.classeurs import classeur, feuille, parties

Ecrire = Callable[[bytes], Path]
UNE = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture
def ecrire(tmp_path: Path) -> Ecrire:
    def write(contenu: bytes) -> Path:
        chemin = tmp_path / "certif.xlsx"
        chemin.write_bytes(contenu)
        return chemin

    return write


def lire(chemin: Path) -> list[tuple[Cellule, ...]]:
    with read_table(chemin) as tableau:
        return [tableau.titres, *(rangee.cellules for rangee in tableau.lignes)]


def refus(chemin: Path) -> str:
    with pytest.raises(InvalidInput) as info:
        lire(chemin)
    return info.value.message


def test_values_come_as_our_formats_know_them(tmp_path: Path) -> None:
    livre = Workbook()
    page = livre.active
    assert page is not None
    page.append(["Texte", "Code", "Nombre", "Réel", "Jour", "Instant", "Heure", "Vrai", "Vide"])
    instant = datetime(2026, 9, 1, 8, 30)  # noqa: DTZ001 - spreadsheets know no zone
    jour = date(2026, 9, 1)
    page.append(["é", "01", 12, 1.5, jour, instant, time(9, 0), True, None])
    livre.save(tmp_path / "x.xlsx")
    _, ligne = lire(tmp_path / "x.xlsx")
    assert ligne == ("é", "01", 12, "1.5", jour, "2026-09-01 08:30:00", "09:00:00", True, "")


def test_rows_bear_the_number_the_spreadsheet_shows(ecrire: Ecrire) -> None:
    donnees = (
        '<row r="3"><c r="B3" t="inlineStr"><is><t>Code</t></is></c></row>'
        '<row r="6"><c r="B6"><v>7</v></c><c r="C6"><v>8</v></c></row>'
    )
    with read_table(ecrire(classeur(parties(donnees)))) as tableau:
        assert tableau.titres == ("", "Code")
        [rangee] = tableau.lignes
    assert (rangee.numero, rangee.cellules) == (6, (None, 7, 8))


def test_the_first_visible_sheet_is_read(tmp_path: Path) -> None:
    livre = Workbook()
    cachee, vue = livre.active, livre.create_sheet("vue")
    assert cachee is not None
    cachee.append(["cachée"])
    cachee.sheet_state = "hidden"
    vue.append(["vue"])
    livre.save(tmp_path / "x.xlsx")
    assert lire(tmp_path / "x.xlsx") == [("vue",)]


def test_formulas_and_external_links_are_never_followed(ecrire: Ecrire, tmp_path: Path) -> None:
    piege = tmp_path / "secret.csv"
    piege.write_text("secret")
    lien = f'<externalLink><externalBook r:id="rId1" cible="{piege}"/></externalLink>'.replace(
        "<externalLink>", '<externalLink xmlns:r="r">'
    )
    donnees = '<row><c t="str"><f>[1]Feuil1!A1</f><v>lue</v></c><c><f>WEBSERVICE("x")</f></c></row>'
    autres = {"xl/externalLinks/externalLink1.xml": lien, "xl/media/logo.png": "logo"}
    assert lire(ecrire(classeur(parties(donnees, **autres)))) == [("lue",)]


def test_cells_without_references_are_placed_in_turn(ecrire: Ecrire) -> None:
    donnees = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert lire(ecrire(classeur(parties(donnees)))) == [("1", "2"), (3, "")]


@pytest.mark.parametrize(
    "donnees",
    [
        UNE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        UNE + '<row r="2"><c r="xfd1048576"><v>1</v></c></row>',
        UNE + "<row><c r='ZZZZ2'><v>1</v></c></row>",
        UNE + '<row><c r="É2"><v>1</v></c></row>',
        UNE + '<row><c r="A99999999"><v>1</v></c></row>',
        UNE + '<row><c r="A"><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 3000 + "</row>" + "<row><c><v>1</v></c></row>" * 2000,
        UNE + '<x:row xmlns:x="x"><x:c r="XFD1048576"/></x:row>',
    ],
)
def test_a_rectangle_that_memory_could_not_hold_is_refused(ecrire: Ecrire, donnees: str) -> None:
    assert "feuille démesurée, plus de 5000000" in refus(ecrire(classeur(parties(donnees))))


def test_a_zip_bomb_is_refused_before_it_unfolds(ecrire: Ecrire) -> None:
    tampon = io.BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as archive:
        for nom, texte in parties(UNE).items():
            archive.writestr(nom, texte)
        with archive.open("xl/media/a.bin", "w", force_zip64=True) as sortie:
            for _ in range(300):
                sortie.write(bytes(1 << 20))
    assert len(tampon.getvalue()) < 1 << 20
    assert "classeur démesuré, plus de 256 Mo" in refus(ecrire(tampon.getvalue()))


def test_a_part_that_lies_about_its_size_is_refused(ecrire: Ecrire) -> None:
    """The central directory says 10 bytes with their right sum; the part unfolds to a thousand."""
    tampon = io.BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as archive:
        for nom, texte in parties(UNE).items():
            archive.writestr(nom, texte)
        archive.writestr("xl/media/a.bin", b"a" * 1000)
    contenu = bytearray(tampon.getvalue())
    debut = contenu.rindex(b"PK\x01\x02")
    contenu[debut + 16 : debut + 20] = struct.pack("<L", zlib.crc32(b"a" * 1000))
    contenu[debut + 24 : debut + 28] = struct.pack("<L", 10)
    assert "n’a pas la taille annoncée" in refus(ecrire(bytes(contenu)))


BOMBE = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@given(
    st.lists(st.text("_x05F41AB", min_size=1, max_size=24) | st.just("_x0041_x005F_"), min_size=1)
)
def test_q8_04_a_text_that_looks_like_an_escape_is_read_as_it_was(textes: list[str]) -> None:
    colonnes = [Colonne(f"_x0041_{rang}", "a") for rang in range(len(textes))]
    sortie = io.BytesIO()
    le = datetime(2026, 9, 1, tzinfo=UTC)
    write_xlsx(sortie, colonnes, [textes], titre_feuille="A", produit_le=le)
    sortie.seek(0)
    (_, titres), (_, ligne) = read_sheet(sortie, "x").rangees
    assert (list(titres), list(ligne)) == ([c.titre for c in colonnes], textes)


GARDES: st.SearchStrategy[str] = st.text("'=+-@a", min_size=1, max_size=6) | st.text(min_size=1)


@given(st.lists(GARDES, min_size=1))
def test_q8_06_a_csv_of_ours_saved_as_a_workbook_is_read_as_it_was(textes: list[str]) -> None:
    textes = [texte for texte in map(legal_text, textes) if texte]
    colonnes = [Colonne(f"T{rang}", "a") for rang in range(len(textes))]
    ecrit = io.BytesIO()
    write_csv(ecrit, colonnes, [textes])
    livre = Workbook()
    page = livre.active
    assert page is not None
    lignes = csv.reader(
        io.StringIO(ecrit.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"
    )
    for rang, ligne in enumerate(
        lignes, 1
    ):  # what a spreadsheet does of them: texts, as they stand
        for colonne, texte in enumerate(ligne, 1):
            cellule = page.cell(rang, colonne)
            cellule.value, cellule.data_type = escaped(texte), "s"
    sortie = io.BytesIO()
    livre.save(sortie)
    sortie.seek(0)
    lues = [list(cellules) for _, cellules in read_sheet(sortie, "x").rangees]
    assert lues[1:] == ([textes] if textes else [])


@given(st.lists(GARDES, min_size=1))
def test_q8_06_a_workbook_of_ours_is_read_as_it_was(textes: list[str]) -> None:
    attendus = [legal_text(texte) or None for texte in textes]
    colonnes = [Colonne(f"T{rang}", "a") for rang in range(len(textes))]
    sortie = io.BytesIO()
    write_xlsx(
        sortie, colonnes, [textes], titre_feuille="A", produit_le=datetime(2026, 9, 1, tzinfo=UTC)
    )
    sortie.seek(0)
    _, (_, ligne) = read_sheet(sortie, "x").rangees
    assert list(ligne) == attendus


@pytest.mark.parametrize(("calendrier", "attendu"), [("1", True), ("true", True), ("0", False)])
def test_the_calendar_of_a_workbook_is_told(calendrier: str, attendu: bool) -> None:
    contenu = parties(UNE)
    proprietes = f'<workbookPr date1904="{calendrier}"/><sheets>'
    contenu["xl/workbook.xml"] = contenu["xl/workbook.xml"].replace("<sheets>", proprietes)
    assert read_sheet(io.BytesIO(classeur(contenu)), "x").depuis_1904 is attendu


@pytest.mark.parametrize("doctype", [BOMBE, XXE, "<!DOCTYPE worksheet>"])
@pytest.mark.parametrize("partie", ["xl/worksheets/s.xml", "xl/sharedStrings.xml", "_rels/.rels"])
def test_entities_are_refused_wherever_they_are(ecrire: Ecrire, doctype: str, partie: str) -> None:
    contenu = parties(UNE)
    contenu[partie] = doctype + contenu.get(partie, "<sst/>")
    assert "déclare des entités" in refus(ecrire(classeur(contenu)))


def test_entities_are_refused_in_another_encoding(ecrire: Ecrire) -> None:
    tampon = io.BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as archive:
        for nom, texte in parties(UNE).items():
            codage = "utf-16" if nom.endswith("s.xml") else "utf-8"
            archive.writestr(nom, (XXE + texte).encode(codage))
    assert "déclare des entités" in refus(ecrire(tampon.getvalue()))


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (parties("<v>" * 200), "imbriqué sans fin"),
        (parties("<row>"), "son XML ne se lit pas"),
        ({"content.xml": "<a/>"}, "ce n’est pas un classeur .xlsx"),
        (parties(UNE) | {f"a{n}.bin": "" for n in range(5001)}, "trop nombreuses"),
        ({"xl/workbook.xml": "<workbook/>"}, "classeur abîmé ou incomplet"),
    ],
)
def test_what_is_no_workbook_is_refused(
    ecrire: Ecrire, contenu: dict[str, str], message: str
) -> None:
    assert message in refus(ecrire(classeur(contenu)))


@pytest.mark.parametrize("contenu", [b"\x8f\x07\x00 bruit", "Nom;Prénom\nA;B\n".encode()])
def test_a_name_of_workbook_on_something_else_is_told(ecrire: Ecrire, contenu: bytes) -> None:
    assert "malgré son nom, ce n’est pas un classeur" in refus(ecrire(contenu))


def test_a_sheet_hidden_in_another_kind_of_part_is_refused(ecrire: Ecrire) -> None:
    contenu = parties(UNE)
    relations = contenu["xl/_rels/workbook.xml.rels"].replace("s.xml", "s.png")
    contenu |= {"xl/_rels/workbook.xml.rels": relations, "xl/worksheets/s.png": feuille(UNE)}
    assert "une feuille n’est pas en XML" in refus(ecrire(classeur(contenu)))


def test_a_part_twice_is_refused(ecrire: Ecrire) -> None:
    tampon = io.BytesIO()
    with ZipFile(tampon, "w", ZIP_STORED) as archive:
        for nom, texte in parties(UNE).items():
            archive.writestr(nom, texte)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/worksheets/s.xml", feuille(""))
    assert "parties en double" in refus(ecrire(tampon.getvalue()))


def test_an_encrypted_part_is_refused(ecrire: Ecrire) -> None:
    contenu = bytearray(classeur(parties(UNE)))
    debut = contenu.index(b"PK\x01\x02")
    contenu[debut + 8] |= 1
    assert "classeur chiffré" in refus(ecrire(bytes(contenu)))


def test_a_truncated_workbook_is_refused(ecrire: Ecrire) -> None:
    assert "classeur abîmé" in refus(ecrire(classeur(parties(UNE))[:-100]))


def test_a_workbook_too_heavy_is_refused(ecrire: Ecrire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garde, "TAILLE_MAX", 1000)
    assert "plus de 0 Mo" in refus(ecrire(classeur(parties(UNE)) + bytes(1000)))


def test_no_visible_sheet_and_empty_sheet(ecrire: Ecrire) -> None:
    assert "aucune ligne remplie" in refus(ecrire(classeur(parties())))
    contenu = parties(UNE)
    cachee = contenu["xl/workbook.xml"].replace('name="A"', 'name="A" state="hidden"')
    contenu["xl/workbook.xml"] = cachee
    assert "aucune feuille visible" in refus(ecrire(classeur(contenu)))


ENTIER = classeur(parties(UNE + '<row r="2"><c r="B2" t="inlineStr"><is><t>é</t></is></c></row>'))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(ENTIER) - 1), st.integers(0, 255)), max_size=6))
def test_a_damaged_workbook_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    contenu = bytearray(ENTIER)
    for rang, octet in changes:
        contenu[rang] = octet
    with suppress(InvalidInput):
        for _, cellules in read_sheet(io.BytesIO(bytes(contenu)), "x").rangees:
            assert len(cellules) <= 10
