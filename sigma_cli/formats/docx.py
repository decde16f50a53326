"""Documents that every office suite opens, built block by block; same blocks, same bytes.

`python-docx` writes the parts; its zip would bear the clock of the machine, so the parts are packed
again under the date that is handed in.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, TypeAlias
from zipfile import ZipFile

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from sigma_cli.formats.archive import DatedZip
from sigma_cli.formats.xml import one_line

_POLICE: Final = "Calibri"
_STYLE_TABLEAU: Final = "Table Grid"


@dataclass(frozen=True, slots=True)
class Titre:
    """A heading; level 0 is that of the document."""

    texte: str
    niveau: int = 1


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """A paragraph of plain text."""

    texte: str


@dataclass(frozen=True, slots=True)
class Liste:
    """Lines under one another, each with its bullet."""

    lignes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tableau:
    """Rows under their titles, which are repeated on each page; `hauteur` in cm when people write there."""

    titres: Sequence[str]
    lignes: Sequence[Sequence[str]]
    hauteur: float | None = None


Bloc: TypeAlias = Titre | Paragraphe | Liste | Tableau


def write_docx(
    sortie: BinaryIO, blocs: Iterable[Bloc], *, titre: str, produit_le: datetime
) -> None:
    """Write a landscape A4 document. `produit_le`, aware, dates it; characters XML forbids are left out."""
    le = produit_le.astimezone(UTC)
    document = Document()
    _lay_out(document, titre, le)
    for bloc in blocs:
        _add(document, bloc)
    tampon = io.BytesIO()
    document.save(tampon)
    with ZipFile(tampon) as parties, DatedZip(sortie, date_time=le) as archive:
        for nom in parties.namelist():
            archive.writestr(nom, parties.read(nom))


def _lay_out(document: Any, titre: str, le: datetime) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _POLICE, Pt(10)
    proprietes = document.core_properties
    proprietes.title, proprietes.author, proprietes.comments = one_line(titre), "sigma", ""
    proprietes.language = "fr-FR"
    proprietes.created = proprietes.modified = le


def _add(document: Any, bloc: Bloc) -> None:
    if isinstance(bloc, Titre):
        document.add_heading(one_line(bloc.texte), bloc.niveau)
    elif isinstance(bloc, Paragraphe):
        document.add_paragraph(one_line(bloc.texte))
    elif isinstance(bloc, Liste):
        for ligne in bloc.lignes:
            document.add_paragraph(one_line(ligne), style="List Bullet")
    else:
        _add_table(document, bloc)


def _add_table(document: Any, bloc: Tableau) -> None:
    tableau = document.add_table(rows=0, cols=len(bloc.titres), style=_STYLE_TABLEAU)
    entete = tableau.add_row()
    for cellule, titre in zip(entete.cells, bloc.titres, strict=True):
        cellule.paragraphs[0].add_run(one_line(titre)).bold = True
    _repeat_on_each_page(entete)
    for ligne in bloc.lignes:
        rangee = tableau.add_row()
        rangee.height = Cm(bloc.hauteur) if bloc.hauteur else None
        for cellule, texte in zip(rangee.cells, ligne, strict=True):
            cellule.text = one_line(texte)
    document.add_paragraph()


def _repeat_on_each_page(rangee: Any) -> None:
    """Mark a row as a header; python-docx has no word for it."""
    proprietes = rangee._tr.get_or_add_trPr()  # noqa: SLF001 - the only way to the element
    proprietes.append(OxmlElement("w:tblHeader"))
