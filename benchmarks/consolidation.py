"""What the Région's view costs: 30 établissements × 200 sessions, over reading the same JSON alone.

`python benchmarks/consolidation.py [-n ROUNDS] [-o FILE.json]`. The witness is `json.loads` of the same
files, in a process that starts as bare as the program can.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

RACINE: Final = Path(__file__).resolve().parent.parent
BORNE: Final = 30.0  # json.loads of the same files takes 70 to 90 ms: two seconds
TEMOIN: Final = (
    "import json,pathlib,sys;"
    "[json.loads(f.read_bytes()) for f in pathlib.Path(sys.argv[1]).glob('*.json')]"
)


def fill(dossier: Path, *, etablissements: int, sessions: int) -> None:
    """Write the bundles, each with its sum."""
    from hashlib import sha256

    from sigma_cli.domain.consolidation import lots
    from sigma_cli.domain.consolidation.comptes import Compte
    from sigma_cli.flux.region.builder import serialise

    for rang in range(etablissements):
        actions = [
            lots.LotAction(
                action=f"20F{rang:02d}{n:02d}",
                convention="20005341_1",
                intitule="Diplômes niveaux 5 6 7",
                annee=2020,
                statut="EG",
                accordees=50,
                en_plus=Compte.of(0),
                utilisees=Compte.of(20),
                restantes=Compte.of(30),
                demandes_en_attente=Compte.of(0),
                effectif=100,
                inscrits=Compte.of(80),
            )
            for n in range(10)
        ]
        lignes = [
            lots.LotSession(
                session=f"{actions[n % 10].action}_01/{n // 10 + 1:02d}",
                action=actions[n % 10].action,
                intitule="Licence professionnelle gestion",
                date_debut=date(2020, 11, 2),
                date_fin=date(2021, 6, 25),
                commune="NARBONNE",
                code_insee="11262",
                places=10,
                positionnes=Compte.of(12),
                retenus=Compte.of(10),
                inscrits=Compte.of(3, regrouper=True),
                diffusion="en cours de diffusion",
                raison=None,
            )
            for n in range(sessions)
        ]
        lot = lots.Lot(
            format=lots.FORMAT,
            version=lots.VERSION,
            produit_par="sigma",
            produit_le=datetime(2020, 10, 6, 7, tzinfo=UTC),
            petits_effectifs=lots.REGROUPES,
            etablissement=lots.Organisme(
                uai=f"{rang:07d}A", siret=None, nom=f"Établissement {rang}"
            ),
            actions=actions,
            sessions=lignes,
            parcours=[],
            taches_en_retard=[],
            controles=[],
        )
        contenu = serialise(lot)
        (dossier / f"{rang}.json").write_bytes(contenu)
        (dossier / f"{rang}.json.sha256").write_text(
            f"{sha256(contenu).hexdigest()}  {rang}.json\n"
        )


def clock(argv: list[str], rondes: int) -> float:
    """Return the median time of a process, in milliseconds."""
    env = os.environ | {"PYTHONPATH": str(RACINE), "SIGMA_MAINTENANT": "2020-10-06T09:00"}
    temps = []
    for _ in range(rondes):
        debut = time.perf_counter()
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, env=env)
        temps.append((time.perf_counter() - debut) * 1000)
    return statistics.median(temps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5, help="rounds")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--etablissements", type=int, default=30)
    parser.add_argument("--sessions", type=int, default=200)
    choix = parser.parse_args()
    mesures: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        fill(dossier, etablissements=choix.etablissements, sessions=choix.sessions)
        temoin = clock([sys.executable, "-c", TEMOIN, temporaire], choix.n)
        for commande in ("show", "sessions"):
            argv = [sys.executable, "-m", "sigma_cli", "region", commande, temporaire]
            ms = clock(argv, choix.n)
            mesures.append(
                {
                    "nom": f"region {commande}, {choix.etablissements} × {choix.sessions} sessions",
                    "ms": ms,
                    "temoin": "json.loads des mêmes fichiers",
                    "ms_temoin": temoin,
                    "rapport": ms / temoin,
                    "borne": BORNE,
                }
            )
    for mesure in mesures:
        print(f"{mesure['nom']} : {mesure['ms']:.0f} ms, × {mesure['rapport']:.1f}")
    if choix.o:
        choix.o.write_text(json.dumps({"mesures": mesures}, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
