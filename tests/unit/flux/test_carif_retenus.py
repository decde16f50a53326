"""Flux carif: what is held back, what is shortened, and how it is told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sigma_cli.domain.acte import Avertissement
from sigma_cli.flux.contrat import PorteeRetenue, Retenu
from tests.unit.flux.offres import MINIMALE, emis, ligne, organisme, produire, reunion, textes


@pytest.mark.parametrize(
    ("champs", "champ", "option"),
    [
        ({"siret": None}, "SIRET de l’établissement", "--siret"),
        ({"nda": None}, "NDA de l’établissement", "--nda"),
        ({"nom": " \t"}, "nom de l’établissement", "--nom"),
        ({"commune": None}, "commune de l’établissement", "--commune"),
        ({"code_postal": None}, "code postal de l’établissement", "--code-postal"),
        ({"code_insee": ""}, "code Insee de l’établissement", "--code-insee"),
    ],
)
def test_an_etablissement_half_known_holds_back_every_session(
    champs: dict[str, Any], champ: str, option: str
) -> None:
    contenu, releve = produire(ligne(), ligne(numero="02"), de=organisme(**champs))
    assert contenu == b""
    assert releve.nb_lignes == 0
    attendu = Retenu(
        objet="20F0011_03/01",
        champ=champ,
        raison="absent",
        a_faire=f"Corriger par « sigma etablissement set {option} ».",
        regle="LHEO",
        portee=PorteeRetenue.ETABLISSEMENT,
    )
    assert releve.retenus.count(attendu) == 1
    assert replace(attendu, objet="20F0011_03/02") in releve.retenus
    assert releve.avertissements == []


@pytest.mark.parametrize(
    ("champs", "champ", "raison", "commande"),
    [
        ({"siret": "1966"}, "SIRET de l’établissement", "« 1966 »", "etablissement set --siret"),
        ({"courriel": "rien"}, "courriel de l’établissement", "« rien »", "--courriel"),
        ({"telephone": "0" * 26}, "téléphone de l’établissement", "26 caractères, 25 au", "--tele"),
        ({"uai": "66"}, "UAI de l’établissement", "« 66 »", "etablissement set --uai"),
    ],
)
def test_a_malformed_field_of_the_etablissement_is_quoted(
    champs: dict[str, Any], champ: str, raison: str, commande: str
) -> None:
    _, releve = produire(ligne(), de=organisme(**champs))
    [retenu] = releve.retenus
    assert retenu.champ == champ
    assert raison in retenu.raison
    assert commande in retenu.a_faire


@pytest.mark.parametrize(
    ("champs", "champ", "raison", "commande"),
    [
        ({"niveau_sortie": "9"}, "niveau de sortie", "« 19 »", "demande add --type referentiel"),
        ({"formacodes": ("326",)}, "Formacode", "« 326 »", "composante set --formacode"),
        ({"certifinfo": "x"}, "code Certifinfo", "« x »", "composante set --certifinfo"),
        ({"rncp": "RNCP1234567"}, "code RNCP", "11 caractères, 10 au plus", "--rncp"),
        ({"publics": ("80002",)}, "public visé", "« 80002 »", "composante set --public"),
        (
            {"heures_centre": 99_999},
            "total des heures",
            "100\u202f149, 99\u202f999 au plus",
            "--h",
        ),
    ],
)
def test_a_composante_that_cannot_be_valid_holds_back_all_its_sessions_only(
    champs: dict[str, Any], champ: str, raison: str, commande: str
) -> None:
    bonne = ligne(composante="20F0011_04")
    contenu, releve = produire(ligne(**champs), ligne(**champs, numero="02"), bonne)
    assert emis(contenu) == ["20F0011_04/01"]
    assert {retenu.objet for retenu in releve.retenus} == {"20F0011_03/01", "20F0011_03/02"}
    assert {retenu.champ for retenu in releve.retenus} == {champ}
    assert all(raison in retenu.raison for retenu in releve.retenus)
    assert all(commande in retenu.a_faire for retenu in releve.retenus)


@pytest.mark.parametrize(
    ("champs", "champ", "commande"),
    [
        ({"places": 100_000}, "nombre de places", "session set --places"),
        ({"code_postal": "1110"}, "code postal", "session set --code-postal"),
        ({"code_insee": ""}, "code Insee", "session set --code-insee"),
        ({"commune": ""}, "commune", "session set --commune"),
        ({"date_fin": date(2020, 9, 6)}, "dates", "session set --debut --fin"),
        ({"modalites_enseignement": "3"}, "modalités d’enseignement", "composante set"),
        ({"ics": (reunion(date(2020, 8, 24), heure_debut="9 h"),)}, "heure de l’info", "ic add"),
    ],
)
def test_a_session_that_cannot_be_valid_holds_back_itself_only(
    champs: dict[str, Any], champ: str, commande: str
) -> None:
    contenu, releve = produire(ligne(), ligne(**champs, numero="02"), ligne(numero="03"))
    assert emis(contenu) == ["20F0011_03/01", "20F0011_03/03"]
    assert len(textes(contenu, "session")) == 2
    [retenu] = releve.retenus
    assert retenu.objet == "20F0011_03/02"
    assert retenu.champ.startswith(champ)
    assert commande in retenu.a_faire


def test_several_wrong_fields_are_told_at_once() -> None:
    _, releve = produire(ligne(places=-1, code_postal="x"))
    assert [retenu.champ for retenu in releve.retenus] == ["code postal", "nombre de places"]


def test_a_day_only_session_is_no_inversion() -> None:
    _, releve = produire(ligne(date_fin=date(2020, 9, 7)))
    assert releve.nb_lignes == 1


def test_q3_06_what_is_empty_is_told_once_a_composante() -> None:
    contenu, releve = produire(MINIMALE, replace(MINIMALE, numero="02", adresse="1 rue Neuve"))
    [avertissement] = releve.avertissements
    assert avertissement.regle == "Q3-06"
    assert avertissement.message == (
        "20F0011_03 : à renseigner pour les lecteurs du Carif : Formacode, objectif, résultats "
        "attendus, contenu, rythme, adresse de la session 01, heures en centre "
        "(« sigma composante set », « sigma session set »)."
    )
    for element in ("objectif-formation", "resultats-attendus", "contenu-formation"):
        assert textes(contenu, element) == ["-"]
    assert textes(contenu, "conditions-specifiques") == ["aucune", "aucune"]


def test_q3_06_blanks_are_as_good_as_nothing() -> None:
    contenu, releve = produire(ligne(objectif=" \n\u00a0\x00"))
    assert textes(contenu, "objectif-formation") == ["-"]
    assert "objectif" in releve.avertissements[0].message


def test_an_etablissement_without_street_is_told_once_a_file() -> None:
    _, releve = produire(ligne(), ligne(composante="20F0011_04"), de=organisme(adresse=None))
    assert releve.avertissements == [
        Avertissement(
            "Q3-06",
            "Établissement : à renseigner pour les lecteurs du Carif : adresse "
            "(« sigma etablissement set »).",
        )
    ]


def test_texts_too_long_are_cut_between_words_and_told() -> None:
    contenu, releve = produire(ligne(objectif="mot " * 1000, intitule="x" * 300))
    [objectif] = textes(contenu, "objectif-formation")
    assert len(objectif) <= 3000
    assert objectif.endswith("mot…")
    assert textes(contenu, "intitule-formation") == ["x" * 254 + "…"]
    [avertissement] = releve.avertissements
    assert avertissement.regle == "LHEO"
    assert "objectif (3\u202f999 caractères, coupé à 3\u202f000)" in avertissement.message
    assert "intitulé (300 caractères, coupé à 255)" in avertissement.message


def test_codes_beyond_the_room_of_lheo_are_left_out_and_told() -> None:
    codes = ("32660", "32661", "32662", "32663", "32664", "32665")
    contenu, releve = produire(ligne(formacodes=codes))
    assert tuple(textes(contenu, "code-FORMACODE")) == codes[:5]
    assert "Formacode (6 codes, les 5 premiers transmis)" in releve.avertissements[0].message


def test_rap_02_the_public_of_the_pic_is_never_the_one_left_out() -> None:
    publics = tuple(str(code) for code in range(81020, 81030))
    contenu, _ = produire(ligne(publics=publics, pic=True))
    assert textes(contenu, "code-public-vise") == ["81031", *publics[:9]]


def test_an_address_too_long_is_cut_and_told() -> None:
    contenu, releve = produire(ligne(adresse="rue " * 60))
    lignes = textes(contenu, "ligne")
    assert max(len(une) for une in lignes) <= 50
    assert "adresse de la session 01 (plus de 4 lignes" in releve.avertissements[0].message
