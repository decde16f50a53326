"""XML that every receiver can read, built element by element and written block by block.

Elements carry no namespace: the document declares its default one on the root line, which its
writer puts apart, so that blocks hold neither prefix nor repeated `xmlns`.
"""

import re
from typing import Final, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - the name lxml gives to its only element type

_INDENT: Final = "  "
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# \v and \f come from word processors, where they break a line or a page
_LINE_BREAK: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")


def legal_text(texte: str) -> str:
    """Return `texte` without the characters that XML 1.0 §2.2 forbids, lone surrogates included."""
    return texte if texte.isprintable() else _FORBIDDEN.sub("", texte)


def one_line(valeur: str | int) -> str:
    """Return `valeur` as XML text on one line: each line break becomes a space."""
    texte = str(valeur)
    return texte if texte.isprintable() else legal_text(_LINE_BREAK.sub(" ", texte))


def element(tag: str, /, **attributs: str | int | None) -> Element:
    """Return a new element without parent; attributes as in `add`."""
    noeud = etree.Element(tag)
    _set_attributes(noeud, attributs)
    return noeud


def add(
    parent: Element, tag: str, texte: str | int | None = None, /, **attributs: str | int | None
) -> Element:
    """Append `<tag>` after the children of `parent` and return it.

    Text and attributes are cleaned by `one_line`; an attribute that is None is left out.
    """
    noeud = etree.SubElement(parent, tag)
    if texte is not None:  # most texts are clean: the test of `one_line` without its call
        noeud.text = texte if type(texte) is str and texte.isprintable() else one_line(texte)
    if attributs:
        _set_attributes(noeud, attributs)
    return noeud


def serialise(noeud: Element, *, niveau: int) -> bytes:
    """Return the element as UTF-8 lines, `niveau` levels of two spaces deep, line feed included.

    The start and end tags of a container stand on lines of their own, a leaf on one line.
    """
    etree.indent(noeud, space=_INDENT, level=niveau)
    corps = etree.tostring(noeud, encoding="UTF-8", xml_declaration=False, with_tail=False)
    return b"%s%s\n" % (_INDENT.encode() * niveau, corps)


def _set_attributes(noeud: Element, attributs: dict[str, str | int | None]) -> None:
    for nom, valeur in attributs.items():
        if valeur is not None:
            noeud.set(nom, one_line(valeur))
