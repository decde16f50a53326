"""From a retained candidature to a registration, and what each tool knows of it."""

from typing import Any

import pytest

from tests.conftest import Sigma
from tests.factories import (
    SESSION,
    candidature_add,
    nir,
    prescripteur_add,
    session_add,
    stagiaire_enrol,
)

REUNION = "2020-10-12"
APRES = {"SIGMA_MAINTENANT": "2020-10-14T09:00"}
DATES = ("--du", "2020-11-09", "--au", "2021-06-18")
EN_LIGNE: dict[str, Any] = {"mode": "DEMATERIALISEE", "fiche_recue_le": None, "fiche_de": None}
PERSONNE: dict[str, Any] = {
    "nom": "Martin",
    "prenom": "Paul",
    "naissance": "1985-01-17",
    "courriel": "paul@exemple.fr",
    "telephone": "05 00 00 00 01",
}


def retain(sigma: Sigma, *refs: str) -> Sigma:
    for ref in refs:
        sigma.ok("candidature", "presence", ref, "present", **APRES)
        sigma.ok("candidature", "result", ref, "retenu", *DATES, **APRES)
    return sigma


@pytest.fixture
def retenus(peuple: Sigma) -> Sigma:
    """C000001 came online, C000002 by fiche; both are retained."""
    peuple.ok("session", "ic", "add", SESSION, REUNION)
    peuple.ok(*prescripteur_add())
    peuple.ok(*prescripteur_add("CIDFF Aude", type="CIDFF", ville="Carcassonne"))
    peuple.ok(*candidature_add(**EN_LIGNE, **PERSONNE))
    peuple.ok(*candidature_add(prescripteur="PR0002"))
    return retain(peuple, "C000001", "C000002")


def enrol(sigma: Sigma, ref: str, *options: str, ordre: int = 1) -> Any:
    argv = ("stagiaire", "enrol", SESSION, "--candidature", ref, "--nir", "-", *options)
    return sigma.json(*argv, entree=nir(ordre), **APRES)


def refused(sigma: Sigma, code: int, ref: str, *options: str, session: str = SESSION) -> str:
    argv = ("stagiaire", "enrol", session, "--candidature", ref, "--nir", "-", *options)
    refus = sigma.refused(code, *argv, entree=nir(), **APRES)
    assert sigma.json("stagiaire", "list")["nombre"] == 0
    return refus


def kinds(sigma: Sigma, objet: str) -> list[str]:
    taches = sigma.json("todo", "list", **APRES)["resultats"]
    return [tache["type"] for tache in taches if tache["objet"] == objet]


def test_the_identity_and_the_dates_are_carried_over(retenus: Sigma) -> None:
    inscrit = enrol(retenus, "C000001")
    identite = {champ: connu["valeur"] for champ, connu in inscrit["identite"].items()}
    assert identite["nom_naissance"] == "Martin"
    assert (identite["prenom"], identite["date_naissance"]) == ("Paul", "1985-01-17")
    fiche = retenus.json("stagiaire", "show", "S000001")
    assert (fiche["courriel"], fiche["telephone"]) == ("paul@exemple.fr", "05 00 00 00 01")
    (parcours,) = fiche["parcours"]
    assert (parcours["date_entree"], parcours["date_fin_prevue"]) == ("2020-11-09", "2021-06-18")
    assert inscrit["avertissements"] == []


def test_the_loop_is_closed(retenus: Sigma) -> None:
    assert enrol(retenus, "C000001")["parcours"] == "P000001"
    fiche = retenus.json("candidature", "show", "C000001", **APRES)
    assert (fiche["etat"], fiche["parcours"], fiche["saisi_sigma"]) == (
        "INSCRIT_SIGMA",
        "P000001",
        True,
    )
    assert fiche["etapes"][-1]["message"] == "inscrite : P000001"
    assert "refusé (Q2-17)" in retenus.refused(
        12, "candidature", "result", "C000001", "non-retenu", "--motif", "COMPLET", **APRES
    )


def test_what_is_typed_wins_where_it_does_not_contradict(retenus: Sigma) -> None:
    options = ("--nom", "MARTIN", "--courriel", "autre@exemple.fr", "--fin", "2021-06-11")
    enrol(retenus, "C000001", *options)
    fiche = retenus.json("stagiaire", "show", "S000001")
    assert (fiche["nom_naissance"], fiche["courriel"]) == ("MARTIN", "autre@exemple.fr")
    assert fiche["parcours"][0]["date_fin_prevue"] == "2021-06-11"


@pytest.mark.parametrize("option", [("--nom", "Durand"), ("--prenom", "Anne")])
def test_another_name_is_refused(retenus: Sigma, option: tuple[str, str]) -> None:
    refus = refused(retenus, 10, "C000001", *option)
    assert f"{option[0]} : ce n’est pas celui de C000001" in refus
    assert option[1] not in refus


def test_another_session_is_refused(retenus: Sigma) -> None:
    retenus.ok(*session_add())
    refus = refused(retenus, 10, "C000001", session="20F0011_03/02")
    assert f"C000001 est une candidature à {SESSION}, pas à 20F0011_03/02" in refus


def test_q2_01_a_registration_from_a_candidature_needs_its_prescription(retenus: Sigma) -> None:
    retenus.ok(*candidature_add(nom="Zola", mode=None, fiche_recue_le=None, fiche_de=None))
    retain(retenus, "C000003")
    assert "refusé (Q2-01) : C000003 : la prescription" in refused(retenus, 12, "C000003")
    retenus.ok("candidature", "set", "C000003", "--mode", "FICHE")
    assert enrol(retenus, "C000003")["parcours"] == "P000001"


@pytest.mark.parametrize("etape", ["saisie", "convoquée", "présente", "non retenue"])
def test_q2_17_only_who_is_retained_is_enrolled(retenus: Sigma, etape: str) -> None:
    retenus.ok(*candidature_add(nom="Zola", prescripteur="PR0002"))
    suites = {
        "saisie": (),
        "convoquée": (("convoke", "C000003", "--rdv", "2020-10-14"),),
        "présente": (("presence", "C000003", "present"),),
        "non retenue": (
            ("presence", "C000003", "present"),
            ("result", "C000003", "non-retenu", "--motif", "PROJET"),
        ),
    }[etape]
    for suite in suites:
        retenus.ok("candidature", *suite, **APRES)
    assert "refusé (Q2-17) : C000003 est à l’état" in refused(retenus, 12, "C000003")


def test_q1_05_enrolling_before_the_validation_is_told(retenus: Sigma) -> None:
    (dit,) = enrol(retenus, "C000002")["avertissements"]
    assert (dit["regle"], "sigma candidature validate C000002" in dit["message"]) == ("Q1-05", True)


def test_pre_02_enrolling_goes_on_while_the_prescripteur_is_asked_for(retenus: Sigma) -> None:
    demande = ("--structure", "ML Bayonne", "--departement", "64", "--ville", "Bayonne")
    retenus.ok("prescripteur", "request", *demande, "-o", "-")
    retenus.ok(*candidature_add(nom="Zola", prescripteur="PR0003"))
    retain(retenus, "C000003")
    dits = enrol(retenus, "C000003")["avertissements"]
    assert [dit["regle"] for dit in dits] == ["Q1-05", "PRE-02"]


def test_a_registration_without_candidature_stays_possible(retenus: Sigma) -> None:
    inscrit = retenus.json(*stagiaire_enrol(), entree=nir(), **APRES)
    assert inscrit["parcours"] == "P000001"
    assert [dit["regle"] for dit in inscrit["avertissements"]] == ["Q2-01"]
    sans_nom = ("stagiaire", "enrol", SESSION, "--nir", "-")
    assert "--nom, ou --candidature" in retenus.refused(2, *sans_nom, entree=nir())


def test_an_unknown_candidature_is_not_found(retenus: Sigma) -> None:
    assert "Candidature inconnue : C000009" in refused(retenus, 11, "C000009")
    assert "une référence comme C000001" in refused(retenus, 10, "P000001")


# What the other tools are owed ------------------------------------------------------------------


def test_q1_03_no_task_for_who_came_online(retenus: Sigma) -> None:
    enrol(retenus, "C000001")
    assert kinds(retenus, "P000001") == []
    enrol(retenus, "C000002", ordre=2)
    assert kinds(retenus, "P000002") == ["KAIROS_STAGIAIRE"]


def test_q1_03_the_task_closes_when_the_candidature_turns_out_to_be_online(
    retenus: Sigma,
) -> None:
    retenus.ok(*stagiaire_enrol(nom="Martin", prenom="Paul"), entree=nir(), **APRES)
    assert kinds(retenus, "P000001") == ["KAIROS_STAGIAIRE"]
    retenus.ok("candidature", "link", "C000001", "P000001", **APRES)
    assert kinds(retenus, "P000001") == []
    ouvertes = retenus.json("todo", "list", "--limite", "100", **APRES)["resultats"]
    retenus.ok("candidature", "set", "C000001", "--origine", "SAISIE_OF", **APRES)
    assert len(retenus.json("todo", "list", **APRES)["resultats"]) == len(ouvertes) + 3


@pytest.mark.parametrize(
    ("code", "argv", "message"),
    [
        (11, ("C000001", "P000009"), "Parcours inconnu : P000009"),
        (11, ("C000009", "P000001"), "Candidature inconnue : C000009"),
        (10, ("C000001", "P000002"), "P000002 n’est pas un parcours de 20F0011_03/01"),
        (13, ("C000002", "P000001"), "P000001 est déjà lié à C000001"),
        (12, ("C000001", "P000003"), "C000001 est à l’état « inscrite »"),
    ],
)
def test_a_link_that_cannot_be_is_refused(
    retenus: Sigma, code: int, argv: tuple[str, ...], message: str
) -> None:
    retenus.ok(*session_add())
    retenus.ok(*stagiaire_enrol(nom="Martin", prenom="Paul"), entree=nir(), **APRES)
    retenus.ok(*stagiaire_enrol("20F0011_03/02", nom="Petit"), entree=nir(2), **APRES)
    retenus.ok(*stagiaire_enrol(nom="Zola"), entree=nir(3), **APRES)
    retenus.ok("candidature", "link", "C000001", "P000001", **APRES)
    assert message in retenus.refused(code, "candidature", "link", *argv, **APRES)


def rows(sigma: Sigma) -> list[tuple[str | None, str | None, str]]:
    document = sigma.json("candidature", "discordances", **APRES)
    assert document["nombre"] == len(document["resultats"])
    return [
        (ligne["candidature"], ligne["parcours"], ligne["sens"]) for ligne in document["resultats"]
    ]


def tick(sigma: Sigma, genre: str, objet: str) -> None:
    taches = sigma.json("todo", "list", "--type", genre, **APRES)["resultats"]
    (tache,) = [tache["tache"] for tache in taches if tache["objet"] == objet]
    sigma.ok("todo", "done", tache, "--dans", "kairos", **APRES)


def test_q1_07_retained_in_kairos_and_not_enrolled_here(retenus: Sigma) -> None:
    assert rows(retenus) == []
    tick(retenus, "KAIROS_RESULTAT", "C000001")
    assert rows(retenus) == [("C000001", None, "PAS_DANS_SIGMA")]
    texte = retenus.ok("candidature", "discordances", **APRES).stdout
    assert f"sigma stagiaire enrol {SESSION} --candidature C000001" in texte
    enrol(retenus, "C000001")
    assert rows(retenus) == []


def test_q1_07_enrolled_here_and_not_noted_in_kairos(retenus: Sigma) -> None:
    enrol(retenus, "C000001")
    retenus.ok(*stagiaire_enrol(nom="Petit"), entree=nir(2), **APRES)
    assert rows(retenus) == [
        (None, "P000002", "PAS_DANS_KAIROS"),
        ("C000001", "P000001", "PAS_DANS_KAIROS"),
    ]
    texte = retenus.ok("candidature", "discordances", **APRES).stdout
    assert max(map(len, texte.splitlines())) <= 100
    assert "sigma todo list --type KAIROS_RESULTAT" in texte
    tick(retenus, "KAIROS_RESULTAT", "C000001")
    tick(retenus, "KAIROS_STAGIAIRE", "P000002")
    assert rows(retenus) == []


def test_q1_07_someone_enrolled_without_the_candidature_is_recognised(retenus: Sigma) -> None:
    inscrit = retenus.json(*stagiaire_enrol(nom="MARTIN", prenom="paul"), entree=nir(), **APRES)
    (dit,) = inscrit["avertissements"]
    assert dit["regle"] == "Q1-07"
    assert "sigma candidature link C000001 P000001" in dit["message"]
    tick(retenus, "KAIROS_STAGIAIRE", "P000001")
    tick(retenus, "KAIROS_RESULTAT", "C000001")
    assert rows(retenus) == [("C000001", "P000001", "PAS_DANS_SIGMA")]
    texte = retenus.ok("candidature", "discordances", **APRES).stdout
    assert "sigma candidature link C000001 P000001" in texte
    lie = retenus.json("candidature", "link", "C000001", "P000001", **APRES)
    assert "Q1-07" not in {avertissement["regle"] for avertissement in lie["avertissements"]}
    assert rows(retenus) == []


def test_q1_07_a_link_to_someone_of_another_name_is_told(retenus: Sigma) -> None:
    retenus.ok(*stagiaire_enrol(nom="Petit"), entree=nir(2), **APRES)
    lie = retenus.json("candidature", "link", "C000001", "P000001", **APRES)
    dits = [a["message"] for a in lie["avertissements"] if a["regle"] == "Q1-07"]
    assert dits == [
        "C000001 est liée à P000001, qui porte un autre nom ; vérifier que c’est la même personne."
    ]


def test_q1_07_a_session_that_will_not_take_place_is_no_discordance(retenus: Sigma) -> None:
    tick(retenus, "KAIROS_RESULTAT", "C000001")
    retenus.ok("session", "cancel", SESSION, "--motif", "Effectif insuffisant")
    assert rows(retenus) == []


# What prescripteurs see -------------------------------------------------------------------------


def view(sigma: Sigma) -> dict[str, Any]:
    (vue,) = sigma.json("stagiaire", "show", "S000001", **APRES)["vues"]
    return dict(vue)


def test_q1_04_a_prescripteur_does_not_see_a_registration(retenus: Sigma) -> None:
    retenus.ok(*stagiaire_enrol(), entree=nir(), **APRES)
    vue = view(retenus)
    assert (vue["parcours"], vue["candidature"]) == ("P000001", None)
    assert vue["vue_prescripteurs"].startswith("invisible")
    texte = retenus.ok("stagiaire", "show", "S000001", **APRES).stdout
    assert "Les prescripteurs ne voient pas les inscriptions faites dans SIGMA" in texte
    assert "positionnés sur une information collective par OUIFORM ou AUDEF" in texte
    assert "que l’établissement a saisis dans Kairos" in texte
    tick(retenus, "KAIROS_STAGIAIRE", "P000001")
    assert view(retenus)["vue_prescripteurs"].endswith("saisie dans Kairos du 14/10/2020")


def test_q1_04_they_see_who_was_positioned_or_typed_in_kairos(retenus: Sigma) -> None:
    en_ligne = retenus.json("candidature", "show", "C000001", **APRES)
    assert "positionnement dans OUIFORM ou AUDEF" in en_ligne["vue_prescripteurs"]
    par_fiche = retenus.json("candidature", "show", "C000002", **APRES)
    assert par_fiche["vue_prescripteurs"].startswith("invisible")
    enrol(retenus, "C000002")
    tick(retenus, "KAIROS_CANDIDATURE", "C000002")
    assert view(retenus)["vue_prescripteurs"].endswith("saisie dans Kairos du 14/10/2020")


def test_q1_08_three_states_that_do_not_depend_on_one_another(retenus: Sigma) -> None:
    def states() -> tuple[str, bool, str]:
        fiche = retenus.json("candidature", "show", "C000002", **APRES)
        return fiche["session_diffusee"], fiche["saisi_sigma"], fiche["validation"]

    retenus.ok("flux", "push", "carif")
    visible = "devrait être visible – à vérifier"
    assert states() == (visible, False, "EN_ATTENTE")
    enrol(retenus, "C000002")
    assert states() == (visible, True, "EN_ATTENTE")
    assert view(retenus)["validation"] == "EN_ATTENTE"
    retenus.ok("candidature", "validate", "C000002", **APRES)
    assert states() == (visible, True, "VALIDEE")
    retenus.ok("session", "set", SESSION, "--debut", "2020-11-03", **APRES)
    assert states() == ("à envoyer", True, "VALIDEE")
    texte = retenus.ok("stagiaire", "show", "S000001", **APRES).stdout
    assert "  3. validation du prescripteur : validée (C000002)\n" in texte


def test_who_is_enrolled_fits_a_hundred_columns(retenus: Sigma) -> None:
    enrol(retenus, "C000001")
    texte = retenus.ok("session", "show", SESSION, "--candidatures", **APRES).stdout
    (ligne,) = (ligne for ligne in texte.splitlines() if ligne.startswith("C000001"))
    assert ligne.split() == [
        *(
            "C000001",
            "Martin",
            "Paul",
            "en",
            "ligne",
            "12/10/2020",
            "présente",
            "inscrite",
            "P000001",
        )
    ]
    assert len(ligne) < 90, "room for long names"
    assert "en ligne" in retenus.ok("candidature", "list", "--etat", "inscrit").stdout
    lignes = retenus.json("session", "show", SESSION, "--candidatures", **APRES)["candidatures"]
    etats = {ligne["candidature"]: ligne["etat"] for ligne in lignes}
    assert etats["C000001"] == "INSCRIT_SIGMA"
