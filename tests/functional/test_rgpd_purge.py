"""`sigma rgpd purge`: what has been kept its time goes, no sooner, and the journal still holds."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import lire_instant
from sigma_cli.services.socle import journal
from sigma_cli.store.engine import open_db
from tests import factories
from tests.conftest import Lieu, Sigma

NUMERO = factories.nir(734)
REGLES = """
[rgpd]
decidee_le = 2020-09-01
nir_mois = 6
identite_mois = 24
annuaire_mois = 3
journal_mois = 12
"""


@pytest.fixture
def base(peuple: Sigma, lieu: Lieu) -> Sigma:
    """Two persons, one of whom is in a second session that ends a year later; an imported identity."""
    with lieu.config.open("a") as config:
        config.write(REGLES)
    csv = lieu.dossier / "i.csv"
    csv.write_text(f"NIR;Nom\n{factories.nir(999)};Ailleurs\n", "utf-8")
    peuple.ok("referentiel", "import", "identites", str(csv))
    for prenom, ordre in (("Léa", 734), ("Ana", 629)):
        peuple.ok(*factories.stagiaire_enrol(prenom=prenom), entree=factories.nir(ordre))
    longue = peuple.json(*factories.session_add(debut="2021-11-02", fin="2022-06-25"))["session"]
    peuple.ok(*factories.stagiaire_enrol(longue, prenom="Ana"), entree=factories.nir(629))
    return peuple


def at(jour: str) -> dict[str, str]:
    return {"SIGMA_MAINTENANT": f"{jour}T09:00"}


def purge(sigma: Sigma, jour: str, *options: str) -> Any:
    return sigma.json("rgpd", "purge", "--force", *options, **at(jour))


def listed(document: Any) -> list[tuple[str, str, str]]:
    return [(e["objet"], e["quoi"], e["depuis"]) for e in document["resultats"]]


def test_nothing_goes_before_its_day(base: Sigma) -> None:
    assert listed(purge(base, "2020-12-01")) == []
    fait = base.ok("rgpd", "purge", "--force", **at("2020-12-01"))
    assert fait.stdout == "0 élément retiré (durées décidées le 01/09/2020).\n"


def test_times_that_nobody_decided_are_told_as_such(sigma: Sigma) -> None:
    fait = sigma.ok("rgpd", "purge", "--dry-run")
    assert fait.stdout == "0 élément à retirer (durées par défaut, pas encore décidées).\n"
    assert purge(sigma, "2020-12-01")["decidee_le"] is None


@pytest.mark.parametrize(("jour", "attendu"), [("2021-12-24", False), ("2021-12-25", True)])
def test_a_number_goes_months_after_the_last_parcours(
    base: Sigma, jour: str, attendu: bool
) -> None:
    base.ok("flux", "push", "agora", **at(jour))
    assert (("S000001", "numéro", "2021-12-25") in listed(purge(base, jour))) is attendu
    fiche = base.json("stagiaire", "show", "S000001")
    assert (fiche["nir"] is None) is attendu
    assert fiche["nom_naissance"] == "Martin"
    assert base.json("stagiaire", "show", "S000002")["nir_classe"] == "NIR"


def test_an_identity_goes_after_a_longer_time(base: Sigma) -> None:
    base.ok("flux", "push", "agora", **at("2023-06-25"))
    vus = listed(purge(base, "2023-06-25"))
    assert ("S000001", "identité", "2023-06-25") in vus
    assert ("S000002", "numéro", "2022-12-25") in vus
    base.refused(11, "stagiaire", "show", "S000001")
    assert base.json("stagiaire", "show", "S000002")["prenom"] == "Ana"
    assert base.json("stagiaire", "list")["nombre"] == 3


def test_a_rehearsal_lists_and_touches_nothing(base: Sigma, lieu: Lieu) -> None:
    base.ok("flux", "push", "agora", **at("2023-06-25"))
    with closing(sqlite3.connect(lieu.base)) as lue:
        avant = list(lue.iterdump())
    essai = purge(base, "2023-06-25", "--dry-run")
    assert essai["faite"] is False
    with closing(sqlite3.connect(lieu.base)) as lue:
        assert list(lue.iterdump()) == avant
    texte = base.ok("rgpd", "purge", "--dry-run", **at("2023-06-25")).stdout
    assert "S000001" in texte
    assert texte.endswith("4 éléments à retirer (durées décidées le 01/09/2020).\n")
    faite = purge(base, "2023-06-25")
    assert faite == essai | {"faite": True}
    assert purge(base, "2023-06-25")["nombre"] == 0


def test_a_parcours_left_early_ends_when_it_was_left(base: Sigma, lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as ecrite, ecrite:
        ecrite.execute("UPDATE parcours SET date_sortie = '2020-12-31' WHERE id = 1")
    base.ok("flux", "push", "agora", **at("2021-06-30"))
    assert ("S000001", "numéro", "2021-06-30") in listed(purge(base, "2021-06-30"))


def test_imported_identities_go_after_theirs(base: Sigma, lieu: Lieu) -> None:
    assert ("identites", "identités importées", "2020-10-06") not in listed(
        purge(base, "2021-01-06")
    )
    assert ("identites", "identités importées", "2020-10-07") in listed(purge(base, "2021-01-07"))
    with closing(sqlite3.connect(lieu.base)) as lue:
        assert lue.execute("SELECT count(*) FROM identite_importee").fetchone() == (0,)


def test_what_is_still_to_be_sent_waits(base: Sigma) -> None:
    base.ok(*factories.place_allocate("P000001"))
    document = purge(base, "2021-12-25")
    (retenu,) = (e for e in document["resultats"] if e["objet"] == "S000001")
    assert retenu["retenu"].endswith("P000001 vers defi, P000001 vers agora")
    assert base.json("stagiaire", "show", "S000001")["nir_classe"] == "NIR"
    texte = base.ok("rgpd", "purge", "--force", **at("2021-12-25")).stdout
    assert "0 élément retiré, 1 retenu en attendant un envoi" in texte
    base.ok("flux", "push", "defi", **at("2021-12-25"))
    (retenu,) = (e for e in purge(base, "2021-12-25")["resultats"] if e["objet"] == "S000001")
    assert retenu["retenu"].endswith(": P000001 vers agora")
    base.ok("flux", "push", "agora", **at("2021-12-25"))
    purge(base, "2021-12-25")
    assert base.json("stagiaire", "show", "S000001")["nir"] is None


def test_without_the_key_the_times_hold_all_the_same(base: Sigma, lieu: Lieu) -> None:
    base.ok("flux", "push", "agora", **at("2021-12-25"))
    lieu.cle.unlink()
    assert ("S000001", "numéro", "2021-12-25") in listed(purge(base, "2021-12-25"))
    assert base.json("stagiaire", "show", "S000001")["nir"] is None


def test_the_to_do_of_a_number_removed_is_closed(base: Sigma) -> None:
    autre = base.json(*factories.session_add())["session"]
    base.ok(*factories.stagiaire_enrol(autre, prenom="Zoé"), entree=factories.nir(5, sexe="3"))
    nia = ("todo", "list", "--type", "NIA_ANCIEN")
    assert base.json(*nia, **at("2021-12-25"))["nombre"] == 1
    purge(base, "2021-12-25")
    assert base.json(*nia, **at("2021-12-25"))["nombre"] == 0


@pytest.mark.parametrize(
    "regles",
    [
        "nir_mois = 61",
        "identite_mois = 3",
        "journal_mois = 601",
        "annuaire_mois = -1",
        'decidee_le = "hier"',
    ],
)
def test_times_that_make_no_sense_are_refused(sigma: Sigma, lieu: Lieu, regles: str) -> None:
    lieu.config.write_text(f"[rgpd]\n{regles}\n")
    assert "[rgpd]" in sigma.refused(10, "rgpd", "purge", "--dry-run")


# The journal ---------------------------------------------------------------------------------------------


def lines(sigma: Sigma) -> list[Any]:
    return list(sigma.json("journal", "list")["resultats"])[::-1]


def test_old_lines_are_compacted_to_the_head_of_the_chain(base: Sigma) -> None:
    nombre = len(lines(base))
    base.ok(*factories.session_add(), **at("2021-11-01"))
    document = purge(base, "2021-12-01")
    (reduit,) = (e for e in document["resultats"] if e["quoi"] == "journal")
    assert (reduit["nombre"], reduit["depuis"]) == (nombre, "2020-12-01")
    restantes = lines(base)
    assert restantes[0]["operation"] == "session.add"
    assert restantes[0]["numero"] == nombre + 1
    assert restantes[-1]["operation"] == "journal.compact"
    assert restantes[-1]["apres"]["lignes"] == nombre
    verdict = base.json("journal", "verify")
    assert (verdict["nombre"], verdict["intact"]) == (len(restantes), True)
    base.ok(*factories.session_add())
    assert base.json("journal", "verify")["intact"]


def test_compacting_goes_on_from_the_last_time(base: Sigma) -> None:
    nombre = len(lines(base))
    for jour in ("2021-12-01", "2023-01-15", "2024-02-01"):
        purge(base, jour)
        assert base.json("journal", "verify")["intact"]
    assert lines(base)[-1]["apres"]["lignes"] > nombre


ALTERATIONS = {
    "tête effacée": "DELETE FROM journal_tete",
    "tête fausse": "UPDATE journal_tete SET empreinte = 'x'",
    "compte faux": "UPDATE journal_tete SET lignes = 1",
    "première ligne ôtée": "DELETE FROM journal WHERE id = (SELECT min(id) FROM journal)",
    "ligne changée": "UPDATE journal SET agent = 'x' WHERE id = (SELECT max(id) FROM journal)",
}


@pytest.mark.parametrize("ordre", ALTERATIONS.values(), ids=ALTERATIONS)
def test_an_altered_journal_is_found_after_a_compaction(
    base: Sigma, lieu: Lieu, ordre: str
) -> None:
    base.ok(*factories.session_add(), **at("2021-11-01"))
    purge(base, "2021-12-01")
    with closing(sqlite3.connect(lieu.base)) as ecrite, ecrite:
        ecrite.execute(ordre)
    resultat = base("journal", "verify", "--json")
    assert resultat.exit_code == 21
    assert json.loads(resultat.stdout)["intact"] is False
    assert "journal " in base.refused(21, "base", "check")


def test_an_altered_journal_is_not_compacted(base: Sigma, lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as ecrite, ecrite:
        ecrite.execute("UPDATE journal SET agent = 'x' WHERE id = 2")
    with closing(sqlite3.connect(lieu.base)) as lue:
        avant = list(lue.iterdump())
    message = base.refused(21, "rgpd", "purge", "--force", **at("2021-12-25"))
    assert "ligne 2" in message
    with closing(sqlite3.connect(lieu.base)) as lue:
        assert list(lue.iterdump()) == avant, "all or nothing"


def test_a_journal_may_be_compacted_to_nothing_but_its_last_word(sigma: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text(f"{REGLES.replace('journal_mois = 12', 'journal_mois = 0')}")
    sigma.ok(*factories.action_add(), **at("2020-10-05"))
    purge(sigma, "2020-10-06")
    (derniere,) = lines(sigma)
    assert (derniere["numero"], derniere["operation"]) == (2, "journal.compact")
    sigma.ok(*factories.action_add("20F0012"))
    assert [ligne["numero"] for ligne in lines(sigma)] == [2, 3]
    assert sigma.json("journal", "verify")["intact"]


def test_compacting_what_is_recent_removes_nothing(base: Sigma, lieu: Lieu) -> None:
    avant = lines(base)
    acte = Acte(agent="testeur", le=lire_instant("2020-10-06", "le"))
    with open_db(lieu.adresse, ecriture=True) as db:
        assert journal.compact(db, acte, lire_instant("2020-10-01", "le")) == 0
    assert lines(base) == avant
