"""The facts we keep of LHEO say no where the official schemas do."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from tests.lheo import SCHEMAS, Schema, open_schema
from tests.unit.flux.offres import GOLDEN


@pytest.fixture(scope="module", params=SCHEMAS)
def schema(request: pytest.FixtureRequest) -> Schema:
    return open_schema(request.param)


def first(document: Any, nom: str) -> Any:
    return document.find(f".//{{*}}{nom}")


def remove(document: Any) -> None:
    objectif = first(document, "objectif-formation")
    objectif.getparent().remove(objectif)


def swap(document: Any) -> None:
    objectif = first(document, "objectif-formation")
    objectif.getparent().append(objectif)


def lengthen(document: Any) -> None:
    first(document, "intitule-formation").text = "é" * 256


def invent(document: Any) -> None:
    first(document, "code-niveau-entree").text = "9"


def repeat(document: Any) -> None:
    periode = first(document, "periode")
    periode.addnext(etree.fromstring(etree.tostring(periode)))


def add(document: Any) -> None:
    etree.SubElement(first(document, "periode"), "{http://lheo.gouv.fr/2.3}milieu")


def test_a_right_document_is_right(schema: Schema) -> None:
    schema.assertValid(etree.parse(GOLDEN / "carif" / "tout_rempli.xml"))


@pytest.mark.parametrize("spoil", [remove, swap, lengthen, invent, repeat, add])
def test_a_spoilt_document_is_refused(schema: Schema, spoil: Callable[[Any], None]) -> None:
    document = etree.parse(GOLDEN / "carif" / "tout_rempli.xml")
    spoil(document)
    with pytest.raises((AssertionError, etree.DocumentInvalid)):
        schema.assertValid(document)
