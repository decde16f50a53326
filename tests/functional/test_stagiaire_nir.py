"""`sigma stagiaire nir`: from a NIA to the definitive number, and what follows from it."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import lire_instant
from sigma_cli.referentiels import reglages
from sigma_cli.services.taches import suivi
from sigma_cli.store.engine import open_db
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

NIA = factories.nir(734, sexe="3")
NIR = factories.nir(629)
PLUS_TARD = {"SIGMA_MAINTENANT": "2020-11-10T09:00"}
TARD = {"SIGMA_MAINTENANT": "2021-01-04T09:00"}  # 90 days after the enrolment


@pytest.fixture
def attente(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Someone enrolled under a NIA."""
    return modeles.fill(peuple, _attente)


def _attente(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NIA)


def replace(sigma: Sigma, numero: str = NIR, *options: str, **env: str) -> Any:
    ligne = ("stagiaire", "nir", "S000001", "--nir", "-", *options)
    return sigma.json(*ligne, entree=numero, **PLUS_TARD | env)


def rules(document: Any) -> list[str]:
    return [avis["regle"] for avis in factories.warned(document)]


def tasks(sigma: Sigma, genre: str, **env: str) -> list[Any]:
    document = sigma.json("todo", "list", "--type", genre, **PLUS_TARD | env)
    return list(document["resultats"])


# NIR-08: the replacement ---------------------------------------------------------------------------------


def test_nir_08_the_definitive_number_takes_the_place_of_the_nia(attente: Sigma) -> None:
    avant = attente.json("stagiaire", "show", "S000001")
    assert (avant["nir_classe"], avant["agora_transferable"]) == ("NIA", False)
    assert avant["agora_motif"] == "NIA non géré par AGORA"
    document = replace(attente)
    assert document["avertissements"] == []
    assert {**document, "avertissements": None} == {
        "stagiaire": "S000001",
        "nir": "1 85 •• •• ••• ••• ••",
        "nir_classe": "NIR",
        "ancienne_classe": "NIA",
        "agora_transferable": True,
        "modifie": True,
        "avertissements": None,
    }
    fiche = attente.json("stagiaire", "show", "S000001")
    assert (fiche["nir_classe"], fiche["nir_le"]) == ("NIR", "2020-11-10")
    assert (fiche["agora_transferable"], fiche["agora_motif"]) == (True, None)
    assert fiche["numeros_remplaces"] == [{"classe": "NIA", "du": "2020-10-06", "au": "2020-11-10"}]
    montre = attente.ok("stagiaire", "show", "S000001", "--montrer-nir").stdout
    assert NIR in montre
    assert "Remplace          : NIA, du 06/10/2020 au 10/11/2020\n" in montre


def test_nir_08_of_the_former_number_only_a_dated_keyed_hash_is_kept(
    attente: Sigma, lieu: Lieu
) -> None:
    replace(attente)
    contenu = b"".join(f.read_bytes() for f in lieu.dossier.glob("sigma.db*"))
    assert not [n for n in (NIA, NIR) if n[1:13].encode() in contenu]
    with closing(sqlite3.connect(lieu.base)) as base:
        ((empreinte, classe),) = base.execute("SELECT empreinte, classe FROM nir_historique")
        (index,) = base.execute("SELECT nir_empreinte FROM stagiaire").fetchone()
    assert (len(empreinte), classe) == (32, "NIA")
    assert empreinte != index


def test_nir_08_the_replacement_is_in_the_journal_without_any_number(attente: Sigma) -> None:
    replace(attente)
    ligne = attente.json("journal", "list", "S000001")["resultats"][0]
    dit = (ligne["operation"], ligne["avant"], ligne["apres"])
    assert dit == ("stagiaire.nir", {"nir": "NIA"}, {"nir": "NIR"})
    assert attente.json("journal", "verify")["intact"]
    assert attente.json("base", "check")["nombre"] == 0


def test_nir_08_people_are_told_what_was_done_and_what_is_next(attente: Sigma) -> None:
    ligne = ("stagiaire", "nir", "S000001", "--nir", "-")
    fait = attente.ok(*ligne, entree=NIR)
    assert fait.stdout == "S000001 : NIR enregistré (1 85 •• •• ••• ••• ••).\n"
    assert "sigma todo list" in fait.stderr
    fait = attente.ok(*ligne, entree=NIR)
    assert "porte déjà ce numéro" in fait.stdout
    assert "todo" not in fait.stderr


def test_nir_08_the_same_number_again_changes_nothing(attente: Sigma) -> None:
    replace(attente)
    avant = attente.json("journal", "list")
    document = replace(attente)
    assert (document["modifie"], document["avertissements"]) == (False, [])
    assert attente.json("journal", "list") == avant


@pytest.mark.parametrize("sexe", ["3", "7"])
def test_nir_08_a_definitive_number_does_not_become_a_provisional_one(
    attente: Sigma, sexe: str
) -> None:
    replace(attente)
    numero = factories.nir(734, sexe=sexe, lieu="0199109")
    message = attente.refused(12, "stagiaire", "nir", "S000001", "--nir", "-", entree=numero)
    assert message.startswith("refusé (NIR-08) : un NIR définitif ne se remplace pas")
    assert attente.json("stagiaire", "show", "S000001")["nir_classe"] == "NIR"


def test_nir_08_another_provisional_number_is_told(attente: Sigma) -> None:
    document = replace(attente, factories.nir(111, sexe="7"))
    assert rules(document) == ["NIR-08"]
    assert document["agora_transferable"] is False
    ligne = ("stagiaire", "nir", "S000001", "--nir", "-")
    fait = attente.ok(*ligne, entree=factories.nir(222, sexe="3"), **PLUS_TARD)
    assert "toujours pas transmis à AGORA" in fait.stdout
    fiche = attente.json("stagiaire", "show", "S000001")
    assert [n["classe"] for n in fiche["numeros_remplaces"]] == ["NIA", "PROVISOIRE"]


def test_nir_08_a_definitive_number_may_be_corrected_with_a_word(attente: Sigma) -> None:
    replace(attente)
    document = replace(attente, factories.nir(630))
    assert rules(document) == ["NIR-08"]
    assert "correction" in document["avertissements"][0]["message"]


def test_nir_08_a_change_of_sex_is_told(attente: Sigma) -> None:
    document = replace(attente, factories.nir(629, sexe="2"))
    assert rules(document) == ["NIR-08"]
    assert "pas le même sexe" in document["avertissements"][0]["message"]


def test_nir_05_a_number_that_contradicts_the_birth_date_is_refused_or_confirmed(
    attente: Sigma,
) -> None:
    autre = factories.nir(629, annee="86")
    ligne = ("stagiaire", "nir", "S000001", "--nir", "-")
    message = attente.refused(12, *ligne, entree=autre)
    assert "(NIR-05)" in message
    assert "numéro : année de naissance" in message
    document = replace(attente, autre, "--confirmer-identite", "acte de naissance vu")
    assert rules(document) == ["NIR-05"]
    apres = attente.json("journal", "list", "S000001")["resultats"][0]["apres"]
    assert apres["motif"] == "acte de naissance vu"


def test_nir_08_someone_enrolled_without_a_number_is_given_one(peuple: Sigma) -> None:
    ligne = factories.stagiaire_enrol(nir=None)
    peuple.ok(*ligne, SIGMA_MAINTENANT="2020-10-04")
    document = replace(peuple)
    assert (document["ancienne_classe"], document["nir_classe"]) == (None, "NIR")
    assert peuple.json("stagiaire", "show", "S000001")["numeros_remplaces"] == []
    assert tasks(peuple, "NIR_DEFINITIF") == []


# NIR-10: whose number ------------------------------------------------------------------------------------


def test_nir_10_the_number_of_someone_else_is_refused(attente: Sigma) -> None:
    attente.ok(*factories.stagiaire_enrol(prenom="Ana"), entree=NIR)
    message = attente.refused(13, "stagiaire", "nir", "S000001", "--nir", "-", entree=NIR)
    assert "(NIR-10)" in message
    assert "S000002" in message
    assert "Ana" not in message


def test_nir_10_the_former_number_of_someone_else_is_refused(attente: Sigma) -> None:
    replace(attente)
    attente.ok(*factories.stagiaire_enrol(prenom="Ana"), entree=factories.nir(5, sexe="3"))
    message = attente.refused(13, "stagiaire", "nir", "S000002", "--nir", "-", entree=NIA)
    assert "est ou fut celui de S000001" in message


def test_nir_08_one_may_take_a_former_number_of_one_s_own_back(attente: Sigma) -> None:
    replace(attente, factories.nir(5, sexe="7"))
    assert replace(attente, NIA)["modifie"]


def test_nir_08_a_former_number_still_finds_its_person_at_enrolment(attente: Sigma) -> None:
    replace(attente)
    autre = attente.json(*factories.session_add())["session"]
    document = attente.json(*factories.stagiaire_enrol(autre), entree=NIA)
    assert (document["stagiaire"], document["connu"]) == ("S000001", True)
    assert rules(document) == ["NIR-08"]
    assert attente.json("stagiaire", "show", "S000001")["nir_classe"] == "NIR"
    ligne = factories.stagiaire_enrol(autre, nom="Durand")
    assert "S000001" in attente.refused(13, *ligne, entree=NIA)


# The to-dos -----------------------------------------------------------------------------------------------


def test_nir_08_the_definitive_number_is_to_be_reported(attente: Sigma) -> None:
    assert tasks(attente, "NIR_DEFINITIF") == []
    replace(attente)
    (tache,) = tasks(attente, "NIR_DEFINITIF")
    assert (tache["regle"], tache["objet"]) == ("NIR-08", "S000001")
    assert (tache["a_faire_dans"], tache["echeance"]) == (["sigma"], "2020-11-17")
    assert tache["valeurs"]["Nom de naissance"] == "Martin"
    assert not [bout for bout in factories.fragments(NIR) if bout in str(tache)]
    attente.ok("todo", "done", tache["tache"], "--dans", "sigma", **PLUS_TARD)
    assert tasks(attente, "NIR_DEFINITIF") == []


def test_nir_08_a_provisional_number_is_nothing_to_report(attente: Sigma) -> None:
    replace(attente, factories.nir(111, sexe="7"))
    assert tasks(attente, "NIR_DEFINITIF") == []


def test_nir_08_a_second_correction_leaves_one_thing_to_report(attente: Sigma) -> None:
    replace(attente)
    replace(attente, factories.nir(630), SIGMA_MAINTENANT="2020-11-12")
    (tache,) = tasks(attente, "NIR_DEFINITIF", SIGMA_MAINTENANT="2020-11-12")
    assert tache["echeance"] == "2020-11-19"


def test_nir_09_a_nia_is_recalled_after_its_days(attente: Sigma) -> None:
    veille = "2021-01-03T23:59"
    assert tasks(attente, "NIA_ANCIEN", SIGMA_MAINTENANT=veille) == []
    (tache,) = tasks(attente, "NIA_ANCIEN", **TARD)
    assert (tache["regle"], tache["objet"]) == ("NIR-09", "S000001")
    assert tache["valeurs"]["Numéro connu depuis le"] == "06/10/2020"
    replace(attente)
    assert tasks(attente, "NIA_ANCIEN", **TARD) == []


def test_nir_09_the_days_are_those_of_the_configuration(attente: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write("[delais]\nnia_jours = 10\n")
    attente.ok(*factories.stagiaire_enrol(prenom="Ana"), entree=factories.nir(5, sexe="4"))
    lues = tasks(attente, "NIA_ANCIEN", SIGMA_MAINTENANT="2020-10-16")
    assert [tache["objet"] for tache in lues] == ["S000002"]


def test_nir_08_a_base_brought_up_to_date_finds_its_tasks_again(attente: Sigma, lieu: Lieu) -> None:
    attente.ok(*factories.stagiaire_enrol(prenom="Ana"), entree=factories.nir(5, sexe="4"))
    replace(attente)
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("DELETE FROM tache")
    acte = Acte(agent="testeur", le=lire_instant("2021-01-04T09:00", "le"))
    with open_db(lieu.adresse, ecriture=True) as db:
        suivi.refresh_all(db, acte, reglages.load({}))
    assert [t["objet"] for t in tasks(attente, "NIR_DEFINITIF", **TARD)] == ["S000001"]
    assert [t["objet"] for t in tasks(attente, "NIA_ANCIEN", **TARD)] == ["S000002"]


def test_nir_09_the_list_of_those_who_wait_is_by_age(attente: Sigma) -> None:
    plus_tot = {"SIGMA_MAINTENANT": "2020-10-05T08:00"}
    attente.ok(
        *factories.stagiaire_enrol(nom="Zola"), entree=factories.nir(5, sexe="8"), **plus_tot
    )
    attente.ok(*factories.stagiaire_enrol(nom="Abel"), entree=NIR)
    document = attente.json("stagiaire", "list", "--nia")
    lus = [(r["nom_naissance"], r["nir_le"]) for r in document["resultats"]]
    assert lus == [("Zola", "2020-10-05"), ("Martin", "2020-10-06")]
    assert "Depuis" in attente.ok("stagiaire", "list", "--nia").stdout
    assert "Depuis" not in attente.ok("stagiaire", "list").stdout


# What is typed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saisie", "code", "dit"),
    [
        (NIR[:13] + "00", 10, "clé incohérente"),
        ("", 2, "Pas de numéro"),
        (NIR[:13], 2, "Clé calculée"),
        ("5" + NIR[1:], 10, "premier chiffre"),
    ],
)
def test_nir_03_a_mistyped_number_changes_nothing(
    attente: Sigma, saisie: str, code: int, dit: str
) -> None:
    message = attente.refused(code, "stagiaire", "nir", "S000001", "--nir", "-", entree=saisie)
    assert dit in message
    assert not [bout for bout in factories.fragments(NIR) if bout in message]
    assert attente.json("stagiaire", "show", "S000001")["nir_classe"] == "NIA"


def test_nir_03_a_computed_key_is_accepted_in_a_script(attente: Sigma) -> None:
    assert replace(attente, NIR[:13], "--yes")["nir_classe"] == "NIR"


def test_unknown_persons_and_the_key(attente: Sigma, lieu: Lieu) -> None:
    attente.refused(11, "stagiaire", "nir", "S000009", "--nir", "-", entree=NIR)
    attente.refused(10, "stagiaire", "nir", "P000001", "--nir", "-", entree=NIR)
    attente.refused(2, "stagiaire", "nir", "S000001")
    lieu.cle.unlink()
    attente.refused(22, "stagiaire", "nir", "S000001", "--nir", "-", entree=NIR)
