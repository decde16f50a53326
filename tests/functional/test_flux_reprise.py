"""A delivery that fails again, a file too large for one block, a flux that asks for too much."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from sigma_cli.domain.acte import Acte
from sigma_cli.errors import KeyProblem
from sigma_cli.flux import REGISTRE
from sigma_cli.flux.contrat import Contexte, Releve
from sigma_cli.referentiels.reglages import load
from sigma_cli.services.envois import preparation as gel
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.engine import open_db
from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.envoyes import DEFI, enrol_paid

CARIF = "SIGMA_CARIF_20201006_000001.xml"


def test_a_folder_still_unreachable_keeps_the_same_file_waiting(peuple: Sigma, lieu: Lieu) -> None:
    (lieu.dossier / "depot").touch()
    for _ in range(3):
        assert CARIF in peuple.refused(30, "flux", "push", "carif")
    (fichier,) = peuple.json("flux", "list")["resultats"]
    assert (fichier["nom"], fichier["etat"], fichier["tentatives"]) == (CARIF, "ECHEC", 3)
    (lieu.dossier / "depot").unlink()
    peuple.ok("flux", "push", "carif")
    assert lieu.depot("carif")[0].name == CARIF


def test_a_large_file_waits_in_several_blocks_and_leaves_whole(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok("composante", "set", "20F0011_03", "--contenu", "x" * 3000, "--objectif", "y" * 3000)
    for _ in range(89):
        peuple.ok(*factories.session_add())
    attendu = peuple.ok("flux", "preview", "carif").stdout_bytes
    (lieu.dossier / "depot").touch()
    peuple.refused(30, "flux", "push", "carif")
    with closing(sqlite3.connect(lieu.base)) as base:
        assert base.execute("SELECT count(*) FROM flux_bloc").fetchone()[0] > 1
    (lieu.dossier / "depot").unlink()
    peuple.ok("flux", "push", "carif")
    envoye = lieu.depot("carif")[0].read_bytes()
    assert envoye == attendu
    assert len(etree.fromstring(envoye).findall(".//{*}session")) == 90


def test_a_flux_without_persons_cannot_open_a_number(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok(*factories.place_allocate())
    bavard = replace(REGISTRE["defi"], personnel=False)
    acte = Acte(agent="testeur", le=datetime(2020, 10, 6, 7, 0, tzinfo=UTC))
    contexte = Contexte(jour=acte.jour, reglages=load({}))
    coffre = Coffre.of(bytes(32))
    ouverte = open_db(lieu.adresse, ecriture=True)
    with pytest.raises(KeyProblem, match="n’a pas à lire de numéro"), ouverte as db:
        gel.freeze(db, acte, bavard, contexte, releve=Releve(), coffre=lambda: coffre)


@pytest.fixture
def arrete(peuple: Sigma, lieu: Lieu) -> Sigma:
    """A file waits to leave, and the sequence is at its end: what is new cannot."""
    enrol_paid(peuple, 1)
    (lieu.dossier / "depot").touch()
    peuple.refused(30, "flux", "push", "defi")
    (lieu.dossier / "depot").unlink()
    enrol_paid(peuple, 2)
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE flux_fichier SET sequence = 999999")
    return peuple


def test_what_left_before_a_failure_is_told_too(arrete: Sigma) -> None:
    rate = arrete("flux", "push", "defi", "--json")
    assert rate.exit_code == 10
    faits = json.loads(rate.stdout)["flux"]
    assert [(fait["fichier"], fait["etat"]) for fait in faits] == [
        (DEFI, "DEPOSE"),
        (None, "ECHEC"),
    ]


def test_what_left_before_a_failure_is_in_the_line_of_its_flux(arrete: Sigma, lieu: Lieu) -> None:
    dit = arrete("flux", "push", "defi").stdout
    vers = lieu.dossier / "depot" / "defi"
    assert dit == (
        f"defi : {DEFI}, 1 ligne, repris d’un envoi précédent, déposé ; échec ; vers {vers}.\n"
    )
