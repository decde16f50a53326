"""Many agents at once on one base, through the real command line.

`python benchmarks/concurrence.py [--processus 16] [--tentatives 200] [--quota 5]`. Each attempt enrols
its own person, then asks for a paid place, in two processes of its own. Whatever the order, as many
places are given as were granted, nobody is lost, every refusal is a rule's or a conflict's, and the
journal is whole: exit code 1 otherwise.
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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from sigma_cli.domain.personnes.nir import Nir

RACINE: Final = Path(__file__).resolve().parent.parent
JOUR: Final = date(2020, 10, 6)
ACTION: Final = "20F0011"
SESSION: Final = "20F0011_03/01"
PREPARATION: Final = (
    "init",
    (
        f"action add {ACTION} --convention 20005341_1 --intitule Cuisine --annee 2020 "
        "--debut 2020-09-01 --fin 2021-07-31 --niveau-sortie 5 --places-remunerees {quota}"
    ),
    (
        "composante add 20F0011_03 --intitule Cuisine --certifinfo 104125 "
        "--niveau-entree 4 --niveau-sortie 5"
    ),
    (
        "session add 20F0011_03 --debut 2020-11-02 --fin 2021-06-30 --places {tentatives} --site Foix "
        "--code-postal 09000 --code-insee 09122 --commune FOIX"
    ),
)
FAIT: Final = 0
REFUS: Final = frozenset({12, 13})  # a rule, a conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tentative:
    """Exit codes of one attempt; `attribution` is None when nobody was enrolled."""

    inscription: int
    attribution: int | None = None
    erreur: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constat:
    """One thing that must be true at the end."""

    quoi: str
    obtenu: object
    attendu: object


def environment(dossier: Path) -> dict[str, str]:
    """Return an environment where no setting of the user is read."""
    env = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("SIGMA_")}
    return env | {
        "PYTHONPATH": str(RACINE),
        "SIGMA_BASE": str(dossier / "sigma.db"),
        "SIGMA_CONFIG": str(dossier / "config.toml"),
        "SIGMA_CLE_FICHIER": str(dossier / "sigma.cle"),
        "SIGMA_MAINTENANT": f"{JOUR}T09:00",
    }


def sigma(env: dict[str, str], *argv: str, entree: str = "") -> "subprocess.CompletedProcess[str]":
    """Run one command in a process of its own."""
    commande = [sys.executable, "-m", "sigma_cli", *argv]
    return subprocess.run(
        commande, input=entree, capture_output=True, text=True, env=env, check=False
    )


def answer(env: dict[str, str], *argv: str) -> dict[str, Any]:
    """Return the JSON of a command that must succeed."""
    fini = sigma(env, *argv, "--json")
    if fini.returncode:
        sys.exit(f"{' '.join(argv)} : {fini.stderr}")
    document: dict[str, Any] = json.loads(fini.stdout)
    return document


def number(rang: int) -> str:
    """Return an invented number, another for each rank below 900,000."""
    corps = f"185{1 + rang % 12:02d}75{1 + rang // 999:03d}{1 + rang % 999:03d}"
    return Nir.parse(corps, aujourdhui=JOUR).valeur


def attempt(env: dict[str, str], rang: int) -> Tentative:
    """Enrol one person, then ask for a paid place for them."""
    ligne = ("stagiaire", "enrol", SESSION, "--nom", f"Personne {rang}", "--nir", "-", "--json")
    inscrit = sigma(env, *ligne, entree=number(rang))
    if inscrit.returncode:
        return Tentative(inscription=inscrit.returncode, erreur=inscrit.stderr)
    parcours = json.loads(inscrit.stdout)["parcours"]
    place = sigma(env, "place", "allocate", parcours, "--motif", "Essai")
    return Tentative(inscription=FAIT, attribution=place.returncode, erreur=place.stderr)


def run(env: dict[str, str], *, processus: int, tentatives: int) -> list[Tentative]:
    """Make every attempt, `processus` at a time."""
    with ThreadPoolExecutor(processus) as equipe:
        return list(equipe.map(lambda rang: attempt(env, rang), range(tentatives)))


def check(
    env: dict[str, str], faites: list[Tentative], *, tentatives: int, quota: int
) -> Iterator[Constat]:
    """Compare what the attempts were told, and what the base says, with what must be."""
    donnees = min(quota, tentatives)
    codes = Counter(tentative.attribution for tentative in faites)
    inscrits = sum(tentative.inscription == FAIT for tentative in faites)
    places, journal = answer(env, "place", "list"), answer(env, "journal", "verify")
    payes = [
        ligne
        for ligne in answer(env, "stagiaire", "list")["resultats"]
        if ligne["type_remuneration"] == "REGION"
    ]
    yield Constat(quoi="personnes inscrites", obtenu=inscrits, attendu=tentatives)
    yield Constat(quoi="places attribuées", obtenu=codes[FAIT], attendu=donnees)
    yield Constat(
        quoi="refus (12, 13)",
        obtenu=sum(codes[code] for code in REFUS),
        attendu=tentatives - donnees,
    )
    yield Constat(quoi="utilisées (place list)", obtenu=places["utilisees"], attendu=donnees)
    yield Constat(quoi="parcours rémunérés", obtenu=len(payes), attendu=donnees)
    yield Constat(quoi="journal intact", obtenu=journal["intact"], attendu=True)
    # an action, a composante, a session and the key, then a person, a parcours, a place
    attendu = 4 + 2 * tentatives + donnees
    yield Constat(quoi="lignes de journal", obtenu=journal["nombre"], attendu=attendu)
    yield Constat(quoi="anomalies (base check)", obtenu=anomalies(env), attendu=0)


def anomalies(env: dict[str, str]) -> int:
    nombre: int = answer(env, "base", "check")["nombre"]
    return nombre


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processus", type=int, default=16, help="attempts at a time")
    parser.add_argument("--tentatives", type=int, default=200, help="attempts in all")
    parser.add_argument("--quota", type=int, default=5, help="paid places granted")
    choix = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporaire:
        env = environment(Path(temporaire))
        for ligne in PREPARATION:
            answer(env, *ligne.format(quota=choix.quota, tentatives=choix.tentatives).split())
        debut = time.perf_counter()
        faites = run(env, processus=choix.processus, tentatives=choix.tentatives)
        duree = time.perf_counter() - debut
        constats = list(check(env, faites, tentatives=choix.tentatives, quota=choix.quota))
    for constat in constats:
        signe = "" if constat.obtenu == constat.attendu else f"  ≠ {constat.attendu} attendu"
        print(f"{constat.quoi:<24}{constat.obtenu!s:>8}{signe}")
    print(f"{'durée (s)':<24}{duree:>8.1f}")
    rates = [constat for constat in constats if constat.obtenu != constat.attendu]
    imprevus = {t.erreur for t in faites if {t.inscription, t.attribution} - REFUS - {FAIT}}
    for message in sorted(imprevus):
        print(message, file=sys.stderr)
    sys.exit(1 if rates or imprevus else 0)


if __name__ == "__main__":
    main()
