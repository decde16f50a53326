"""What changes once DEFI had it becomes a task, ticked in SIGMA and in DEFI (RF-04 … RF-08)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from sigma_cli.domain.acte import Acte
from sigma_cli.referentiels.reglages import load
from sigma_cli.services.taches import suivi
from sigma_cli.store import open_db
from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.envoyes import DEFI, answer, become, enrol_paid, set_type

LES_DEUX = ["sigma", "defi"]


@pytest.fixture
def envoye(peuple: Sigma) -> Sigma:
    """`P000001` of `S000001` was sent to DEFI."""
    enrol_paid(peuple, 1)
    peuple.ok("flux", "push", "defi")
    return peuple


def gaps(sigma: Sigma, **env: str) -> list[dict[str, Any]]:
    document = sigma.json("flux", "status", "defi", "--ecarts", **env)
    assert document["nombre"] == len(document["resultats"])
    lignes: list[dict[str, Any]] = document["resultats"]
    return lignes


def told(sigma: Sigma) -> list[tuple[str, str, str, list[str]]]:
    return [(e["type"], e["regle"], e["objet"], e["a_faire_dans"]) for e in gaps(sigma)]


def refresh(lieu: Lieu) -> None:
    """Draw every task again from the facts, as after a migration."""
    with open_db(lieu.adresse, ecriture=True) as db:
        suivi.refresh_all(db, Acte(agent="testeur", le=datetime.now(UTC)), load({}))


def tick(sigma: Sigma, *outils: str) -> None:
    (ecart,) = gaps(sigma)
    for outil in outils:
        sigma.ok("todo", "done", ecart["tache"], "--dans", outil)


Geste = Callable[[Sigma], Any]
GESTES: dict[str, tuple[Geste, tuple[str, str, str, list[str]], dict[str, str]]] = {
    "nom": (
        lambda s: s.ok("stagiaire", "set", "S000001", "--nom", "Durand"),
        ("DEFI_IDENTITE", "RF-05", "S000001", LES_DEUX),
        {"Nom de naissance": "Durand", "Parcours": "P000001"},
    ),
    "nom d’usage": (
        lambda s: s.ok("stagiaire", "set", "S000001", "--nom-usage", "Durand"),
        ("DEFI_IDENTITE", "RF-05", "S000001", LES_DEUX),
        {"Nom d’usage": "Durand"},
    ),
    "naissance": (
        lambda s: s.ok("stagiaire", "set", "S000001", "--naissance", "1985-01-16"),
        ("DEFI_IDENTITE", "RF-05", "S000001", LES_DEUX),
        {"Date de naissance": "16/01/1985"},
    ),
    "civilité": (
        lambda s: s.ok("stagiaire", "set", "S000001", "--civilite", "Mme"),
        ("DEFI_IDENTITE", "RF-05", "S000001", LES_DEUX),
        {"Civilité": "Mme"},
    ),
    "place": (
        lambda s: s.ok("place", "release", "P000001", "--motif", "x"),
        ("DEFI_REMUNERATION", "RF-05", "P000001", LES_DEUX),
        {"Rémunération": "INDECISE"},
    ),
    "fin": (
        lambda s: s.ok("stagiaire", "extend", "P000001", "--fin", "2021-07-31"),
        ("DEFI_DATES", "RF-06", "P000001", LES_DEUX),
        {"Fin prévue": "31/07/2021"},
    ),
    "fin avancée": (
        lambda s: s.ok("stagiaire", "extend", "P000001", "--fin", "2021-05-31"),
        ("DEFI_DATES", "RF-06", "P000001", LES_DEUX),
        {"Fin prévue": "31/05/2021"},
    ),
    "sortie": (
        lambda s: s.ok("stagiaire", "leave", "P000001", "--le", "2021-02-01", "--motif", "x"),
        ("DEFI_SORTIE", "RF-08", "P000001", LES_DEUX),
        {"Sortie": "01/02/2021"},
    ),
    "courriel": (
        lambda s: s.ok("stagiaire", "set", "S000001", "--courriel", "lea@exemple.fr"),
        ("DEFI_COORDONNEES", "RF-07", "S000001", ["defi"]),
        {"Courriel": "lea@exemple.fr"},
    ),
}


@pytest.mark.parametrize("geste", GESTES)
def test_rf_05_to_rf_08_a_change_after_the_sending_is_a_task(envoye: Sigma, geste: str) -> None:
    assert gaps(envoye) == []
    agir, attendu, valeurs = GESTES[geste]
    agir(envoye)
    assert told(envoye) == [attendu]
    (ecart,) = gaps(envoye)
    assert ecart["valeurs"] | valeurs == ecart["valeurs"]
    assert ecart["echeance"] == "2020-10-09"
    agir_encore = envoye("stagiaire", "set", "S000001", "--prenom", "Léa")
    assert agir_encore.exit_code == 0
    assert told(envoye) == [attendu], "once"


@pytest.mark.parametrize("geste", GESTES)
def test_rf_05_before_the_sending_nothing_is_owed_to_defi(peuple: Sigma, geste: str) -> None:
    enrol_paid(peuple, 1)
    GESTES[geste][0](peuple)
    assert gaps(peuple) == []
    assert peuple.json("flux", "status", "defi")["resultats"][0]["ecarts"] == 0


def test_rf_05_a_task_is_closed_once_ticked_in_both(envoye: Sigma) -> None:
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    tick(envoye, "sigma")
    assert [ecart["a_faire_dans"] for ecart in gaps(envoye)] == [["defi"]]
    tick(envoye, "defi")
    assert gaps(envoye) == []


def test_rf_05_a_warning_says_it_at_once(envoye: Sigma) -> None:
    dit = envoye.json("stagiaire", "set", "S000001", "--nom", "Durand")
    assert [a["regle"] for a in dit["avertissements"]] == ["RF-05"]
    dit = envoye.json("stagiaire", "extend", "P000001", "--fin", "2021-07-31")
    assert [a["regle"] for a in dit["avertissements"]] == ["RF-06"]
    dit = envoye.json("stagiaire", "leave", "P000001", "--le", "2021-02-01", "--motif", "x")
    assert [a["regle"] for a in dit["avertissements"]] == ["RF-08"]


def test_rf_06_hours_alone_are_no_news_for_defi(envoye: Sigma) -> None:
    envoye.ok("stagiaire", "extend", "P000001", "--heures", "500")
    assert gaps(envoye) == []


def test_a_change_undone_closes_its_task(envoye: Sigma) -> None:
    envoye.ok("stagiaire", "leave", "P000001", "--le", "2021-02-01", "--motif", "x")
    envoye.ok("stagiaire", "leave", "P000001", "--annuler")
    assert gaps(envoye) == []


def test_a_change_of_the_change_is_one_task_with_the_last_value(envoye: Sigma) -> None:
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    tick(envoye, "sigma")
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Dupont")
    (ecart,) = gaps(envoye)
    assert ecart["valeurs"]["Nom de naissance"] == "Dupont"
    assert ecart["a_faire_dans"] == LES_DEUX, "what was typed is no more right"


def test_what_was_ticked_is_what_defi_knows_from_then_on(envoye: Sigma) -> None:
    for nom in ("Durand", "Martin", "Durand", "Dupont"):  # Martin is what was sent
        envoye.ok("stagiaire", "set", "S000001", "--nom", nom)
        assert [e["valeurs"]["Personne"] for e in gaps(envoye)] == [f"Léa {nom}"]
        tick(envoye, "sigma", "defi")
        assert gaps(envoye) == []


def test_rf_05_a_clock_set_back_does_not_undo_a_tick(envoye: Sigma, lieu: Lieu) -> None:
    hier = {"SIGMA_MAINTENANT": "2020-10-05T09:00"}
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Autrement", **hier)
    (tache,) = envoye.json("todo", "list", "--type", "DEFI_IDENTITE", **hier)["resultats"]
    for outil in ("sigma", "defi"):
        envoye.ok("todo", "done", tache["tache"], "--dans", outil, **hier)
    refresh(lieu)
    assert gaps(envoye) == []
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Encore", **hier)
    assert len(gaps(envoye)) == 1


def test_another_change_does_not_put_a_task_off(envoye: Sigma) -> None:
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    plus_tard = "2020-11-06T09:00"
    envoye.ok(
        "stagiaire", "set", "S000001", "--courriel", "l@exemple.fr", SIGMA_MAINTENANT=plus_tard
    )
    echeances = {e["type"]: e["echeance"] for e in gaps(envoye, SIGMA_MAINTENANT=plus_tard)}
    assert echeances == {"DEFI_IDENTITE": "2020-10-09", "DEFI_COORDONNEES": "2020-11-09"}


def test_rf_05_a_new_number_is_a_task_that_never_shows_it(peuple: Sigma) -> None:
    enrol_paid(peuple, 1, sexe="3")
    peuple.ok("flux", "push", "defi")
    become(peuple, 1, factories.nir(9))
    assert told(peuple) == [("DEFI_NUMERO", "RF-05", "S000001", LES_DEUX)]
    assert not [m for m in factories.fragments(factories.nir(9)) if m in str(gaps(peuple))]
    (ecart,) = gaps(peuple)
    commande = "sigma stagiaire show S000001 --montrer-nir"
    assert ecart["valeurs"]["Nouveau numéro"] == commande
    assert commande in peuple.ok("todo", "list").stdout, "on one line, to copy"
    assert factories.nir(9)[-2:] in peuple.ok(*commande.split()[1:]).stdout


def test_rf_05_a_change_of_key_is_no_change_of_number(peuple: Sigma) -> None:
    enrol_paid(peuple, 1, sexe="3")
    enrol_paid(peuple, 2, nom="Durand")
    peuple.ok("flux", "push", "defi")
    become(peuple, 1, factories.nir(9))
    tick(peuple, "sigma", "defi")
    peuple.ok("base", "rekey")
    for personne in ("S000001", "S000002"):
        peuple.ok("stagiaire", "set", personne, "--telephone", "05 00 00 00 00")
    assert {ecart["type"] for ecart in gaps(peuple)} == {"DEFI_COORDONNEES"}


def test_rf_05_a_first_number_is_a_change(peuple: Sigma, lieu: Lieu) -> None:
    avant = "2020-10-04T09:00"
    peuple.ok(*factories.stagiaire_enrol(nir=None), SIGMA_MAINTENANT=avant)
    set_type(lieu, 1, "REGION")
    peuple.ok("flux", "push", "defi", SIGMA_MAINTENANT=avant)
    become(peuple, 1, factories.nir(1))
    assert told(peuple) == [("DEFI_NUMERO", "RF-05", "S000001", LES_DEUX)]


def test_rgpd_what_was_remembered_of_a_person_goes_with_the_identity(
    peuple: Sigma, lieu: Lieu
) -> None:
    enrol_paid(peuple, 1)
    peuple.ok("flux", "push")
    peuple.ok("flux", "ack", answer(lieu, f"{DEFI};1;REJETE;Martin est inconnue"))
    peuple.ok("stagiaire", "leave", "P000001", "--le", "2020-11-20", "--motif", "Malade")
    fin = {"SIGMA_MAINTENANT": "2021-07-01T09:00"}
    peuple.ok("flux", "push", "agora", **fin)
    peuple.ok("rgpd", "erase", "S000001", "--motif", "x", **fin)
    with closing(sqlite3.connect(lieu.base)) as base:
        lignes = base.execute("SELECT instantane, nir_rang, rejet FROM flux_ligne").fetchall()
        (sortie,) = base.execute("SELECT motif_sortie FROM parcours").fetchone()
    assert {ligne[:2] for ligne in lignes} == {("", None)}
    assert "Martin" not in str(lignes)
    assert sortie != "Malade"
    assert gaps(peuple) == []
    assert peuple.json("flux", "push", "agora", **fin)["flux"][0]["exclus"] == {}
    encore = ("flux", "push", "defi", "--renvoyer", "P000001", "--motif", "x")
    assert "a été effacée" in peuple.refused(12, *encore, **fin)
    refresh(lieu)
    assert peuple.json("todo", "list", **fin)["nombre"] == 0


@pytest.mark.parametrize("entier", [True, False])
@pytest.mark.parametrize("avant", [True, False])
def test_rgpd_a_refusal_never_brings_back_who_was_erased(
    peuple: Sigma, lieu: Lieu, *, entier: bool, avant: bool
) -> None:
    enrol_paid(peuple, 1)
    peuple.ok("flux", "push")
    peuple.ok("stagiaire", "leave", "P000001", "--le", "2020-11-20", "--motif", "x")
    fin = {"SIGMA_MAINTENANT": "2021-07-01T09:00"}
    peuple.ok("flux", "push", "agora", **fin)
    gestes = [
        ("flux", "ack", answer(lieu, f"{DEFI};{'' if entier else 1};REJETE;Zoltanie inconnue")),
        ("rgpd", "erase", "S000001", "--motif", "x"),
    ]
    for geste in gestes if avant else reversed(gestes):
        peuple.ok(*geste, **fin)
    assert b"Zoltanie" not in b"".join(f.read_bytes() for f in lieu.dossier.glob("sigma.db*"))
    assert "Zoltanie" not in peuple.ok("flux", "show", DEFI).stdout
    (etat,) = peuple.json("flux", "status", "defi", **fin)["resultats"]
    assert (etat["rejets"], etat["dernier"]["nb_rejets"]) == (0, 1)


def test_rf_07_a_situation_corrected_is_for_defi_alone(envoye: Sigma) -> None:
    envoye.ok("parcours", "set", "P000001", "--niveau-entree", "5")
    assert told(envoye) == [("DEFI_SITUATION", "RF-07", "P000001", ["defi"])]


def test_two_parcours_of_a_person_are_one_task_about_her(peuple: Sigma, lieu: Lieu) -> None:
    autre = peuple.json(*factories.session_add())["session"]
    for session in (factories.SESSION, autre):
        peuple.ok(*factories.stagiaire_enrol(session), entree=factories.nir(1))
    for parcours in (1, 2):
        set_type(lieu, parcours, "PROTECTION_SOCIALE")
    peuple.ok("flux", "push", "defi")
    peuple.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    (ecart,) = gaps(peuple)
    assert ecart["valeurs"]["Parcours"] == "P000001, P000002"


def test_what_defi_refused_is_not_to_be_corrected_there(envoye: Sigma, lieu: Lieu) -> None:
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    envoye.ok("flux", "ack", answer(lieu, f"{DEFI};1;REJETE;x"))
    assert gaps(envoye) == []
    envoye.ok("flux", "push", "defi", "--renvoyer", "P000001", "--motif", "corrigé")
    assert gaps(envoye) == [], "the new line holds the new name"
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Dupont")
    assert told(envoye) == [("DEFI_IDENTITE", "RF-05", "S000001", LES_DEUX)]


@pytest.mark.usefixtures("envoye")
def test_what_defi_refused_is_not_said_to_be_known_there(envoye: Sigma, lieu: Lieu) -> None:
    envoye.ok("flux", "ack", answer(lieu, f"{DEFI};1;REJETE;x"))
    for mots in (
        ("stagiaire", "set", "S000001", "--nom", "Durand"),
        ("stagiaire", "extend", "P000001", "--fin", "2021-05-31"),
        ("place", "release", "P000001", "--motif", "x"),
    ):
        assert envoye.json(*mots)["avertissements"] == [], mots
    assert gaps(envoye) == []


def test_rf_04_nothing_of_a_person_is_in_the_ledger(lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as base:
        lignes = str(base.execute("SELECT * FROM flux_ligne").fetchall())
    for secret in ("Martin", "Léa", "1985", factories.nir(1), factories.nir(1)[:13]):
        assert secret not in lignes


def test_people_read_the_differences_as_a_list(envoye: Sigma) -> None:
    assert "Nombre de résultats : 0" in envoye.ok("flux", "status", "--ecarts").stdout
    envoye.ok("stagiaire", "extend", "P000001", "--fin", "2021-07-31")
    texte = envoye.ok("flux", "status", "defi", "--ecarts").stdout
    assert "RF-06" in texte
    assert "Fin prévue : 31/07/2021" in texte
    assert max(map(len, texte.splitlines())) <= 100
    assert "1 écart à dire à la main" in envoye.ok("flux", "status").stdout
    assert "que pour defi" in envoye.refused(2, "flux", "status", "agora", "--ecarts")


def test_without_any_key_a_change_is_still_seen(envoye: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    envoye.ok("stagiaire", "extend", "P000001", "--fin", "2021-07-31")
    assert {ecart["type"] for ecart in gaps(envoye)} == {"DEFI_IDENTITE", "DEFI_DATES"}


def test_a_task_whose_line_is_gone_still_shows_its_object(envoye: Sigma, lieu: Lieu) -> None:
    envoye.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE flux_ligne SET instantane = ''")
    (ecart,) = gaps(envoye)
    assert (ecart["objet"], ecart["valeurs"]) == ("S000001", {})
