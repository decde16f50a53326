"""Flux defi: rows in, CSV out, for a machine: no formula is disarmed, nothing is rounded."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import islice
from typing import Final, TypeAlias

from sigma_cli.domain.acte import Avertissement
from sigma_cli.flux.contrat import Entete, Releve

SEPARATEUR: Final = ";"
FIN_DE_LIGNE: Final = "\r\n"
REGLE_VIDES: Final = "RF-03"
Valeur: TypeAlias = str | date | bool | None
_LIGNES_PAR_BLOC: Final = 500
_ILLISIBLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_BLANCS: Final = re.compile(" {2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDefi:
    """One parcours; the order of the fields is the order of the columns.

    `nir` is in clear, 15 characters, or the 13 of a provisional number without key: this file is
    made to carry it. Only the references show in `repr`, so that no log ever holds a person.
    """

    parcours: str
    stagiaire: str
    nir: str | None = field(repr=False)
    civilite: str | None = field(repr=False)
    nom_naissance: str = field(repr=False)
    nom_usage: str | None = field(repr=False)
    prenom: str | None = field(repr=False)
    date_naissance: date | None = field(repr=False)
    convention: str
    action: str
    composante: str
    session: str
    intitule: str
    date_entree: date = field(repr=False)
    date_fin_prevue: date = field(repr=False)
    type_remuneration: str = field(repr=False)
    categorie_public: str | None = field(repr=False)
    niveau_entree: str | None = field(repr=False)
    rqth: bool = field(repr=False)


COLONNES: Final = tuple(champ.name for champ in fields(LigneDefi))


def build(entete: Entete, lignes: Iterable[LigneDefi], releve: Releve) -> Iterator[bytes]:  # noqa: ARG001 - the shape of every build; the name of the file alone is dated
    """Yield the file in blocks of rows; no block when there is no row.

    Rows come sorted by parcours. The fields a row leaves empty are told as warnings (RF-03).
    """
    restantes = iter(lignes)
    titres = [list(COLONNES)]
    while bloc := list(islice(restantes, _LIGNES_PAR_BLOC)):
        yield _csv(titres + [cellules(ligne) for ligne in bloc])
        titres = []
        for ligne in bloc:
            releve.emis.append(ligne.parcours)
            releve.avertissements.extend(_a_completer(ligne))


def cellules(ligne: LigneDefi) -> list[str]:
    """Return the cells of a row, in the order of `COLONNES`."""
    return [_cellule(getattr(ligne, colonne)) for colonne in COLONNES]


def champs_vides(ligne: LigneDefi) -> tuple[str, ...]:
    """Return the columns that leave empty, to be completed in DEFI directly (RF-03)."""
    remplies = zip(COLONNES, cellules(ligne), strict=True)
    return tuple(colonne for colonne, cellule in remplies if not cellule)


def _a_completer(ligne: LigneDefi) -> Iterator[Avertissement]:
    vides = champs_vides(ligne)
    if vides:
        yield Avertissement(
            REGLE_VIDES,
            f"{ligne.parcours} : à compléter directement dans DEFI : {', '.join(vides)}.",
        )


def _cellule(valeur: Valeur) -> str:
    """Return a value as text on one line: booleans as 0 and 1, dates in ISO 8601."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return str(int(valeur))
    if isinstance(valeur, date):
        return valeur.isoformat()
    return _BLANCS.sub(" ", _ILLISIBLE.sub(" ", valeur)).strip()


def _csv(lignes: list[list[str]]) -> bytes:
    """Return the rows as UTF-8 without BOM; a cell is quoted when it needs to be."""
    tampon = io.StringIO(newline="")
    csv.writer(tampon, delimiter=SEPARATEUR, lineterminator=FIN_DE_LIGNE).writerows(lignes)
    return tampon.getvalue().encode()
