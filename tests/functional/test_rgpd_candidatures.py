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
    une, deux = extrait["candidatures"]
    assert [c["candidature"] for c in (une, deux)] == ["C000001", "C000002"]
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
        "C000004": "Eluardiou",
    }
    with closing(sqlite3.connect(lieu.base)) as base:
        lignes = base.execute("SELECT * FROM candidature WHERE id < 3").fetchall()
    assert not [ligne for ligne in lignes if "luard" in repr(ligne) or "exemple" in repr(ligne)]
    fiche = sortie.json("candidature", "show", "C000002", **FIN)
    assert (fiche["etat"], fiche["motif"], fiche["a_faire"]) == ("NON_RETENU", "PROJET", [])
    ouvertes = {t["objet"] for t in sortie.json("todo", "list", **FIN)["resultats"]}
    assert not ouvertes & {"C000001", "C000002"}
    assert {"C000003", "C000004"} <= ouvertes


def test_a_person_without_birth_takes_only_what_led_to_a_parcours(sortie: Sigma) -> None:
    sans = stagiaire_enrol("20F0011_03/04", nom="Eluardiou", prenom="Zoé-Aimée", naissance=None)
    sortie.ok(*sans, entree=nir(2), **APRES)
    sortie.ok("flux", "push", "agora", **FIN)
    sortie.ok("rgpd", "erase", "S000002", "--motif", "Demande", **FIN)
    assert set(names(sortie).values()) == {"Eluardiou"}


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
    sortie.ok("rgpd", "purge", **alors)
    assert [ref for ref, nom in names(sortie).items() if nom == "(effacé)"] == attendues
    encore = sortie.json("rgpd", "purge", **alors)["resultats"]
    assert [e for e in encore if e["quoi"] == "candidature"] == []
    for ref in attendues:
        etapes = sortie.json("candidature", "show", ref, **alors)["etapes"]
        assert etapes[-1]["message"] == "identité effacée, au terme de sa durée"
    ouvertes = {t["objet"] for t in sortie.json("todo", "list", **alors)["resultats"]}
    assert not ouvertes & set(attendues)
