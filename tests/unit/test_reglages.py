"""Dated settings: the source's values, replaced key by key, refused by name when wrong."""

from datetime import date
from typing import Any

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.reglages import load
from sigma_cli.referentiels.statuts import (
    Decision,
    EtatFlux,
    Nomenclature,
    Programme,
    TypeRemuneration,
)


def test_shipped_values_are_those_of_the_source() -> None:
    reglages = load({})
    assert reglages.version_agora == date(2020, 10, 5)
    assert reglages.diffusion_heures == 48
    assert reglages.categorie_pic == "FORPRO SUP – public fléché PIC"
    assert [contact.regle for contact in reglages.contacts] == ["CT-01", "CT-02", "CT-03", "CT-04"]


def test_a_key_replaces_the_same_key_and_leaves_its_neighbours() -> None:
    reglages = load(
        {
            "delais": {"diffusion_heures": 72},
            "categories": {"pic": "PIC"},
            "statuts": {"CL": "Clos"},
            "contacts": {"kairos": {"courriel": "assistance@exemple.fr"}},
        }
    )
    assert (reglages.diffusion_heures, reglages.attente_secondes) == (72, 30)
    assert (reglages.categorie_pic, reglages.categorie_fiche_navette[:6]) == ("PIC", "Public")
    assert reglages.statuts == {"EG": "EG", "CL": "Clos"}
    kairos = reglages.contacts[-1]
    assert (kairos.courriel, kairos.regle) == ("assistance@exemple.fr", "CT-04")
    assert reglages.contacts[0].telephone == "0 820 20 77 43"


def test_the_types_of_pay_have_editable_labels_and_fixed_meanings() -> None:
    livres = load({})
    assert livres.label("REGION") == "Région"
    assert livres.label(None) == "à décider"
    assert load({"remunerations": {"AUCUNE": "sans"}}).label("AUCUNE") == "sans"
    with pytest.raises(
        InvalidInput, match=r"\[remunerations\] ASS n’est pas un type ; les types sont"
    ):
        load({"remunerations": {"ASS": "solidarité"}})


def test_an_address_is_found_by_its_subject() -> None:
    assert load({}).courriel("remuneration") == "remuneration@laregion.fr"


def test_a_new_contact_needs_all_its_fields() -> None:
    complet = {
        "objet": "Paie",
        "courriel": "paie@exemple.fr",
        "telephone": "3949",
        "depuis": date(2021, 1, 1),
        "regle": "CT-05",
    }
    ajoute = load({"contacts": {"paie": complet}}).contacts[-1]
    assert (ajoute.sujet, ajoute.telephone, ajoute.depuis) == ("paie", "3949", date(2021, 1, 1))
    for champ in ("objet", "courriel", "depuis", "regle"):
        incomplet = {nom: valeur for nom, valeur in complet.items() if nom != champ}
        with pytest.raises(InvalidInput, match=rf"\[contacts.paie\] {champ} doit être"):
            load({"contacts": {"paie": incomplet}})


@pytest.mark.parametrize(
    "section",
    ["bascules", "delais", "base", "statuts", "categories", "remunerations", "p2s", "contacts"],
)
@pytest.mark.parametrize("valeur", [3, "texte", [], None])
def test_a_section_that_is_a_value_is_refused(section: str, valeur: Any) -> None:
    with pytest.raises(InvalidInput, match=rf"\[{section}\] doit être une section"):
        load({section: valeur})


@pytest.mark.parametrize(
    ("section", "cle", "valeur"),
    [
        ("bascules", "version_agora", "2020-10-05"),
        ("bascules", "version_agora", 2020),
        ("delais", "diffusion_heures", "48"),
        ("delais", "diffusion_heures", 48.5),
        ("delais", "diffusion_heures", True),
        ("delais", "diffusion_heures", -1),
        ("delais", "diffusion_heures", 10**12),
        ("base", "attente_secondes", 10**12),
        ("statuts", "EG", 3),
        ("categories", "pic", ""),
        ("categories", "pic", 3),
        ("categories", "fiche_navette", ["a"]),
        ("delais", "p2s_relance_jours", -1),
        ("remunerations", "REGION", ""),
        ("p2s", "a_completer", "adresse"),
        ("p2s", "a_completer", ["adresse", ""]),
        ("p2s", "a_completer", [3]),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(section: str, cle: str, valeur: Any) -> None:
    with pytest.raises(InvalidInput, match=rf"Configuration : \[{section}\] {cle} doit être un"):
        load({section: {cle: valeur}})


@pytest.mark.parametrize(
    ("contact", "extrait"),
    [
        (3, "doit être une section"),
        ({"courriel": 3}, "courriel doit être un texte"),
        ({"telephone": 820}, "telephone doit être un texte"),
        ({"depuis": "2020"}, "depuis doit être une date"),
    ],
)
def test_a_wrong_contact_is_refused_by_name(contact: Any, extrait: str) -> None:
    with pytest.raises(InvalidInput, match=rf"\[contacts.incident\] {extrait}"):
        load({"contacts": {"incident": contact}})


@pytest.mark.parametrize("liste", [Programme, TypeRemuneration, Decision, EtatFlux, Nomenclature])
def test_closed_lists_store_the_name_of_the_member(liste: Any) -> None:
    assert all(membre.name == membre.value for membre in liste)


def test_programmes_have_the_name_that_partners_read() -> None:
    assert [programme.label for programme in Programme] == ["ForPro Sup", "PRF"]
