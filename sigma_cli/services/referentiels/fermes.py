"""Tables that come with the program and are never imported: publics, NSF, niveaux, financeurs."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from sqlmodel import Session

from sigma_cli.referentiels import livres
from sigma_cli.services.referentiels.contrat import Etat, Origine, Referentiel

NOMS: Final = ("publics", "nsf", "niveaux", "financeurs", "departements", "regions")
_TITRES: Final = {
    "publics": "Publics visés",
    "nsf": "NSF",
    "niveaux": "Niveaux de diplôme",
    "financeurs": "Financeurs",
    "departements": "Départements",
    "regions": "Régions",
}


def _etat(nom: str, _db: Session) -> Etat:
    livre = livres.catalogue()[nom]
    return Etat(
        referentiel=nom,
        titre=livre.titre,
        origine=Origine.LIVRE,
        le=livre.le,
        lignes=sum(1 for _ in livres.rows(nom)),
        source=livre.source,
    )


def _find(nom: str, _db: Session, code: str) -> Mapping[str, object] | None:
    ligne = livres.find(nom, code)
    return None if ligne is None else {c: v for c, v in ligne.items() if c != "code"}


def _rows(nom: str, _db: Session) -> Iterator[Mapping[str, object]]:
    return livres.rows(nom)


REFERENTIELS: Final = tuple(
    Referentiel(
        nom=nom,
        titre=_TITRES[nom],
        etat=partial(_etat, nom),
        find=partial(_find, nom),
        rows=partial(_rows, nom),
    )
    for nom in NOMS
)
