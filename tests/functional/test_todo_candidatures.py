"""Tasks that candidatures give rise to, and the sheet to type from: nothing goes to Kairos by itself."""

import csv
import io
from typing import Any

import pytest

from tests.conftest import Modeles, Sigma
from tests.factories import SESSION, candidature_add, prescripteur_add

REUNION = "2020-10-12"
APRES = {"SIGMA_MAINTENANT": "2020-10-14T09:00"}
DATES = ("--du", "2020-11-02", "--au", "2021-06-25")
EN_LIGNE: dict[str, Any] = {"mode": "DEMATERIALISEE", "fiche_recue_le": None, "fiche_de": None}


@pytest.fixture
def recrute(peuple: Sigma, modeles: Modeles) -> Sigma:
    """C000001 online on the meeting; C000002 by fiche, on it too."""
    return modeles.fill(peuple, _recrute)


def _recrute(peuple: Sigma) -> None:
    peuple.ok("session", "set", SESSION, "--numero-kairos", "1098722")
    peuple.ok("session", "ic", "add", SESSION, REUNION)
    peuple.ok(*prescripteur_add())
    peuple.ok(*prescripteur_add("CIDFF Aude", type="CIDFF", ville="Carcassonne"))
    peuple.ok(*candidature_add(**EN_LIGNE, nom="Martin", prenom="Paul", naissance="1985-01-17"))
    peuple.ok(*candidature_add(prescripteur="PR0002", ic=REUNION))


def tasks(sigma: Sigma, objet: str, **env: str) -> dict[str, dict[str, Any]]:
    """Return the open tasks about a candidature, by kind."""
    lignes = sigma.json("todo", "list", "--limite", "100", **(env or APRES))["resultats"]
    return {tache["type"]: tache for tache in lignes if tache["objet"] == objet}


def closed(sigma: Sigma, tache: str) -> str:
    return sigma.refused(13, "todo", "done", tache, "--dans", "kairos", **APRES)


def play(sigma: Sigma, *argv: str) -> None:
    sigma.ok("candidature", *argv, **APRES)


def test_q1_02_no_flow_goes_to_kairos(recrute: Sigma) -> None:
    from sigma_cli.flux import REGISTRE

    assert "kairos" not in REGISTRE
    assert "Flux inconnu" in recrute.refused(11, "flux", "preview", "kairos")
    montres = {flux["code"] for flux in recrute.json("flux", "status")["resultats"]}
    assert montres == {code for code, flux in REGISTRE.items() if not flux.sur_choix}


def test_only_a_candidature_that_we_type_is_to_type(recrute: Sigma) -> None:
    maintenant = {"SIGMA_MAINTENANT": "2020-10-06T10:00"}
    assert tasks(recrute, "C000001", **maintenant) == {}
    (tache,) = tasks(recrute, "C000002", **maintenant).values()
    assert (tache["type"], tache["regle"]) == ("KAIROS_CANDIDATURE", "Q2-11")
    assert (tache["echeance"], tache["a_faire_dans"]) == (REUNION, ["kairos"])
    assert tache["valeurs"] == {
        "Nom": "Durand",
        "Prénom": "Anne",
        "Session": SESSION,
        "N° Kairos": "1098722",
        "Prescripteur à l’origine": "oui, CIDFF Aude (Carcassonne)",
        "Réunion": "12/10/2020",
    }


def test_a_candidature_that_turns_out_to_be_online_closes_its_task(recrute: Sigma) -> None:
    tache = tasks(recrute, "C000002")["KAIROS_CANDIDATURE"]["tache"]
    options = ("--mode", "DEMATERIALISEE", "--prescripteur", "PR0001")
    recrute.ok("candidature", "set", "C000002", *options)
    assert "n’est plus à faire : candidature venue d’OUIFORM" in closed(recrute, tache)


def test_q2_12_a_missing_presence_shows_the_day_after_the_meeting(recrute: Sigma) -> None:
    for heure, visible in (("2020-10-12T23:59", False), ("2020-10-13T00:00", True)):
        taches = tasks(recrute, "C000001", SIGMA_MAINTENANT=heure)
        assert ("PRESENCE_A_NOTER" in taches) is visible
    tache = tasks(recrute, "C000001")["PRESENCE_A_NOTER"]
    assert (tache["regle"], tache["echeance"], tache["en_retard"]) == ("Q2-12", "2020-10-13", True)
    assert tache["a_faire_dans"] == ["sigma"]
    play(recrute, "presence", "C000001", "absent")
    assert "PRESENCE_A_NOTER" not in tasks(recrute, "C000001")
    assert "n’est plus à faire : présence notée" in recrute.refused(
        13, "todo", "done", tache["tache"], "--dans", "sigma", **APRES
    )


def test_q2_12_presence_is_to_type_for_all_and_again_when_corrected(recrute: Sigma) -> None:
    for ref in ("C000001", "C000002"):
        play(recrute, "presence", ref, "present")
        valeurs = tasks(recrute, ref)["KAIROS_PRESENCE"]["valeurs"]
        assert valeurs["Présence"] == "présente le 12/10/2020"
    tache = tasks(recrute, "C000002")["KAIROS_PRESENCE"]
    recrute.ok("todo", "done", tache["tache"], "--dans", "kairos", **APRES)
    assert "KAIROS_PRESENCE" not in tasks(recrute, "C000002")
    play(recrute, "presence", "C000002", "absent")
    autre = tasks(recrute, "C000002")["KAIROS_PRESENCE"]
    assert autre["tache"] != tache["tache"]
    assert autre["valeurs"]["Présence"] == "absente le 12/10/2020"


def test_q2_14_q2_15_the_result_and_the_dates_are_to_type(recrute: Sigma) -> None:
    play(recrute, "presence", "C000001", "present")
    play(recrute, "result", "C000001", "retenu", *DATES)
    taches = tasks(recrute, "C000001")
    assert set(taches) == {"KAIROS_PRESENCE", "KAIROS_RESULTAT", "KAIROS_DATES"}
    assert taches["KAIROS_RESULTAT"]["valeurs"]["Résultat"] == "retenue"
    dates = taches["KAIROS_DATES"]
    assert dates["valeurs"]["Dates prévisionnelles"] == "02/11/2020 – 25/06/2021"
    assert "sans elles, pas de rémunération" in dates["titre"]
    play(recrute, "result", "C000001", "retenu", "--du", "2020-11-09", "--au", "2021-06-25")
    neuves = tasks(recrute, "C000001")
    assert neuves["KAIROS_RESULTAT"]["tache"] == taches["KAIROS_RESULTAT"]["tache"]
    assert neuves["KAIROS_DATES"]["tache"] != dates["tache"]
    assert "n’est plus à faire : dates corrigées" in closed(recrute, dates["tache"])
    play(recrute, "result", "C000001", "non-retenu", "--motif", "DESISTEMENT")
    fin = tasks(recrute, "C000001")
    assert set(fin) == {"KAIROS_PRESENCE", "KAIROS_RESULTAT"}
    assert fin["KAIROS_RESULTAT"]["valeurs"] == {
        "Nom": "Martin",
        "Prénom": "Paul",
        "Date de naissance": "17/01/1985",
        "Session": SESSION,
        "N° Kairos": "1098722",
        "Résultat": "non retenue",
        "Motif": "Désistement de la personne",
    }


def test_q2_16_an_alert_is_owed_only_for_what_we_typed(recrute: Sigma) -> None:
    for ref in ("C000001", "C000002"):
        play(recrute, "presence", ref, "present")
        play(recrute, "result", ref, "retenu", *DATES)
    assert "KAIROS_ALERTE" not in tasks(recrute, "C000001")
    alerte = tasks(recrute, "C000002")["KAIROS_ALERTE"]
    assert alerte["regle"] == "Q2-16"
    assert recrute.json("candidature", "show", "C000002", **APRES)["validation"] == "EN_ATTENTE"
    play(recrute, "validate", "C000002")
    assert "n’est plus à faire : candidature validée" in closed(recrute, alerte["tache"])


def test_ses_08_a_session_of_0_places_owes_nothing_until_each_is_decided_anew(
    recrute: Sigma,
) -> None:
    play(recrute, "presence", "C000002", "present")
    avant = {ref: set(tasks(recrute, ref)) for ref in ("C000001", "C000002")}
    assert avant == {
        "C000001": {"PRESENCE_A_NOTER"},
        "C000002": {"KAIROS_CANDIDATURE", "KAIROS_PRESENCE"},
    }
    recrute.ok("session", "cancel", SESSION, "--motif", "Effectif insuffisant")
    assert tasks(recrute, "C000001") == tasks(recrute, "C000002") == {}
    dit = recrute.ok("session", "set", SESSION, "--places", "12").stderr
    assert "sans suite C000001, C000002" in dit
    assert tasks(recrute, "C000001") == tasks(recrute, "C000002") == {}, "nothing opens by itself"
    for ref in avant:
        recrute.ok("candidature", "reopen", ref)
    assert {ref: set(tasks(recrute, ref)) for ref in avant} == avant


def test_the_morning_s_work_is_grouped_in_the_order_one_types_it(recrute: Sigma) -> None:
    for ref in ("C000001", "C000002"):
        play(recrute, "presence", ref, "present")
        play(recrute, "result", ref, "retenu", *DATES)
    lignes = recrute.json("todo", "list", "--limite", "100", **APRES)["resultats"]
    ordre = [(not ligne["en_retard"], ligne["type"]) for ligne in lignes]
    groupes = list(dict.fromkeys(ordre))
    assert groupes == [
        (False, "KAIROS_CANDIDATURE"),
        (False, "KAIROS_PRESENCE"),
        (True, "KAIROS_RESULTAT"),
        (True, "KAIROS_DATES"),
        (True, "KAIROS_ALERTE"),
    ]
    assert [len([o for o in ordre if o == groupe]) for groupe in groupes] == [1, 2, 2, 2, 1]
    page = recrute.json("todo", "list", "--limite", "4", **APRES)
    assert (page["nombre"], page["en_retard"]) == (8, 3)
    assert page["resultats"] == lignes[:4]


# The sheet --------------------------------------------------------------------------------------


def sheet(sigma: Sigma, *options: str) -> list[dict[str, str]]:
    sortie = sigma.ok("export", "kairos", "--format", "csv", "-o", "-", *options, **APRES)
    texte = sortie.stdout_bytes.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=";"))


def test_the_sheet_has_one_row_per_candidature_with_what_kairos_asks(recrute: Sigma) -> None:
    play(recrute, "presence", "C000002", "present")
    play(recrute, "result", "C000002", "retenu", *DATES)
    durand, martin = sheet(recrute)
    assert durand == {
        "N Candidature": "C000002",
        "N Session Kairos": "1098722",
        "N Session": SESSION,
        "Nom": "Durand",
        "Prénom": "Anne",
        "Date de naissance": "",
        "Origine": "SAISIE_OF",
        "Prescripteur à l’origine": "oui",
        "Prescripteur": "CIDFF Aude (Carcassonne)",
        "Information collective ou rendez-vous": "12/10/2020",
        "Présence": "PRESENT",
        "Résultat": "RETENU",
        "Motif": "",
        "Début prévisionnel du parcours": "02/11/2020",
        "Fin prévisionnelle du parcours": "25/06/2021",
        "Validation Pôle emploi": "EN_ATTENTE",
        "Reste à saisir": "candidature, présence, résultat, dates, alerte",
    }
    assert (martin["N Candidature"], martin["Présence"], martin["Reste à saisir"]) == (
        "C000001",
        "",
        "",
    )


def test_the_sheet_may_keep_only_what_is_left_to_type(recrute: Sigma) -> None:
    assert [ligne["Nom"] for ligne in sheet(recrute, "--a-saisir")] == ["Durand"]
    tache = tasks(recrute, "C000002")["KAIROS_CANDIDATURE"]["tache"]
    recrute.ok("todo", "done", tache, "--dans", "kairos", **APRES)
    assert sheet(recrute, "--a-saisir") == []
    play(recrute, "presence", "C000001", "absent")
    play(recrute, "result", "C000001", "non-retenu", "--motif", "ABSENCE")
    (ligne,) = sheet(recrute, "--a-saisir", "--cherche", "martin")
    assert (ligne["Résultat"], ligne["Motif"]) == (
        "NON_RETENU",
        "Absence à la réunion de recrutement",
    )
    assert ligne["Reste à saisir"] == "présence, résultat"


def test_the_export_of_candidatures_tells_all(recrute: Sigma) -> None:
    recrute.ok(*candidature_add(nom="Zola", prescripteur="aucun", mode=None))
    document = recrute.json("export", "candidatures", "--session", SESSION)
    lignes = {ligne["candidature"]: ligne for ligne in document["resultats"]}
    assert list(lignes) == ["C000002", "C000001", "C000003"]
    assert lignes["C000001"]["prescripteur_nom"] == "Mission locale Narbonne"
    assert lignes["C000003"]["prescripteur"] is None
    assert lignes["C000002"]["fiche_de"] == "conseil@exemple.fr"
    filtrees = recrute.json("export", "candidatures", "--mode", "FICHE")["resultats"]
    assert [ligne["candidature"] for ligne in filtrees] == ["C000002"]


def test_q1_06_fifty_candidatures_on_twenty_places_decide_nothing(recrute: Sigma) -> None:
    recrute.ok("session", "set", SESSION, "--places", "20")
    for rang in range(48):
        recrute.ok(*candidature_add(**EN_LIGNE, nom=f"Nom{'x' * rang}"))
    lignes = recrute.json("candidature", "list")["resultats"]
    assert len(lignes) == 50
    assert {ligne["etat"] for ligne in lignes} == {"CONVOQUE"}
    for ligne in lignes[:25]:
        play(recrute, "presence", ligne["candidature"], "present")
    etats = [ligne["etat"] for ligne in recrute.json("candidature", "list")["resultats"]]
    assert sorted(set(etats)) == ["CONVOQUE", "PRESENT"]
    assert recrute.json("place", "list")["utilisees"] == 0
    assert recrute.json("stagiaire", "list")["nombre"] == 0


def test_the_sheet_leaves_out_what_is_over_and_typed(recrute: Sigma) -> None:
    finie = {"SIGMA_MAINTENANT": "2021-06-26T09:00"}

    def names(*options: str) -> list[str]:
        lignes = recrute.json("export", "kairos", *options, **finie)["resultats"]
        return [ligne["nom"] for ligne in lignes]

    assert [ligne["Nom"] for ligne in sheet(recrute)] == ["Durand", "Martin"]
    assert "Durand" in names(), "over, and still to type"
    for _ in range(10):
        taches = recrute.json("todo", "list", **finie)["resultats"]
        kairos = [t["tache"] for t in taches if t["a_faire_dans"] == ["kairos"]]
        if not kairos:
            break
        recrute.ok("todo", "done", kairos[0], "--dans", "kairos", **finie)
    assert names() == []
    assert names("--toutes") == ["Durand", "Martin"]
