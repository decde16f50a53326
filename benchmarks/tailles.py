"""Measure everyday commands on bases that grow: what does not print the store must not cost it.

`python benchmarks/tailles.py [-n 10000 100000] [-c COMMAND…] [-o FILE.json] [--strict]`. Each base holds
so many parcours, one person each, over twelve years: a candidature, a line of a delivered file and a
line of the journal for each, a paid place for one in ten. What is told is processor seconds and memory,
the start of the program included; the last column is the time on the largest base over that on the
smallest, start taken off. With `--strict`, exit 1 when one that should be flat grows beyond its bound.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

RACINE: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(RACINE), str(RACINE / "benchmarks")]

SESSIONS: Final = 20  # by composante, as `donnees.py` makes them
LE: Final = "2021-03-01T09:00"
PAR_SESSION: Final = 20  # parcours
ANNEES: Final = 12
BORNE: Final = 1.5  # of what should be flat: base ten times larger
_LOT: Final = 20_000
# name: (arguments, whether it should be flat)
COMMANDES: Final[dict[str, tuple[tuple[str, ...], bool]]] = {
    "démarrage": (("--version",), True),
    "stagiaire show": (("stagiaire", "show", "{stagiaire}"), True),
    "stagiaire list --cherche S": (("stagiaire", "list", "--cherche", "{stagiaire}"), True),
    "stagiaire list --cherche P": (("stagiaire", "list", "--cherche", "{parcours}"), True),
    "stagiaire leave": (
        ("stagiaire", "leave", "{parcours}", "--le", "2021-02-15", "--motif", "Emploi"),
        True,
    ),
    "place list ACTION": (("place", "list", "{action}"), True),
    "place list": (("place", "list"), False),
    "export places": (("export", "places", "-o", "{sortie}"), False),
    "check REF": (("check", "{session}"), True),
    "check": (("check",), False),
    "export kairos": (("export", "kairos", "-o", "{sortie}"), False),
    "rgpd purge --dry-run": (("rgpd", "purge", "--dry-run"), False),
    "rgpd purge": (("rgpd", "purge"), False),
    "journal verify": (("journal", "verify"), False),
    "base check": (("base", "check"), False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesure:
    nom: str
    plat: bool
    secondes: dict[int, float]
    mo: dict[int, float]

    def growth(self, depart: float) -> float:
        tailles = sorted(self.secondes)
        petit, grand = (max(self.secondes[n] - depart, 0.05) for n in (tailles[0], tailles[-1]))
        return grand / petit

    def line(self, depart: float) -> dict[str, Any]:
        """Return what `mesures.py` prints: the largest base beside the smallest."""
        petite, grande = min(self.secondes), max(self.secondes)
        return {
            "nom": f"{self.nom}, {grande} parcours",
            "temoin": f"{petite} parcours",
            "ms": 1000 * self.secondes[grande],
            "ms_temoin": 1000 * self.secondes[petite],
            "rapport": self.growth(depart),
            "borne": BORNE if self.plat else None,
            "mo": self.mo[grande],
        }


def fill_base(base: Path, nombre: int) -> None:
    """Add the persons and what goes with them, by the tables of the models."""
    from donnees import make_base
    from sqlalchemy import create_engine

    from sigma_cli.models.action import Action
    from sigma_cli.models.flux import FluxFichier, FluxLigne
    from sigma_cli.models.journal import LigneJournal
    from sigma_cli.models.place import Attribution
    from sigma_cli.models.recrutement import Candidature
    from sigma_cli.models.session import SessionFormation
    from sigma_cli.models.stagiaire import Parcours, Stagiaire

    sessions = -(-nombre // PAR_SESSION)
    make_base(base, sessions)
    engine = create_engine(f"sqlite:///{base}")
    with engine.begin() as db:
        for table in (SessionFormation, Action):
            tables: Any = table.__table__
            for ident in [ligne.id for ligne in db.execute(tables.select())]:
                dates = {"date_debut": _debut(ident, sessions), "date_fin": _fin(ident, sessions)}
                if table is SessionFormation:
                    db.execute(tables.update().where(tables.c.id == ident).values(**dates))
        for modele, lignes in (
            (Stagiaire, _persons(nombre)),
            (Parcours, _parcours(nombre, sessions)),
            (Candidature, _candidatures(nombre, sessions)),
            (FluxFichier, _files(nombre)),
            (FluxLigne, _lines(nombre)),
            (Attribution, _places(nombre)),
            (LigneJournal, _journal(nombre)),
        ):
            suite = iter(lignes)
            while lot := list(islice(suite, _LOT)):
                db.execute(modele.__table__.insert(), lot)  # type: ignore[attr-defined]
        db.exec_driver_sql(
            "UPDATE action SET places_remunerees = 10000, places_utilisees = (SELECT count(*) FROM"
            " parcours p JOIN session_formation s ON s.id = p.session_id JOIN composante c ON"
            " c.id = s.composante_id WHERE c.action_id = action.id AND"
            " p.type_remuneration = 'REGION')"
        )
        db.exec_driver_sql("ANALYZE")
    engine.dispose()


def _instant() -> datetime:
    return datetime(2020, 10, 6, 7, tzinfo=UTC)


def _debut(ident: int, sessions: int) -> date:
    return date(2009, 9, 7) + timedelta(days=ident * 365 * ANNEES // sessions)


def _fin(ident: int, sessions: int) -> date:
    return _debut(ident, sessions) + timedelta(days=280)


def _session(rang: int) -> int:
    return rang // PAR_SESSION + 1


def _persons(nombre: int) -> Iterator[dict[str, Any]]:
    for rang in range(nombre):
        nom = f"Nom{rang:07d}"
        yield {
            "id": rang + 1,
            "nom_naissance": nom,
            "prenom": "Ana",
            "nom_replie": f"{nom.lower()} ana",
            "civilite": "Mme",
            "date_naissance": date(1990, 1, 1 + rang % 28),
            "cree_le": _instant(),
            "modifie_le": _instant(),
        }


def _parcours(nombre: int, sessions: int) -> Iterator[dict[str, Any]]:
    for rang in range(nombre):
        yield {
            "id": rang + 1,
            "stagiaire_id": rang + 1,
            "session_id": _session(rang),
            "date_entree": _debut(_session(rang), sessions),
            "date_fin_prevue": _fin(_session(rang), sessions),
            "type_remuneration": "REGION" if rang % 10 == 0 else "POLE_EMPLOI",
            "defi_le": _instant(),
            "agora_entree_le": _instant(),
            "agora_sortie_le": _instant()
            if _fin(_session(rang), sessions) < date(2021, 3, 1)
            else None,
            "cree_le": _instant(),
            "modifie_le": _instant(),
        }


def _candidatures(nombre: int, sessions: int) -> Iterator[dict[str, Any]]:
    for rang in range(nombre):
        debut = _debut(_session(rang), sessions)
        yield {
            "id": rang + 1,
            "session_id": _session(rang),
            "nom": f"Nom{rang:07d}",
            "prenom": "Ana",
            "nom_replie": f"nom{rang:07d} ana",
            "date_naissance": date(1990, 1, 1 + rang % 28),
            "positionne_le": debut,
            "origine": "SAISIE_OF",
            "etat": "INSCRIT_SIGMA",
            "presence": "PRESENT",
            "presence_le": debut,
            "date_debut_prevue": debut,
            "date_fin_prevue": _fin(_session(rang), sessions),
            "parcours_id": rang + 1,
            "creee_le": _instant(),
            "modifiee_le": _instant(),
        }


def _files(nombre: int) -> Iterator[dict[str, Any]]:
    for rang in range(-(-nombre // 1000)):
        yield {
            "id": rang + 1,
            "code": "defi",
            "sequence": rang + 1,
            "nom": f"SIGMA_DEFI_{rang:06d}.csv",
            "sha256": "0" * 64,
            "nb_lignes": min(1000, nombre - rang * 1000),
            "etat": "DEPOSE",
            "produit_le": _instant(),
            "depose_le": _instant(),
        }


def _lines(nombre: int) -> Iterator[dict[str, Any]]:
    for rang in range(nombre):
        yield {
            "fichier_id": rang // 1000 + 1,
            "numero": rang % 1000 + 1,
            "code": "defi",
            "parcours_id": rang + 1,
        }


def _places(nombre: int) -> Iterator[dict[str, Any]]:
    for rang in range(0, nombre, 10):
        yield {
            "parcours_id": rang + 1,
            "action_id": (_session(rang) - 1) // SESSIONS // 99 + 1,
            "decision": "ATTRIBUEE",
            "type_remuneration": "REGION",
            "motif": "Critères",
            "agent": "mesures",
            "le": _instant(),
        }


def _journal(nombre: int) -> Iterator[dict[str, Any]]:
    from sigma_cli.domain.base.chaine import GENESE, Maillon, seal

    empreinte = GENESE
    for rang in range(nombre):
        ligne: dict[str, Any] = {
            "id": rang + 1,
            "le": _instant(),
            "agent": "mesures",
            "operation": "stagiaire.enrol",
            "objet": f"P{rang + 1:06d}",
            "avant": "{}",
            "apres": '{"session": 1}',
            "empreinte_precedente": empreinte,
        }
        empreinte = seal(Maillon(**ligne))
        yield ligne | {"empreinte": empreinte}


def run(dossier: Path, base: Path, argv: tuple[str, ...]) -> tuple[float, float]:
    """Return the processor seconds and the megabytes of a command on a copy of the base."""
    copie = dossier / "copie.db"
    shutil.copy(base, copie)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SIGMA_"))}
    env |= {
        "PYTHONPATH": str(RACINE),
        "SIGMA_CONFIG": str(dossier / "config.toml"),
        "SIGMA_CLE_FICHIER": str(dossier / "sigma.cle"),
        "SIGMA_MAINTENANT": LE,
    }
    with tempfile.TemporaryFile() as erreurs:
        processus = subprocess.Popen(
            (sys.executable, "-m", "sigma_cli", "--base", str(copie), *argv),
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=erreurs,
        )
        _, etat, usage = os.wait4(processus.pid, 0)
        processus.returncode = os.waitstatus_to_exitcode(etat)
        if processus.returncode not in {0, 12, 21}:  # 21: the bases measured here have no anchor
            erreurs.seek(0)
            sys.exit(f"{' '.join(argv)} : {erreurs.read().decode()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def words(argv: tuple[str, ...], nombre: int, dossier: Path) -> tuple[str, ...]:
    """Return the arguments on a base of this size: someone who is there now."""
    parcours = nombre - PAR_SESSION * 2
    session = _session(parcours - 1) - 1
    composante = session // SESSIONS
    action = f"20F{composante // 99:04d}"
    valeurs = {
        "stagiaire": f"S{parcours:06d}",
        "parcours": f"P{parcours:06d}",
        "action": action,
        "session": f"{action}_{composante % 99 + 1:02d}/{session % SESSIONS + 1:02d}",
        "sortie": str(dossier / "sortie.csv"),
    }
    (dossier / "sortie.csv").unlink(missing_ok=True)
    return tuple(mot.format(**valeurs) for mot in argv)


def measure(tailles: list[int], choisies: list[str]) -> Iterator[Mesure]:
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        bases = {nombre: dossier / f"{nombre}.db" for nombre in tailles}
        for nombre, base in bases.items():
            # apart: what this process holds would be counted with the commands
            subprocess.run(
                (sys.executable, __file__, "--remplir", str(base), "-n", str(nombre)), check=True
            )
        subprocess.run(
            (sys.executable, "-m", "sigma_cli", "--base", str(dossier / "vide.db"), "init"),
            env=os.environ
            | {
                "PYTHONPATH": str(RACINE),
                "SIGMA_CONFIG": str(dossier / "config.toml"),
                "SIGMA_CLE_FICHIER": str(dossier / "sigma.cle"),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        for nom, (argv, plat) in COMMANDES.items():
            if choisies and nom not in choisies and nom != "démarrage":
                continue
            vus = {n: run(dossier, base, words(argv, n, dossier)) for n, base in bases.items()}
            yield Mesure(
                nom=nom,
                plat=plat,
                secondes={n: s for n, (s, _) in vus.items()},
                mo={n: mo for n, (_, mo) in vus.items()},
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, nargs="+", default=[10_000, 100_000], help="parcours")
    parser.add_argument("-c", nargs="*", default=[], help="commands, as the table names them")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a flat one grows")
    parser.add_argument("--remplir", type=Path, help="only fill this base")
    options = parser.parse_args()
    if options.remplir:
        fill_base(options.remplir, options.n[0])
        return
    mesures, depart = [], 0.0
    print(f"{'commande':<30}" + "".join(f"{f'{n} (s, Mo)':>20}" for n in options.n) + "  rapport")
    for mesure in measure(options.n, options.c):
        if mesure.nom == "démarrage":
            depart = min(mesure.secondes.values())
        vus = "".join(f"{mesure.secondes[n]:>12.2f}{mesure.mo[n]:>8.0f}" for n in options.n)
        print(f"{mesure.nom:<30}{vus}{mesure.growth(depart):>9.2f}", flush=True)
        mesures.append(mesure)
    if options.o:
        lignes = [mesure.line(depart) for mesure in mesures]
        options.o.write_text(json.dumps({"mesures": lignes}, indent=2), "utf-8")
    if options.strict and any(m.plat and m.growth(depart) > BORNE for m in mesures):
        sys.exit(1)


if __name__ == "__main__":
    main()
