"""Push day after day from a base that holds a whole Région, and compare with a small one.

`python benchmarks/envois.py [--petite 1000] [--grande 1000000] [--neufs 100] [--jours 15] [-o FILE.json]
[--strict]`.
Two bases are filled with as many parcours as asked: persons, lines already sent, journal, tasks done,
one in five of undecided pay, one in a hundred under a NIA, one in three whose number was purged. Each day the same new parcours enter both,
then `sigma flux push defi agora` runs on each in turn, as whole processes; the ratio is taken day by
day, and its median compared with the bound. At the end each new parcours must be in one DEFI file and
in one only. Only `--strict` makes the bound exceeded an exit code; a parcours lost or sent twice is one.
"""

import argparse
import compileall
import csv
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.references import parcours as reference
from sigma_cli.domain.references import stagiaire
from sigma_cli.store.coffre import Coffre, read_key

RACINE: Final = Path(__file__).resolve().parent.parent
DEBUT: Final = date(2020, 10, 6)
BORNE: Final = 1.2
PAR_FICHIER: Final = 100  # lines of each file already sent
CONFIG: Final = "".join(
    f'[flux.{code}]\ndestination = "depot/{code}"\n' for code in ("carif", "defi", "agora")
)
PREPARATION: Final = (
    "init",
    (
        "action add 20F0011 --convention 20005341_1 --intitule Cuisine --annee 2020 --debut 2020-09-01 "
        "--fin 2021-07-31 --niveau-sortie 5 --places-remunerees 5"
    ),
    (
        "composante add 20F0011_03 --intitule Cuisine --certifinfo 104125 --niveau-entree 4 "
        "--niveau-sortie 5"
    ),
    (
        "session add 20F0011_03 --debut 2020-11-02 --fin 2021-06-30 --places 1 --site Foix "
        "--code-postal 09000 --code-insee 09122 --commune FOIX"
    ),
    "stagiaire enrol 20F0011_03/01 --nom Modèle --nir -",
    "place allocate P000001 --motif Essai",
    "flux push",
)
# Everything is cloned from the rows that the program itself wrote, whatever their columns.
SUITE: Final = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :fin) "
FICHIERS: Final = (
    "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i <= :fichiers) "
)
PURGE: Final = "i % 3 = 0 AND i % 100 <> 0"  # whose number `rgpd purge` removed
CLONES: Final = (
    ("stagiaire", "id = 1", SUITE, {
        "id": "i",
        "nir_empreinte": f"CASE WHEN {PURGE} THEN NULL ELSE randomblob(32) END",
        "nir_chiffre": f"CASE WHEN {PURGE} THEN NULL ELSE nir_chiffre END",
        "nir_cle": f"CASE WHEN {PURGE} THEN NULL ELSE nir_cle END",
        "nir_classe": f"CASE WHEN {PURGE} THEN NULL WHEN i % 100 = 0 THEN 'NIA' ELSE 'NIR' END",
    }),
    ("parcours", "id = 1", SUITE, {
        "id": "i", "stagiaire_id": "i",
        "type_remuneration": "CASE WHEN i % 5 = 0 THEN NULL ELSE type_remuneration END",
        "defi_le": "CASE WHEN i % 5 = 0 THEN NULL ELSE defi_le END",
        "agora_entree_le": "CASE WHEN i % 100 = 0 THEN NULL ELSE agora_entree_le END",
    }),
    ("flux_fichier", "code IN ('defi', 'agora') AND sequence = 1", FICHIERS, {
        "id": "10 * i + modele.id", "sequence": "i", "nom": "printf('%s_%06d', code, i)",
        "nb_lignes": ":par_fichier",
    }),
    ("flux_ligne", "numero = 1 AND fichier_id < 10", SUITE, {
        "fichier_id": "10 * (2 + i / :par_fichier) + modele.fichier_id",
        "numero": "1 + i % :par_fichier", "parcours_id": "i",
    }),
    ("journal", "id = 1", SUITE, {
        "id": "1000 + i", "empreinte_precedente": "hex(randomblob(32))",
        "empreinte": "hex(randomblob(32))",
    }),
    ("tache", "id = 1", SUITE, {
        "id": "i", "objet_id": "i", "etat": "'FAITE'", "close_le": "ouverte_le",
    }),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A base in a folder of its own, and the key of its numbers."""

    dossier: Path
    stock: int

    @property
    def env(self) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SIGMA_"))}
        return env | {
            "PYTHONPATH": str(RACINE),
            "SIGMA_BASE": str(self.dossier / "sigma.db"),
            "SIGMA_CONFIG": str(self.dossier / "config.toml"),
            "SIGMA_CLE_FICHIER": str(self.dossier / "sigma.cle"),
        }

    def sigma(self, ligne: str, *, jour: date, entree: str = "") -> float:
        """Run one command that must succeed; return how long the whole process took, in seconds."""
        env = self.env | {"SIGMA_MAINTENANT": f"{jour}T06:30"}
        debut = time.perf_counter()
        fini = subprocess.run(
            [sys.executable, "-m", "sigma_cli", *ligne.split()],
            env=env,
            input=entree,
            capture_output=True,
            text=True,
            check=False,
        )
        duree = time.perf_counter() - debut
        if fini.returncode:
            sys.exit(f"{ligne} : {fini.stderr}")
        return duree

    def sql(self) -> "closing[sqlite3.Connection]":
        return closing(sqlite3.connect(self.dossier / "sigma.db"))


def number(rang: int) -> str:
    """Return an invented number, another for each rank below 900,000."""
    corps = f"185{1 + rang % 12:02d}75{1 + rang // 999:03d}{1 + rang % 999:03d}"
    return Nir.parse(corps, aujourdhui=DEBUT).valeur


def fill(base: Base) -> None:
    """Make the base by its own commands, then clone what they wrote."""
    base.dossier.mkdir()
    (base.dossier / "config.toml").write_text(CONFIG)
    for ligne in PREPARATION:
        base.sigma(ligne, jour=DEBUT, entree=number(0))
    with base.sql() as db, db:
        for nom, ou, suite, valeurs in CLONES:
            clone(db, nom, ou, suite, valeurs, stock=base.stock)
        payes = "SELECT count(*) FROM parcours WHERE type_remuneration = 'REGION'"
        db.execute(f"UPDATE action SET places_remunerees = 2000000, places_utilisees = ({payes})")
        db.execute("UPDATE session_formation SET places = 2000000")
    with base.sql() as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def clone(
    db: sqlite3.Connection, table: str, ou: str, suite: str, valeurs: dict[str, str], *, stock: int
) -> None:
    colonnes = [ligne[1] for ligne in db.execute(f"PRAGMA table_info({table})")]
    choisies = ", ".join(valeurs.get(colonne, f"modele.{colonne}") for colonne in colonnes)
    bornes = {"fin": stock, "fichiers": 2 + stock // PAR_FICHIER, "par_fichier": PAR_FICHIER}
    db.execute(
        f"{suite}INSERT INTO {table} ({', '.join(colonnes)}) SELECT {choisies} "
        f"FROM n, {table} AS modele WHERE {ou.replace('numero', 'modele.numero')}",
        bornes,
    )


def enrol(base: Base, premier: int, nombre: int) -> list[str]:
    """Let new persons in, each paid and with a number of their own; return their parcours."""
    coffre = Coffre.of(read_key(variable=None, fichier=base.dossier / "sigma.cle"))
    idents = range(base.stock + 1 + premier, base.stock + 1 + premier + nombre)
    with base.sql() as db, db:
        for table in ("stagiaire", "parcours"):
            colonnes = [ligne[1] for ligne in db.execute(f"PRAGMA table_info({table})")]
            neuves = {"id": ":ident", "stagiaire_id": ":ident", "nir_chiffre": ":scelle"}
            neuves |= {"nir_empreinte": ":empreinte", "defi_le": "NULL", "agora_entree_le": "NULL"}
            choisies = ", ".join(neuves.get(colonne, colonne) for colonne in colonnes)
            db.executemany(
                f"INSERT INTO {table} SELECT {choisies} FROM {table} WHERE id = 1",
                [
                    {
                        "ident": ident,
                        "scelle": coffre.seal(number(rang).encode(), proprietaire=stagiaire(ident)),
                        "empreinte": coffre.fingerprint(number(rang)),
                    }
                    for rang, ident in enumerate(idents, 1 + premier)
                ],
            )
    return [reference(ident) for ident in idents]


def sent(base: Base) -> Counter[str]:
    """Count the parcours of all the DEFI files delivered."""
    trouves: Counter[str] = Counter()
    for fichier in (base.dossier / "depot" / "defi").glob("*.csv"):
        with fichier.open(encoding="utf-8", newline="") as texte:
            trouves.update(ligne["parcours"] for ligne in csv.DictReader(texte, delimiter=";"))
    return trouves


def write_json(choix: argparse.Namespace, medianes: list[float], rapport: float) -> None:
    mesure = {
        "nom": f"push de {choix.neufs} sur {choix.grande}",
        "temoin": f"sur {choix.petite}",
        "ms": medianes[1],
        "ms_temoin": medianes[0],
        "rapport": rapport,
        "borne": BORNE,
    }
    choix.o.write_text(json.dumps({"mesures": [mesure]}, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--petite", type=int, default=1_000, help="parcours of the small base")
    parser.add_argument("--grande", type=int, default=1_000_000, help="parcours of the large base")
    parser.add_argument("--neufs", type=int, default=100, help="new parcours each day")
    parser.add_argument("--jours", type=int, default=15, help="days")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--strict", action="store_true", help="exit 1 when the bound is exceeded")
    choix = parser.parse_args()
    compileall.compile_dir(RACINE / "sigma_cli", quiet=1)
    with tempfile.TemporaryDirectory() as temporaire:
        bases = [
            Base(dossier=Path(temporaire) / str(rang), stock=stock)
            for rang, stock in enumerate((choix.petite, choix.grande))
        ]
        for base in bases:
            debut = time.perf_counter()
            fill(base)
            taille = (base.dossier / "sigma.db").stat().st_size / 1e6
            print(f"{base.stock} parcours : {taille:.0f} Mo, {time.perf_counter() - debut:.0f} s")
        durees: list[tuple[float, ...]] = []
        attendus: list[list[str]] = [[], []]
        for jour in range(choix.jours):
            for base, siens in zip(bases, attendus, strict=True):
                siens.extend(enrol(base, jour * choix.neufs, choix.neufs))
            le = DEBUT + timedelta(days=1 + jour)
            durees.append(
                tuple(base.sigma("flux push defi agora --cron", jour=le) for base in bases)
            )
        rapport = statistics.median(grande / petite for petite, grande in durees)
        perdus = [
            {ref for ref in siens if sent(base)[ref] != 1}
            for base, siens in zip(bases, attendus, strict=True)
        ]
    medianes = [1000 * statistics.median(temps) for temps in zip(*durees, strict=True)]
    for base, ms in zip(bases, medianes, strict=True):
        print(f"push de {choix.neufs} sur {base.stock} : {ms:.0f} ms")
    depasse = "  dépassée" if rapport > BORNE else ""
    print(f"rapport, médiane de {choix.jours} jours : {rapport:.2f} (borne {BORNE}){depasse}")
    print(f"perdus ou envoyés deux fois : {sum(map(len, perdus))}")
    if choix.o:
        write_json(choix, medianes, rapport)
    sys.exit(any(perdus) or (choix.strict and rapport > BORNE))


if __name__ == "__main__":
    main()
