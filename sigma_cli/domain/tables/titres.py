"""Titles of columns, as people write them: which field each one stands for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput

_PONCTUATION: Final = re.compile(r"[^\w]+")
_ARTICLES: Final = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})
_NUMEROS: Final = dict.fromkeys(("no", "num", "numero"), "n")
_PROCHE: Final = 83.0  # out of 100: one letter wrong in six
_ECART: Final = 4.0  # to the next field, for a spelling to be worth a question
_LONGUEUR_MIN: Final = 4  # shorter titles are too near one another


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondance:
    """The field of each column, by its rank from 0: recognised, or near enough to be asked about."""

    sures: dict[int, str]
    proches: dict[int, str]


def fold_title(titre: str) -> str:
    """Return the form under which two spellings of a title are the same.

    Case, accents, punctuation, articles and order are dropped: `N° d’Action`, `action numéro` are one.
    """
    mots = _PONCTUATION.sub(" ", replier(titre.replace("°", " "))).split()
    return " ".join(sorted(_NUMEROS.get(mot, mot) for mot in mots if mot not in _ARTICLES))


def match(titres: Sequence[str], connus: Mapping[str, Sequence[str]]) -> Correspondance:
    """Say which field each title stands for; `connus` gives the spellings of each field.

    Raises:
        InvalidInput: two columns for one field.
    """
    exacts = _by_spelling(connus, str)
    champs = _by_spelling(connus, fold_title)
    plies = [fold_title(titre) for titre in titres]
    trouves = {
        rang: exacts.get(titre) or champs.get(plie)
        for rang, (titre, plie) in enumerate(zip(titres, plies, strict=True))
    }
    sures = {rang: cle for rang, cle in trouves.items() if cle}
    _check_once(titres, sures)
    libres = {nom: cle for nom, cle in champs.items() if cle not in set(sures.values())}
    proches: dict[int, str] = {}
    for rang, plie in enumerate(plies):
        if rang not in sures and (cle := _nearest(plie, libres)) not in {None, *proches.values()}:
            proches[rang] = str(cle)
    return Correspondance(sures=sures, proches=proches)


def count_known(titres: Sequence[str], connus: Mapping[str, Sequence[str]]) -> int:
    """Return how many of these texts are titles we know: what tells a row of titles."""
    champs = {fold_title(nom) for noms in connus.values() for nom in noms}
    return sum(fold_title(titre) in champs for titre in titres if titre)


def _by_spelling(
    connus: Mapping[str, Sequence[str]], plier: Callable[[str], str]
) -> dict[str, str]:
    """Return the field of each spelling; the title and the key of a field pass before any alias."""
    champs: dict[str, str] = {}
    for rang in range(max(map(len, connus.values()), default=0)):
        for cle, noms in connus.items():
            for nom in noms[rang : rang + 1]:
                champs.setdefault(plier(nom), cle)
    return champs


def _check_once(titres: Sequence[str], sures: Mapping[int, str]) -> None:
    vus: dict[str, int] = {}
    for rang, cle in sures.items():
        premier = vus.setdefault(cle, rang)
        if premier != rang:
            raise InvalidInput(
                f"Colonnes {premier + 1} et {rang + 1} : « {titres[premier]} » et « {titres[rang]} » "
                "disent la même chose ; n’en garder qu’une."
            )


def _nearest(plie: str, libres: Mapping[str, str]) -> str | None:
    """Return the field of the nearest spelling, when no other field is nearly as near."""
    from rapidfuzz.fuzz import ratio

    if len(plie) < _LONGUEUR_MIN:
        return None
    notes: dict[str, float] = {}
    for nom, cle in libres.items():
        notes[cle] = max(notes.get(cle, 0.0), ratio(plie, nom))
    classes = sorted(notes, key=lambda cle: -notes[cle])
    if not classes or notes[classes[0]] < _PROCHE:
        return None
    seul = len(classes) == 1 or notes[classes[0]] - notes[classes[1]] >= _ECART
    return classes[0] if seul else None
