"""Measure what the numbers cost, as ratios to the same work without them.

`python benchmarks/identite.py [-n PERSONNES] [--grande PERSONNES] [-r TOURS] [-o FILE.json] [--strict]`.
Both sides of a line run in turn in this process; a ratio is taken pair by pair, and its median is
compared with the bound. Only `--strict` makes a bound exceeded an exit code.

- reading a number, against `stdnum.fr.nir.validate` alone, on numbers with and without spaces;
- enrolling persons in bulk, sealed and indexed, against the same persons without a number;
- finding a person by number in a large base, against a small one.
"""

import argparse
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Final

RACINE: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

from sqlmodel import Session  # noqa: E402 - the program beside this script is the one measured
from stdnum.fr import nir as stdnum_nir  # noqa: E402

from sigma_cli.domain.acte import Acte  # noqa: E402
from sigma_cli.domain.personnes.nir import Nir  # noqa: E402
from sigma_cli.domain.references import Session as RefSession  # noqa: E402
from sigma_cli.models.action import Action  # noqa: E402
from sigma_cli.models.composante import Composante  # noqa: E402
from sigma_cli.models.session import SessionFormation  # noqa: E402
from sigma_cli.models.stagiaire import Stagiaire  # noqa: E402
from sigma_cli.referentiels import reglages  # noqa: E402
from sigma_cli.services.inscription import passage as inscriptions  # noqa: E402
from sigma_cli.services.personnes import numeros  # noqa: E402
from sigma_cli.store import open_db  # noqa: E402
from sigma_cli.store.adresse import Adresse  # noqa: E402
from sigma_cli.store.coffre import Coffre  # noqa: E402
from sigma_cli.store.schema import migrate  # noqa: E402

JOUR: Final = date(2026, 9, 1)
AVANT_BASCULE: Final = datetime(2020, 9, 1, 7, tzinfo=UTC)  # a number is not mandatory yet
ACTE: Final = Acte(agent="mesure", le=AVANT_BASCULE)
REF: Final = RefSession("26F0011_01", 1)
REGLAGES: Final = reglages.load({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesure:
    """Medians in milliseconds of both sides, and the median of the paired ratios."""

    nom: str
    temoin: str
    ms: float
    ms_temoin: float
    rapport: float
    borne: float

    @property
    def depassee(self) -> bool:
        return self.rapport > self.borne


def compare(
    nom: str, temoin: str, a: Callable[[], float], b: Callable[[], float], *, borne: float, n: int
) -> Mesure:
    """Run A B A B…; each returns its own seconds."""
    paires = [(a(), b()) for _ in range(n)]
    return Mesure(
        nom=nom,
        temoin=temoin,
        ms=1000 * statistics.median(a for a, _ in paires),
        ms_temoin=1000 * statistics.median(b for _, b in paires),
        rapport=statistics.median(a / b for a, b in paires),
        borne=borne,
    )


def timed(work: Callable[[], object]) -> float:
    debut = time.perf_counter()
    work()
    return time.perf_counter() - debut


def numbers() -> Iterator[str]:
    """Yield invented numbers with the right key, each once, in an order that means nothing."""
    rang = 0
    while True:
        melange = rang * 7_368_787 % 36_000_000
        reste, ordre = divmod(melange, 900)
        reste, commune = divmod(reste, 400)
        mois = reste % 12
        annee = 50 + reste // 12 % 49
        corps = f"{1 + rang % 2}{annee:02d}{mois + 1:02d}31{commune + 1:03d}{ordre + 1:03d}"
        yield corps + stdnum_nir.calc_check_digits(corps)
        rang += 1


def measure_parsing(n: int) -> Iterator[Mesure]:
    nus = list(islice(numbers(), 20_000))
    espaces = [f"{v[0]} {v[1:3]} {v[3:5]} {v[5:7]} {v[7:10]} {v[10:13]} {v[13:]}" for v in nus]
    for nom, saisies in (("lire un numéro", nus), ("lire un numéro espacé", espaces)):

        def ours(saisies: list[str] = saisies) -> float:
            return timed(lambda: [Nir.parse(s, aujourdhui=JOUR) for s in saisies])

        def bare(saisies: list[str] = saisies) -> float:
            return timed(lambda: [stdnum_nir.validate(s) for s in saisies])

        yield compare(nom, "stdnum.fr.nir.validate", ours, bare, borne=2.0, n=n)


def new_base(chemin: Path) -> Adresse:
    """Return the address of a base with one session to enrol in."""
    for reste in chemin.parent.glob(f"{chemin.name}*"):
        reste.unlink()
    adresse = Adresse.parse(str(chemin))
    migrate(adresse)
    with open_db(adresse, ecriture=True) as db:
        db.add(
            Action(
                id=1, numero="26F0011", convention="26005341_1", intitule="Essai", statut="EG",
                annee=2026, date_debut=JOUR, date_fin_prevue=JOUR, niveau_sortie="5",
                places_remunerees=0, programme="FORPRO_SUP", creee_le=ACTE.le, modifiee_le=ACTE.le,
            )
        )  # fmt: skip
        db.flush()
        db.add(
            Composante(
                id=1, action_id=1, rang=1, numero=REF.composante, intitule="Essai",
                certifinfo="1", niveau_entree="4", niveau_sortie="5", creee_le=ACTE.le,
                modifiee_le=ACTE.le,
            )
        )  # fmt: skip
        db.flush()
        db.add(
            SessionFormation(
                id=1, composante_id=1, numero=1, date_debut=JOUR, date_fin=JOUR, places=9_999_999,
                site="Essai", code_postal="31000", code_insee="31555", commune="TOULOUSE",
                saisie_le=ACTE.le, creee_le=ACTE.le, modifiee_le=ACTE.le,
            )
        )  # fmt: skip
    return adresse


def demandes(n: int) -> list[inscriptions.Demande]:
    return [
        inscriptions.Demande(
            session=REF,
            nom_naissance=f"Nom{rang:07d}",
            prenom="Léa",
            civilite="Mme" if numero[0] == "2" else "M.",
            nir=Nir.parse(numero, aujourdhui=JOUR),
        )
        for rang, numero in enumerate(islice(numbers(), n))
    ]


def enrol(adresse: Adresse, personnes: list[inscriptions.Demande], coffre: Coffre | None) -> None:
    with open_db(adresse, ecriture=True) as db:
        for issue in inscriptions.enrol_many(db, ACTE, personnes, coffre=coffre, reglages=REGLAGES):
            assert isinstance(issue, inscriptions.Inscrit), issue


def measure_bulk(dossier: Path, coffre: Coffre, personnes: int, n: int) -> Mesure:
    avec = demandes(personnes)
    sans = [replace(demande, nir=None) for demande in avec]

    def sealed() -> float:
        adresse = new_base(dossier / "avec.db")
        return timed(lambda: enrol(adresse, avec, coffre))

    def bare() -> float:
        adresse = new_base(dossier / "sans.db")
        return timed(lambda: enrol(adresse, sans, None))

    return compare(
        f"inscrire {personnes} personnes", "les mêmes sans numéro", sealed, bare, borne=2.0, n=n
    )


def fill(adresse: Adresse, coffre: Coffre, personnes: int) -> None:
    """Write persons and their numbers, and nothing else: a million enrolments would take minutes."""
    vide = {"provenances": "{}", "cree_le": ACTE.le, "modifie_le": ACTE.le}
    rangs = enumerate(islice(numbers(), personnes), start=1)
    with open_db(adresse, ecriture=True) as db:
        while lot := list(islice(rangs, 10_000)):
            lignes = [
                {"id": rang, "nom_naissance": f"Nom{rang:07d}", "nom_replie": f"nom{rang:07d}"}
                | numeros.columns(rang, coffre, Nir(valeur=numero), le=ACTE.le)
                | vide
                for rang, numero in lot
            ]
            db.execute(Stagiaire.__table__.insert(), lignes)


def measure_lookup(dossier: Path, coffre: Coffre, grande: int, n: int) -> Mesure:
    tailles = (grande, 1_000)
    chemins = [new_base(dossier / f"{taille}.db") for taille in tailles]
    for adresse, taille in zip(chemins, tailles, strict=True):
        fill(adresse, coffre, taille)
    cherches = [Nir.parse(v, aujourdhui=JOUR) for v in islice(numbers(), 1_000)]

    def search(db: Session) -> float:
        db.expunge_all()
        return timed(lambda: [numeros.find(db, coffre, nir) for nir in cherches])

    with open_db(chemins[0]) as grand, open_db(chemins[1]) as petit:
        for nir in cherches:
            assert numeros.find(grand, coffre, nir)
            assert numeros.find(petit, coffre, nir)
        return compare(
            f"retrouver parmi {grande}",
            "parmi 1000",
            lambda: search(grand),
            lambda: search(petit),
            borne=1.2,
            n=n,
        )


def table(mesures: list[Mesure]) -> str:
    lignes = [f"{'mesure':<28}{'ms':>9}  {'témoin':<24}{'ms':>9}{'rapport':>9}{'borne':>7}"]
    for m in mesures:
        signe = "  dépassée" if m.depassee else ""
        lignes.append(
            f"{m.nom:<28}{m.ms:>9.1f}  {m.temoin:<24}{m.ms_temoin:>9.1f}{m.rapport:>9.2f}"
            f"{m.borne:>7.2f}{signe}"
        )
    return "\n".join(lignes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=100_000, help="persons enrolled in bulk")
    parser.add_argument("--grande", type=int, default=1_000_000, help="persons of the large base")
    parser.add_argument("-r", type=int, default=3, help="runs of each side")
    parser.add_argument("-o", type=Path, help="JSON file to write")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bound is exceeded")
    choix = parser.parse_args()
    gc.disable()  # as the program itself does
    coffre = Coffre.of(os.urandom(32))
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        mesures = [*measure_parsing(max(choix.r, 11))]
        mesures.append(measure_bulk(dossier, coffre, choix.n, choix.r))
        mesures.append(measure_lookup(dossier, coffre, choix.grande, max(choix.r, 11)))
    print(table(mesures))
    if choix.o:
        rapport = {"python": sys.version.split()[0], "mesures": [*map(asdict, mesures)]}
        choix.o.write_text(json.dumps(rapport, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if choix.strict and any(m.depassee for m in mesures):
        sys.exit(1)


if __name__ == "__main__":
    main()
