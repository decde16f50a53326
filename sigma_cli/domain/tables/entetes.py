"""Columns recognised by their titles, whatever the publisher of the file calls them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sigma_cli.domain.discretion import repeatable
from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput

_PONCTUATION: Final = re.compile(r"[^a-z0-9 ]")
_MONTRES: Final = 12  # titles named in a refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendue:
    """A column to find: the field it fills, and the titles it is known by, the best first."""

    champ: str
    titres: tuple[str, ...]
    obligatoire: bool = False


@lru_cache(maxsize=1000)
def plier(titre: str) -> str:
    """Return the form under which two spellings of a title are the same: `#Code_INSEE`, `code insee`.

    Remembered: the words of a column of states come back on every row.
    """
    return " ".join(_PONCTUATION.sub(" ", replier(titre)).split())


def recognise(titres: Sequence[str], attendues: Sequence[Attendue], nom: str) -> dict[str, int]:
    """Return the rank of each field found; `nom` is the name of the file.

    Raises:
        InvalidInput: a mandatory column is missing, or one is there twice. The titles are repeated
            when one is known: else the first row may be that of a person.
    """
    plies = [plier(titre) for titre in titres]
    rangs: dict[str, int] = {}
    for attendue in attendues:
        rang = _find(plies, attendue, nom)
        if rang is not None:
            rangs[attendue.champ] = rang
        elif attendue.obligatoire:
            raise InvalidInput(
                f"{nom} : aucune colonne « {attendue.titres[0]} » ; {_seen(titres, plies, attendues)}."
            )
    return rangs


def _seen(titres: Sequence[str], plies: Sequence[str], attendues: Sequence[Attendue]) -> str:
    connus = {plier(titre) for attendue in attendues for titre in attendue.titres}
    if connus.isdisjoint(plies):
        return "aucun titre n’est reconnu, vérifier le fichier et sa première ligne"
    vues = ", ".join(f"« {repeatable(titre)} »" for titre in titres[:_MONTRES])
    return f"colonnes lues : {vues}"


def recognises(titres: Sequence[str], attendues: Sequence[Attendue]) -> bool:
    """Tell whether a row is the one of the titles: every mandatory column is in it."""
    plies = {plier(titre) for titre in titres}
    return all(
        not plies.isdisjoint(map(plier, attendue.titres))
        for attendue in attendues
        if attendue.obligatoire
    )


def _find(plies: Sequence[str], attendue: Attendue, nom: str) -> int | None:
    for titre in map(plier, attendue.titres):
        if plies.count(titre) > 1:
            raise InvalidInput(
                f"{nom} : la colonne « {titre} » est là deux fois ; n’en garder qu’une."
            )
        if titre in plies:
            return plies.index(titre)
    return None
