"""Flux carif: any text gives a file that our schema and the official ones accept."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sigma_cli.flux.carif.builder import _DEBUT, _FIN
from sigma_cli.flux.carif.schema import check
from sigma_cli.formats.xml import serialise
from tests.lheo import SCHEMAS, Schema, open_schema
from tests.unit.flux.offres import (
    COMPLETE,
    GOLDEN,
    MINIMALE,
    ORGANISME,
    ligne,
    organisme,
    produire,
    reunion,
)
from tests.unit.flux.xsd_hasard import Hasard

NOTRE: Final = files("sigma_cli.flux.carif").joinpath("schema.xsd")
HASARD: Final = Hasard(etree.parse(str(NOTRE)))
TEXTES: Final = ("objectif", "contenu", "resultats", "rythme", "conditions", "adresse")


@pytest.fixture(scope="module", params=SCHEMAS)
def officiel(request: pytest.FixtureRequest) -> Schema:
    return open_schema(request.param)


@settings(max_examples=150, deadline=None)
@given(graine=st.integers(0, 2**64))
def test_whatever_our_schema_accepts_the_official_ones_accept(
    officiel: Schema, graine: int
) -> None:
    """Drawn from our schema, so that each of its bounds is held against theirs."""
    formation = HASARD.draw(Random(graine), "formation", "formation")
    assert check(formation) == ()
    contenu = serialise(formation, niveau=2)
    officiel.assertValid(etree.fromstring(b"%s%s%s" % (_DEBUT, contenu, _FIN)))


def avec_textes(texte: str) -> dict[str, Any]:
    """Put the same text in every free field; a title, a site and a commune are never blank."""
    seance = reunion(date(2020, 8, 24), heure_debut="09h00", heure_fin="23h59", lieu=texte)
    return {
        **dict.fromkeys(TEXTES, texte),
        "intitule": f"I{texte}",
        "site": f"S{texte}",
        "commune": f"C{texte}",
        "programme": f"P{texte}",
        "ics": (seance,) * 4,
    }


@given(texte=st.text(max_size=400))
def test_any_text_gives_a_valid_file(officiel: Schema, texte: str) -> None:
    de = organisme(nom=f"N{texte}", adresse=texte, commune=f"C{texte}")
    contenu, releve = produire(ligne(**avec_textes(texte)), de=de)
    assert releve.retenus == []
    assert releve.nb_lignes == 1
    officiel.assertValid(etree.fromstring(contenu))


@pytest.mark.parametrize("longueur", [3000, 3001, 10_000])
def test_every_field_at_its_longest_is_valid(officiel: Schema, longueur: int) -> None:
    texte = "é" * longueur
    pleine = ligne(
        **avec_textes(texte),
        certifinfo="1" * 10,
        rncp="RNCP123456",
        formacodes=("32663",) * 5,
        nsf=("314",) * 3,
        romes=("M1203",) * 5,
        publics=tuple(str(code) for code in range(81020, 81030)),
        heures_centre=50_000,
        heures_entreprise=49_999,
        places=99_999,
    )
    de = organisme(
        nom=texte, adresse=texte, commune=texte, telephone="0" * 25, courriel="a@" + "b" * 158
    )
    contenu, releve = produire(pleine, de=de)
    assert releve.retenus == []
    officiel.assertValid(etree.fromstring(contenu))


@pytest.mark.parametrize("base", [MINIMALE, COMPLETE])
@pytest.mark.parametrize("vide", ["uai", "adresse", "code_insee", "courriel", "telephone"])
def test_optional_fields_may_be_left_empty(officiel: Schema, base: Any, vide: str) -> None:
    contenu, releve = produire(base, de=replace(ORGANISME, **{vide: None}))
    assert releve.nb_lignes == 1
    officiel.assertValid(etree.fromstring(contenu))


def test_a_site_may_have_no_name(officiel: Schema) -> None:
    contenu, _ = produire(ligne(site=""))
    officiel.assertValid(etree.fromstring(contenu))


@pytest.mark.parametrize("nom", ["quatre_sessions.xml", "tout_rempli.xml"])
def test_golden_files_are_valid(officiel: Schema, nom: str) -> None:
    officiel.assertValid(etree.parse(GOLDEN / "carif" / nom))


@pytest.mark.parametrize(
    "lieu", ["01", "2A", "971", "975", "987", "99"], ids=lambda code: f"departement-{code}"
)
def test_a_place_outside_the_region_is_valid(officiel: Schema, lieu: str) -> None:
    code = lieu.ljust(5, "0")
    contenu, releve = produire(ligne(code_insee=code, code_postal=code.replace("A", "0")))
    assert releve.retenus == []
    officiel.assertValid(etree.fromstring(contenu))


def test_our_schema_refuses_what_readers_cannot_take() -> None:
    formation = etree.fromstring(
        '<formation numero="1" datecrea="20201301" datemaj="20200230"><autre/></formation>'
    )
    fautes = check(formation)
    assert {faute.champ.nom for faute in fautes} >= {"autre"}
    assert all(faute.rang is None for faute in fautes)
