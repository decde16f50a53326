"""Identifiers: normal forms, keys, and the field named in each refusal."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.domain import identifiants as lus
from sigma_cli.errors import InvalidInput

Reader = Callable[[str, str], str]
READERS: list[Reader] = [
    lus.lire_siret,
    lus.lire_uai,
    lus.lire_nda,
    lus.lire_certifinfo,
    lus.lire_rncp,
    lus.lire_formacode,
    lus.lire_nsf,
    lus.lire_rome,
    lus.lire_public,
    lus.lire_courriel,
    lus.lire_telephone,
]


def read_or_refusal(reader: Reader, valeur: str) -> str | InvalidInput:
    try:
        return reader(valeur, "colonne")
    except InvalidInput as erreur:
        return erreur


@pytest.mark.parametrize(
    ("reader", "valeur", "attendu"),
    [
        (lus.lire_siret, "732 829 320 00074", "73282932000074"),
        (lus.lire_siret, "356\u00a0000\u202f000 00048", "35600000000048"),
        (lus.lire_siret, "35600000049837", "35600000049837"),  # La Poste: sum multiple of 5
        (lus.lire_uai, "0660437s", "0660437S"),
        (lus.lire_uai, "0311383K", "0311383K"),
        (lus.lire_uai, "0342321N", "0342321N"),
        (lus.lire_uai, "0301687W", "0301687W"),
        (lus.lire_nda, "76 31 12345 31", "76311234531"),
        (lus.lire_nda, "942a0123456", "942A0123456"),
        (lus.lire_certifinfo, "0083899", "0083899"),
        (lus.lire_certifinfo, "93541.0", "93541"),
        (lus.lire_rncp, "30075.0", "RNCP30075"),
        (lus.lire_rncp, "123", "RNCP123"),
        (lus.lire_rncp, "rncp 30113", "RNCP30113"),
        (lus.lire_formacode, "31054", "31054"),
        (lus.lire_nsf, "326", "326"),
        (lus.lire_nsf, "32t", "32T"),
        (lus.lire_rome, "m1805", "M1805"),
        (lus.lire_public, "82056", "82056"),
        (lus.lire_courriel, " forprosup@laregion.fr ", "forprosup@laregion.fr"),
        (lus.lire_courriel, "a.b+c@x.univ-exemple.fr", "a.b+c@x.univ-exemple.fr"),
        (lus.lire_telephone, "05 61 00 00 00", "05 61 00 00 00"),
        (lus.lire_telephone, "+33 (0)5.61.00-00/00", "+33 (0)5.61.00-00/00"),
        (lus.lire_telephone, "3949", "3949"),
        (lus.lire_telephone, "0561000000.0", "0561000000"),
        (lus.lire_telephone, "+34 612 345 678", "+34 612 345 678"),
    ],
)
def test_reads_to_the_normal_form(reader: Reader, valeur: str, attendu: str) -> None:
    assert reader(valeur, "--champ") == attendu
    assert reader(attendu, "--champ") == attendu


@pytest.mark.parametrize(
    ("reader", "valeur", "motif"),
    [
        (lus.lire_siret, "7328293200007", "14 chiffres ; 13 caractères lus"),
        (lus.lire_siret, "73282932000079", "clé du SIRET"),
        (lus.lire_siret, "35600000049838", "clé du SIRET"),
        (lus.lire_siret, "\u06673282932000074", "14 chiffres"),
        (lus.lire_uai, "0660437T", "lettre de contrôle"),
        (lus.lire_uai, "0660437", "7 chiffres et une lettre"),
        (lus.lire_nda, "7631123453", "NDA"),
        (lus.lire_certifinfo, "12345678901", "1 à 10 chiffres"),
        (lus.lire_certifinfo, "83 899 A", "Certifinfo"),
        (lus.lire_certifinfo, "93541.00", "Certifinfo"),
        (lus.lire_certifinfo, "93.541", "Certifinfo"),
        (lus.lire_rncp, "30.075", "RNCP"),
        (lus.lire_rncp, "RS123", "RNCP123"),
        (lus.lire_formacode, "3105", "5 chiffres ; 4 caractères lus"),
        (lus.lire_nsf, "32-6", "NSF"),
        (lus.lire_rome, "18055", "ROME"),
        (lus.lire_public, "8205", "public"),
        (lus.lire_courriel, "forprosup@laregion", "nom@domaine.fr"),
        (lus.lire_courriel, "a b@c.fr", "nom@domaine.fr"),
        (lus.lire_courriel, f"{'a' * 250}@c.fr", "nom@domaine.fr"),
        (lus.lire_telephone, "394", "4 chiffres au moins"),
        (lus.lire_telephone, "612345678", "a perdu son zéro initial"),
        (lus.lire_telephone, "612345678.0", "a perdu son zéro initial"),
        (lus.lire_telephone, "6 12.34-56 78", "sur 10 chiffres"),
        (lus.lire_telephone, "05 61 00 00 00 poste 12", "téléphone"),
        (lus.lire_telephone, "05 61 00 00 00 05 61 00 00 00", "25 caractères"),
    ],
)
def test_refuses_and_names_the_field(reader: Reader, valeur: str, motif: str) -> None:
    with pytest.raises(InvalidInput, match=motif) as info:
        reader(valeur, "--champ")
    assert info.value.message.startswith("--champ : ")
    assert valeur not in info.value.message


@pytest.mark.parametrize("reader", READERS)
@given(valeur=st.text())
def test_any_text_is_read_once_and_for_all_or_refused(reader: Reader, valeur: str) -> None:
    lu = read_or_refusal(reader, valeur)
    if isinstance(lu, InvalidInput):
        assert lu.message.startswith("colonne : ")
    else:
        assert reader(lu, "colonne") == lu


@given(st.integers(0, 9_999_999))
def test_one_letter_only_fits_an_uai(numero: int) -> None:
    codes = [f"{numero:07d}{lettre}" for lettre in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    fitting = [code for code in codes if read_or_refusal(lus.lire_uai, code) == code]
    assert len(fitting) == 1
