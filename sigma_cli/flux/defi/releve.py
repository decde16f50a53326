"""A list exported from DEFI by hand: its columns recognised by their usual names (RF-09).

The real export is not published; what is read is what a comparison needs, and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import Rangee, place, read_table

_NOMS: Final[Mapping[str, frozenset[str]]] = {
    "parcours": frozenset({"parcours", "reference parcours", "n parcours"}),
    "nom": frozenset({"nom", "nom de naissance", "nom naissance", "nom de famille"}),
    "prenom": frozenset({"prenom", "prenoms"}),
    "entree": frozenset(
        {"date d entree", "date entree", "entree", "date de debut", "date debut", "debut"}
    ),
    "fin": frozenset(
        {"date de fin", "date fin", "fin", "date de fin prevue", "date fin prevue", "fin prevue"}
    ),
}
_OBLIGATOIRES: Final = ("nom", "prenom", "entree", "fin")
_ATTENDUES: Final = "Nom, Prénom, Date d’entrée, Date de fin (et Parcours, s’il y est)"


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneReleve:
    """One row of DEFI: `nom` and `prenom` are folded, `numero` is its line in the file."""

    numero: int
    parcours: str | None
    nom: str = field(repr=False)
    prenom: str = field(repr=False)
    entree: date | None = field(repr=False)
    fin: date | None = field(repr=False)


def read(chemin: Path) -> list[LigneReleve]:
    """Return the rows of the list. Raises InvalidInput naming the column or the line."""
    with read_table(chemin, entete=_is_header) as tableau:
        rangs = _columns(tableau.titres)
        return [_row(rangee, rangs, tableau.titres) for rangee in tableau.lignes]


def _find(titres: Iterable[str]) -> dict[str, int]:
    replies = [" ".join(replier(titre.replace("°", "")).split()) for titre in titres]
    return {
        champ: next(rang for rang, titre in enumerate(replies) if titre in noms)
        for champ, noms in _NOMS.items()
        if not noms.isdisjoint(replies)
    }


def _is_header(titres: Sequence[str]) -> bool:
    return {"nom", "prenom"} <= _find(titres).keys()


def _columns(titres: Sequence[str]) -> dict[str, int]:
    rangs = _find(titres)
    if absentes := [champ for champ in _OBLIGATOIRES if champ not in rangs]:
        raise InvalidInput(
            f"Export de DEFI : colonnes non reconnues ({', '.join(absentes)}) ; attendues : {_ATTENDUES}."
        )
    return rangs


def _row(rangee: Rangee, rangs: Mapping[str, int], titres: Sequence[str]) -> LigneReleve:
    parcours = rangee.texte(rangs["parcours"]).upper() if "parcours" in rangs else ""
    return LigneReleve(
        numero=rangee.numero,
        parcours=parcours or None,
        nom=replier(rangee.texte(rangs["nom"])),
        prenom=replier(rangee.texte(rangs["prenom"])),
        entree=_day(rangee, rangs["entree"], titres),
        fin=_day(rangee, rangs["fin"], titres),
    )


def _day(rangee: Rangee, rang: int, titres: Sequence[str]) -> date | None:
    cellule = rangee.cellules[rang]
    if isinstance(cellule, date):
        return cellule
    texte = rangee.texte(rang)
    return lire_date(texte, place(rangee, titres[rang])) if texte else None
