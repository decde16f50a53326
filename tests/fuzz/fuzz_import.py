"""Import mutated files, one after the other: no trace, no hang, nothing half-imported.

`python tests/fuzz/fuzz_import.py [--nombre 10000] [--graine 1] [--garder DOSSIER]`. Each file is a good
CSV, workbook or JSON in which bytes, cells or parts were changed. It must be imported whole, or refused
with a documented exit code and the base untouched; one in four keeps its good rows (--partiel). Exit 1 at the first that does otherwise, which is
kept in the folder named.
"""

import argparse
import csv
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as heure
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

RACINE: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(RACINE))

import openpyxl  # noqa: E402 - the program beside this script is the one tried
from typer.testing import CliRunner  # noqa: E402

from sigma_cli.main import app  # noqa: E402
from tests import factories  # noqa: E402

PATIENCE: Final = 20  # seconds for one file; the slowest honest one takes less than one
CODES: Final = frozenset({0, 2, 10, 11, 12, 13})
TABLES: Final = (
    *("action", "composante", "session_formation", "stagiaire", "parcours", "journal"),
    *("information_collective", "prescripteur", "candidature", "tache"),
)
SORTES: Final = (
    *("stagiaires", "stagiaires", "candidatures", "prescripteurs", "ic"),
    *("sessions", "composantes", "actions"),
)
TITRES: Final = {
    "stagiaires": (
        *("N Composante", "Numéro session", "Nom de naissance", "Prénom", "Date de naissance"),
        *("NIR", "Courriel", "Catégorie du public", "PIC", "Niveau d’entrée", "Date d’entrée"),
    ),
    "candidatures": (
        *("N Candidature", "N Composante", "Numéro session", "Nom", "Prénom", "Mode"),
        *("N Prescripteur", "Information collective", "Présence", "Motif", "Début prévisionnel"),
        *("Fin prévisionnelle", "Date de validation", "N Parcours"),
    ),
    "prescripteurs": ("N Prescripteur", "Nom", "Type", "Département", "Ville", "Outil", "État"),
    "ic": ("N Composante", "Numéro session", "Date IC", "Heure de début", "Lieu", "Places"),
    "sessions": (
        *("N Composante", "Numéro session", "Date début session", "Date fin session"),
        *("Code postal session", "Code Insee session", "Commune session", "Nom site session"),
        *("Nombre de places session", "Dates d’informations collectives"),
    ),
    "composantes": (
        *("N Composante", "Intitulé de la composante", "Code Certif Info", "Niveau d’entrée"),
        *("Niveau de sortie", "Formacodes", "Heures en centre"),
    ),
    "actions": (
        *("N Contrat/Conv.", "N Action", "Intitulé de l’action", "Statut", "Année"),
        *("Date de début réelle", "Date de fin prévue"),
    ),
}
MALICES: Final[tuple[object, ...]] = (
    *(True, False, 0, -1, 12.5, 44166, 10**20, date(2020, 11, 2), date(1900, 1, 1), None),
    *(datetime(2020, 11, 2, 8, 30), heure(9, 30)),  # noqa: DTZ001 - spreadsheets know no zone
    *("", "-", "=1+1", "\0", '"', ";", "\n", "é" * 300, "1,85017E+14", "#REF!", "31/02/2020"),
    *("99999999999999999999", "Nom de naissance", "' OR 1=1 --", "\ud800", "\u202e", "oui", "20F"),
)
OCTETS: Final = (b"\0", b"\xff\xfe", b'"', b";", b"\r", b"<", b"]]>", b"<!DOCTYPE x [", b"\x80" * 9)


class Lent(Exception):
    """A file took too long."""


@dataclass(frozen=True, slots=True)
class Essai:
    """One mutated file."""

    nom: str
    sorte: str
    contenu: bytes
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Atelier:
    """A base that is copied before each try, and the command line that reaches it."""

    dossier: Path
    modele: Path

    @property
    def base(self) -> Path:
        return self.dossier / "sigma.db"

    @property
    def env(self) -> dict[str, str]:
        return {
            "SIGMA_BASE": str(self.base),
            "SIGMA_CONFIG": str(self.dossier / "config.toml"),
            "SIGMA_CLE_FICHIER": str(self.dossier / "sigma.cle"),
            "SIGMA_MAINTENANT": "2020-10-06T09:00",
        }

    def sigma(self, *argv: str) -> Any:
        return CliRunner(env=self.env).invoke(app, list(argv), prog_name="sigma")

    def prepare(self) -> None:
        commandes: tuple[list[str], ...] = (
            ["init"],
            factories.action_add(),
            factories.composante_add(),
            factories.session_add(),
            ["session", "ic", "add", factories.SESSION, "2020-10-01"],
            factories.prescripteur_add(),
        )
        for argv in commandes:
            fait = self.sigma(*argv)
            if fait.exit_code:
                sys.exit(fait.output)
        with closing(sqlite3.connect(self.base)) as base:
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.base, self.modele)

    def renew(self) -> None:
        for suffixe in ("-wal", "-shm"):
            Path(f"{self.base}{suffixe}").unlink(missing_ok=True)
        shutil.copy(self.modele, self.base)

    def counts(self) -> list[int]:
        with closing(sqlite3.connect(self.base)) as base:
            return [base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]

    def attempt(self, essai: Essai) -> tuple[int, str | None]:
        """Import one file; return the exit code, and what is wrong when something is."""
        self.renew()
        avant, fichier = self.counts(), self.dossier / essai.nom
        fichier.write_bytes(essai.contenu)
        _alarm(PATIENCE)
        try:
            fait = self.sigma("import", essai.sorte, str(fichier), *essai.options)
        except Lent:
            return 1, f"plus de {PATIENCE} secondes"
        finally:
            _alarm(0)
            for feuille in self.dossier.glob("*-erreurs*"):
                feuille.unlink()
        return fait.exit_code, self._judge(fait, avant)

    def _judge(self, fait: Any, avant: list[int]) -> str | None:
        if "Traceback" in fait.output or fait.exit_code not in CODES:
            return f"code {fait.exit_code}\n{fait.output}\n{fait.exception!r}"
        if fait.exit_code and self.counts() != avant:
            return f"code {fait.exit_code}, mais la base a changé"
        return None


def _alarm(secondes: int) -> None:
    """Be interrupted after so long, where the system can."""
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _too_slow)
        signal.alarm(secondes)


def _too_slow(*_: object) -> None:
    raise Lent


def rows(alea: random.Random, sorte: str) -> list[list[object]]:
    """Return good rows under their titles."""
    return [list(TITRES[sorte]), *(row(sorte, rang) for rang in range(1, alea.randint(2, 6)))]


def row(sorte: str, rang: int) -> list[object]:
    """Return a row that is right, alone or among its likes."""
    session = ["20F0011_03", "01"]
    lignes: dict[str, list[object]] = {
        "stagiaires": [
            *(*session, f"Martin{rang}", "Paul", "15/01/1985", factories.nir(rang)),
            *(f"p{rang}@exemple.fr", "", "non", "5", "02/11/2020"),
        ],
        "candidatures": [
            *(f"C{rang:06d}" if rang % 2 else "", *session, f"Durand{rang}", "Anne", "FICHE"),
            *("PR0001", "01/10/2020", "PRESENT", ("", "COMPLET")[rang % 2]),
            *(("02/11/2020", "")[rang % 2], ("25/06/2021", "")[rang % 2], "05/10/2020", ""),
        ],
        "prescripteurs": ["", f"Structure {rang * 7919}", "APEC", "11", f"Ville{rang}", "", ""],
        "ic": [*session, f"{rang:02d}/10/2020", "9h30", f"Salle {rang}", rang],
        "sessions": [
            *("20F0011_03", f"{rang + 1:02d}", "02/11/2020", date(2021, 6, 25), "11108", "11262"),
            *("NARBONNE CEDEX", "Université", rang, "15/10/2020 ; 20/10/2020"),
        ],
        "composantes": [f"20F0011_{rang + 10}", f"Licence {rang}", "84737", "4", "5", "32663", 560],
        "actions": [
            *("20005341_1", f"20F00{rang + 20}", "Diplômes niveaux 5 6 7", "EG", 2020),
            *("01/09/2020", date(2021, 12, 31)),
        ],
    }
    return lignes[sorte]


def spoil_cells(alea: random.Random, lignes: list[list[object]]) -> None:
    """Put mischief in a few cells, titles included; lengthen, shorten or repeat rows."""
    for _ in range(alea.randint(0, 3)):
        ligne = alea.choice(lignes)
        ligne[alea.randrange(len(ligne))] = alea.choice(MALICES)
    tirage = alea.random()
    if tirage < 0.1:
        alea.choice(lignes).append(alea.choice(MALICES))
    elif tirage < 0.2:
        alea.choice(lignes).pop()
    elif tirage < 0.3:
        lignes.insert(alea.randrange(len(lignes)), alea.choice(lignes))


def spoil_bytes(alea: random.Random, contenu: bytes) -> bytes:
    """Change, insert, remove or repeat bytes."""
    octets = bytearray(contenu)
    for _ in range(alea.choice((0, 0, 1, 2, 8))):
        rang, geste = alea.randrange(len(octets) + 1), alea.randrange(4)
        if geste == 0 and octets:
            octets[rang % len(octets)] = alea.randrange(256)
        elif geste == 1:
            octets[rang:rang] = alea.choice(OCTETS)
        elif geste == 2:
            del octets[rang : rang + alea.randint(1, 40)]
        else:
            octets[rang:rang] = octets[max(0, rang - 30) : rang]
    return bytes(octets)


def make_csv(alea: random.Random) -> Essai:
    sorte = alea.choice(SORTES)
    lignes = rows(alea, sorte)
    spoil_cells(alea, lignes)
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(
        tampon, delimiter=alea.choice(";,\t"), lineterminator=alea.choice(("\n", "\r\n", "\r"))
    )
    ecrivain.writerows(lignes)
    encodage = alea.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16"))
    return Essai("f.csv", sorte, spoil_bytes(alea, tampon.getvalue().encode(encodage, "replace")))


def make_xlsx(alea: random.Random) -> Essai:
    sorte = alea.choice(SORTES)
    lignes = rows(alea, sorte)
    spoil_cells(alea, lignes)
    livre = openpyxl.Workbook()
    for ligne in lignes:
        livre.worksheets[0].append([legal(cellule) for cellule in ligne])
    if alea.random() < 0.1:
        livre.worksheets[0].merge_cells("B2:C3")
    tampon = io.BytesIO()
    livre.save(tampon)
    contenu = tampon.getvalue()
    if alea.random() < 0.7:
        contenu = spoil_part(alea, contenu)
    abime = alea.random() < 0.4
    return Essai("f.xlsx", sorte, spoil_bytes(alea, contenu) if abime else contenu)


def legal(cellule: object) -> object:
    """Return what openpyxl accepts to write."""
    return (
        "".join(c for c in cellule if c.isprintable() and c < "\ud800")
        if isinstance(cellule, str)
        else cellule
    )


def spoil_part(alea: random.Random, contenu: bytes) -> bytes:
    """Change the bytes of one part, or take it off, under a zip that is right."""
    tampon = io.BytesIO()
    with ZipFile(io.BytesIO(contenu)) as source, ZipFile(tampon, "w", ZIP_DEFLATED) as cible:
        victime = alea.choice(source.namelist())
        for nom in source.namelist():
            partie = source.read(nom)
            if nom == victime and alea.random() < 0.2:
                continue
            cible.writestr(nom, spoil_bytes(alea, partie) if nom == victime else partie)
    return tampon.getvalue()


def make_json(alea: random.Random) -> Essai:
    sorte = alea.choice(SORTES)
    titres, *lignes = rows(alea, sorte)
    for ligne in lignes:
        for _ in range(alea.randint(0, 2)):
            ligne[alea.randrange(len(ligne))] = alea.choice(
                (*MALICES, ["a", True], {"a": 1}, 1e400)
            )
    objets = [dict(zip(titres, ligne, strict=True)) for ligne in lignes]
    document = alea.choice((objets, {"resultats": objets, "nombre": len(objets)}))
    contenu = json.dumps(document, default=str, ensure_ascii=alea.random() < 0.5)
    octets = contenu.encode("utf-8", "replace")
    return Essai("f.json", sorte, spoil_bytes(alea, octets) if alea.random() < 0.5 else octets)


FABRIQUES: Final[tuple[Callable[[random.Random], Essai], ...]] = (make_csv, make_xlsx, make_json)
PARTIEL: Final = 4  # one file in so many is imported with its good rows


def fuzz(nombre: int, *, graine: int, garder: Path, dire: Callable[[str], object] = print) -> bool:
    """Try so many files; return whether all behaved."""
    alea, codes = random.Random(graine), Counter[int]()
    debut = time.monotonic()
    with tempfile.TemporaryDirectory() as temporaire:
        atelier = Atelier(Path(temporaire), Path(temporaire) / "modele.db")
        atelier.prepare()
        for rang in range(nombre):
            essai = FABRIQUES[rang % len(FABRIQUES)](alea)
            if rang % PARTIEL == 0:
                essai = replace(essai, options=("--partiel",))
            code, defaut = atelier.attempt(essai)
            codes[code] += 1
            if defaut:
                garder.mkdir(parents=True, exist_ok=True)
                (garder / essai.nom).write_bytes(essai.contenu)
                dire(f"fichier {rang} (graine {graine}), gardé dans {garder} : {defaut}")
                return False
    detail = ", ".join(f"code {code} : {fois}" for code, fois in sorted(codes.items()))
    dire(f"{nombre} fichiers en {time.monotonic() - debut:.0f} s ; {detail}")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nombre", type=int, default=10_000, help="files to try")
    parser.add_argument("--graine", type=int, default=1, help="seed: same seed, same files")
    parser.add_argument(
        "--garder", type=Path, default=Path("fuzz-import"), help="where to keep a fault"
    )
    choix = parser.parse_args()
    for nom in [nom for nom in os.environ if nom.startswith("SIGMA_")]:
        del os.environ[nom]
    sys.exit(0 if fuzz(choix.nombre, graine=choix.graine, garder=choix.garder) else 1)


if __name__ == "__main__":
    main()
