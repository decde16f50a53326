"""Names where a reference is expected: told from references, and cut into words and days."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.texte import nettoyer, replier
from sigma_cli.errors import InvalidInput

_JOUR: Final = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LETTRES: Final = 2  # a word of a name has so many; one letter and digits are a reference


class Nature(StrEnum):
    """What a reference may name, by the word that the help pages write for it."""

    ACTION = "ACTION"
    COMPOSANTE = "COMPOSANTE"
    SESSION = "SESSION"
    STAGIAIRE = "STAGIAIRE"
    PARCOURS = "PARCOURS"
    CANDIDATURE = "CANDIDATURE"
    PRESCRIPTEUR = "PRESCRIPTEUR"
    CAMPAGNE = "CAMPAGNE"

    @property
    def label(self) -> str:
        """Return the word people read, as in « aucune session »."""
        return {Nature.STAGIAIRE: "stagiaire"}.get(self, self.value.lower())

    @property
    def aucun(self) -> str:
        """Return « aucun » or « aucune », as the word wants."""
        masculins = (Nature.STAGIAIRE, Nature.PARCOURS, Nature.PRESCRIPTEUR)
        return "Aucun" if self in masculins else "Aucune"


@dataclass(frozen=True, slots=True)
class Demande:
    """A name as typed: its text without the days, its folded words, its days."""

    texte: str
    mots: tuple[str, ...]
    jours: tuple[date, ...]


def words(texte: str) -> list[str]:
    """Return the folded words of a text; a reference keeps its parts together."""
    return replier(re.sub(r"[(),;]", " ", texte)).split()


def is_name(valeur: str, nature: Nature) -> bool:
    """Tell a name from a reference, well or badly written: a name has a word of letters alone.

    A session may be said by its day.
    """
    if nature is Nature.SESSION and _days(valeur):
        return True
    return any(len(mot) >= _LETTRES and mot.isalpha() for mot in replier(valeur).split())


def read_name(valeur: str, nature: Nature) -> Demande:
    """Return the words and the days of a name; only a session is said by days."""
    texte = nettoyer(valeur)
    if nature is not Nature.SESSION:
        return Demande(texte, tuple(words(texte)), ())
    jours = _days(texte)
    reste = _JOUR.sub(" ", texte)
    return Demande(reste, tuple(words(reste)), tuple(jours))


def _days(texte: str) -> list[date]:
    jours = []
    for ecrit in _JOUR.findall(texte):
        try:
            jours.append(lire_date(ecrit, "DATE"))
        except InvalidInput:  # 31/02/2020 is no day
            return []
    return jours
