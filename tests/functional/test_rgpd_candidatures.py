"""What is held of applicants: told with the person they became, erased with them, purged in time."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import (
    SESSION,
    candidature_add,
    nir,
    prescripteur_add,
    session_add,
    stagiaire_enrol,
)

APRES = {"SIGMA_MAINTENANT": "2020-10-14T09:00"}
FIN = {"SIGMA_MAINTENANT": "2021-07-01T09:00"}
DATES = ("--du", "2020-11-02", "--au", "2021-06-25")
PERSONNE: dict[str, Any] = {
    "nom": "Eluardiou",
    "prenom": "Zoé-Aimée",
    "naissance": "1985-01-15",
    "courriel": "zoe@exemple.fr",
}


@pytest.fixture
def sortie(peuple: Sigma) -> Sigma:
    """Four candidatures under one name.

    C000001 led to P000001, which is over; C000002 is the same person’s in another session, C000003 a
    namesake’s of another birth, C000004 a namesake’s whose birth is unknown.
    """
    peuple.ok(*prescripteur_add("CIDFF Aude", type="CIDFF"))
    for _ in range(3):
        peuple.ok(*session_add())
    peuple.ok(*candidature_add(**PERSONNE))
    peuple.ok(*candidature_add("20F0011_03/02", **PERSONNE))
    peuple.ok(*candidature_add("20F0011_03/03", **PERSONNE | {"naissance": "1990-01-01"}))
    peuple.ok(*candidature_add("20F0011_03/04", **PERSONNE | {"naissance": None}))
    suite = ("non-retenu", "--motif", "PROJET", "--precision", "Projet d’Eluardiou à revoir")
    for ref, resultat in (("C000001", ("retenu", *DATES)), ("C000002", suite)):
        peuple.ok("candidature", "presence", ref, "present", **APRES)
        peuple.ok("candidature", "result", ref, *resultat, **APRES)
    enrol = ("stagiaire", "enrol", SESSION, "--candidature", "C000001", "--nir", "-")
    peuple.ok(*enrol, entree=nir(), **APRES)
    peuple.ok("flux", "push", "agora", **FIN)
    return peuple


def names(sigma: Sigma) -> dict[str, str]:
    lignes = sigma.json("candidature", "list", **FIN)["resultats"]
    return {ligne["candidature"]: ligne["nom"] for ligne in lignes}


def test_the_candidatures_of_a_person_are_told(sortie: Sigma, lieu: Lieu) -> None:
    argv = ("rgpd", "extract", "S000001", "-o", str(lieu.dossier / "e"))
    extrait = json.loads(Path(sortie.json(*argv, **FIN)["fichiers"][0]).read_text("utf-8"))
    une, deux, trois = extrait["candidatures"]
    assert [c["candidature"] for c in (une, deux, trois)] == ["C000001", "C000002", "C000004"]
    assert (une["etat"], une["courriel"]) == ("INSCRIT_SIGMA", "zoe@exemple.fr")
    assert deux["precision"] == "Projet d’Eluardiou à revoir"
    assert "Saisir la candidature dans Kairos" in {t["titre"] for t in extrait["taches"]}
    assert "candidature.enrol" in {ligne["operation"] for ligne in extrait["journal"]}


def test_an_erasure_takes_the_candidatures_of_the_person_and_no_other(
    sortie: Sigma, lieu: Lieu
) -> None:
    sortie.ok("rgpd", "erase", "S000001", "--motif", "Demande de la personne", **FIN)
    assert names(sortie) == {
        "C000001": "(effacé)",
        "C000002": "(effacé)",
        "C000003": "Eluardiou",
        "C000004": "(effacé)",  # same name, same e-mail, and no birth that says otherwise
    }
    with closing(sqlite3.connect(lieu.base)) as base:
        lignes = base.execute("SELECT * FROM candidature WHERE id <> 3").fetchall()
    assert not [ligne for ligne in lignes if "luard" in repr(ligne) or "exemple" in repr(ligne)]
    fiche = sortie.json("candidature", "show", "C000002", **FIN)
    assert (fiche["etat"], fiche["motif"], fiche["a_faire"]) == ("NON_RETENU", "PROJET", [])
    ouvertes = {t["objet"] for t in sortie.json("todo", "list", **FIN)["resultats"]}
    assert not ouvertes & {"C000001", "C000002", "C000004"}
    assert "C000003" in ouvertes


def test_a_person_without_birth_takes_only_what_led_to_a_parcours(sortie: Sigma) -> None:
    sans = stagiaire_enrol("20F0011_03/04", nom="Eluardiou", prenom="Zoé-Aimée", naissance=None)
    sortie.ok(*sans, entree=nir(2), **APRES)
    sortie.ok("flux", "push", "agora", **FIN)
    sortie.ok("rgpd", "erase", "S000002", "--motif", "Demande", **FIN)
    assert set(names(sortie).values()) == {"Eluardiou"}


def test_rgpd_08_an_erasure_names_what_it_cannot_decide(sortie: Sigma) -> None:
    fait = sortie.ok("rgpd", "erase", "S000001", "--motif", "Demande", **FIN)
    assert "C000003 : même nom" in fait.stderr
    assert "(RGPD-08)" in fait.stderr


def test_rgpd_08_who_shares_an_address_is_named_not_erased(sortie: Sigma) -> None:
    autre = PERSONNE | {"nom": "Autre", "prenom": "Paul", "naissance": "1970-01-01"}
    seul = autre | {"nom": "Tiers", "courriel": "tiers@exemple.fr"}
    assert sortie.json(*candidature_add(**autre))["candidature"] == "C000005"
    sortie.ok(*candidature_add(**seul))
    fait = sortie.json("rgpd", "erase", "S000001", "--motif", "Demande", **FIN)
    assert fait["a_decider"] == ["C000003", "C000005"]
    assert {names(sortie)[ref] for ref in ("C000005", "C000006")} == {"Autre", "Tiers"}


def test_rgpd_08_an_applicant_is_told_then_erased(sortie: Sigma, lieu: Lieu) -> None:
    argv = ("rgpd", "extract", "C000003", "-o", str(lieu.dossier / "e"))
    donnees, fiche = map(Path, sortie.json(*argv, **FIN)["fichiers"])
    extrait = json.loads(donnees.read_text("utf-8"))
    assert [c["candidature"] for c in extrait["candidatures"]] == ["C000003", "C000004"]
    assert "candidature.add" in {ligne["operation"] for ligne in extrait["journal"]}
    assert "zoe@exemple.fr" in fiche.read_text("utf-8")
    fait = sortie.json("rgpd", "erase", "C000003", "--motif", "Demande", **FIN)
    assert fait["candidatures"] == ["C000003", "C000004"]
    assert fait["a_decider"] == ["C000002"]
    assert names(sortie)["C000003"] == "(effacé)"
    with closing(sqlite3.connect(lieu.base)) as base:
        (ligne,) = base.execute("SELECT * FROM candidature WHERE id = 3").fetchall()
    assert "luard" not in repr(ligne)
    assert sortie.json("base", "check")["nombre"] == 0
    sortie.refused(13, "rgpd", "erase", "C000003", "--motif", "Demande", **FIN)


def test_rgpd_08_the_candidatures_of_one_applicant_go_together(sortie: Sigma) -> None:
    seul: dict[str, Any] = {
        "nom": "Seul",
        "prenom": "Max",
        "courriel": "MAX@exemple.fr",
        "naissance": "1991-05-05",
    }
    for session in (SESSION, "20F0011_03/02", "20F0011_03/03"):
        sortie.ok(*candidature_add(session, **seul))
        seul |= {"courriel": "max@exemple.fr", "naissance": None}
    fait = sortie.json("rgpd", "erase", "C000006", "--motif", "Demande", **FIN)
    assert fait["candidatures"] == ["C000005", "C000006", "C000007"]


def test_rgpd_08_who_is_enrolled_or_retained_is_not_erased_as_an_applicant(sortie: Sigma) -> None:
    message = sortie.refused(12, "rgpd", "erase", "C000001", "--motif", "Demande", **FIN)
    assert "S000001" in message
    sortie.refused(12, "rgpd", "extract", "C000001", **FIN)
    sortie.refused(11, "rgpd", "extract", "C000099", **FIN)
    sortie.refused(2, "rgpd", "extract", "C000003", "--avec-nir", "--yes", **FIN)
    sortie.ok("candidature", "presence", "C000003", "present", **APRES)
    sortie.ok("candidature", "result", "C000003", "retenu", *DATES, **APRES)
    assert "retenue" in sortie.refused(12, "rgpd", "erase", "C000003", "--motif", "D", **FIN)


@pytest.mark.parametrize("jour", ["2035-01-01", "2020-01-01"])
def test_rgpd_08_a_purge_under_an_unlikely_clock_is_asked(sortie: Sigma, jour: str) -> None:
    alors = {"SIGMA_MAINTENANT": f"{jour}T09:00"}
    avant = names(sortie)
    message = sortie.refused(12, "rgpd", "purge", **alors)
    assert "horloge" in message
    assert "--force" in message
    assert names(sortie) == avant
    sortie.ok("rgpd", "purge", "--force", **alors)


@pytest.mark.parametrize(
    ("jour", "attendues"),
    [
        ("2022-10-05", []),
        ("2022-10-06", ["C000003", "C000004"]),
        ("2022-10-14", ["C000002", "C000003", "C000004"]),
    ],
)
def test_a_candidature_that_led_nowhere_goes_in_time(
    sortie: Sigma, jour: str, attendues: list[str]
) -> None:
    alors = {"SIGMA_MAINTENANT": f"{jour}T09:00"}
    prevus = sortie.json("rgpd", "purge", "--dry-run", **alors)["resultats"]
    assert [e["objet"] for e in prevus if e["quoi"] == "candidature"] == attendues
    sortie.ok("rgpd", "purge", "--force", **alors)
    assert [ref for ref, nom in names(sortie).items() if nom == "(effacé)"] == attendues
    encore = sortie.json("rgpd", "purge", "--force", **alors)["resultats"]
    assert [e for e in encore if e["quoi"] == "candidature"] == []
    for ref in attendues:
        etapes = sortie.json("candidature", "show", ref, **alors)["etapes"]
        assert etapes[-1]["message"] == "identité effacée, au terme de sa durée"
    ouvertes = {t["objet"] for t in sortie.json("todo", "list", **alors)["resultats"]}
    assert not ouvertes & set(attendues)
