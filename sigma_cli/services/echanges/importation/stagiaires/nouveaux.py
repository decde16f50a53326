"""The persons and parcours that the file has made so far: by the row they come from."""

from array import array
from typing import Final

from sqlmodel import Session

from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.store.numerotation import last_id

_DITS: Final = {"S": "la personne de la ligne", "P": "le parcours de la ligne"}


class Nouveaux:
    """Rows by what they made: references follow one another, so that a few bytes each are enough."""

    def __init__(self, db: Session) -> None:
        self._lignes = {genre: array("I") for genre in _DITS}
        self._derniers = {"S": last_id(db, Stagiaire), "P": last_id(db, Parcours)}

    def add(self, ligne: int, *, known: bool) -> None:
        """Note the row of the next parcours, and of its person unless the base has them already."""
        self._lignes["P"].append(ligne)
        if not known:
            self._lignes["S"].append(ligne)

    def name(self, ref: str) -> str | None:
        """Return what a refusal calls the object of a reference, None if the file did not make it."""
        genre, rang = ref[:1], ref[1:]
        if genre not in _DITS or not rang.isdecimal():
            return None
        indice = int(rang) - self._derniers[genre] - 1
        lignes = self._lignes[genre]
        return f"{_DITS[genre]} {lignes[indice]}" if 0 <= indice < len(lignes) else None
