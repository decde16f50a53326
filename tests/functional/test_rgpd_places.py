"""What is held of a person’s pay is told to them, then forgotten; what counts stays."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma, make_lieu, populate

APRES = {"SIGMA_MAINTENANT": "2021-07-01T09:00"}  # the session ended on 25 June
ERASE = ("rgpd", "erase", "S000001", "--motif", "demande écrite")
SECRETS = (
    "Notification douze",
    "Appel à la caisse",
    "8200.5",
    "Aucune ressource",
    "Accord du jour",
)
VERIFIE = ("--verifie-par", "Zoé", "--le", "2020-10-05", "--comment", "Appel à la caisse")


@pytest.fixture(scope="module")
def lieu_rempli(base_neuve: Path, tmp_path_factory: pytest.TempPathFactory) -> Lieu:
    """Someone rated and left out in a campagne, protected and sent, for whom a place was then granted."""
    sigma = Sigma(make_lieu(tmp_path_factory.mktemp("rempli"), base_neuve))
    populate(sigma)
    sigma.ok(*factories.stagiaire_enrol(), entree=factories.nir(734))
    sigma.ok("place", "quota", "20F0011", "0")
    criteres = ("--critere", "Revenu:croissant")
    sigma.ok("place", "campagne", "add", "20F0011", "--intitule", "Rentrée", *criteres)
    sigma.ok("place", "campagne", "rate", "CA0001", "P000001", "--valeur", "1=8200,5")
    sigma.ok("place", "campagne", "close", "CA0001")
    sigma.ok("place", "protect", "P000001", *VERIFIE)
    sigma.ok("flux", "push", "defi")
    rights = ("--fin", "2021-02-15", "--document", "Notification douze")
    sigma.ok("place", "rights", "P000001", *rights)
    preuve = sigma.lieu.dossier / "preuve.pdf"
    preuve.write_bytes(b"%PDF-1.4")
    appui = ("--justificatif", str(preuve), "--explication", "Aucune ressource")
    sigma.ok("place", "request", "P000001", *appui, "-o", str(sigma.lieu.dossier / "lettre.eml"))
    sigma.ok("place", "answer", "D0001", "accordee", "--motif", "Accord du jour")
    sigma.ok("flux", "push", "agora", SIGMA_MAINTENANT="2021-07-01T09:00")
    return sigma.lieu


@pytest.fixture
def rempli(sigma: Sigma, lieu_rempli: Lieu) -> Sigma:
    sigma.lieu.take_over(lieu_rempli)
    return sigma


def extract(sigma: Sigma) -> Any:
    return json.loads(sigma.ok("rgpd", "extract", "S000001", "-o", "-").stdout)


def test_everything_held_of_the_pay_is_told(rempli: Sigma) -> None:
    extrait = extract(rempli)
    (pay,) = extrait["remuneration"]
    assert (pay["fin_are"], pay["protection_comment"]) == ("2021-02-15", "Appel à la caisse")
    (candidature,) = extrait["campagnes"]
    assert candidature["valeurs"] == [{"critere": "Revenu", "version": 1, "valeur": "8200.5"}]
    assert candidature["decision"] == "NON_RETENU"
    (demande,) = extrait["demandes"]
    assert (demande["explication"], demande["etat"]) == ("Aucune ressource", "ACCORDEE")
    assert len(demande["justificatif_sha256"]) == 64
    decisions = [place["decision"] for place in extrait["parcours"][0]["places"]]
    assert decisions == ["PROTECTION", "ACCORDEE"]
    assert "Zoé" not in json.dumps(extrait, ensure_ascii=False), "nor the agent who checked"


def test_what_was_written_goes_and_what_counts_stays(rempli: Sigma, lieu: Lieu) -> None:
    avant = rempli.json("place", "list")
    rempli.ok(*ERASE, **APRES)
    contenu = b"".join(f.read_bytes() for f in lieu.dossier.rglob("sigma.db*"))
    assert [secret for secret in SECRETS if secret.encode() in contenu] == []
    apres = rempli.json("place", "list")
    for champ in ("resultats", "accordees", "en_plus", "utilisees", "restantes"):
        assert apres[champ] == avant[champ]
    assert [demande["etat"] for demande in apres["demandes"]] == ["ACCORDEE"]
    (candidat,) = rempli.json("place", "campagne", "show", "CA0001")["candidats"]
    assert (candidat["nom"], candidat["decision"]) == ("(effacé)", "NON_RETENU")
    assert (candidat["motif"], candidat["rang"]) == ("(effacé)", None)
    assert rempli.json("base", "check")["nombre"] == 0


def test_nothing_more_is_owed_nor_asked_for_them(rempli: Sigma) -> None:
    assert rempli.json("todo", "list", "--type", "defi-remuneration")["nombre"] == 1
    rempli.ok(*ERASE, **APRES)
    for _ in range(2):
        assert rempli.json("todo", "list", **APRES)["nombre"] == 0
        rempli.ok("base", "migrate")
    rempli.ok("place", "release", "P000001", "--motif", "Fin", **APRES)
    assert rempli.json("todo", "list", **APRES)["nombre"] == 0
    preuve = rempli.lieu.dossier / "preuve.pdf"
    preuve.write_bytes(b"%PDF-1.4")
    appui = ("--justificatif", str(preuve), "--explication", "x")
    refus = rempli.refused(11, "place", "request", "P000001", *appui, **APRES)
    assert "a été effacée (RGPD)" in refus
