"""What tests of the flux share: people to send, files that left, answers to them."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

from tests import factories
from tests.conftest import Lieu, Sigma

CARIF = "SIGMA_CARIF_20201006_000001.xml"
DEFI = "SIGMA_DEFI_20201006_000001.csv"
AGORA = "SIGMA_AGORA_20201006_000001.csv"


def enrol_paid(sigma: Sigma, ordre: int, *, sexe: str = "1", nom: str = "Martin") -> None:
    """Enrol a person of this number, and give them a paid place."""
    sigma.ok(*factories.stagiaire_enrol(nom=nom), entree=factories.nir(ordre, sexe=sexe))
    sigma.ok(*factories.place_allocate(f"P{ordre:06d}"))


def set_type(lieu: Lieu, parcours: int, genre: str | None) -> None:
    """Set a type of pay that no command of this version sets."""
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE parcours SET type_remuneration = ? WHERE id = ?", (genre, parcours))


def become(sigma: Sigma, ident: int, numero: str, **env: str) -> None:
    """Give a person the definitive number."""
    sigma.ok("stagiaire", "nir", f"S{ident:06d}", "--nir", "-", entree=numero, **env)


def parcours_of(fichier: Path) -> list[str]:
    """Return the references of a file of persons: each row starts with one (CLI.md §6)."""
    lignes = list(csv.reader(fichier.read_text("utf-8").splitlines(), delimiter=";"))
    assert lignes[0][0] == "parcours"
    return [ligne[0] for ligne in lignes[1:]]


def sent(lieu: Lieu) -> list[str]:
    """Return the parcours of all the files of defi, in order."""
    return [ref for fichier in lieu.depot("defi") for ref in parcours_of(fichier)]


def answer(lieu: Lieu, *lignes: str) -> str:
    """Write the answer of a receiver; return its path."""
    fichier = lieu.dossier / "accuse.csv"
    titres = "fichier;ligne;etat;motif"
    fichier.write_text("".join(f"{ligne}\r\n" for ligne in (titres, *lignes)), "utf-8")
    return str(fichier)
