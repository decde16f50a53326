"""Workbooks written by hand, part by part: what no spreadsheet would write."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

_PAQUET = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FEUILLE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = '<Relationship Id="{id}" Type="' + _OFFICE + '/{genre}" Target="{cible}"/>'


def _relations(*relations: tuple[str, str, str]) -> str:
    lignes = "".join(_RELATION.format(id=i, genre=g, cible=c) for i, g, c in relations)
    return f'<Relationships xmlns="{_PAQUET}/relationships">{lignes}</Relationships>'


def parties(donnees: str = "", **autres: str) -> dict[str, str]:
    """Return the parts of a workbook of one sheet that holds the rows `donnees`."""
    types = f'<Types xmlns="{_PAQUET}/content-types"/>'
    feuilles = '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": _relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_FEUILLE}" xmlns:r="{_OFFICE}">{feuilles}</workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("rId1", "worksheet", "worksheets/s.xml")),
        "xl/worksheets/s.xml": feuille(donnees),
    } | autres


def feuille(donnees: str) -> str:
    return f'<worksheet xmlns="{_FEUILLE}"><sheetData>{donnees}</sheetData></worksheet>'


def classeur(contenu: dict[str, str]) -> bytes:
    tampon = io.BytesIO()
    with ZipFile(tampon, "w", ZIP_DEFLATED) as archive:
        for nom, texte in contenu.items():
            archive.writestr(nom, texte)
    return tampon.getvalue()
