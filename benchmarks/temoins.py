"""The bare cost of what `volumes.py` measures: the library alone, on the same rows, in its own process.

`python benchmarks/temoins.py import|xlsx|csv …`: prints the seconds of processor of the work itself, without the
start of Python nor the loading of what it works on.
"""

import csv
import gc
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, select
from sqlmodel import SQLModel

import sigma_cli.models.tables  # noqa: F401 - registers every table
from sigma_cli.exports import REGISTRE
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Ligne
from sigma_cli.store import open_db
from sigma_cli.store.adresse import Adresse

_LIGNES = """
    SELECT a.convention, a.numero, c.numero, a.intitule, c.intitule, c.certifinfo, c.niveau_entree,
      c.niveau_sortie, printf('%02d', s.numero), strftime('%d/%m/%Y', s.date_debut),
      strftime('%d/%m/%Y', s.date_fin), s.code_postal, s.code_insee, s.commune, s.site, s.places,
      (SELECT group_concat(strftime('%d/%m/%Y', i.date), ' ; ') FROM information_collective i
       WHERE i.session_id = s.id)
    FROM action a JOIN composante c ON c.action_id = a.id
      LEFT JOIN session_formation s ON s.composante_id = c.id
    ORDER BY a.numero, c.rang, s.numero
"""


def timed(travail: Callable[[], object]) -> float:
    gc.disable()  # as the program itself does
    debut = time.process_time()
    travail()
    return time.process_time() - debut


def bare_import(fichier: Path, remplie: Path, vide: Path) -> float:
    """Read the file, and insert by Core the very rows that the import wrote, in one transaction."""
    source, cible = create_engine(f"sqlite:///{remplie}"), create_engine(f"sqlite:///{vide}")
    event.listen(
        cible, "connect", lambda connexion, _: connexion.execute("PRAGMA synchronous = FULL")
    )
    with source.connect() as pleine, cible.connect() as deja:
        ajouts = {table: _added(table, pleine, deja) for table in SQLModel.metadata.sorted_tables}

    def work() -> None:
        with fichier.open(encoding="utf-8-sig", newline="") as entree:
            for _ in csv.reader(entree, delimiter=";"):
                pass
        with cible.begin() as connection:
            for table, lignes in ajouts.items():
                if lignes:
                    connection.execute(table.insert(), lignes)

    return timed(work)


def _added(table: Any, pleine: Connection, deja: Connection) -> list[dict[str, Any]]:
    """Return the rows of a table that the emptier base lacks."""
    connues = {tuple(ligne) for ligne in deja.execute(select(*table.primary_key.columns))}
    cles = [colonne.name for colonne in table.primary_key.columns]
    lignes = (
        dict(ligne._mapping)  # noqa: SLF001 - SQLAlchemy’s public name for a row as a mapping
        for ligne in pleine.execute(table.select())
    )
    return [ligne for ligne in lignes if tuple(ligne[cle] for cle in cles) not in connues]


def rows(base: Path) -> tuple[Export, list[Ligne]]:
    """Return the rows of the export of composantes."""
    export = REGISTRE["composantes"]
    with open_db(Adresse.parse(str(base))) as db:
        return export, list(export.load(db, export.filtre()))


def bare_xlsx(base: Path, fichier: Path) -> float:
    """Write the same cells by openpyxl in write-only mode."""
    from openpyxl import Workbook

    export, lignes = rows(base)

    def work() -> None:
        classeur = Workbook(write_only=True)
        feuille = classeur.create_sheet("Composantes")
        feuille.append([colonne.titre for colonne in export.colonnes])
        for ligne in lignes:
            feuille.append(ligne)
        classeur.save(fichier)

    return timed(work)


def bare_csv(base: Path, fichier: Path) -> float:
    """Write the same cells by `csv.writer`, already turned into text."""
    _, lignes = rows(base)
    textes = [[_text(cellule) for cellule in ligne] for ligne in lignes]

    def work() -> None:
        with fichier.open("w", encoding="utf-8-sig", newline="") as sortie:
            csv.writer(sortie, delimiter=";").writerows(textes)

    return timed(work)


def bare_read_csv(base: Path, fichier: Path) -> float:
    """Read the same rows by `sqlite3` and write them by `csv.writer`: an export without any of us."""

    def work() -> None:
        with closing(sqlite3.connect(base)) as nue, fichier.open("w", newline="") as sortie:
            csv.writer(sortie, delimiter=";").writerows(nue.execute(_LIGNES))

    return timed(work)


def our_csv(base: Path, fichier: Path) -> float:
    """Write the rows by our own writer: what the format alone costs."""
    from sigma_cli.formats.csv_fr import write_csv

    export, lignes = rows(base)

    def work() -> None:
        with fichier.open("wb") as sortie:
            write_csv(sortie, export.colonnes, iter(lignes))

    return timed(work)


def our_xlsx(base: Path, fichier: Path) -> float:
    """Write the rows by our own writer: what the format alone costs."""
    from datetime import UTC, datetime

    from sigma_cli.formats.xlsx.ecriture import write_xlsx

    export, lignes = rows(base)
    le = datetime(2020, 10, 6, tzinfo=UTC)

    def work() -> None:
        with fichier.open("wb") as sortie:
            write_xlsx(sortie, export.colonnes, iter(lignes), titre_feuille="A", produit_le=le)

    return timed(work)


def _text(cellule: object) -> str:
    if isinstance(cellule, date):
        return f"{cellule:%d/%m/%Y}"
    return "" if cellule is None else str(cellule)


TRAVAUX: dict[str, Callable[..., float]] = {
    "import": bare_import,
    "xlsx": bare_xlsx,
    "csv": bare_csv,
    "csv-lu": bare_read_csv,
    "notre-xlsx": our_xlsx,
    "notre-csv": our_csv,
}

if __name__ == "__main__":
    print(TRAVAUX[sys.argv[1]](*map(Path, sys.argv[2:])))
