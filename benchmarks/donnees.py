"""What the measures work on: invented persons in a file, a base of any size, written without the program.

Imported by the scripts beside it; run alone, it does nothing.
"""

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sigma_cli.domain.recherche import composante_key, session_key
from sigma_cli.domain.references import Composante, Session
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.schema import migrate

INSTANT: Final = "2020-10-06 07:00:00"
RARE: Final = "rarissime"  # in one session of the base
COMPOSANTE: Final = "20F0000_01"
SESSIONS: Final = 20  # by composante
_PAR_ACTION: Final = 99  # composantes: their rank has two digits
_COMMUNES: Final = (
    *("NARBONNE CEDEX", "PERPIGNAN CEDEX 9", "MENDE", "TOULOUSE", "FOIX", "ALBI", "CASTRES"),
    *("RODEZ", "MONTPELLIER", "NÎMES", "SÈTE", "BÉZIERS", "TARBES", "AUCH", "CAHORS", "MONTAUBAN"),
)
_INTITULES: Final = (
    "Licence professionnelle gestion",
    "Master sciences de l’éducation",
    "DUT informatique",
    "Diplôme universitaire d’aide à la personne",
    "Licence mathématiques appliquées",
)
_NOMS: Final = (
    *("Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau"),
    *("Laurent", "Simon", "Michel", "Lefèvre", "Leroy", "Roux", "David", "Bertrand", "Morel"),
)
_PRENOMS: Final = ("Paul", "Anne", "Léa", "Hugo", "Zoé", "Élodie", "Jean", "Chloé", "Lucas")
TITRES: Final = (
    *("N Composante", "Numéro session", "Civilité", "Nom de naissance", "Nom d’usage", "Prénom"),
    *("Date de naissance", "NIR", "Courriel", "Téléphone", "Catégorie du public"),
    *("Niveau d’entrée", "PIC", "RQTH", "Date d’entrée", "Date de sortie prévue"),
)


def persons(nombre: int) -> Iterator[list[str]]:
    """Yield invented persons, each with a number of its own whose key is right."""
    for rang in range(nombre):
        mois, annee = 1 + rang % 12, 60 + rang // 12 % 40
        ordre, commune = 1 + rang // 480 % 999, 1 + rang // 479_520 % 900
        corps = f"{1 + rang % 2}{annee:02d}{mois:02d}31{commune:03d}{ordre:03d}"
        yield [
            COMPOSANTE,
            f"{1 + rang % SESSIONS:02d}",
            ("M.", "Mme")[rang % 2],
            f"{_NOMS[rang % len(_NOMS)]} {_NOMS[rang // 18 % len(_NOMS)]}",
            "",
            _PRENOMS[rang % len(_PRENOMS)],
            f"{1 + rang % 28:02d}/{mois:02d}/19{annee:02d}",
            f"{corps}{97 - int(corps) % 97:02d}",
            f"personne{rang}@exemple.fr",
            f"05 61 {rang // 10_000 % 100:02d} {rang // 100 % 100:02d} {rang % 100:02d}",
            "Demandeur d’emploi",
            "5",
            "non",
            "non",
            "07/09/2020",
            "25/06/2021",
        ]


def write_persons(fichier: Path, nombre: int) -> None:
    """Write a CSV of so many persons."""
    with fichier.open("w", encoding="utf-8-sig", newline="") as sortie:
        csv.writer(sortie, delimiter=";").writerows([TITRES, *persons(nombre)])


def make_base(fichier: Path, sessions: int) -> None:
    """Make a base of so many sessions, two meetings in every other one."""
    migrate(Adresse.parse(str(fichier)))
    base = sqlite3.connect(fichier)
    composantes = list(_composantes(-(-sessions // SESSIONS)))
    base.executemany(
        "INSERT INTO action (id, numero, convention, intitule, statut, annee, date_debut,"
        " date_fin_prevue, niveau_sortie, places_remunerees, places_utilisees, programme, creee_le,"
        " modifiee_le) VALUES (?, ?, '20005341_1', 'Diplômes niveaux 5 6 7', 'EG', 2020,"
        f" '2020-09-01', '2021-12-31', '5', 10, 0, 'FORPRO_SUP', '{INSTANT}', '{INSTANT}')",
        sorted({(rang + 1, ref.action) for rang, ref, _ in _numbered(composantes)}),
    )
    base.executemany(
        "INSERT INTO composante (action_id, rang, numero, intitule, certifinfo, niveau_entree,"
        " niveau_sortie, niveau_entree_obligatoire, certifiante, modalites_enseignement, pic,"
        " recherche, creee_le, modifiee_le) VALUES (?, ?, ?, ?, '93541', '5', '6', 0, 1, '0', 0, ?,"
        f" '{INSTANT}', '{INSTANT}')",
        (
            (rang + 1, ref.rang, str(ref), intitule, composante_key(str(ref), intitule, "93541"))
            for rang, ref, intitule in _numbered(composantes)
        ),
    )
    base.executemany(
        "INSERT INTO session_formation (composante_id, numero, date_debut, date_fin, places, site,"
        " code_postal, code_insee, commune, a_diffuser, recherche, saisie_le, creee_le, modifiee_le)"
        " VALUES (?, ?, '2020-09-07', '2021-06-25', 10000, ?, '11108', '11262', ?, 1, ?,"
        f" '{INSTANT}', '{INSTANT}', '{INSTANT}')",
        _sessions(composantes, sessions),
    )
    base.executemany(
        "INSERT INTO information_collective (session_id, date) VALUES (?, ?)",
        ((i, jour) for i in range(1, sessions + 1, 2) for jour in ("2020-08-11", "2020-08-25")),
    )
    base.commit()
    base.close()


def _composantes(nombre: int) -> Iterator[tuple[Composante, str]]:
    for rang in range(nombre):
        action = f"20F{rang // _PAR_ACTION:04d}"
        yield Composante(action, 1 + rang % _PAR_ACTION), _INTITULES[rang % len(_INTITULES)]


def _numbered(composantes: list[tuple[Composante, str]]) -> Iterator[tuple[int, Composante, str]]:
    """Yield each composante with the rank of its action, from 0."""
    for rang, (ref, intitule) in enumerate(composantes):
        yield rang // _PAR_ACTION, ref, intitule


def _sessions(
    composantes: list[tuple[Composante, str]], nombre: int
) -> Iterator[tuple[object, ...]]:
    for rang in range(nombre):
        ref, intitule = composantes[rang // SESSIONS]
        commune = _COMMUNES[rang % len(_COMMUNES)]
        site = f"Université {RARE}" if rang == nombre // 2 else "Université"
        session = Session(str(ref), 1 + rang % SESSIONS)
        cle = session_key(str(session), intitule, "93541", commune, site)
        yield rang // SESSIONS + 1, session.numero, site, commune, cle
