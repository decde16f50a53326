"""XML blocks: readable whatever the text, laid out line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sigma_cli.formats.xml import add, element, legal_text, one_line, serialise

TEXTES = st.text(st.characters(exclude_categories=[])) | st.text(
    "\t\n\r\v\f\x00\x85\u2028&<>]'\" a"
)


def test_layout_of_a_block() -> None:
    formation = element("formation", numero="20F0011_03", datemaj=None)
    add(formation, "code-FORMACODE", 15064, tag="principal", ref="V14", info=None)
    periode = add(add(formation, "session"), "periode")
    add(periode, "debut", "20200907")
    add(periode, "extras")
    assert serialise(formation, niveau=1).decode() == (
        '  <formation numero="20F0011_03">\n'
        '    <code-FORMACODE tag="principal" ref="V14">15064</code-FORMACODE>\n'
        "    <session>\n"
        "      <periode>\n"
        "        <debut>20200907</debut>\n"
        "        <extras/>\n"
        "      </periode>\n"
        "    </session>\n"
        "  </formation>\n"
    )


def test_attribute_names_keep_their_case_and_hyphens() -> None:
    noeud = element("lheo", **{"horodatage-export": "2026-01-31T06:30:00", "idRef": "a"})
    assert b'horodatage-export="2026-01-31T06:30:00" idRef="a"' in serialise(noeud, niveau=0)


def test_block_fits_in_a_document_with_a_default_namespace() -> None:
    bloc = serialise(element("formation"), niveau=1)
    racine = etree.fromstring(b'<lheo xmlns="http://lheo.gouv.fr/2.3">\n%s</lheo>' % bloc)
    assert racine[0].tag == "{http://lheo.gouv.fr/2.3}formation"


def test_serialising_twice_gives_the_same_bytes() -> None:
    parent = element("a")
    enfant = add(add(parent, "b", "texte"), "c")
    serialise(parent, niveau=0)
    assert serialise(parent, niveau=2) == serialise(parent, niveau=2)
    assert serialise(enfant, niveau=0) == b"<c/>\n"  # without what follows it in its parent


@pytest.mark.parametrize(
    ("brut", "propre"),
    [
        ("deux\r\nlignes\nou\rtrois", "deux lignes ou trois"),
        ("coupé\vpar\fWord", "coupé par Word"),
        ("a\x00b\ud800c\uffff", "abc"),
        ("déjà propre – « oui »", "déjà propre – « oui »"),
        (12, "12"),
    ],
)
def test_text_is_cleaned(brut: str | int, propre: str) -> None:
    assert one_line(brut) == propre


def test_legal_text_keeps_line_breaks() -> None:
    assert legal_text("a\nb\x0b\t") == "a\nb\t"


@given(TEXTES, TEXTES)
def test_any_text_comes_back_once_cleaned_on_one_line(texte: str, attribut: str) -> None:
    noeud = element("a")
    add(noeud, "b", texte, info=attribut)
    contenu = serialise(noeud, niveau=0)
    lu = etree.fromstring(contenu)[0]
    assert (lu.text or "", lu.get("info")) == (one_line(texte), one_line(attribut))
    assert len(contenu.decode().splitlines()) == 3
