"""Flux defi: the bytes the pay tool receives, and the schema that describes them."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.flux.contrat import Entete, Releve
from sigma_cli.flux.defi.builder import COLONNES, TITRES, LigneDefi, build, champs_vides
from tests.conftest import Golden
from tests.unit.flux.offres import GOLDEN

ENTETE: Final = Entete(sequence=1, produit_le=datetime(2020, 10, 6, 4, 30, tzinfo=UTC))
SCHEMA: Final[dict[str, Any]] = json.loads(
    files("sigma_cli.flux.defi").joinpath("schema.json").read_text(encoding="utf-8")
)
LIGNE: Final = LigneDefi(
    parcours="P000001",
    stagiaire="S000001",
    nir="185057800608436",
    civilite="M.",
    nom_naissance="Exemple",
    nom_usage="Exemple-Modèle",
    prenom="Camille",
    date_naissance=date(1985, 5, 4),
    convention="20005341_1",
    action="20F0011",
    composante="20F0011_03",
    session="20F0011_03/01",
    intitule="Licence professionnelle métiers de la gestion",
    date_entree=date(2020, 9, 7),
    date_fin_prevue=date(2021, 6, 25),
    type_remuneration="REGION",
    remuneration_depuis=date(2020, 9, 7),
    categorie_public="FORPRO SUP – public fléché PIC",
    niveau_entree="5",
    rqth=True,
    courriel="camille@exemple.fr",
    telephone="05 00 00 00 00",
    date_sortie=None,
)
# A person under a provisional number without key, of whom little else is known yet.
INCOMPLETE: Final = replace(
    LIGNE,
    parcours="P000002",
    stagiaire="S000002",
    nir="7850578006084",
    civilite=None,
    nom_usage=None,
    prenom=None,
    date_naissance=None,
    type_remuneration="PROTECTION_SOCIALE",
    categorie_public=None,
    niveau_entree=None,
    rqth=False,
    courriel=None,
    telephone=None,
    date_sortie=date(2020, 9, 30),
)
SANS_NIR: Final = replace(
    LIGNE,
    parcours="P000003",
    nir=None,
    nom_naissance="=1+1;\r\nÀ « virgule »",
    niveau_entree="INFRA3",
)


def produire(*lignes: LigneDefi) -> tuple[bytes, Releve]:
    releve = Releve()
    return b"".join(build(ENTETE, lignes, releve)), releve


def relire(contenu: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(contenu.decode(), newline=""), delimiter=";"))


def refus(champ: dict[str, Any], cellule: str) -> str | None:
    """Return the constraint of the Table Schema that the cell breaks, None when it keeps them."""
    contraintes = champ.get("constraints", {})
    if not cellule:
        return "required" if contraintes.get("required") else None
    booleens = champ.get("trueValues", []) + champ.get("falseValues", [])
    tenues = {
        "pattern": re.fullmatch(contraintes.get("pattern", r"(?s).*"), cellule),
        "enum": cellule in contraintes.get("enum", [cellule]),
        "maxLength": len(cellule) <= contraintes.get("maxLength", len(cellule)),
        "date": champ["type"] != "date" or re.fullmatch(r"\d{4}-\d\d-\d\d", cellule),
        "boolean": champ["type"] != "boolean" or cellule in booleens,
    }
    return next((nom for nom, tenue in tenues.items() if not tenue), None)


def test_golden(golden: Golden) -> None:
    contenu, releve = produire(LIGNE, INCOMPLETE, SANS_NIR)
    golden("defi/trois_parcours.csv", contenu)
    assert releve.emis == ["P000001", "P000002", "P000003"]
    assert releve.retenus == []


def test_the_header_is_the_published_schema_in_its_order() -> None:
    titres, *_ = relire((GOLDEN / "defi" / "trois_parcours.csv").read_bytes())
    assert titres == [champ["name"] for champ in SCHEMA["fields"]] == list(COLONNES)
    assert titres[0] == "parcours"


def test_golden_rows_keep_the_constraints_of_the_schema() -> None:
    _, *lignes = relire((GOLDEN / "defi" / "trois_parcours.csv").read_bytes())
    assert len(lignes) == 3
    for ligne in lignes:
        refuses = {
            champ["name"]: refus(champ, cellule)
            for champ, cellule in zip(SCHEMA["fields"], ligne, strict=True)
        }
        assert set(refuses.values()) == {None}, ligne[0]


@pytest.mark.parametrize(
    ("colonne", "cellule", "contrainte"),
    [
        ("parcours", "", "required"),
        ("parcours", "S000001", "pattern"),
        ("nir", "1850578006084", "pattern"),
        ("nir", "185057800608", "pattern"),
        ("civilite", "Mlle", "enum"),
        ("type_remuneration", "INCONNU", "enum"),
        ("intitule", "x" * 256, "maxLength"),
        ("date_entree", "07/09/2020", "date"),
        ("rqth", "oui", "boolean"),
    ],
)
def test_the_schema_refuses_what_is_not_ours(colonne: str, cellule: str, contrainte: str) -> None:
    [champ] = [champ for champ in SCHEMA["fields"] if champ["name"] == colonne]
    assert refus(champ, cellule) == contrainte


def test_every_field_of_the_schema_is_described_in_french() -> None:
    assert all(champ["description"].endswith(".") for champ in SCHEMA["fields"])
    assert all(champ["title"] and champ["type"] for champ in SCHEMA["fields"])


def test_rf_02_every_row_starts_with_its_parcours() -> None:
    contenu, _ = produire(LIGNE, INCOMPLETE)
    assert [ligne[0] for ligne in relire(contenu)] == ["parcours", "P000001", "P000002"]


def test_rf_03_empty_fields_are_named() -> None:
    attendus = ("civilite", "prenom", "date_naissance")
    assert champs_vides(LIGNE) == ()
    reste = ("categorie_public", "niveau_entree", "courriel", "telephone")
    assert champs_vides(INCOMPLETE) == (*attendus, *reste)
    assert champs_vides(replace(LIGNE, prenom=" \t")) == ("prenom",)


def test_rf_03_what_is_to_complete_has_the_titles_of_the_schema() -> None:
    titres = {champ["name"]: champ["title"] for champ in SCHEMA["fields"]}
    vides = {*champs_vides(INCOMPLETE), *champs_vides(SANS_NIR)}
    assert vides == TITRES.keys() - {"nom_usage"}, "whatever may be empty; few have a name of use"
    assert TITRES.items() <= titres.items()


def test_rf_03_what_is_to_complete_in_defi_is_told_by_parcours() -> None:
    _, releve = produire(LIGNE, SANS_NIR)
    [avertissement] = releve.avertissements
    assert avertissement.regle == "RF-03"
    assert avertissement.message == "P000003 : à compléter directement dans DEFI : NIR."


def test_nir_12_a_row_never_shows_a_person() -> None:
    texte = repr(LIGNE)
    assert "P000001" in texte
    for secret in ("1850578", "Exemple", "Camille", "1985", "REGION", "rqth"):
        assert secret not in texte


def test_a_machine_reads_the_file_so_that_no_formula_is_disarmed() -> None:
    contenu, _ = produire(SANS_NIR)
    assert "=1+1; À « virgule »" in relire(contenu)[1]


def test_the_file_has_no_bom_and_ends_its_lines_as_agreed() -> None:
    contenu, _ = produire(LIGNE)
    assert contenu.startswith(b"parcours;stagiaire;nir;")
    assert contenu.endswith(b"\r\n")
    assert contenu.count(b"\n") == contenu.count(b"\r\n") == 2


def test_nothing_to_send_is_no_block_at_all() -> None:
    assert produire() == (b"", Releve())


@pytest.mark.parametrize(("nombre", "blocs"), [(1, 1), (500, 1), (501, 2)])
def test_rows_leave_in_blocks_with_one_header(nombre: int, blocs: int) -> None:
    lignes = (replace(LIGNE, parcours=f"P{rang:06d}") for rang in range(nombre))
    releve = Releve()
    produits = list(build(ENTETE, lignes, releve))
    assert len(produits) == blocs
    assert len(relire(b"".join(produits))) == nombre + 1
    assert releve.nb_lignes == nombre


@given(st.lists(st.text(), max_size=5))
def test_any_text_gives_one_line_a_row(textes: list[str]) -> None:
    lignes = [replace(LIGNE, nom_naissance=texte, intitule=texte) for texte in textes]
    contenu, releve = produire(*lignes)
    relues = relire(contenu)
    assert len(relues) == len(contenu.decode().splitlines()) == (len(textes) + 1 if textes else 0)
    assert all(len(ligne) == len(COLONNES) for ligne in relues)
    assert releve.nb_lignes == len(textes)
