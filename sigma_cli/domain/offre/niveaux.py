"""Levels of diplomas: the framework of 2019 (1 to 8), and the one of 1969 (VI to I) mapped to it.

Sources: décret 2019-14; LHEO 2.3, key `niveaux`; rules Q7-01 and Q7-03.
"""

import re
from typing import Final

from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput

INFRA3: Final = "INFRA3"
NIVEAUX: Final = ("1", "2", "3", "4", "5", "6", "7", "8")

_ANCIENS: Final = {
    "vi": INFRA3,
    "v bis": INFRA3,
    "vbis": INFRA3,
    "infra 3": INFRA3,
    "infra3": INFRA3,
    "v": "3",
    "iv": "4",
    "iii": "5",
    "ii": "6",
    "i 7": "7",
    "i 8": "8",
}
_COUVERTS: Final = {"5": frozenset({"5", "6", "7"})}
_ORDRE: Final = (INFRA3, *NIVEAUX)
_ENTRE: Final = re.compile(r"\s*[,/;]\s*|\s+(?:ou|et)\s+", re.IGNORECASE)
_AMBIGU: Final = "i"
_MOTS_VIDES: Final = frozenset({"niveau", "niv", "niv.", "ex"})
_LIBELLES: Final = {
    INFRA3: "infra 3 (sans diplôme, ex VI et V bis)",
    "1": "niveau 1 (savoirs de base)",
    "2": "niveau 2",
    "3": "niveau 3 (CAP, BEP)",
    "4": "niveau 4 (baccalauréat)",
    "5": "niveau 5 (BTS, DUT)",
    "6": "niveau 6 (licence)",
    "7": "niveau 7 (master)",
    "8": "niveau 8 (doctorat)",
}


def lire_niveau(valeur: str, champ: str, *, nouvelle_nomenclature: bool) -> str:
    """Return a level, `1` to `8` or `INFRA3`, from either framework.

    Roman numerals belong to the framework of 1969 and are mapped; so is what follows `ex`.
    Before the "Version AGORA" (`nouvelle_nomenclature` False), digits alone are refused.

    Raises:
        InvalidInput: Q7-03 for the old level I, which is 7 or 8 and is never guessed; Q7-01 for
            a digit before the new framework, or for what is no level at all.
    """
    mots = replier(valeur).split()
    texte = " ".join(mot for mot in mots if mot not in _MOTS_VIDES)
    if texte == _AMBIGU:
        raise _ask_seven_or_eight(champ, nouvelle_nomenclature=nouvelle_nomenclature)
    if texte in _ANCIENS:
        return _ANCIENS[texte]
    if texte in NIVEAUX and nouvelle_nomenclature and "ex" not in mots:
        return texte
    raise _unknown(champ, nouvelle_nomenclature=nouvelle_nomenclature)


def lire_niveau_entree(valeur: str, champ: str, *, nouvelle_nomenclature: bool) -> str:
    """Return the entry level of a course; of several (`4 ou 5`, `4/5`), the lowest (LHEO 2.3).

    Raises:
        InvalidInput: as `lire_niveau`, for each of them.
    """
    niveaux = [
        lire_niveau(mot, champ, nouvelle_nomenclature=nouvelle_nomenclature)
        for mot in _ENTRE.split(valeur)
    ]
    return min(niveaux, key=_ORDRE.index)


def niveaux_couverts(niveau_action: str) -> frozenset[str]:
    """Return the exit levels that composantes of an action may have (Q3-04).

    An action of level 5 is the one « niveaux 5 6 7 » of the programme; any other covers its own.
    """
    return _COUVERTS.get(niveau_action, frozenset({niveau_action}))


def code_lheo(niveau: str) -> str:
    """Return the key of LHEO 2.3: `11` to `18`; below level 3, `2`, the legacy key of level VI."""
    return "2" if niveau == INFRA3 else f"1{niveau}"


def libelle(niveau: str) -> str:
    """Return the level as people read it, with an example of diploma."""
    return _LIBELLES[niveau]


def _ask_seven_or_eight(champ: str, *, nouvelle_nomenclature: bool) -> InvalidInput:
    choix = "7 (master) ou 8" if nouvelle_nomenclature else "I-7 (master) ou I-8"
    return InvalidInput(
        f"{champ} : l’ancien niveau I est devenu 7 ou 8 ; préciser {choix} (doctorat).",
        regle="Q7-03",
    )


def _unknown(champ: str, *, nouvelle_nomenclature: bool) -> InvalidInput:
    attendus = "VI, V bis, V, IV, III, II, I-7 ou I-8"
    if nouvelle_nomenclature:
        attendus = f"1 à 8, infra 3, ou l’ancienne liste {attendus}"
    return InvalidInput(f"{champ} : niveau inconnu ; attendu {attendus}.", regle="Q7-01")
