"""Documents: what an office suite reads back is what was written, and the bytes never vary."""

import io
from datetime import UTC, datetime
from zipfile import ZipFile

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from sigma_cli.formats.docx import Bloc, Liste, Paragraphe, Tableau, Titre, write_docx
from sigma_cli.formats.xml import one_line

LE = datetime(2020, 10, 6, 7, 30, tzinfo=UTC)
BLOCS: list[Bloc] = [
    Titre("Procès-verbal", 0),
    Paragraphe("Les mêmes critères valent pour tous."),
    Titre("Critères"),
    Liste(["Revenu", "Charges & projet"]),
    Tableau(["Rang", "Nom"], [["1", "Martin <Léa>"], ["2 ex æquo", "\x0bDurand\x00"]]),
    Tableau(["Signature"], [[""]], hauteur=1.2),
]


def written(blocs: list[Bloc], titre: str = "Procès-verbal") -> bytes:
    sortie = io.BytesIO()
    write_docx(sortie, blocs, titre=titre, produit_le=LE)
    return sortie.getvalue()


def test_the_same_blocks_give_the_same_bytes_dated_as_told() -> None:
    contenu = written(BLOCS)
    assert contenu == written(BLOCS)
    with ZipFile(io.BytesIO(contenu)) as archive:
        assert {entree.date_time for entree in archive.infolist()} == {(2020, 10, 6, 7, 30, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.testzip() is None


def test_it_reads_back_as_it_was_written() -> None:
    document = Document(io.BytesIO(written(BLOCS)))
    assert [p.text for p in document.paragraphs if p.text] == [
        "Procès-verbal",
        "Les mêmes critères valent pour tous.",
        "Critères",
        "Revenu",
        "Charges & projet",
    ]
    rangs = [[cellule.text for cellule in ligne.cells] for ligne in document.tables[0].rows]
    assert rangs == [["Rang", "Nom"], ["1", "Martin <Léa>"], ["2 ex æquo", " Durand"]]
    assert document.tables[1].rows[1].height is not None
    assert document.tables[0].rows[1].height is None
    assert document.core_properties.title == "Procès-verbal"
    assert document.core_properties.created == LE
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height


def test_the_titles_of_a_table_come_again_on_each_page() -> None:
    with ZipFile(io.BytesIO(written(BLOCS))) as archive:
        assert archive.read("word/document.xml").count(b"<w:tblHeader/>") == 2


@settings(max_examples=20, deadline=None)
@given(st.text())
def test_any_text_gives_a_readable_document(texte: str) -> None:
    document = Document(io.BytesIO(written([Paragraphe(texte)], titre=texte[:50])))
    assert document.paragraphs[0].text == one_line(texte)
