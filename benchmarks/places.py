"""Many processes ask for the same paid places at once: as many are given as were granted.

`python benchmarks/places.py [--processus 16] [--allocations 200] [--places 50]`. Each process asks a
place for parcours of its own, one transaction each, through the service that the command calls.
Whatever the order, every place is given once, every refusal is that of the quota, the counts agree
with the parcours and the journal is whole: exit code 1 otherwise. The last line tells how many
decisions, given or refused, were made in a second.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sigma_cli.domain.acte import Acte
from sigma_cli.errors import SigmaError
from sigma_cli.referentiels.reglages import load
from sigma_cli.store.adresse import Adresse

RACINE: Final = Path(__file__).resolve().parent.parent
LE: Final = datetime(2020, 10, 6, 7, tzinfo=UTC)
ACTION: Final = "20F0011"
DATES: Final = {"creee_le": LE, "modifiee_le": LE}
SIENNES: Final = {"cree_le": LE, "modifie_le": LE}
DONNEE: Final = "donnée"


def prepare(base: Path, *, places: int, parcours: int) -> None:
    """Make a base with one action of so many places, and so many persons in one session."""
    from sqlmodel import insert

    from sigma_cli.models.action import Action
    from sigma_cli.models.composante import Composante
    from sigma_cli.models.session import SessionFormation
    from sigma_cli.models.stagiaire import Parcours, Stagiaire
    from sigma_cli.store import open_db
    from sigma_cli.store.schema import migrate

    adresse = Adresse.parse(str(base))
    migrate(adresse)
    rangs = range(1, parcours + 1)
    with open_db(adresse, ecriture=True) as db:
        action = Action(
            numero=ACTION,
            convention="20005341_1",
            intitule="Cuisine",
            statut="EG",
            annee=2020,
            date_debut=date(2020, 9, 1),
            date_fin_prevue=date(2021, 7, 31),
            niveau_sortie="5",
            places_remunerees=places,
            programme="FORPRO_SUP",
            **DATES,
        )
        db.add(action)
        db.flush()
        composante = Composante(
            action_id=action.id,
            rang=3,
            numero=f"{ACTION}_03",
            intitule="Cuisine",
            certifinfo="104125",
            niveau_entree="4",
            niveau_sortie="5",
            **DATES,
        )
        db.add(composante)
        db.flush()
        session = SessionFormation(
            composante_id=composante.id,
            numero=1,
            date_debut=date(2020, 11, 2),
            date_fin=date(2021, 6, 30),
            places=parcours,
            site="Foix",
            code_postal="09000",
            code_insee="09122",
            commune="FOIX",
            saisie_le=LE,
            **DATES,
        )
        db.add(session)
        db.flush()
        db.execute(
            insert(Stagiaire),
            [
                {
                    "id": r,
                    "nom_naissance": f"Personne {r}",
                    "nom_replie": f"personne {r}",
                    **SIENNES,
                }
                for r in rangs
            ],
        )
        dates = {"date_entree": session.date_debut, "date_fin_prevue": session.date_fin}
        db.execute(
            insert(Parcours),
            [
                {"id": r, "stagiaire_id": r, "session_id": session.id, **dates, **SIENNES}
                for r in rangs
            ],
        )


def ask(base: Path, premier: int, nombre: int) -> Iterator[str]:
    """Ask for a place for each of `nombre` parcours, each in its own transaction; yield what came."""
    from sigma_cli.services.places import quota as places
    from sigma_cli.store import open_db

    adresse, reglages = Adresse.parse(str(base)), load({})
    acte = Acte(agent=f"agent {premier}", le=LE)
    for ident in range(premier, premier + nombre):
        try:
            with open_db(adresse, ecriture=True) as db:
                places.allocate(db, acte, ident, criteres=[], motif="Essai", reglages=reglages)
        except SigmaError as refus:
            yield refus.regle or type(refus).__name__
        else:
            yield DONNEE


def agent(base: str, premier: str, nombre: str) -> None:
    """Be one of the processes: wait for the start, ask, tell what came of each."""
    from sigma_cli.services.places import quota as places  # noqa: F401 - imported before the start, not within it

    print("prêt", flush=True)
    sys.stdin.readline()
    print(json.dumps(Counter(ask(Path(base), int(premier), int(nombre)))))


def run(base: Path, *, processus: int, allocations: int) -> tuple[Counter[str], float]:
    """Have all the processes start together; return what came of their attempts, and the time it took."""
    env = os.environ | {"PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8"}
    with ExitStack() as pile:
        agents = [
            pile.enter_context(
                subprocess.Popen(
                    [
                        sys.executable,
                        __file__,
                        "--agent",
                        str(base),
                        str(premier),
                        str(allocations),
                    ],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    encoding="utf-8",
                    env=env,
                )
            )
            for premier in range(1, processus * allocations + 1, allocations)
        ]
        for un in agents:
            assert un.stdout is not None
            assert un.stdout.readline() == "prêt\n"
        debut = time.perf_counter()
        for un in agents:
            assert un.stdin is not None
            un.stdin.write("partez\n")
            un.stdin.flush()
        sorties = [un.communicate()[0] for un in agents]
        duree = time.perf_counter() - debut
    return sum((Counter(json.loads(sortie)) for sortie in sorties), Counter()), duree


def account(base: Path) -> dict[str, Any]:
    """Return what the base says in the end."""
    from sigma_cli.domain.filtres import FiltrePlace
    from sigma_cli.services.base import entretien
    from sigma_cli.services.places import etat as etat_places
    from sigma_cli.services.socle import journal
    from sigma_cli.store import open_db

    with open_db(Adresse.parse(str(base))) as db:
        etat = etat_places.state(db, FiltrePlace())
        return {
            "utilisées": etat.utilisees,
            "parcours rémunérés": len(etat.places),
            "anomalies": entretien.check(db, None).nombre,
            "journal intact": journal.verify(db).intact,
        }


def main() -> int:
    """Run, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processus", type=int, default=16)
    parser.add_argument("--allocations", type=int, default=200)
    parser.add_argument("--places", type=int, default=50)
    choix = parser.parse_args()
    tentatives = choix.processus * choix.allocations
    donnees = min(choix.places, tentatives)
    with tempfile.TemporaryDirectory() as dossier:
        base = Path(dossier) / "sigma.db"
        prepare(base, places=choix.places, parcours=tentatives)
        faites, duree = run(base, processus=choix.processus, allocations=choix.allocations)
        trouve = {
            "places données": faites[DONNEE],
            "refus (Q9-01)": faites["Q9-01"],
            "autres issues": tentatives - faites[DONNEE] - faites["Q9-01"],
            **account(base),
        }
    attendu = {
        "places données": donnees,
        "refus (Q9-01)": tentatives - donnees,
        "autres issues": 0,
        "utilisées": donnees,
        "parcours rémunérés": donnees,
        "anomalies": 0,
        "journal intact": True,
    }
    for quoi, valeur in trouve.items():
        print(f"{quoi:<20} {valeur}")
    print(f"{'décisions par s':<20} {tentatives / duree:.0f}")
    return int(trouve != attendu)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--agent"]:
        agent(*sys.argv[2:])
    else:
        sys.exit(main())
