"""`sigma session`: dated runs, entered, changed, searched."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Modeles, Sigma
from tests.factories import SESSION, action_add, composante_add, nir, session_add

BASE = {
    "fermeture": None,
    "session": SESSION,
    "intitule": "Licence professionnelle gestion",
    "date_debut": "2020-11-02",
    "date_fin": "2021-06-25",
    "places": 10,
    "inscrits": 0,
    "motif_annulation": None,
    "site": "Université",
    "adresse": None,
    "code_postal": "11108",
    "code_insee": "11262",
    "commune": "NARBONNE CEDEX",
    "siret": None,
    "uai": None,
    "numero_carif": None,
    "numero_kairos": None,
    "informations_collectives": [],
    "a_diffuser": True,
    "diffusion": "à envoyer",
    "visible_au_plus_tot": "2020-10-08T07:00:00+00:00",
    "visibilite": [
        {"portail": nom, "etat": "à envoyer", "au_plus_tot": tot, "vue_le": None}
        for nom, tot in {
            **dict.fromkeys(("carif", "mfr", "ouiform", "audef"), "2020-10-08T07:00:00+00:00"),
            "kairos": "2020-10-09T07:00:00+00:00",
        }.items()
    ],
    "positionnement_demat": "fermé",
    "positionnement": {
        "etat": "fermé",
        "jusqu_au": None,
        "visible_depuis": "2020-10-08T07:00:00+00:00",
        "regle": "Q2-10",
        "message": "la session n’a pas d’information collective.",
        "conseil": (
            "Ajouter une date : sigma session ic add 20F0011_03/01 AAAA-MM-JJ ; d’ici là, prendre la "
            "fiche de prescription."
        ),
    },
    "avertissements": [],
}


@pytest.fixture
def avec_composante(sigma: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(sigma, _avec_composante)


def _avec_composante(sigma: Sigma) -> None:
    sigma.ok(*action_add())
    sigma.ok(*composante_add())


def references(sigma: Sigma, *filtres: str) -> list[str]:
    document = sigma.json("session", "list", *filtres)
    assert document["nombre"] == len(document["resultats"])
    return [ligne["session"] for ligne in document["resultats"]]


def test_add_then_show_gives_every_field(avec_composante: Sigma) -> None:
    assert avec_composante.json(*session_add("20f0011_03")) == BASE
    assert avec_composante.json("session", "show", SESSION) == BASE
    texte = avec_composante.ok("session", "show", SESSION).stdout
    assert "Visible au plus tôt" in texte
    assert "08/10/2020 à 09h00" in texte


def test_optional_fields_are_kept(avec_composante: Sigma) -> None:
    fiche = avec_composante.json(
        *session_add(adresse="2 rue Basse", numero_carif="15_564065", numero_kairos="1098722"),
        *("--ic", "2020-10-19", "--ic", "12/10/2020", "--ic", "2020-10-12"),
    )
    assert (fiche["adresse"], fiche["numero_carif"]) == ("2 rue Basse", "15_564065")
    assert fiche["numero_kairos"] == "1098722"
    jours = [reunion["date"] for reunion in fiche["informations_collectives"]]
    assert jours == ["2020-10-12", "2020-10-19"]


def test_without_a_meeting_the_next_step_is_told(avec_composante: Sigma) -> None:
    fait = avec_composante.ok(*session_add())
    assert fait.stdout == f"Session {SESSION} créée : 10 places à NARBONNE CEDEX.\n"
    assert f"sigma session ic add {SESSION}" in fait.stderr
    autre = session_add(site="Antenne")
    assert avec_composante.ok(*autre, "--ic", "2020-10-19").stderr == ""


def test_numbers_restart_in_each_composante(avec_composante: Sigma) -> None:
    avec_composante.ok(*composante_add("20F0011_04"))
    for composante in ("20F0011_03", "20F0011_03", "20F0011_04"):
        avec_composante.ok(*session_add(composante))
    avec_composante.ok(*session_add("20F0011_04", numero="7"))
    avec_composante.ok(*session_add("20F0011_04"))
    attendus = ["03/01", "03/02", "04/01", "04/07", "04/08"]
    assert references(avec_composante) == [f"20F0011_{suite}" for suite in attendus]


@pytest.mark.parametrize("numero", ["1", "01", "0001"])
def test_a_number_is_taken_once(peuple: Sigma, numero: str) -> None:
    message = peuple.refused(13, *session_add(numero=numero))
    assert f"La session {SESSION} existe déjà" in message
    assert "sigma session set" in message
    assert references(peuple) == [SESSION]


def test_no_number_comes_after_the_last(peuple: Sigma) -> None:
    peuple.ok(*session_add(numero="9999"))
    assert "donner --numero" in peuple.refused(13, *session_add())
    peuple.ok(*session_add(numero="2"))
    assert references(peuple)[-1] == "20F0011_03/9999"


def test_a_session_belongs_to_a_composante(avec_composante: Sigma) -> None:
    message = avec_composante.refused(11, *session_add("20F0011_09"))
    assert "Composante inconnue : 20F0011_09. « sigma composante list »" in message
    assert "comme 20F0011_03" in avec_composante.refused(10, *session_add("20F0011"))


BAD = [
    ("debut", "2020-11-31", "ce jour n’existe pas"),
    ("debut", "02-11-2020", "écrire AAAA-MM-JJ ou JJ/MM/AAAA"),
    ("fin", "demain", "écrire AAAA-MM-JJ ou JJ/MM/AAAA"),
    ("fin", "3020-01-01", "année hors de 1900 à 2100"),
    ("places", "-1", "nombre entier attendu, de 0 à 99999"),
    ("places", "2.5", "nombre entier attendu"),
    ("places", "9" * 400, "nombre entier attendu"),
    ("places", "", "nombre entier attendu"),
    ("site", "x" * 256, "256 caractères, 255 au plus ; raccourcir"),
    ("site", "\x07", "texte vide"),
    ("code_postal", "1108", "a perdu son zéro initial"),
    ("code_postal", "99999", "99 n’est pas un département"),
    ("code_insee", "1004", "écrire 01004"),
    ("code_insee", "20004", "en Corse, le code INSEE commence par 2A ou 2B"),
    ("commune", " ", "texte vide"),
    ("adresse", "x" * 201, "200 au plus"),
    ("numero", "0", "un numéro de session comme 01"),
    ("numero", "12345", "un numéro de session comme 01"),
    ("numero_carif", "x" * 31, "30 au plus"),
    ("ic", "12.10.2020", "écrire AAAA-MM-JJ ou JJ/MM/AAAA"),
]


@pytest.mark.parametrize(("option", "valeur", "extrait"), BAD)
def test_a_wrong_field_is_refused_by_the_name_of_its_option(
    avec_composante: Sigma, option: str, valeur: str, extrait: str
) -> None:
    nom = f"--{option.replace('_', '-')}"
    changes: dict[str, str | None] = {option: None}
    mots = [*session_add("20F0011_03", **changes), nom, valeur]
    message = avec_composante.refused(10, *mots)
    assert f" : {nom} : " in message
    assert extrait in message
    assert message.count("\n") == 1
    assert references(avec_composante) == []


def test_texts_are_cleaned(avec_composante: Sigma) -> None:
    fiche = avec_composante.json(*session_add(site="Site\x1b[31m\r\n de\u00a0l’\u200bAude "))
    assert fiche["site"] == "Site[31m de l’Aude"


def test_ext_04_codes_of_two_departements_are_told_and_kept(avec_composante: Sigma) -> None:
    fait = avec_composante.ok(*session_add(code_insee="31555"), "--json")
    assert "attention : le code postal 11108 et le code Insee 31555" in fait.stderr
    assert [dit["regle"] for dit in json.loads(fait.stdout)["avertissements"]] == ["EXT-04"]
    corse = session_add(code_postal="20186", code_insee="2A004", commune="AJACCIO")
    assert avec_composante.json(*corse)["avertissements"] == []
    suite = avec_composante.json("session", "set", SESSION, "--site", "Autre")
    assert [dit["regle"] for dit in suite["avertissements"]] == ["EXT-04"]


@pytest.mark.parametrize("suite", ["show", "set", "cancel", "ic add", "ic remove"])
def test_references_are_checked_everywhere(peuple: Sigma, suite: str) -> None:
    fin = {"cancel": ("--motif", "x"), "ic add": ("2020-12-01",), "ic remove": ("2020-12-01",)}
    mots = ("session", *suite.split())
    for code, ref, extrait in [
        (11, "20F0011_03/02", "Session inconnue : 20F0011_03/02. « sigma session list »"),
        (11, "20F9999_03/01", "Session inconnue : 20F9999_03/01."),
        (10, "20F0011_03", "comme 20F0011_03/01"),
    ]:
        assert extrait in peuple.refused(code, *mots, ref, *fin.get(suite, ()))


def test_set_changes_what_is_given_and_journals_it(peuple: Sigma) -> None:
    fiche = peuple.json("session", "set", SESSION.lower(), "--places", "12", "--site", "Autre")
    assert fiche == BASE | {"places": 12, "site": "Autre"}
    texte = peuple.ok("session", "set", SESSION, "--places", "12")
    assert (
        texte.stdout == f"Session {SESSION} inchangée : du 02/11/2020 au 25/06/2021, 12 places.\n"
    )
    premiere, *autres = peuple.json("journal", "list", SESSION)["resultats"]
    assert [ligne["operation"] for ligne in autres] == ["session.add"]
    assert (premiere["operation"], premiere["agent"]) == ("session.set", "testeur")
    assert premiere["avant"] == {"places": 10, "site": "Université"}
    assert premiere["apres"] == {"places": 12, "site": "Autre"}


@pytest.fixture
def quatre(avec_composante: Sigma) -> Sigma:
    """Four sessions: past, running, to come, put to 0 places. The clock says 6 October 2020."""
    sigma = avec_composante
    sigma.ok(*composante_add("20F0011_04", intitule="Master médiation"))
    sigma.ok(*session_add(debut="2019-09-01", fin="2020-06-30"))
    sigma.ok(*session_add(debut="2020-09-01", fin="2020-10-06", site="Antenne sud"))
    sigma.ok(*session_add("20F0011_04", commune="BÉZIERS"))
    sigma.ok(*session_add("20F0011_04", places="0"))
    return sigma


@pytest.mark.parametrize(
    ("filtres", "attendus"),
    [
        ((), ["03/01", "03/02", "04/01", "04/02"]),
        (("--cherche", "20f0011_04/01"), ["04/01"]),
        (("--cherche", "MEDIATION"), ["04/01", "04/02"]),
        (("--cherche", "antenne"), ["03/02"]),
        (("--cherche", "beziers"), ["04/01"]),
        (("--commune", "beziers"), ["04/01"]),
        (("--du", "2020-06-30"), ["03/01", "03/02", "04/01", "04/02"]),
        (("--du", "01/07/2020"), ["03/02", "04/01", "04/02"]),
        (("--au", "2020-09-01"), ["03/01", "03/02"]),
        (("--du", "2020-07-01", "--au", "2020-10-31"), ["03/02"]),
        (("--du", "2021-01-01", "--au", "2020-01-01"), []),
        (("--ouvertes",), ["03/02", "04/01"]),
        (("--ouvertes", "--cherche", "rien"), []),
    ],
)
def test_q8_05_sessions_are_searched_by_number_title_place_and_dates(
    quatre: Sigma, filtres: tuple[str, ...], attendus: list[str]
) -> None:
    assert references(quatre, *filtres) == [f"20F0011_{suite}" for suite in attendus]
    texte = quatre.ok("session", "list", *filtres).stdout
    assert texte.splitlines()[-1] == f"Nombre de résultats : {len(attendus)}"


def test_q8_05_open_sessions_are_judged_at_the_given_clock(quatre: Sigma) -> None:
    document = quatre.json("session", "list", "--ouvertes", SIGMA_MAINTENANT="2020-10-07T00:00")
    assert [ligne["session"] for ligne in document["resultats"]] == ["20F0011_04/01"]


@pytest.mark.parametrize("option", ["--du", "--au"])
def test_q8_05_a_wrong_date_is_refused_by_the_name_of_its_option(sigma: Sigma, option: str) -> None:
    assert f" : {option} : date illisible" in sigma.refused(10, "session", "list", option, "hier")


def test_failures_in_json_have_their_code_rule_and_message(peuple: Sigma) -> None:
    for code, regle, argv in [
        (10, "SES-05", ("set", SESSION, "--places", "x")),
        (11, None, ("show", "20F0011_03/09")),
        (12, "SES-02", ("set", SESSION, "--fin", "2020-01-01")),
        (2, None, ("cancel", SESSION)),
    ]:
        refus = peuple("session", *argv, "--json")
        erreur = json.loads(refus.stdout)["erreur"]
        assert refus.exit_code == code
        assert (erreur["code"], erreur["regle"]) == (code, regle)
        assert erreur["message"] in refus.stderr


@pytest.mark.parametrize(
    ("valeur", "extrait"),
    [
        ("hier", "date illisible"),
        ("2020-10-06T9h", "instant illisible ; écrire AAAA-MM-JJTHH:MM"),
        ("2020-10-06T09:00:00", "instant illisible"),
        ("2021-03-28T02:30", "cette heure est sautée"),
    ],
)
def test_a_malformed_clock_is_refused(sigma: Sigma, valeur: str, extrait: str) -> None:
    message = sigma.refused(10, "session", "list", SIGMA_MAINTENANT=valeur)
    assert message.startswith("erreur : --maintenant (SIGMA_MAINTENANT) : ")
    assert extrait in message


@pytest.mark.parametrize(
    ("texte", "code", "extrait"),
    [
        ("[delais\n", 10, "n’est pas du TOML correct, ligne 1"),
        ('[delais]\ndiffusion_heures = "48"\n', 10, "[delais] diffusion_heures doit être"),
        (None, 20, "lancer « sigma init »"),
    ],
)
def test_a_wrong_config_is_refused(
    sigma: Sigma, texte: str | None, code: int, extrait: str
) -> None:
    sigma.lieu.config.unlink()
    if texte:
        sigma.lieu.config.write_text(texte)
    message = sigma.refused(code, "session", "list")
    assert extrait in message
    assert message.count("\n") == 1


def test_the_delay_of_diffusion_comes_from_the_config(avec_composante: Sigma) -> None:
    avec_composante.lieu.config.write_text("[delais]\ndiffusion_heures = 72\n")
    assert avec_composante.json(*session_add())["visible_au_plus_tot"].startswith("2020-10-09T07")


def test_without_a_given_clock_that_of_the_machine_counts(avec_composante: Sigma) -> None:
    visible = avec_composante.json(*session_add(), SIGMA_MAINTENANT="")["visible_au_plus_tot"]
    ecart = datetime.fromisoformat(visible) - datetime.now(UTC)
    assert timedelta(hours=47) < ecart < timedelta(hours=49)


@pytest.mark.parametrize("verbe", ["show", "set"])
def test_nir_12_a_number_typed_for_a_reference_is_not_repeated(sigma: Sigma, verbe: str) -> None:
    numero = nir()
    assert numero[:13] not in sigma.refused(10, "session", verbe, numero)
