"""Flux carif: the bytes the Carif-Oref receives, and what its readers need in them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from sigma_cli.flux.carif.builder import LigneCarif, OffreCarif, build
from sigma_cli.flux.contrat import Releve
from tests.unit.flux.offres import (
    ENTETE,
    GOLDEN,
    MINIMALE,
    NS,
    ORGANISME,
    attributs,
    emis,
    ligne,
    organisme,
    produire,
    racine,
    reunion,
    textes,
)

# The four sessions of the source, cell for cell; one composante each, since all of them are 01.
SOURCE = [
    ("01", (2020, 9, 7), (2021, 6, 25), "11108", "11262", "NARBONNE CEDEX", 10, ()),
    ("02", (2020, 9, 7), (2021, 6, 25), "66860", "66136", "PERPIGNAN CEDEX 9", 10, ()),
    ("03", (2020, 9, 28), (2021, 5, 28), "48000", "48095", "MENDE", 5, ((9, 11), (10, 2))),
    ("04", (2020, 9, 28), (2021, 5, 28), "11108", "11262", "NARBONNE CEDEX", 5, ((10, 2),)),
]


def lignes_source() -> list[LigneCarif]:
    return [
        replace(
            MINIMALE,
            composante=f"20F0011_{rang}",
            date_debut=date(*debut),
            date_fin=date(*fin),
            code_postal=code_postal,
            code_insee=code_insee,
            commune=commune,
            places=places,
            ics=tuple(reunion(date(2020, mois, jour)) for mois, jour in ics),
        )
        for rang, debut, fin, code_postal, code_insee, commune, places, ics in SOURCE
    ]


def test_golden_of_the_four_sessions_of_the_source() -> None:
    contenu, releve = produire(*lignes_source())
    assert contenu == (GOLDEN / "carif" / "quatre_sessions.xml").read_bytes()
    assert emis(contenu) == [f"20F0011_0{rang}/01" for rang in range(1, 5)]
    assert releve.nb_lignes == 4


def test_golden_of_everything_filled() -> None:
    seance = reunion(
        date(2020, 8, 24), heure_debut="09h00", heure_fin="11h30", lieu="Salle 3", places=20
    )
    contenu, releve = produire(
        ligne(ics=(seance, reunion(date(2020, 8, 31)))),
        ligne(
            numero="02",
            places=0,
            site="Site de Mende",
            code_postal="48000",
            code_insee="48095",
            commune="MENDE",
            siret=None,
            uai=None,
        ),
    )
    assert contenu == (GOLDEN / "carif" / "tout_rempli.xml").read_bytes()
    assert releve.avertissements == []
    assert releve.retenus == []


def test_each_session_is_one_action_that_holds_it() -> None:
    contenu, _ = produire(ligne(), ligne(numero="02"))
    arbre = racine(contenu)
    actions = arbre.findall(".//l:action", NS)
    assert attributs(actions, "numero") == ["20F0011_03_A01", "20F0011_03_A02"]
    assert [len(action.findall("l:session", NS)) for action in actions] == [1, 1]
    sessions = arbre.findall(".//l:session", NS)
    assert attributs(sessions, "numero") == ["20F0011_03_01", "20F0011_03_02"]


def test_q3_03_the_exit_level_is_the_one_of_the_composante() -> None:
    assert "niveau_sortie_action" not in LigneCarif.__slots__
    six, _ = produire(ligne(niveau_sortie="6"))
    sept, _ = produire(ligne(niveau_sortie="7"))
    assert textes(six, "code-niveau-sortie") == ["16"]
    assert textes(sept, "code-niveau-sortie") == ["17"]


def test_q7_03_infra_3_has_no_key_of_2019() -> None:
    contenu, _ = produire(ligne(niveau_entree="INFRA3"))
    assert textes(contenu, "code-niveau-entree") == ["2"]


@pytest.mark.parametrize(
    ("fin", "places", "etat"),
    [
        (date(2020, 10, 1), 5, "3"),
        (date(2020, 10, 2), 5, "1"),  # the day of the file, its last one
        (date(2020, 10, 3), 5, "1"),
        (date(2020, 10, 1), 0, "2"),  # it will not take place, whatever its dates
    ],
)
def test_ses_09_a_session_that_has_ended_leaves_as_closed(
    fin: date, places: int, etat: str
) -> None:
    finie = ligne(date_debut=date(2020, 9, 7), date_fin=fin, places=places)
    contenu, releve = produire(finie)
    assert textes(contenu, "etat-recrutement") == [etat]
    assert releve.retenus == []


def test_the_one_who_teaches_has_the_address_of_the_etablissement() -> None:
    contenu, _ = produire(ligne(commune="MENDE", code_postal="48000", code_insee="48095"))
    contact = racine(contenu).find(".//l:contact-formateur", NS)
    assert contact is not None
    ici = {tag: contact.findtext(f".//l:{tag}", namespaces=NS) for tag in ("codepostal", "ville")}
    assert ici == {"codepostal": ORGANISME.code_postal, "ville": ORGANISME.commune}


def test_an_address_of_the_etablissement_is_told_once() -> None:
    _, releve = produire(ligne(), ligne(numero="02"), de=organisme(code_postal=None))
    dits = [retenu.champ for retenu in releve.retenus]
    assert set(dits) == {"code postal de l’établissement"}


def test_ses_03_zero_places_closes_the_session() -> None:
    contenu, releve = produire(ligne(places=0), ligne(numero="02", places=1))
    assert textes(contenu, "nb-places-financees") == ["0", "1"]
    assert textes(contenu, "etat-recrutement") == ["2", "1"]
    assert releve.nb_lignes == 2


@pytest.mark.parametrize(
    ("le", "annoncees"),
    [
        (date(2020, 8, 1), (3, 10, 17)),
        (date(2020, 8, 10), (10, 17, 24)),
        (date(2020, 8, 18), (17, 24, 31)),
        (date(2020, 10, 2), (17, 24, 31)),
    ],
)
def test_every_meeting_is_told_and_three_of_them_twice_those_to_come_first(
    le: date, annoncees: tuple[int, ...]
) -> None:
    jours = [date(2020, 8, jour) for jour in (3, 10, 17, 24, 31)]
    entete = replace(ENTETE, produit_le=datetime.combine(le, time(12), UTC))
    contenu, _ = produire(ligne(ics=tuple(reunion(jour) for jour in jours)), entete=entete)
    recrutements = racine(contenu).findall(".//l:recrutement", NS)
    assert attributs(recrutements, "numero") == [f"20F0011_03_01_IC{rang}" for rang in range(1, 6)]
    assert textes(contenu, "modalite-recrutement") == ["9"] * 5
    assert textes(contenu, "date") == [f"202008{jour:02d}" for jour in annoncees]


def test_the_place_has_its_own_identifiers_or_none() -> None:
    contenu, _ = produire(ligne(), ligne(numero="02", siret=None, uai=None))
    lieux = racine(contenu).findall(".//l:lieu-de-formation", NS)
    assert [lieu.findtext(".//l:SIRET", None, NS) for lieu in lieux] == ["19660437500010", None]
    assert [lieu.findtext(".//l:code-UAI", None, NS) for lieu in lieux] == ["0660437S", None]


def test_a_certifying_course_says_so_in_its_objective() -> None:
    for certifiante, attendu in ((True, "6"), (False, "7")):
        contenu, _ = produire(ligne(certifiante=certifiante))
        assert textes(contenu, "objectif-general-formation") == [attendu]


@pytest.mark.parametrize(
    ("publics", "pic", "attendus"),
    [
        ((), False, ["80006"]),
        ((), True, ["81031", "80006"]),
        (("80001",), True, ["81031", "80001"]),
        (("81031",), True, ["81031"]),
        (("80001", "83056"), False, ["80001", "83056"]),
    ],
)
def test_rap_02_the_pic_is_a_public(
    publics: tuple[str, ...], pic: bool, attendus: list[str]
) -> None:
    contenu, _ = produire(ligne(publics=publics, pic=pic))
    assert textes(contenu, "code-public-vise") == attendus
    extras = racine(contenu).findall(".//l:extra[@info='code-public-vise']", NS)
    assert [extra.text for extra in extras] == attendus


@pytest.mark.parametrize(
    ("centre", "entreprise", "total", "alternance"),
    [
        (450, 150, ["600"], "150 heures en entreprise"),
        (450, 0, ["450"], "Aucune"),
        (450, None, ["450"], "-"),
        (None, 150, [], "150 heures en entreprise"),
    ],
)
def test_the_total_of_hours_is_told_when_it_is_known(
    centre: int | None, entreprise: int | None, total: list[str], alternance: str
) -> None:
    contenu, _ = produire(ligne(heures_centre=centre, heures_entreprise=entreprise))
    assert textes(contenu, "nombre-heures-total") == total
    assert textes(contenu, "modalites-alternance") == [alternance]


@pytest.mark.parametrize(("rncp", "certifinfo"), [("RNCP1", None), (None, "12"), (None, None)])
def test_codes_of_certification_are_bare_or_absent(
    rncp: str | None, certifinfo: str | None
) -> None:
    contenu, _ = produire(ligne(rncp=rncp, certifinfo=certifinfo))
    assert textes(contenu, "code-RNCP") == [code for code in [rncp] if code]
    assert textes(contenu, "code-CERTIFINFO") == [code for code in [certifinfo] if code]
    codes = racine(contenu).iterfind(".//l:code-CERTIFINFO", NS)
    assert all(not code.attrib for code in codes)


def test_the_organisme_is_numbered_by_its_uai_or_else_its_siret() -> None:
    for uai, attendu in (("0660437S", "OF-0660437S"), (None, "OF-19660437500010")):
        contenu, _ = produire(ligne(), de=organisme(uai=uai))
        arbre = racine(contenu)
        for element in ("organisme-formateur", "organisme-formation-responsable"):
            assert arbre.find(f".//l:{element}", NS).get("numero") == attendu


def test_dates_of_change_follow_what_changed_last() -> None:
    contenu, _ = produire(
        ligne(composante_modifiee_le=date(2020, 9, 2), modifiee_le=date(2020, 9, 1)),
        ligne(numero="02", composante_modifiee_le=date(2020, 9, 2), modifiee_le=date(2020, 9, 9)),
    )
    arbre = racine(contenu)
    assert arbre.find(".//l:formation", NS).get("datemaj") == "20200909"
    assert attributs(arbre.findall(".//l:action", NS), "datemaj") == ["20200902", "20200909"]
    assert attributs(arbre.findall(".//l:session", NS), "datemaj") == ["20200901", "20200909"]


def test_the_export_stamp_is_in_paris_time() -> None:
    contenu, _ = produire(ligne())
    extras = racine(contenu).findall("l:offres/l:extras[@info='flux-intercarif']/l:extra", NS)
    assert [(extra.get("info"), extra.text) for extra in extras] == [
        ("date-export", "20201002"),
        ("heure-export", "063005"),
    ]


def test_readers_find_lines_numbers_one_place_and_one_formateur() -> None:
    contenu, _ = produire(ligne(), ligne(numero="02"), ligne(composante="20F0011_04"))
    texte = contenu.decode()
    assert len(re.findall(r"^ *<formation ", texte, re.MULTILINE)) == 2
    assert len(re.findall(r"^ *</formation>$", texte, re.MULTILINE)) == 2
    assert all(line.count("<") <= 2 for line in texte.splitlines())
    assert "ns0:" not in texte
    assert texte.count("xmlns") == 1
    arbre = racine(contenu)
    for element in ("formation", "action"):
        numeros = attributs(arbre.findall(f".//l:{element}", NS), "numero")
        assert None not in numeros
        assert len(set(numeros)) == len(numeros)
    for action in arbre.iterfind(".//l:action", NS):
        assert len(action.findall("l:lieu-de-formation", NS)) == 1
        assert len(action.findall("l:organisme-formateur", NS)) == 1
        lieu = action.find("l:lieu-de-formation/l:coordonnees/l:adresse", NS)
        presents = {str(noeud.tag).partition("}")[2] for noeud in lieu}
        assert presents >= {"codepostal", "ville", "departement", "region", "code-INSEE-commune"}
    for element in ("code-FORMACODE", "code-public-vise"):
        assert set(attributs(arbre.findall(f".//l:{element}", NS), "ref")) == {"V14"}
    contacts = arbre.findall(".//l:type-contact/..", NS)
    assert len(contacts) == 2 * 2 + 3  # formation and responsable twice, formateur by action
    premiers = [
        formation.find(".//l:code-FORMACODE", NS) for formation in arbre.iter("{*}formation")
    ]
    assert attributs(premiers, "tag") == ["principal", "principal"]


def test_each_formation_leaves_as_soon_as_the_next_one_begins() -> None:
    lues: list[str] = []

    def lignes() -> Iterator[LigneCarif]:
        for rang in range(1, 4):
            lues.append(f"20F0011_{rang:02d}")
            yield ligne(composante=lues[-1])

    blocs = build(ENTETE, OffreCarif(organisme=ORGANISME, lignes=lignes()), Releve())
    assert next(blocs).startswith(b"<?xml")
    assert b'numero="20F0011_01"' in next(blocs)
    assert lues == ["20F0011_01", "20F0011_02"]
    assert sum(1 for _ in blocs) == 3


def test_rows_out_of_order_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="not in order"):
        produire(ligne(), ligne(composante="20F0011_04"), ligne(numero="02"))


def test_nothing_to_send_is_no_block_at_all() -> None:
    assert produire() == (b"", Releve())
