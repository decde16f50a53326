"""`sigma action copy`: the next programming, with composantes and sessions, never people."""

import json

import pytest

from tests.conftest import Sigma
from tests.factories import (
    action_add,
    composante_add,
    etablissement_set,
    nir,
    place_allocate,
    session_add,
    stagiaire_enrol,
)

ANNEE = ("--annee", "2021", "--debut", "2021-09-01", "--fin", "2022-12-31")  # 365 days later
COPIE = ("action", "copy", "20F0011", "21F0001", *ANNEE)


@pytest.fixture
def offre(sigma: Sigma) -> Sigma:
    """Two composantes; a session with a meeting and someone paid, one at 0 places, one of the second."""
    sigma.ok(*etablissement_set())
    sigma.ok(*action_add(effectif="12", date_vote="2020-07-01", statut="CL"))
    sigma.ok(*composante_add(nsf="326", rncp="35400"))
    sigma.ok(*composante_add("20F0011_05", niveau_sortie="5", certifinfo="100001"))
    externes = {"numero_carif": "15_1", "numero_kairos": "K1", "adresse": "1 rue du Port"}
    sigma.ok(*session_add(**externes))
    heures = ("--heure-debut", "9h", "--heure-fin", "11h", "--lieu", "Salle 3", "--places", "20")
    sigma.ok("session", "ic", "add", "20F0011_03/01", "2020-10-20", *heures)
    sigma.ok(*session_add(places="0"))
    sigma.ok(*session_add("20F0011_05", places="7", numero="4"))
    sigma.ok(*stagiaire_enrol(), entree=nir())
    sigma.ok(*place_allocate())
    return sigma


def test_the_action_is_made_again_for_another_year(offre: Sigma) -> None:
    avant = offre.json("action", "show", "20F0011")
    faite = offre.json(*COPIE)
    assert (faite["action"], faite["copiee_de"], faite["decalage_jours"]) == (
        *("21F0001", "20F0011", 365),
    )
    fiche = offre.json("action", "show", "21F0001")
    changes = {
        "action": "21F0001",
        "annee": 2021,
        "date_debut": "2021-09-01",
        "date_fin_prevue": "2022-12-31",
        "statut": "EG",
        "date_vote": None,
        "places_utilisees": 0,
        "inscrits": 0,
        "composantes": ["21F0001_03", "21F0001_05"],
    }
    assert fiche == avant | changes
    assert offre.json("action", "show", "20F0011") == avant


def test_a_composante_keeps_all_it_says_and_its_codes(offre: Sigma) -> None:
    offre.ok(*COPIE)
    avant = offre.json("composante", "show", "20F0011_03")
    apres = offre.json("composante", "show", "21F0001_03")
    autres = {"composante": "21F0001_03", "action": "21F0001", "sessions": []}
    assert apres == avant | autres | {"diffusion": "à saisir"}
    assert offre.json("composante", "list", "--cherche", "21f0001")["nombre"] == 2


def test_sessions_move_by_as_many_days_with_their_meetings(offre: Sigma) -> None:
    faite = offre.json(*COPIE, "--sessions")
    assert faite["sessions"] == ["21F0001_03/01", "21F0001_05/04"]
    assert faite["sessions_laissees"] == ["20F0011_03/02"]
    assert "SES-03" in [une["regle"] for une in faite["avertissements"]]
    avant = offre.json("session", "show", "20F0011_03/01")
    apres = offre.json("session", "show", "21F0001_03/01")
    assert (apres["date_debut"], apres["date_fin"]) == ("2021-11-02", "2022-06-25")
    (reunion,) = apres["informations_collectives"]
    assert reunion == avant["informations_collectives"][0] | {"date": "2021-10-20"}
    assert (apres["numero_carif"], apres["numero_kairos"], apres["inscrits"]) == (None, None, 0)
    assert apres["a_diffuser"] is True
    for champ in ("places", "site", "adresse", "code_postal", "code_insee", "commune", "intitule"):
        assert apres[champ] == avant[champ], champ
    assert offre.json("stagiaire", "list", "--action", "21F0001")["nombre"] == 0
    assert offre.json("session", "list", "--cherche", "21F0001_05/04")["nombre"] == 1
    assert "21F0001_03_01" in offre.ok("flux", "preview", "carif").stdout


def test_a_leap_year_moves_by_days_not_by_dates(offre: Sigma) -> None:
    quatre_ans = ("--annee", "2024", "--debut", "2024-09-01", "--fin", "2025-12-31")
    faite = offre.json("action", "copy", "20F0011", "24F0001", *quatre_ans, "--sessions")
    assert faite["decalage_jours"] == 1461
    assert offre.json("session", "show", "24F0001_03/01")["date_debut"] == "2024-11-02"


def test_it_says_what_was_made_and_what_comes_next(offre: Sigma) -> None:
    seule = offre.ok(*COPIE, "--convention", "21000001_1")
    assert "Action 21F0001 créée d’après 20F0011 : 2 composantes." in seule.stdout
    assert "sigma session add 21F0001_03" in seule.stderr
    assert "effectif conventionné de 12" in " ".join(seule.stderr.split())
    assert offre.json("action", "show", "21F0001")["convention"] == "21000001_1"
    avec = offre.ok("action", "copy", "20F0011", "21F0002", *ANNEE, "--sessions")
    assert "2 composantes, 2 sessions (365 jours plus tard)." in avec.stdout
    assert "sigma session list --action 21F0002" in avec.stderr
    avance = ("--annee", "2019", "--debut", "2019-09-02", "--fin", "2020-12-31")
    tot = offre.ok("action", "copy", "20F0011", "19F0001", *avance, "--sessions")
    assert "365 jours plus tôt" in tot.stdout


def test_a_session_outside_the_new_dates_is_told(offre: Sigma) -> None:
    courte = ("--annee", "2021", "--debut", "2021-09-01", "--fin", "2022-01-31")
    faite = offre.json("action", "copy", "20F0011", "21F0001", *courte, "--sessions")
    dits = [une["message"] for une in faite["avertissements"] if une["regle"] == "SES-02"]
    assert len(dits) == 2
    assert "21F0001_03/01 irait du 02/11/2021 au 25/06/2022" in dits[0]


@pytest.mark.parametrize(
    ("mots", "code", "dit"),
    [
        (("action", "copy", "20F9999", "21F0001", *ANNEE), 11, "Action inconnue : 20F9999"),
        (("action", "copy", "20F0011", "20f0011", *ANNEE), 13, "existe déjà"),
        (("action", "copy", "20F0011", "20F0012", *ANNEE), 13, "existe déjà"),
        (("action", "copy", "20F0011", "21F-1", *ANNEE), 10, "N° d’action"),
        ((*COPIE[:6], "--debut", "2021-09-01", "--fin", "2021-08-31"), 12, "SES-02"),
        ((*COPIE[:6], "--debut", "2099-09-01", "--fin", "2100-12-31", "--sessions"), 10, "--debut"),
        ((*COPIE, "--convention", "x y"), 10, "--convention"),
    ],
)
def test_what_is_refused_leaves_nothing(
    offre: Sigma, mots: tuple[str, ...], code: int, dit: str
) -> None:
    offre.ok(*action_add("20F0012"))
    # ends in 2101 once moved by 79 years
    offre.ok(*session_add("20F0011_05", debut="2021-12-01", fin="2022-02-01"))
    etat = [offre.json(nom, "list") for nom in ("action", "composante", "session", "journal")]
    assert dit in offre.refused(code, *mots)
    apres = [offre.json(nom, "list") for nom in ("action", "composante", "session", "journal")]
    assert apres == etat


def test_every_object_made_is_in_the_journal_with_its_source(offre: Sigma) -> None:
    offre.ok(*COPIE, "--sessions")
    lignes = offre.json("journal", "list")["resultats"]
    faits = {
        (ligne["operation"], ligne["objet"]): ligne["apres"].get("copie_de") for ligne in lignes
    }
    assert faits["action.copy", "21F0001"] == "20F0011"
    assert faits["composante.add", "21F0001_03"] == "20F0011_03"
    assert faits["session.add", "21F0001_05/04"] == "20F0011_05/04"
    assert offre.json("journal", "verify")["intact"] is True


def test_an_action_without_composante_is_copied_alone(sigma: Sigma) -> None:
    sigma.ok(*action_add(places_remunerees="0"))
    faite = sigma.ok(*COPIE, "--sessions")
    assert "créée d’après 20F0011 : 0 composante" in faite.stdout
    assert "sigma composante add 21F0001_01" in faite.stderr
    refus = sigma(*COPIE, "--json")
    assert json.loads(refus.stdout)["erreur"]["code"] == 13
