"""A sheet to read and print: headings, then names and values, in one HTML page without any link."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sigma_cli.formats.colonnes import cell_text
from sigma_cli.formats.xml import legal_text

_PARIS: Final = ZoneInfo("Europe/Paris")
_STYLE: Final = (
    "body{font-family:sans-serif;max-width:50em;margin:2em auto}"
    "table{border-collapse:collapse;width:100%;margin-bottom:1em}"
    "th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}"
    "th{width:35%;font-weight:normal;background:#eee}"
)
_RIEN: Final = "Rien."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubrique:
    """A heading and what stands under it: lists of names and values."""

    titre: str
    lignes: Sequence[Sequence[tuple[str, object]]]


def to_html(titre: str, chapeau: str, rubriques: Iterable[Rubrique]) -> bytes:
    """Return the page, UTF-8; what has no value is left out. Same input, same bytes."""
    page = ET.Element("html", lang="fr")
    tete = ET.SubElement(page, "head")
    ET.SubElement(tete, "meta", charset="utf-8")
    _add(tete, "title", titre)
    _add(tete, "style", _STYLE)
    corps = ET.SubElement(page, "body")
    _add(corps, "h1", titre)
    _add(corps, "p", chapeau)
    for rubrique in rubriques:
        _add(corps, "h2", rubrique.titre)
        for ligne in rubrique.lignes:
            _table(corps, ligne)
        if not rubrique.lignes:
            _add(corps, "p", _RIEN)
    contenu: bytes = ET.tostring(page, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + contenu + b"\n"


def _table(parent: ET.Element, ligne: Sequence[tuple[str, object]]) -> None:
    table = ET.SubElement(parent, "table")
    for nom, valeur in ligne:
        texte = _readable(valeur)
        if texte:
            rang = ET.SubElement(table, "tr")
            _add(rang, "th", nom)
            _add(rang, "td", texte)


def _add(parent: ET.Element, balise: str, texte: str) -> None:
    ET.SubElement(parent, balise).text = legal_text(texte)


def _readable(valeur: object) -> str:
    """Return a value as a person reads it; a list one item after the other."""
    if isinstance(valeur, Mapping):
        paires = ((nom, _readable(v)) for nom, v in valeur.items())
        return ", ".join(f"{nom} : {texte}" for nom, texte in paires if texte)
    if isinstance(valeur, list | tuple):
        return " ; ".join(map(_readable, valeur))
    if isinstance(valeur, datetime):
        return f"{valeur.astimezone(_PARIS):%d/%m/%Y à %Hh%M}"
    return cell_text(valeur if isinstance(valeur, str | int | date | None) else str(valeur))
