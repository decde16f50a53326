"""Identity at enrolment: who is asked, in which order, what is kept of each, what is refused."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma
from tests.passerelle import MARTIN, Serveur, running, says

NUMERO = factories.nir(734)  # M., January 1985, Paris
JETON = {"SIGMA_IDENTITE_JETON": "jeton"}
SANS = {"prenom": None, "naissance": None}


def write_csv(lieu: Lieu, *lignes: str) -> Path:
    fichier = lieu.dossier / "identites.csv"
    titres = "NIR;Nom de naissance;Prénom;Civilité;Date de naissance"
    fichier.write_text("\n".join((titres, *lignes)) + "\n", "utf-8")
    return fichier


@pytest.fixture
def annuaire(peuple: Sigma, lieu: Lieu) -> Sigma:
    """A base with one imported identity: that of the number."""
    fichier = write_csv(lieu, f"{NUMERO};MARTIN;Paul;M.;17/01/1985")
    peuple.ok("referentiel", "import", "identites", str(fichier))
    return peuple


@pytest.fixture
def passerelle(lieu: Lieu) -> Iterator[Serveur]:
    """A gateway that knows the number, in the configuration."""
    with running(says(200, MARTIN)) as serveur:
        plug(lieu, serveur)
        yield serveur


def plug(lieu: Lieu, serveur: Serveur) -> None:
    with lieu.config.open("a") as config:
        config.write(f'[identite]\nurl = "{serveur.url}"\n')


def identity(document: Any) -> dict[str, tuple[str, str]]:
    champs = document["identite"].items()
    return {nom: (champ["valeur"], champ["provenance"]) for nom, champ in champs}


def stored(lieu: Lieu, ref: int = 1) -> Any:
    with closing(sqlite3.connect(lieu.base)) as base:
        query = "SELECT provenances FROM stagiaire WHERE id = ?"
        return json.loads(base.execute(query, (ref,)).fetchone()[0])


def enrol(sigma: Sigma, *options: str, **changes: str | None) -> Any:
    ligne = factories.stagiaire_enrol(factories.SESSION, **{"nom": "Martin", **SANS, **changes})
    return sigma.json(*ligne, *options, entree=NUMERO, **JETON)


# The order ------------------------------------------------------------------------------------------------


def test_nir_05_the_number_alone_tells_what_it_can(peuple: Sigma, lieu: Lieu) -> None:
    document = enrol(peuple)
    assert identity(document) == {
        "nom_naissance": ("Martin", "saisie"),
        "civilite": ("M.", "nir"),
        "genre": ("masculin", "nir"),
        "annee_naissance": ("1985", "nir"),
        "mois_naissance": ("01", "nir"),
        "lieu_naissance": ("métropole", "nir"),
    }
    assert (document["certifiee"], factories.warned(document)) == (False, [])
    assert stored(lieu) == {"nom_naissance": "saisie", "civilite": "nir"}


def test_nir_05_an_imported_identity_answers(annuaire: Sigma, lieu: Lieu) -> None:
    document = enrol(annuaire, nom="martin")
    assert identity(document) == {
        "nom_naissance": ("martin", "saisie"),
        "prenom": ("Paul", "annuaire"),
        "civilite": ("M.", "annuaire"),
        "genre": ("masculin", "annuaire"),
        "date_naissance": ("1985-01-17", "annuaire"),
        "lieu_naissance": ("métropole", "nir"),
    }
    assert document["certifiee"] is False
    assert stored(lieu)["prenom"] == "annuaire"
    fiche = annuaire.json("stagiaire", "show", "S000001")
    assert (fiche["prenom"], fiche["date_naissance"]) == ("Paul", "1985-01-17")
    assert annuaire.json("stagiaire", "list", "--cherche", "paul")["nombre"] == 1


def test_nir_05_the_gateway_answers_and_alone_may_certify(
    peuple: Sigma, passerelle: Serveur, lieu: Lieu
) -> None:
    ligne = factories.stagiaire_enrol(factories.SESSION, **SANS)
    fait = peuple.ok(*ligne, entree=NUMERO, **JETON)
    assert "Identité certifiée : Martin, Paul, né le 17/01/1985" in fait.stderr
    assert stored(lieu)["date_naissance"] == "passerelle"
    (question,) = passerelle.questions
    assert question.corps == {"nir": NUMERO, "nom_naissance": "Martin"}


def test_nir_05_a_person_of_the_base_is_not_asked_about(peuple: Sigma, passerelle: Serveur) -> None:
    enrol(peuple)
    autre = peuple.json(*factories.session_add())["session"]
    ligne = factories.stagiaire_enrol(autre, **SANS)
    document = peuple.json(*ligne, entree=NUMERO, **JETON)
    assert document["connu"]
    assert {provenance for _, provenance in identity(document).values()} == {"base", "nir"}
    assert len(passerelle.questions) == 1


def test_nir_05_an_imported_identity_spares_the_gateway(
    annuaire: Sigma, passerelle: Serveur
) -> None:
    assert identity(enrol(annuaire))["prenom"] == ("Paul", "annuaire")
    assert passerelle.questions == []


def test_nir_05_what_the_imported_identity_lacks_the_gateway_completes(
    peuple: Sigma, passerelle: Serveur, lieu: Lieu
) -> None:
    fichier = write_csv(lieu, f"{NUMERO};MARTIN;Jean;;")
    peuple.ok("referentiel", "import", "identites", str(fichier))
    lue = identity(enrol(peuple))
    assert lue["prenom"] == ("Jean", "annuaire")
    assert lue["date_naissance"] == ("1985-01-17", "passerelle")
    assert len(passerelle.questions) == 1


@pytest.mark.parametrize("sexe", ["3", "8"])
def test_nir_05_nobody_is_asked_about_a_provisional_number(
    annuaire: Sigma, passerelle: Serveur, sexe: str
) -> None:
    ligne = factories.stagiaire_enrol(factories.SESSION, **SANS)
    document = annuaire.json(*ligne, entree=factories.nir(734, sexe=sexe), **JETON)
    assert passerelle.questions == []
    assert set(document["identite"]) == {"nom_naissance", "civilite", "genre"}


# A gateway that fails --------------------------------------------------------------------------------------


def test_nir_05_a_gateway_that_fails_is_passed_over_with_a_word(peuple: Sigma, lieu: Lieu) -> None:
    with running(says(503, {})) as serveur:
        plug(lieu, serveur)
        document = enrol(peuple)
    (avis,) = factories.warned(document)
    assert avis["regle"] == "NIR-05"
    assert "elle répond 503" in avis["message"]
    assert identity(document)["civilite"] == ("M.", "nir")
    assert document["certifiee"] is False


def test_nir_05_without_its_token_the_gateway_is_not_asked(
    peuple: Sigma, passerelle: Serveur
) -> None:
    fait = peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO, SIGMA_IDENTITE_JETON="")
    assert "attention : la passerelle d’identité est laissée de côté" in fait.stderr
    assert "SIGMA_IDENTITE_JETON" in fait.stderr
    assert passerelle.questions == []


@pytest.mark.parametrize(
    "autre",
    [{"nom_naissance": "DUPONT"}, {"civilite": "Mme"}, {"date_naissance": "1986-03-17"}],
)
def test_nir_05_an_answer_for_someone_else_is_not_used(
    peuple: Sigma, lieu: Lieu, autre: dict[str, str]
) -> None:
    with running(says(200, MARTIN | autre)) as serveur:
        plug(lieu, serveur)
        document = enrol(peuple)
    (avis,) = factories.warned(document)
    assert "répond pour quelqu’un d’autre" in avis["message"]
    assert "prenom" not in document["identite"]
    assert document["certifiee"] is False


def test_nir_05_a_wrong_address_is_told_before_anything_is_written(
    peuple: Sigma, lieu: Lieu
) -> None:
    for url in ('"http://exemple.fr/"', '""', "12"):
        lieu.config.write_text(f"[identite]\nurl = {url}\n")
        message = peuple.refused(10, *factories.stagiaire_enrol(), entree=NUMERO, **JETON)
        assert "[identite] url" in message
    lieu.config.write_text('identite = "https://exemple.fr/"\n')
    peuple.refused(10, *factories.stagiaire_enrol(), entree=NUMERO, **JETON)
    assert peuple.json("stagiaire", "list")["nombre"] == 0


def test_nir_05_the_base_is_free_while_the_gateway_is_asked(peuple: Sigma, lieu: Lieu) -> None:
    def write_meanwhile(handler: Any) -> None:
        with closing(sqlite3.connect(lieu.base, timeout=0)) as base, base:
            base.execute("UPDATE etablissement SET nom = 'Écrit pendant'")
        says(200, MARTIN)(handler)

    with running(write_meanwhile) as serveur:
        plug(lieu, serveur)
        assert identity(enrol(peuple))["prenom"] == ("Paul", "passerelle")
    assert peuple.json("etablissement", "show")["nom"] == "Écrit pendant"


# What contradicts what was typed ------------------------------------------------------------------------------


CONTRADICTIONS = [
    ({"civilite": "Mme"}, "numéro : sexe"),
    ({"naissance": "1984-01-17"}, "numéro : année de naissance"),
    ({"naissance": "1985-02-17"}, "numéro : mois de naissance"),
    ({"prenom": "Jean"}, "annuaire : prénom"),
    ({"naissance": "1985-01-18"}, "annuaire : date de naissance"),
]


@pytest.mark.parametrize(("saisie", "dit"), CONTRADICTIONS)
def test_nir_05_a_contradiction_is_refused(
    annuaire: Sigma, saisie: dict[str, str], dit: str
) -> None:
    ligne = factories.stagiaire_enrol(factories.SESSION, **SANS | saisie)
    message = annuaire.refused(12, *ligne, entree=NUMERO)
    assert message.startswith("refusé (NIR-05) : ")
    assert dit in message
    assert "--confirmer-identite MOTIF" in message
    assert not [valeur for valeur in ("Paul", "17/01/1985", "1985-01-17") if valeur in message]
    assert annuaire.json("stagiaire", "list")["nombre"] == 0


@pytest.mark.parametrize(("saisie", "dit"), CONTRADICTIONS)
def test_nir_05_a_contradiction_is_confirmed_for_a_reason_that_the_journal_keeps(
    annuaire: Sigma, lieu: Lieu, saisie: dict[str, str], dit: str
) -> None:
    document = enrol(annuaire, "--confirmer-identite", "titre de séjour vu", **saisie)
    assert [avis["regle"] for avis in factories.warned(document)] == ["NIR-05"]
    assert dit in factories.warned(document)[0]["message"]
    (saisi,) = saisie
    champ = "date_naissance" if saisi == "naissance" else saisi
    assert document["identite"][champ]["provenance"] == "saisie"
    assert stored(lieu)[champ] == "saisie"
    (ligne,) = annuaire.json("journal", "list", "S000001")["resultats"]
    assert ligne["apres"]["motif"] == "titre de séjour vu"
    assert dit in ligne["apres"]["identite_confirmee"]
    assert ligne["apres"]["nom_naissance"] == "•••"


def test_nir_05_a_reason_without_contradiction_leaves_no_trace(annuaire: Sigma) -> None:
    document = enrol(annuaire, "--confirmer-identite", "inutile", prenom="PAUL")
    assert factories.warned(document) == []
    assert "inutile" not in json.dumps(annuaire.json("journal", "list"))


def test_nir_05_a_provisional_number_that_contradicts_only_warns(peuple: Sigma) -> None:
    ligne = factories.stagiaire_enrol(naissance="1984-02-15", civilite="Mme")
    document = peuple.json(*ligne, entree=factories.nir(734, sexe="3"))
    (avis,) = factories.warned(document)
    assert avis["regle"] == "NIR-05"
    assert "sexe, année de naissance, mois de naissance" in avis["message"]


def test_nir_05_without_a_number_nothing_is_looked_up(peuple: Sigma, passerelle: Serveur) -> None:
    ligne = factories.stagiaire_enrol(nir=None, prenom=None, naissance=None)
    document = peuple.json(*ligne, SIGMA_MAINTENANT="2020-10-04", **JETON)
    assert identity(document) == {"nom_naissance": ("Martin", "saisie")}
    assert passerelle.questions == []


def test_nir_10_the_civilite_of_someone_known_is_theirs(peuple: Sigma) -> None:
    enrol(peuple)
    autre = peuple.json(*factories.session_add())["session"]
    ligne = factories.stagiaire_enrol(autre, civilite="Mme", **SANS)
    assert "(NIR-10)" in peuple.refused(13, *ligne, entree=NUMERO)


def test_nir_10_what_is_typed_of_someone_known_does_not_change_their_sheet(peuple: Sigma) -> None:
    ligne = factories.stagiaire_enrol(factories.SESSION, **SANS)
    peuple.ok(*ligne, entree=NUMERO)
    autre = peuple.json(*factories.session_add())["session"]
    ligne = factories.stagiaire_enrol(
        autre, nom="MARTIN", naissance=None, courriel="p@exemple.fr", civilite="M."
    )
    document = peuple.json(*ligne, entree=NUMERO)
    (avis,) = factories.warned(document)
    assert avis["regle"] == "NIR-10"
    assert "(prénom, courriel)" in avis["message"]
    assert "sigma stagiaire set S000001" in avis["message"]
    fiche = peuple.json("stagiaire", "show", "S000001")
    assert (fiche["prenom"], fiche["courriel"]) == (None, None)


def test_nir_05_a_correction_that_contradicts_the_number_is_told(peuple: Sigma, lieu: Lieu) -> None:
    enrol(peuple, prenom="Paul")
    dits = [
        [avis["regle"] for avis in peuple.json("stagiaire", "set", "S000001", *o)["avertissements"]]
        for o in (("--civilite", "Mme"), ("--prenom", "Ana"), ("--civilite", "M."))
    ]
    assert dits == [["NIR-05"], [], []]
    lieu.cle.unlink()
    assert peuple.json("stagiaire", "set", "S000001", "--civilite", "Mme")["avertissements"] == []


def test_nir_05_a_correction_becomes_what_was_typed(annuaire: Sigma, lieu: Lieu) -> None:
    enrol(annuaire)
    annuaire.ok("stagiaire", "set", "S000001", "--prenom", "Jean", "--courriel", "j@exemple.fr")
    assert stored(lieu) == {
        "nom_naissance": "saisie",
        "prenom": "saisie",
        "civilite": "annuaire",
        "date_naissance": "annuaire",
    }
