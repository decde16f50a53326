"""Many agents at once on one base: no place given twice, nobody lost, no other error than a refusal.

Run as a module, this file is one of the agents: it waits for the start, then calls the services in
a process of its own and prints what became of each attempt.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.references import read_parcours, read_session
from sigma_cli.errors import SigmaError
from sigma_cli.models.action import Action
from sigma_cli.models.place import Attribution
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.reglages import load
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande
from sigma_cli.services.places import quota as places
from sigma_cli.store import open_db, version
from sigma_cli.store.coffre import Coffre, read_key
from tests import factories
from tests.conftest import MAINTENANT, Lieu, Sigma

RACINE = Path(__file__).parents[2]
PROCESSUS = 16
TENTATIVES = 64
QUOTA = 5
REFUS = {12, 13}

Processus = Callable[..., "subprocess.CompletedProcess[str]"]


# One agent ----------------------------------------------------------------------------------------


def enrol(db: Session, acte: Acte, rang: int, coffre: Coffre) -> str:
    demande = Demande(
        session=read_session(factories.SESSION),
        nom_naissance=f"Personne {rang}",
        nir=Nir.parse(factories.nir(rang), aujourdhui=acte.jour),
    )
    return inscriptions.enrol(db, acte, demande, coffre=coffre, reglages=load({})).parcours


def attempt(lieu: Lieu, acte: Acte, rang: int, coffre: Coffre) -> dict[str, Any]:
    """Enrol one person, then ask for a paid place, each in its own transaction."""
    with open_db(lieu.adresse, ecriture=True) as db:
        ref = enrol(db, acte, rang, coffre)
    try:
        with open_db(lieu.adresse, ecriture=True) as db:
            places.allocate(
                db, acte, read_parcours(ref), criteres=[], motif="Essai", reglages=load({})
            )
    except SigmaError as refus:
        return {"parcours": ref, "code": refus.exit_code}
    return {"parcours": ref, "code": 0}


def agent(dossier: str, premier: str) -> None:
    """Make one attempt in `PROCESSUS`, from the rank `premier`; any other error ends the process."""
    chemin = Path(dossier)
    lieu = Lieu(chemin, *(chemin / nom for nom in ("sigma.db", "sigma.cle", "config.toml")))
    instant = datetime.fromisoformat(MAINTENANT).replace(tzinfo=ZoneInfo("Europe/Paris"))
    acte = Acte(agent=f"agent {premier}", le=instant)
    coffre = Coffre.of(read_key(variable=None, fichier=lieu.cle))
    sys.stdout.write("prêt\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for rang in range(int(premier), TENTATIVES + 1, PROCESSUS):
        sys.stdout.write(json.dumps(attempt(lieu, acte, rang, coffre)) + "\n")


def start_agents(lieu: Lieu, pile: ExitStack) -> Iterator["subprocess.Popen[str]"]:
    pipe = subprocess.PIPE
    for premier in range(1, PROCESSUS + 1):
        commande = [sys.executable, "-m", __name__, str(lieu.dossier), str(premier)]
        agent = subprocess.Popen(
            commande,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=RACINE,
            env=os.environ | {"PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8"},
            text=True,
            encoding="utf-8",
        )
        yield pile.enter_context(agent)


def run_agents(lieu: Lieu) -> list[dict[str, Any]]:
    """Have all the agents start at the same time; return what each attempt became."""
    with ExitStack() as pile:
        agents = list(start_agents(lieu, pile))
        for agent in agents:
            assert agent.stdout is not None
            assert agent.stdout.readline() == "prêt\n"
        with ThreadPoolExecutor(PROCESSUS) as equipe:
            sorties = list(equipe.map(lambda agent: agent.communicate("partez\n"), agents))
    assert [
        (agent.returncode, erreurs) for agent, (_, erreurs) in zip(agents, sorties, strict=True)
    ] == [(0, "")] * PROCESSUS
    return [json.loads(ligne) for sortie, _ in sorties for ligne in sortie.splitlines()]


# What they leave -----------------------------------------------------------------------------------


def test_q9_01_many_attempts_by_sixteen_processes_give_five_places(
    peuple: Sigma, lieu: Lieu
) -> None:
    peuple.ok("place", "quota", "20F0011", str(QUOTA))
    avant = peuple.json("journal", "list")["nombre"]
    faites = run_agents(lieu)
    codes = Counter(faite["code"] for faite in faites)
    assert len({faite["parcours"] for faite in faites}) == len(faites) == TENTATIVES
    assert codes[0] == QUOTA
    assert set(codes) - {0} <= REFUS, codes
    etat = peuple.json("place", "list")
    assert (etat["accordees"], etat["utilisees"], etat["restantes"]) == (QUOTA, QUOTA, 0)
    with open_db(lieu.adresse) as db:
        payes = set(db.exec(select(Parcours.id).where(Parcours.type_remuneration == "REGION")))
        assert payes == {read_parcours(f["parcours"]) for f in faites if f["code"] == 0}
        assert payes == set(db.exec(select(Attribution.parcours_id)))
        assert db.exec(select(Action.places_utilisees)).one() == QUOTA
        assert len(set(db.exec(select(Stagiaire.nir_empreinte)))) == TENTATIVES
        assert set(db.exec(select(Stagiaire.nom_naissance))) == {
            f"Personne {rang}" for rang in range(1, TENTATIVES + 1)
        }
    verdict = peuple.json("journal", "verify")
    assert verdict["intact"] is True
    # the key once, then a person and a parcours by attempt, and the places given
    assert verdict["nombre"] == avant + 1 + 2 * TENTATIVES + QUOTA
    assert peuple.json("base", "check")["nombre"] == 0


def benchmark(nom: str, *options: str) -> dict[str, str]:
    """Run a script of `benchmarks/` that must find everything right; return what it says."""
    fini = subprocess.run(
        [sys.executable, RACINE / "benchmarks" / nom, *options],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert (fini.returncode, fini.stderr) == (0, "")
    return {
        quoi.strip(): dit
        for quoi, dit in (ligne.rsplit(maxsplit=1) for ligne in fini.stdout.splitlines())
    }


def test_q9_01_the_same_holds_at_the_command_line() -> None:
    dits = benchmark("concurrence.py", "--processus", "6", "--tentatives", "9", "--quota", "3")
    assert dits["personnes inscrites"] == "9"
    assert dits["places attribuées"] == dits["utilisées (place list)"] == "3"
    assert dits["refus (12, 13)"] == "6"
    assert dits["journal intact"] == "True"


def test_q9_01_processes_that_ask_for_the_same_places_get_each_once() -> None:
    """A short slice; the whole is `python benchmarks/places.py`: 16 processes, 200 each, 50 places."""
    dits = benchmark("places.py", "--processus", "4", "--allocations", "12", "--places", "7")
    assert dits["places données"] == dits["utilisées"] == "7"
    assert dits["refus (Q9-01)"] == "41"


def together(
    processus: Processus, *lignes: list[str], entree: str = "", module: str = "sigma_cli"
) -> "list[subprocess.CompletedProcess[str]]":
    """Run commands at the same time, each in its process."""
    with ThreadPoolExecutor(len(lignes)) as equipe:
        return list(
            equipe.map(lambda ligne: processus(*ligne, entree=entree, module=module), lignes)
        )


@pytest.mark.parametrize("essai", range(3))
def test_nir_10_of_two_who_enrol_the_same_number_at_once_one_wins(
    peuple: Sigma, processus: Processus, essai: int
) -> None:
    numero = factories.nir(734 + essai)
    lignes = [factories.stagiaire_enrol(nom=nom) for nom in ("Martin", "Durand")]
    finis = together(processus, *lignes, entree=numero)
    assert sorted(fini.returncode for fini in finis) == [0, 13]
    perdant = next(fini for fini in finis if fini.returncode)
    assert perdant.stderr.startswith("erreur (NIR-10) : ce numéro est déjà celui de S000001")
    assert "Traceback" not in perdant.stderr
    assert not [nom for nom in ("Martin", "Durand") if nom in perdant.stderr]
    assert not [m for m in factories.fragments(numero) if m in perdant.stderr]
    assert peuple.json("stagiaire", "list")["nombre"] == 1
    assert peuple.json("journal", "verify")["intact"] is True


def test_nir_10_of_two_who_enrol_the_same_person_at_once_one_wins(
    peuple: Sigma, processus: Processus
) -> None:
    ligne = factories.stagiaire_enrol()
    finis = together(processus, ligne, ligne, entree=factories.nir(734))
    assert sorted(fini.returncode for fini in finis) == [0, 13]
    assert peuple.json("stagiaire", "list")["nombre"] == 1


def test_nir_10_the_same_person_in_two_sessions_at_once_is_one_person(
    peuple: Sigma, processus: Processus
) -> None:
    autre = peuple.json(*factories.session_add())["session"]
    lignes = [factories.stagiaire_enrol(session) for session in (factories.SESSION, autre)]
    finis = together(processus, *lignes, entree=factories.nir(734))
    assert [fini.returncode for fini in finis] == [0, 0]
    resultats = peuple.json("stagiaire", "list")["resultats"]
    assert {ligne["stagiaire"] for ligne in resultats} == {"S000001"}
    assert {ligne["session"] for ligne in resultats} == {factories.SESSION, autre}


def test_of_many_who_initialise_at_once_one_makes_everything(
    processus: Processus, lieu: Lieu
) -> None:
    for fichier in (lieu.base, lieu.config, lieu.cle):
        fichier.unlink()
    finis = together(processus, *([["init"]] * 4))
    assert [(fini.returncode, fini.stderr) for fini in finis] == [(0, "")] * 4
    for quoi in ("Base créée", "Clé des numéros créée", "Configuration créée"):
        assert sum(quoi in fini.stdout for fini in finis) == 1
    assert not list(lieu.dossier.glob("*avant-migration*"))


def test_of_many_who_migrate_at_once_one_does_and_the_copy_is_of_before(
    processus: Processus, lieu: Lieu
) -> None:
    with factories.locked(lieu.base, seconds=3):  # all wait, and go on together
        finis = together(processus, *([["base", "migrate"]] * 4), module="tests.prochaine")
    assert [(fini.returncode, fini.stderr) for fini in finis] == [(0, "")] * 4
    assert sum("Base mise à jour" in fini.stdout for fini in finis) == 1
    with closing(sqlite3.connect(lieu.base.with_suffix(".avant-migration.db"))) as copie:
        assert copie.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (version.HEAD,)
        ]


def test_a_base_that_others_hold_too_long_is_told(peuple: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write("[base]\nattente_secondes = 0\n")
    with factories.locked(lieu.base, seconds=60):
        message = peuple.refused(21, *factories.stagiaire_enrol(), entree=factories.nir(734))
    assert "occupée par un autre programme" in message
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir(734))


def test_a_reader_never_waits_for_a_writer(peuple: Sigma, lieu: Lieu) -> None:
    with open_db(lieu.adresse, ecriture=True):
        assert peuple.json("place", "list")["accordees"] == 5
        assert peuple.json("journal", "verify")["intact"] is True


if __name__ == "__main__":
    agent(*sys.argv[1:])
