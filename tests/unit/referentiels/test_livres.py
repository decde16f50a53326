"""Tables shipped with the program: whole, sorted, light, and what they must agree with."""

import hashlib
import tracemalloc
from importlib.resources import files
from pathlib import Path

import pytest

from sigma_cli.domain.offre.niveaux import INFRA3, NIVEAUX, code_lheo, libelle
from sigma_cli.referentiels import livres

# Codes and labels of the publisher’s file, in its order.
PUBLICS = "34fe0cd1a50f0c5845578ad9608e6e525724e91411d7ba41c65ef76dd1d5d377"
TABLES = Path(str(files("sigma_cli.referentiels").joinpath("tables")))
OCTETS_MAX = 600_000


def test_the_tables_are_light_and_told_in_the_notice() -> None:
    fichiers = [chemin for chemin in TABLES.iterdir() if chemin.suffix in {".tsv", ".zip"}]
    assert sum(chemin.stat().st_size for chemin in fichiers) < OCTETS_MAX
    notice = (TABLES / "NOTICE.txt").read_text("utf-8")
    assert {chemin.stem for chemin in fichiers} == set(livres.catalogue())
    assert all(chemin.name in notice for chemin in fichiers)


@pytest.mark.parametrize("nom", sorted(livres.catalogue()))
def test_codes_are_unique_labelled_and_sourced(nom: str) -> None:
    lignes = list(livres.rows(nom))
    codes = [ligne["code"] for ligne in lignes]
    assert len(codes) == len(set(codes)) > 8
    assert all(ligne["libelle"].strip() == ligne["libelle"] != "" for ligne in lignes)
    livre = livres.catalogue()[nom]
    assert livre.titre
    assert livre.source
    assert livre.licence
    assert livres.find(nom, codes[-1]) == lignes[-1]
    assert livres.find(nom, "inconnu") is None


def test_an_unknown_table() -> None:
    with pytest.raises(KeyError):
        livres.find("inconnue", "1")


@pytest.mark.parametrize(
    ("code", "libelle", "actuelle"),
    [
        ("11262", "Narbonne", ""),
        ("66136", "Perpignan", ""),
        ("48095", "Mende", ""),
        ("2A004", "Ajaccio", ""),
        ("97411", "Saint-Denis", ""),
        ("98818", "Nouméa", ""),
        ("13201", "Marseille 1er Arrondissement", ""),
        ("20004", "Ajaccio", "2A004"),
        ("01340", "Saint-Bois", "01015"),
    ],
)
def test_communes_of_every_kind(code: str, libelle: str, actuelle: str) -> None:
    ligne = livres.find("communes", code)
    assert ligne is not None
    assert (ligne["libelle"], ligne["actuelle"]) == (libelle, actuelle)


def test_cedex_codes_are_not_communes() -> None:
    narbonne = livres.find("communes", "11262")
    assert narbonne is not None
    assert "11108" not in narbonne["codes_postaux"].split()
    assert livres.find("communes", "66860") is None


def test_every_former_commune_leads_to_one_that_is_there() -> None:
    lignes = {ligne["code"]: ligne for ligne in livres.rows("communes")}
    anciennes = [ligne for ligne in lignes.values() if ligne["actuelle"]]
    assert len(anciennes) > 4_000
    assert all(lignes[ligne["actuelle"]]["actuelle"] == "" for ligne in anciennes)


def test_a_commune_is_found_without_reading_the_others() -> None:
    livres.find("communes", "31555")
    tracemalloc.start()
    livres.find("communes", "31555")
    assert tracemalloc.get_traced_memory()[1] < OCTETS_MAX
    tracemalloc.stop()


def test_regions_of_departements() -> None:
    assert livres.region_of("31") == livres.region_of("48") == "76"
    assert (livres.region_of("2B"), livres.region_of("974")) == ("94", "04")
    assert livres.region_of("20") is None


def test_the_thirteen_departements_of_occitanie_are_in_region_76() -> None:
    siens = [ligne["code"] for ligne in livres.rows("departements") if ligne["region"] == "76"]
    attendus = ["09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"]
    assert sorted(siens) == attendus


def test_every_departement_has_a_region_that_is_there() -> None:
    regions = {ligne["code"] for ligne in livres.rows("regions")}
    assert {ligne["region"] for ligne in livres.rows("departements")} <= regions


def test_levels_are_those_of_the_rules() -> None:
    lignes = {ligne["code"]: ligne for ligne in livres.rows("niveaux")}
    assert set(lignes) == {*NIVEAUX, INFRA3}
    for code, ligne in lignes.items():
        assert (ligne["libelle"], ligne["cle_lheo"]) == (libelle(code), code_lheo(code))


def test_the_publics_are_the_73_of_formacode_v14() -> None:
    publics = [(ligne["code"], ligne["libelle"]) for ligne in livres.rows("publics")]
    assert len(publics) == 73
    assert hashlib.sha256(repr(publics).encode()).hexdigest() == PUBLICS
