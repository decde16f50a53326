"""Flux agora: the bytes the hub receives, and the schema that describes them."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.flux.agora.builder import COLONNES, LigneAgora, build, nature, trace
from sigma_cli.flux.contrat import Entete, Releve, Trace
from tests.conftest import Golden

ENTETE: Final = Entete(sequence=1, produit_le=datetime(2020, 10, 6, 4, 30, tzinfo=UTC))
SCHEMA: Final[dict[str, Any]] = json.loads(
    files("sigma_cli.flux.agora").joinpath("schema.json").read_text(encoding="utf-8")
)
ENTREE: Final = LigneAgora(
    parcours="P000001",
    evenement="ENTREE",
    stagiaire="S000001",
    nir="185057800608436",
    civilite="M.",
    nom_naissance="Exemple",
    nom_usage="Exemple-Modèle",
    prenom="Camille",
    date_naissance=date(1985, 5, 4),
    rqth=True,
    siret_organisme="12345678200010",
    nda_organisme="7331P999999",
    convention="20005341_1",
    action="20F0011",
    composante="20F0011_03",
    session="20F0011_03/01",
    intitule="Licence professionnelle métiers de la gestion",
    certifinfo="93541",
    rncp="RNCP30075",
    niveau_entree="5",
    niveau_sortie="6",
    lieu_code_postal="11108",
    lieu_code_insee="11262",
    heures=450,
    financeur="2",
    date_entree=date(2020, 9, 7),
    date_fin_prevue=date(2021, 6, 25),
    date_sortie=None,
    nature_sortie=None,
)
SORTIE: Final = replace(
    ENTREE, evenement="SORTIE", date_sortie=date(2021, 6, 25), nature_sortie="TERME"
)
NUE: Final = replace(
    ENTREE,
    parcours="P000002",
    civilite=None,
    nom_naissance="=1+1;\r\nÀ « virgule »",
    nom_usage=None,
    prenom=None,
    date_naissance=None,
    rqth=False,
    siret_organisme=None,
    nda_organisme=None,
    rncp=None,
    niveau_entree=None,
    heures=None,
)


def produire(*lignes: LigneAgora) -> tuple[bytes, Releve]:
    releve = Releve()
    return b"".join(build(ENTETE, lignes, releve)), releve


def relire(contenu: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(contenu.decode(), newline=""), delimiter=";"))


def test_golden(golden: Golden) -> None:
    contenu, releve = produire(ENTREE, SORTIE, NUE)
    golden("agora/trois_lignes.csv", contenu)
    assert releve.emis == ["P000001", "P000001", "P000002"]


def test_the_header_is_the_published_schema_in_its_order() -> None:
    titres = relire(produire(ENTREE)[0])[0]
    assert titres == [champ["name"] for champ in SCHEMA["fields"]] == list(COLONNES)
    assert titres[0] == "parcours"


def test_every_field_of_the_schema_is_described_in_french() -> None:
    assert all(champ["description"].endswith(".") for champ in SCHEMA["fields"])


def test_nothing_to_send_is_no_block_at_all() -> None:
    assert produire() == (b"", Releve())


@pytest.mark.parametrize(("nombre", "blocs"), [(1, 1), (500, 1), (501, 2)])
def test_rows_leave_in_blocks_with_one_header(nombre: int, blocs: int) -> None:
    lignes = (replace(ENTREE, parcours=f"P{rang:06d}") for rang in range(nombre))
    produits = list(build(ENTETE, lignes, Releve()))
    assert len(produits) == blocs
    assert len(relire(b"".join(produits))) == nombre + 1


def test_nothing_of_a_person_is_remembered_of_a_line() -> None:
    assert trace(SORTIE) == Trace(parcours="P000001", evenement="SORTIE")


@pytest.mark.parametrize(
    ("jour", "attendue"),
    [(date(2021, 6, 24), "ANTICIPEE"), (date(2021, 6, 25), "TERME"), (date(2021, 6, 26), "TERME")],
)
def test_who_stays_to_the_last_day_leaves_on_time(jour: date, attendue: str) -> None:
    assert nature(jour, fin_prevue=date(2021, 6, 25)) == attendue


def test_nir_12_a_row_never_shows_a_person() -> None:
    for secret in ("1850578", "Exemple", "Camille", "1985", "rqth"):
        assert secret not in repr(ENTREE)


@given(st.lists(st.text(), max_size=5))
def test_any_text_gives_one_line_a_row(textes: list[str]) -> None:
    lignes = [replace(ENTREE, nom_naissance=texte, intitule=texte) for texte in textes]
    contenu, _ = produire(*lignes)
    assert len(contenu.decode().splitlines()) == (len(textes) + 1 if textes else 0)
    assert all(len(ligne) == len(COLONNES) for ligne in relire(contenu))
