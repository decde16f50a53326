"""`sigma check`: everything that keeps the offer from being seen, on the whole base or a part of it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sigma_cli.services.diffusion.controles import REGISTRE
from sigma_cli.services.diffusion.controles.contrat import Perimetre
from tests.conftest import Lieu, Sigma
from tests.factories import SESSION, action_add, composante_add, session_add

COMPOSANTE = "20F0011_03"


@pytest.fixture
def propre(peuple: Sigma, lieu: Lieu) -> Sigma:
    """A base in which there is nothing to correct."""
    certifinfo(peuple, lieu, "93541;Licence;non;6")
    peuple.ok("composante", "set", COMPOSANTE, "--rythme", "Temps plein")
    peuple.ok("session", "set", SESSION, "--adresse", "2 rue de l’Exemple")
    assert peuple.json("check")["constats"] == []
    return peuple


def certifinfo(sigma: Sigma, lieu: Lieu, *lignes: str) -> None:
    fichier = lieu.dossier / "c.csv"
    fichier.write_text("\n".join(("certifinfo;intitulé;archivé;niveau", *lignes)), "utf-8")
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))


def found(sigma: Sigma, *mots: str, **env: str) -> list[tuple[str, str, str]]:
    document = sigma.json("check", *mots, **env)
    assert document["nombre"] == len(document["constats"])
    return [(c["gravite"], c["regle"], c["objet"]) for c in document["constats"]]


def message(sigma: Sigma, regle: str, **env: str) -> str:
    [constat] = [c for c in sigma.json("check", **env)["constats"] if c["regle"] == regle]
    return str(constat["message"])


def test_nothing_to_say_on_an_empty_or_a_clean_base(propre: Sigma) -> None:
    resultat = propre.ok("check", "--strict")
    assert resultat.stdout.splitlines() == ["0 constat à corriger."]


def test_the_json_is_the_one_of_the_contract(peuple: Sigma) -> None:
    document = peuple.json("check")
    assert set(document) >= {"nombre", "constats"}
    assert set(document["constats"][0]) == {"regle", "objet", "gravite", "message"}


def test_rap_01_without_certif_info_codes_are_not_verifiable(peuple: Sigma) -> None:
    assert ("attention", "RAP-01", "certifinfo") in found(peuple)
    assert "sigma referentiel import certifinfo" in message(peuple, "RAP-01")


@pytest.mark.parametrize(("ligne", "etat"), [("93541;L;oui;6", "archivé"), ("1;A;non;", "inconnu")])
def test_rap_01_a_code_that_blocks(propre: Sigma, lieu: Lieu, ligne: str, etat: str) -> None:
    certifinfo(propre, lieu, ligne)
    assert found(propre) == [("bloquant", "RAP-01", COMPOSANTE)]
    assert f"le code Certif Info 93541 est {etat} : bloqué au Carif" in message(propre, "RAP-01")


def test_q3_05_a_level_that_contradicts_the_referential(propre: Sigma, lieu: Lieu) -> None:
    certifinfo(propre, lieu, "93541;Licence;non;7")
    assert found(propre) == [("attention", "Q3-05", COMPOSANTE)]
    dit = message(propre, "Q3-05")
    assert "sortie au niveau 6 (licence), alors que Certif Info 93541 est au niveau 7" in dit
    assert f"demande add --type referentiel --composante {COMPOSANTE} --niveau-sortie 7" in dit
    certifinfo(propre, lieu, "93541;Licence;non;")
    assert found(propre) == [], "a code without level contradicts nothing"


@pytest.mark.parametrize(
    ("action", "composante", "dit"),
    [
        ("5", "5", False),
        ("5", "6", False),
        ("5", "7", False),
        ("5", "4", True),
        ("5", "8", True),
        ("4", "4", False),
        ("4", "5", True),
    ],
)
def test_q3_04_levels_of_an_action_and_of_its_composantes(
    propre: Sigma, action: str, composante: str, dit: bool
) -> None:
    propre.ok(*action_add("20F0012", niveau_sortie=action))
    propre.ok(*composante_add("20F0012_01", niveau_sortie=composante, rythme="Plein"))
    trouves = [(regle, objet) for _, regle, objet in found(propre) if regle == "Q3-04"]
    assert trouves == [("Q3-04", "20F0012_01")] * dit


def test_q3_06_what_is_empty_is_named(propre: Sigma) -> None:
    propre.ok(
        *composante_add("20F0011_04", objectif=None, resultats=None, formacode=None, rythme="x")
    )
    propre.ok(*session_add("20F0011_04", adresse="2 rue de l’Exemple"))
    assert found(propre) == [("attention", "Q3-06", "20F0011_04")]
    assert "Formacode, objectif, résultats attendus" in message(propre, "Q3-06")


def test_q3_06_a_session_without_a_street_is_good_to_know(propre: Sigma) -> None:
    propre.ok(*session_add(site="Antenne"))
    assert found(propre) == [("information", "Q3-06", "20F0011_03/02")]
    propre.ok("session", "cancel", "20F0011_03/02", "--motif", "Effectif")
    assert found(propre) == []


def test_ses_06_and_q2_07_a_composante_without_session(propre: Sigma) -> None:
    propre.ok(*composante_add("20F0011_04", rythme="x"))
    assert found(propre) == [("bloquant", "SES-06", "20F0011_04")]
    dit = message(propre, "SES-06")
    for outil in ("Me Former en Région", "OUIFORM", "AUDEF", "financement de la Région"):
        assert outil in dit


def test_rap_03_ses_06_a_session_without_anybody_is_no_finding(propre: Sigma) -> None:
    assert propre.json("session", "show", SESSION)["inscrits"] == 0
    assert found(propre) == []


def test_q2_09_meetings_that_will_not_be_seen_in_time_or_come_too_late(propre: Sigma) -> None:
    for jour in ("2020-10-07", "2020-10-20", "2020-11-10"):
        propre.ok("session", "ic", "add", SESSION, jour)
    constats = propre.json("check")["constats"]
    assert [(c["regle"], c["objet"]) for c in constats] == [("Q2-09", SESSION)] * 2
    assert "ne verront pas à temps l’information collective du 07/10/2020" in constats[0]["message"]
    assert "du 10/11/2020 est après le début" in constats[1]["message"]
    plus_tard = propre.json("check", SIGMA_MAINTENANT="2020-10-08T09:00")["constats"]
    assert len(plus_tard) == 1, "a meeting that is past is no longer to correct"


def test_q2_09_the_hour_of_a_meeting_counts_when_it_is_known(propre: Sigma) -> None:
    matin = ("session", "ic", "add", SESSION, "2020-10-08", "--heure-debut", "8h")
    [dit] = propre.json(*matin)["avertissements"]
    assert "ne verront pas à temps l’information collective du 08/10/2020" in dit["message"]
    assert [(c["regle"], c["objet"]) for c in propre.json("check")["constats"]] == [
        ("Q2-09", SESSION)
    ]
    ensuite = ("session", "ic", "set", SESSION, "2020-10-08", "--heure-debut")
    assert propre.json(*ensuite, "10h")["avertissements"] == []
    assert propre.json("check")["nombre"] == 0
    assert len(propre.json(*ensuite, "7h30")["avertissements"]) == 1


def test_what_holds_back_all_the_sessions_of_a_composante_is_told_once(propre: Sigma) -> None:
    for _ in range(2):
        propre.ok(*session_add(adresse="1 rue de l’Exemple"))
    propre.ok("composante", "set", COMPOSANTE, "--public", "99999")
    constats = [c for c in propre.json("check")["constats"] if c["gravite"] == "bloquant"]
    assert [c["objet"] for c in constats] == [SESSION]
    assert constats[0]["message"].startswith(
        "retenue du flux carif (et 2 autres sessions), public visé : "
    )
    [seule] = propre.json("check", SESSION)["constats"][:1]
    assert seule["message"].startswith("retenue du flux carif, public visé : ")


def test_what_the_etablissement_lacks_is_told_once_and_a_session_for_itself(
    propre: Sigma, lieu: Lieu
) -> None:
    propre.ok(*composante_add("20F0011_04", rythme="x"))
    for composante in (COMPOSANTE, "20F0011_04"):
        propre.ok(*session_add(composante, adresse="1 rue de l’Exemple"))
    with closing(sqlite3.connect(lieu.base)) as base, base:  # no command lets these in
        base.execute("UPDATE etablissement SET siret = NULL")
        base.execute("UPDATE session_formation SET code_postal = 'ABCDE'")
    constats = [c for c in propre.json("check")["constats"] if c["gravite"] == "bloquant"]
    dits = [
        (c["objet"], c["message"].partition(", ")[0]) for c in constats if "SIRET" in c["message"]
    ]
    assert dits == [(SESSION, "retenue du flux carif (et 2 autres sessions)")]
    postaux = [c["objet"] for c in constats if "code postal" in c["message"]]
    assert postaux == [SESSION, "20F0011_03/02", "20F0011_04/01"]


def test_what_the_carif_would_hold_back_is_told_with_its_field(propre: Sigma) -> None:
    propre.ok(*action_add("20F0009"))
    propre.ok(*composante_add("20F0009_01", rythme="x"))
    propre.ok(*session_add("20F0009_01", debut="2018-09-03", fin="2019-06-28"))
    propre.ok("composante", "set", COMPOSANTE, "--public", "99999")
    assert found(propre) == [
        ("bloquant", "LHEO", SESSION),
        ("attention", "LHEO", COMPOSANTE),
        ("information", "LHEO", "20F0009_01/01"),
    ]
    constats = [c["message"] for c in propre.json("check")["constats"]]
    assert "retenue du flux carif, public visé : valeur non admise : « 99999 »" in constats[0]
    assert "code de public 99999 inconnu" in constats[1]
    assert "finie depuis plus de 30 jours" in constats[2]


def test_codes_that_their_table_does_not_know(propre: Sigma, tmp_path: Path) -> None:
    propre.ok("composante", "set", COMPOSANTE, "--nsf", "999", "--rome", "Z9999")
    assert found(propre) == [("attention", "LHEO", COMPOSANTE)]
    rome = tmp_path / "rome.csv"
    rome.write_text("code_rome;libelle_rome\nM1203;Comptabilité\n", "utf-8")
    propre.ok("referentiel", "import", "rome", str(rome))
    dits = [c["message"] for c in propre.json("check")["constats"]]
    assert [dit.partition(" inconnu")[0] for dit in dits] == ["code NSF 999", "code ROME Z9999"]


@pytest.mark.parametrize(
    ("champs", "extrait"),
    [
        ({"code_insee": "11999"}, "aucune commune ne porte le code Insee 11999"),
        (
            {"code_insee": "01340", "code_postal": "01300", "commune": "Saint-Bois"},
            "(Saint-Bois) n’est plus en usage, c’est 01015",
        ),
        ({"commune": "CARCASSONNE"}, "est celui de Narbonne, pas de CARCASSONNE"),
        ({"code_postal": "34000"}, "ne sont pas du même département"),
    ],
)
def test_ext_04_places_that_are_not_what_they_say(
    propre: Sigma, champs: dict[str, str], extrait: str
) -> None:
    mots = [m for nom, v in champs.items() for m in (f"--{nom.replace('_', '-')}", v)]
    propre.ok("session", "set", SESSION, *mots)
    assert found(propre) == [("attention", "EXT-04", SESSION)]
    assert extrait in message(propre, "EXT-04")


def test_q4_01_a_session_nobody_has_seen_is_worth_looking_for_after_five_working_days(
    propre: Sigma,
) -> None:
    assert found(propre, SIGMA_MAINTENANT="2020-10-13T09:00") == []
    lendemain = "2020-10-14T09:00"
    assert found(propre, SIGMA_MAINTENANT=lendemain) == [("information", "Q4-01", SESSION)]
    dit = message(propre, "Q4-01", SIGMA_MAINTENANT=lendemain)
    assert "saisie depuis 6 jours ouvrés" in dit
    assert f"sigma diagnose {SESSION}" in dit
    vue = ("--vue", "mfr", "2020-10-14")
    propre.ok("session", "set", SESSION, *vue, SIGMA_MAINTENANT=lendemain)
    assert found(propre, SIGMA_MAINTENANT=lendemain) == []


def test_informations_are_counted_and_shown_on_request(propre: Sigma) -> None:
    env = {"SIGMA_MAINTENANT": "2020-10-14T09:00"}
    resultat = propre.ok("check", "--strict", **env)
    assert resultat.stdout.splitlines() == ["0 constat à corriger."]
    assert "Et 1 information : sigma check --tout" in resultat.stderr
    assert SESSION in propre.ok("check", "--tout", **env).stdout


def test_what_blocks_comes_first_and_strict_is_for_cron(peuple: Sigma) -> None:
    peuple.ok(*composante_add("20F0011_04"))
    gravites = [gravite for gravite, _, _ in found(peuple)]
    assert gravites == sorted(gravites, key=["bloquant", "attention", "information"].index)
    resultat = peuple("check", "--strict")
    assert resultat.exit_code == 12
    assert "constats à corriger" in resultat.stdout
    assert peuple("check").exit_code == 0


@pytest.mark.parametrize(
    ("ref", "objets"),
    [
        ("20F0011_03", {COMPOSANTE, SESSION}),
        ("20f0011_03/01", {COMPOSANTE, SESSION}),
        ("20F0011_04", {"20F0011_04"}),
        ("20F0011", {COMPOSANTE, SESSION, "20F0011_04"}),
        ("20F0012", {"20F0012_01"}),
    ],
)
def test_a_reference_narrows_the_review(propre: Sigma, ref: str, objets: set[str]) -> None:
    propre.ok(*action_add("20F0012"))
    for composante in ("20F0011_04", "20F0012_01"):
        propre.ok(*composante_add(composante, certifinfo="7"))
    propre.ok("session", "set", SESSION, "--commune", "CARCASSONNE")
    propre.ok("composante", "set", COMPOSANTE, "--certifinfo", "8")
    assert {objet for _, _, objet in found(propre, ref)} == objets


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        ("20F0099", 11),
        ("20F0011_99", 11),
        ("20F0011_03/99", 11),
        ("20F0011_03/xx", 10),
        ("20F0011_xx", 10),
        ("!", 10),
    ],
)
def test_a_reference_that_names_nothing(propre: Sigma, ref: str, code: int) -> None:
    propre.refused(code, "check", ref)


def test_the_registry_holds_each_control_once() -> None:
    codes = [controle.code for controle in REGISTRE]
    assert len(set(codes)) == len(codes)
    assert all(controle.titre for controle in REGISTRE)


def test_a_scope_holds_what_lies_within() -> None:
    def held(ref: str | None, *objets: str) -> list[bool]:
        return [Perimetre.parse(ref).holds(objet) for objet in objets]

    objets: Any = ("20F0011_03", "20F0011_03/01", "20F0011_03/02", "20F0012_01/01")
    assert held(None, *objets) == [True] * 4
    assert held("20F0011", *objets) == [True, True, True, False]
    assert held("20F0011_03/01", *objets) == [True, True, False, False]
