"""Command lines and values that are right as they stand; say in a test only what it is about."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import SigmaError

AUJOURDHUI = date(2020, 10, 6)
SESSION = "20F0011_03/01"


def configuration(**destinations: str) -> str:
    """Return a config.toml: each flux in its folder of `depot`, unless it goes elsewhere."""
    lieux = {code: f"depot/{code}" for code in ("carif", "defi", "agora")} | destinations
    return "".join(f'[flux.{code}]\ndestination = "{lieu}"\n' for code, lieu in lieux.items())


def nir(ordre: int = 1, *, sexe: str = "1", annee: str = "85", lieu: str = "0175056") -> str:
    """Return an invented number with the right key: tests never hold a real one.

    `lieu` is month, département and commune: January, Paris by default.
    """
    corps = f"{sexe}{annee}{lieu}{ordre:03d}"
    chiffres = corps.replace("2A", "19").replace("2B", "18")
    valeur = f"{corps}{97 - int(chiffres) % 97:02d}"
    return Nir.parse(valeur, aujourdhui=AUJOURDHUI).valeur


def _line(*debut: str, options: dict[str, str], changes: dict[str, str | None]) -> list[str]:
    """Return a command line; an option set to None is left out."""
    toutes = options | {f"--{nom.replace('_', '-')}": valeur for nom, valeur in changes.items()}
    return [*debut, *(mot for nom, valeur in toutes.items() if valeur for mot in (nom, valeur))]


def etablissement_set(**changes: str | None) -> list[str]:
    options = {
        "--nom": "Université d’exemple",
        "--siret": "12345678200010",
        "--uai": "0319999A",
        "--nda": "7331P999999",
        "--adresse": "1 rue de l’Exemple",
        "--code-postal": "31000",
        "--code-insee": "31555",
        "--commune": "TOULOUSE",
        "--courriel": "formation@exemple.fr",
        "--telephone": "05 00 00 00 00",
    }
    return _line("etablissement", "set", options=options, changes=changes)


def action_add(action: str = "20F0011", **changes: str | None) -> list[str]:
    options = {
        "--convention": "20005341_1",
        "--intitule": "Diplômes niveaux 5 6 7",
        "--annee": "2020",
        "--debut": "2020-09-01",
        "--fin": "2021-12-31",
        "--niveau-sortie": "5",
        "--places-remunerees": "5",
    }
    return _line("action", "add", action, options=options, changes=changes)


def composante_add(composante: str = "20F0011_03", **changes: str | None) -> list[str]:
    options = {
        "--intitule": "Licence professionnelle gestion",
        "--certifinfo": "93541",
        "--niveau-entree": "5",
        "--niveau-sortie": "6",
        "--formacode": "32663",
        "--objectif": "Tenir une comptabilité.",
        "--contenu": "Comptabilité, paie.",
        "--resultats": "Licence professionnelle",
        "--heures-centre": "450",
    }
    return _line("composante", "add", composante, options=options, changes=changes)


def session_add(composante: str = "20F0011_03", **changes: str | None) -> list[str]:
    options = {
        "--debut": "2020-11-02",
        "--fin": "2021-06-25",
        "--places": "10",
        "--site": "Université",
        "--code-postal": "11108",
        "--code-insee": "11262",
        "--commune": "NARBONNE CEDEX",
    }
    return _line("session", "add", composante, options=options, changes=changes)


def stagiaire_enrol(session: str = SESSION, **changes: str | None) -> list[str]:
    """Enrol on a number read from the standard input: hand it as `entree`."""
    options = {"--nom": "Martin", "--prenom": "Léa", "--naissance": "1985-01-15", "--nir": "-"}
    return _line("stagiaire", "enrol", session, options=options, changes=changes)


def warned(document: Any) -> list[Any]:
    """Return the warnings of an answer, but that of a registration without candidature (Q2-01)."""
    return [dit for dit in document["avertissements"] if dit["regle"] != "Q2-01"]


def prescripteur_add(
    structure: str = "Mission locale Narbonne", **changes: str | None
) -> list[str]:
    options = {
        "--structure": structure,
        "--type": "MISSION_LOCALE",
        "--departement": "11",
        "--ville": "Narbonne",
    }
    return _line("prescripteur", "add", options=options, changes=changes)


def candidature_add(session: str = SESSION, **changes: str | None) -> list[str]:
    """Enter a candidature by fiche, from the first prescripteur; its fiche is documented."""
    options = {
        "--nom": "Durand",
        "--prenom": "Anne",
        "--mode": "FICHE",
        "--prescripteur": "PR0001",
        "--fiche-recue-le": "2020-10-01",
        "--fiche-de": "conseil@exemple.fr",
    }
    return _line("candidature", "add", session, options=options, changes=changes)


def outcome(call: Callable[[], object]) -> str | None:
    """Return the rule (else the class) of the refusal that a call meets, None when it passes."""
    try:
        call()
    except SigmaError as refus:
        return refus.regle or type(refus).__name__
    return None


def place_allocate(parcours: str = "P000001", **changes: str | None) -> list[str]:
    return _line(
        "place", "allocate", parcours, options={"--motif": "Sans ressources"}, changes=changes
    )


def fragments(numero: str) -> set[str]:
    """Return every run of four characters of a number: none may be shown."""
    return {numero[rang : rang + 4] for rang in range(len(numero) - 3)}


def source() -> list[list[str]]:
    """Return the commands that enter the actions and the sessions of the source of 2020-10-02."""
    niveau_4 = {"intitule": "Diplômes niveau 4", "debut": "2020-09-07", "niveau_sortie": "4"}
    composantes = ("20F0011_01", "20F0011_02", "20F0011_03", "20F0012_01")
    return [
        action_add(),
        action_add("20F0012", convention="20005341_2", **niveau_4),
        *(composante_add(composante) for composante in composantes),
        session_add("20F0011_01", debut="07/09/2020"),
        session_add(
            "20F0011_02",
            debut="07/09/2020",
            code_postal="66860",
            code_insee="66136",
            commune="PERPIGNAN CEDEX 9",
        ),
        [
            *session_add(
                "20F0011_03",
                debut="28/09/2020",
                fin="28/05/2021",
                places="5",
                code_postal="48000",
                code_insee="48095",
                commune="MENDE",
            ),
            *("--ic", "02/10/2020", "--ic", "11/09/2020"),
        ],
        [
            *session_add("20F0012_01", debut="28/09/2020", fin="28/05/2021", places="5"),
            *("--ic", "02/10/2020"),
        ],
    ]


_NEIGHBOUR = """
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
base.execute("ROLLBACK")
"""


@contextmanager
def locked(base: Path, *, seconds: float) -> Iterator[None]:
    """Have another process hold the write lock of a base for so long, or until the end."""
    command = [sys.executable, "-c", _NEIGHBOUR, str(base), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as neighbour:
        try:
            assert neighbour.stdout is not None
            assert neighbour.stdout.readline() == "held\n"
            yield
        finally:
            neighbour.kill()


def nir_wrong(sexe: str, annee: str, mois: str, lieu: str, ordre: str = "734") -> str:
    """Return a number whose key agrees with parts that need not exist."""
    corps = f"{sexe}{annee}{mois}{lieu}{ordre}"
    return f"{corps}{97 - int(corps) % 97:02d}"
