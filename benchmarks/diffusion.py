"""Measure the carif flow: speed against the bare writing of its bytes, memory against its size.

`python benchmarks/diffusion.py [-n RUNS] [--petite N] [--grande N] [-o FILE.json] [--strict]
[--valider SCHEMA…]`. Speed: our flow, from the rows of a base to the bytes, and lxml's incremental
writer on the very same elements, in turn; the ratio is the median of the pairs. Memory: the peak of a
process that makes the file of the great base, and of the small one. `--valider` also holds the small
file against schemas, the official ones for instance.
"""

import argparse
import io
import json
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from lxml import etree

RACINE: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

from sigma_cli.flux import carif  # noqa: E402 - the program is beside
from sigma_cli.flux.contrat import Contexte, Entete, Releve  # noqa: E402
from sigma_cli.referentiels.reglages import load as load_reglages  # noqa: E402
from sigma_cli.store.adresse import Adresse  # noqa: E402
from sigma_cli.store.engine import open_db  # noqa: E402
from sigma_cli.store.schema import migrate  # noqa: E402

ENTETE: Final = Entete(sequence=1, produit_le=datetime(2020, 10, 6, 7, tzinfo=UTC))
PAR_COMPOSANTE: Final = 10  # sessions
PAR_ACTION: Final = 900  # composantes: their rank has three digits
LE: Final = "2020-09-01 08:00:00.000000"
TEXTE: Final = "Comptabilité, fiscalité, paie, contrôle de gestion, projet tuteuré, suivi. " * 5
VITESSE: Final = 2.0
MEMOIRE: Final = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesure:
    """Milliseconds of both sides (megabytes for memory), their ratio and its bound."""

    nom: str
    temoin: str
    detail: str
    ms: float
    ms_temoin: float
    rapport: float
    borne: float

    @property
    def depassee(self) -> bool:
        return self.rapport > self.borne


def fill(base: Path, sessions: int) -> None:
    """Make a base with so many sessions, every optional field given, two meetings each."""
    migrate(Adresse.parse(str(base)))
    composantes = -(-sessions // PAR_COMPOSANTE)
    with closing(sqlite3.connect(base)) as db, db:
        db.execute(
            "INSERT INTO etablissement (id, nom, siret, uai, nda, adresse, code_postal, code_insee,"
            " commune, courriel, telephone) VALUES (1, 'Université d’exemple', '12345678200010',"
            " '0319999A', '7331P999999', '1 rue de l’Exemple', '31000', '31555', 'TOULOUSE',"
            " 'formation@exemple.fr', '05 00 00 00 00')"
        )
        insert(db, "action", ACTION, map(action_row, range(1, composantes // PAR_ACTION + 2)))
        insert(db, "composante", COMPOSANTE, map(composante_row, range(composantes)))
        insert(db, "composante_code", "composante_id nomenclature rang code", codes(composantes))
        insert(db, "session_formation", SESSION, map(session_row, range(sessions)))
        reunions = (
            (n, jour, "09h00", "11h30", "Salle 12", 20)
            for n in range(1, sessions + 1)
            for jour in ("2020-10-12", "2020-10-19")
        )
        colonnes = "session_id date heure_debut heure_fin lieu places"
        insert(db, "information_collective", colonnes, reunions)


ACTION: Final = (
    "id numero convention intitule statut annee date_debut date_fin_prevue niveau_sortie "
    "places_remunerees places_en_plus places_utilisees programme creee_le modifiee_le"
)
COMPOSANTE: Final = (
    "id action_id rang numero intitule certifinfo rncp niveau_entree niveau_sortie "
    "niveau_entree_obligatoire certifiante objectif contenu resultats rythme conditions "
    "modalites_enseignement heures_centre heures_entreprise pic creee_le modifiee_le"
)
SESSION: Final = (
    "id composante_id numero date_debut date_fin places site adresse code_postal code_insee commune "
    "siret uai saisie_le a_diffuser creee_le modifiee_le"
)


def insert(db: sqlite3.Connection, table: str, colonnes: str, lignes: Any) -> None:
    noms = colonnes.split()
    marques = ", ".join("?" * len(noms))
    db.executemany(f"INSERT INTO {table} ({', '.join(noms)}) VALUES ({marques})", lignes)


def action_row(n: int) -> tuple[Any, ...]:
    debut = (n, f"20F{n:05d}", "20005341_1", "Diplômes", "EG", 2020, "2020-09-01", "2021-12-31")
    return (*debut, "5", 5, 0, 0, "FORPRO_SUP", LE, LE)


def composante_row(n: int) -> tuple[Any, ...]:
    action, rang = n // PAR_ACTION + 1, n % PAR_ACTION + 1
    codes_ = ("93541", "RNCP30075", "5", "6", 1, 1)
    textes = (TEXTE, TEXTE, "Licence professionnelle", "Temps plein", "Entretien préalable")
    numero = f"20F{action:05d}_{rang:02d}"
    return (
        n + 1,
        action,
        rang,
        numero,
        "Licence gestion",
        *codes_,
        *textes,
        "1",
        450,
        150,
        1,
        LE,
        LE,
    )


def codes(composantes: int) -> Iterator[tuple[Any, ...]]:
    familles = (("FORMACODE", "32663"), ("NSF", "314"), ("PUBLIC", "80006"), ("ROME", "M1203"))
    for n in range(1, composantes + 1):
        for famille, code in familles:
            yield (n, famille, 1, code)


def session_row(n: int) -> tuple[Any, ...]:
    numero = n % PAR_COMPOSANTE + 1
    dates = ("2020-11-02", "2021-06-25", 10)
    lieu = ("Université", "Avenue Pierre de Coubertin", "11108", "11262", "NARBONNE CEDEX")
    return (
        n + 1,
        n // PAR_COMPOSANTE + 1,
        numero,
        *dates,
        *lieu,
        "12345678200010",
        "0319999A",
        LE,
        1,
        LE,
        LE,
    )


def blocks(base: Path, releve: Releve) -> Iterator[bytes]:
    """Yield the file of a base, from its rows to its bytes."""
    contexte = Contexte(jour=ENTETE.heure_paris.date(), reglages=load_reglages({}))
    with open_db(Adresse.parse(str(base))) as db:
        donnees = carif.FLUX.load(db, lambda _ident, _scelle: "", contexte)
        yield from carif.FLUX.build(ENTETE, donnees, releve)


def ours(base: Path) -> tuple[float, int]:
    """Return the seconds and the bytes of the whole flow."""
    releve, taille, debut = Releve(), 0, time.perf_counter()
    for bloc in blocks(base, releve):
        taille += len(bloc)
    return time.perf_counter() - debut, taille


Noeud = tuple[str, dict[str, str], str | None, list[tuple[Any, str | None]]]


def to_tuples(element: Any) -> Noeud:
    enfants = [(to_tuples(enfant), enfant.tail) for enfant in element]
    return (element.tag, dict(element.attrib), element.text, enfants)


def bare(arbre: Noeud) -> tuple[float, bytes]:
    """Write the same elements, already at hand, with nothing but lxml's incremental writer."""

    def write(noeud: Noeud) -> None:
        tag, attributs, texte, enfants = noeud
        with xf.element(tag, attributs):
            if texte:
                xf.write(texte)
            for enfant, suite in enfants:
                write(enfant)
                if suite:
                    xf.write(suite)

    sortie, debut = io.BytesIO(), time.perf_counter()
    with etree.xmlfile(sortie, encoding="UTF-8") as xf:
        xf.write_declaration()
        tag, _, texte, enfants = arbre
        with xf.element(tag, nsmap={None: "http://lheo.gouv.fr/2.3"}):
            xf.write(texte)
            for enfant, suite in enfants:
                write(enfant)
                xf.write(suite)
    return time.perf_counter() - debut, sortie.getvalue()


def measure_speed(base: Path, sessions: int, n: int) -> Mesure:
    """Run ours and theirs in turn, on the same bytes."""
    document = b"".join(blocks(base, Releve()))
    arbre = to_tuples(etree.fromstring(document))
    assert bare(arbre)[1].replace(b"'", b'"').strip() == document.strip(), "not the same bytes"
    paires = [(ours(base)[0], bare(arbre)[0]) for _ in range(n)]
    duree, temoin = (statistics.median(cote) for cote in zip(*paires, strict=True))
    mo = len(document) / 1e6
    return Mesure(
        nom=f"flux carif, {sessions} sessions",
        temoin="lxml, les mêmes octets",
        detail=f"{sessions / duree:.0f} sessions/s, {mo / duree:.1f} Mo/s ({mo:.0f} Mo)",
        ms=1000 * duree,
        ms_temoin=1000 * temoin,
        rapport=statistics.median(a / b for a, b in paires),
        borne=VITESSE,
    )


def own_peak() -> int:
    """Return the peak of this process; Linux counts the one of its parent in `ru_maxrss`."""
    etat = Path("/proc/self/status")
    if etat.exists():
        return int(re.search(r"^VmHWM:\s+(\d+)", etat.read_text(), re.MULTILINE)[1])  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def peak(base: Path) -> int:
    """Return the peak memory, in kilobytes, of a process that makes the file and drops it."""
    argv = [sys.executable, __file__, "--memoire", str(base)]
    sortie = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    return int(sortie)


def measure_memory(petite: Path, grande: Path, tailles: tuple[int, int]) -> Mesure:
    petit, grand = peak(petite), peak(grande)
    return Mesure(
        nom=f"flux carif, mémoire de {tailles[1]} (Mo)",
        temoin=f"de {tailles[0]}",
        detail=f"{grand / 1024:.0f} Mo / {petit / 1024:.0f} Mo",
        ms=grand / 1024,
        ms_temoin=petit / 1024,
        rapport=grand / petit,
        borne=MEMOIRE,
    )


def validate(base: Path, schemas: list[Path]) -> None:
    document = etree.fromstring(b"".join(blocks(base, Releve())))
    for chemin in schemas:
        etree.XMLSchema(etree.parse(chemin)).assertValid(document)
        print(f"valide : {chemin.name}")


def table(mesures: list[Mesure]) -> str:
    lignes = [f"{'mesure':<42}{'':<44}{'rapport':>8}{'borne':>7}"]
    for m in mesures:
        signe = "  dépassée" if m.depassee else ""
        lignes.append(f"{m.nom:<42}{m.detail:<44}{m.rapport:>8.2f}{m.borne:>7.2f}{signe}")
    return "\n".join(lignes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5, help="runs of each side")
    parser.add_argument("--petite", type=int, default=10_000, help="sessions of the small base")
    parser.add_argument("--grande", type=int, default=1_000_000, help="sessions of the great one")
    parser.add_argument("--valider", type=Path, nargs="*", default=[], help="schemas to hold")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is exceeded")
    parser.add_argument("--memoire", type=Path, help=argparse.SUPPRESS)
    choix = parser.parse_args()
    if choix.memoire:
        ours(choix.memoire)
        print(own_peak())
        return
    with tempfile.TemporaryDirectory() as temporaire:
        petite, grande = Path(temporaire) / "petite.db", Path(temporaire) / "grande.db"
        fill(petite, choix.petite)
        mesures = [measure_speed(petite, choix.petite, choix.n)]
        validate(petite, choix.valider)
        fill(grande, choix.grande)
        mesures.append(measure_memory(petite, grande, (choix.petite, choix.grande)))
    print(table(mesures))
    if choix.o:
        rapport = {"python": sys.version.split()[0], "mesures": [*map(asdict, mesures)]}
        choix.o.write_text(json.dumps(rapport, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if choix.strict and any(m.depassee for m in mesures):
        sys.exit(1)


if __name__ == "__main__":
    main()
