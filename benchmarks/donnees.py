"""What the measures work on: invented persons in a file, a base of any size, written without the program.

Imported by the scripts beside it; run alone, it does nothing.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import create_engine

import sigma_cli.models.tables  # noqa: F401 - registers every table
from sigma_cli.domain.offre.composantes import composante_key, session_key
from sigma_cli.domain.references import Composante as Reference
from sigma_cli.domain.references import Session
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.store.adresse import Adresse
from sigma_cli.store.schema import migrate

Ligne: TypeAlias = dict[str, Any]

INSTANT: Final = datetime(2020, 10, 6, 7, tzinfo=UTC)
_CREES: Final = {"creee_le": INSTANT, "modifiee_le": INSTANT}
_LOT: Final = 20_000
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
    """Make a base of so many sessions, two meetings in every other one.

    By the tables of the models, so that a column with a default does not spoil the measures.
    """
    migrate(Adresse.parse(str(fichier)))
    composantes = list(_composantes(-(-sessions // SESSIONS)))
    engine = create_engine(f"sqlite:///{fichier}")
    with engine.begin() as base:
        for modele, lignes in (
            (Action, _actions(composantes)),
            (Composante, _titles(composantes)),
            (SessionFormation, _sessions(composantes, sessions)),
            (InformationCollective, _meetings(sessions)),
        ):
            suite = iter(lignes)
            while lot := list(islice(suite, _LOT)):
                base.execute(modele.__table__.insert(), lot)
    engine.dispose()


def _actions(composantes: list[tuple[Reference, str]]) -> Iterator[Ligne]:
    for rang, numero in sorted({(rang, ref.action) for rang, ref, _ in _numbered(composantes)}):
        yield {
            "id": rang + 1,
            "numero": numero,
            "convention": "20005341_1",
            "intitule": "Diplômes niveaux 5 6 7",
            "statut": "EG",
            "annee": 2020,
            "date_debut": date(2020, 9, 1),
            "date_fin_prevue": date(2021, 12, 31),
            "niveau_sortie": "5",
            "places_remunerees": 10,
            "programme": "FORPRO_SUP",
            **_CREES,
        }


def _titles(composantes: list[tuple[Reference, str]]) -> Iterator[Ligne]:
    for rang, ref, intitule in _numbered(composantes):
        yield {
            "action_id": rang + 1,
            "rang": ref.rang,
            "numero": str(ref),
            "intitule": intitule,
            "certifinfo": "93541",
            "niveau_entree": "5",
            "niveau_sortie": "6",
            "recherche": composante_key(str(ref), intitule, "93541"),
            **_CREES,
        }


def _composantes(nombre: int) -> Iterator[tuple[Reference, str]]:
    for rang in range(nombre):
        action = f"20F{rang // _PAR_ACTION:04d}"
        yield Reference(action, 1 + rang % _PAR_ACTION), _INTITULES[rang % len(_INTITULES)]


def _numbered(composantes: list[tuple[Reference, str]]) -> Iterator[tuple[int, Reference, str]]:
    """Yield each composante with the rank of its action, from 0."""
    for rang, (ref, intitule) in enumerate(composantes):
        yield rang // _PAR_ACTION, ref, intitule


def _sessions(composantes: list[tuple[Reference, str]], nombre: int) -> Iterator[Ligne]:
    for rang in range(nombre):
        ref, intitule = composantes[rang // SESSIONS]
        commune = _COMMUNES[rang % len(_COMMUNES)]
        site = f"Université {RARE}" if rang == nombre // 2 else "Université"
        session = Session(str(ref), 1 + rang % SESSIONS)
        yield {
            "composante_id": rang // SESSIONS + 1,
            "numero": session.numero,
            "date_debut": date(2020, 9, 7),
            "date_fin": date(2021, 6, 25),
            "places": 10_000,
            "site": site,
            "code_postal": "11108",
            "code_insee": "11262",
            "commune": commune,
            "recherche": session_key(str(session), intitule, "93541", commune, site),
            "saisie_le": INSTANT,
            **_CREES,
        }


def _meetings(sessions: int) -> Iterator[Ligne]:
    for ident in range(1, sessions + 1, 2):
        for jour in (date(2020, 8, 11), date(2020, 8, 25)):
            yield {"session_id": ident, "date": jour}
