"""Rules of the prescripteurs: where they are, which ones look the same, what a request must say."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict, InvalidInput, RuleViolation

OCCITANIE: Final = frozenset(
    {"09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"}
)
SEUIL: Final = 85.0  # of 100: a letter or a small word differs; two agencies of a city may reach it
_DEPARTEMENT: Final = re.compile(r"0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|97[1-8]|98[0-9]")
_MONTRES: Final = 5
_EXIGES: Final = {"nom": "--structure", "departement": "--departement", "ville": "--ville"}
_VIDES: Final = frozenset({"d", "de", "des", "du", "et", "l", "la", "le", "les"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Connue:
    """A structure already in the base, as the search of look-alikes reads it."""

    ref: str
    nom: str
    ville: str


def lire_departement(valeur: str, champ: str) -> str:
    """Return a département: two digits, `2A`, `2B`, or three digits overseas. Raises InvalidInput."""
    code = valeur.strip().upper()
    if re.fullmatch(r"[1-9]", code):
        code = f"0{code}"
    if not _DEPARTEMENT.fullmatch(code):
        raise InvalidInput(f"{champ} : département attendu, comme 11, 2A ou 974.")
    return code


def is_in_occitanie(departement: str) -> bool:
    """Tell whether a département is one of the thirteen of Occitanie."""
    return departement in OCCITANIE


def check_new(nom: str, ville: str, connues: Iterable[Connue], *, certain: bool) -> None:
    """Refuse a structure that is there already, or looks like others unless `certain` (PRE-03).

    `connues` are those of the same département. Case, accents and small words do not count.
    """
    proches = []
    for connue in connues:
        if _same(nom, ville, connue):
            raise Conflict(
                f"cette structure est déjà dans la liste : {connue.ref}, {connue.nom} "
                f"({connue.ville}) ; la choisir.",
                regle="PRE-03",
            )
        if _likeness(nom, ville, connue) >= SEUIL:
            proches.append(connue)
    if proches and not certain:
        dites = ", ".join(f"{c.ref} {c.nom} ({c.ville})" for c in proches[:_MONTRES])
        raise Conflict(
            f"cette structure ressemble à {dites} ; choisir celle-là, ou confirmer que c’en est une "
            "autre avec --force.",
            regle="PRE-03",
        )


def _same(nom: str, ville: str, connue: Connue) -> bool:
    return replier(nom) == replier(connue.nom) and replier(ville) == replier(connue.ville)


def _likeness(nom: str, ville: str, connue: Connue) -> float:
    """Return how much two structures look alike, by name alone or with the city, out of 100."""
    from rapidfuzz.fuzz import token_sort_ratio

    seuls = token_sort_ratio(_words(nom), _words(connue.nom))
    entiers = token_sort_ratio(_words(f"{nom} {ville}"), _words(f"{connue.nom} {connue.ville}"))
    return max(seuls, entiers)


def _words(texte: str) -> str:
    return " ".join(mot for mot in replier(texte).split() if mot not in _VIDES)


def check_request(valeurs: Mapping[str, str | None]) -> None:
    """Refuse a request to the Région without its three fields, naming those that miss (PRE-02)."""
    manquants = [option for champ, option in _EXIGES.items() if not valeurs.get(champ)]
    if manquants:
        raise RuleViolation(
            "la Région demande le nom de la structure, le département et la ville ; il manque "
            f"{', '.join(manquants)}.",
            regle="PRE-02",
        )


def warn_request_inside(departement: str) -> list[Avertissement]:
    """Say that the request is meant for structures outside Occitanie (PRE-02)."""
    if not is_in_occitanie(departement):
        return []
    message = (
        f"le département {departement} est en Occitanie : vérifier d’abord que la structure n’est pas "
        "dans la liste, sous un autre nom."
    )
    return [Avertissement(regle="PRE-02", message=message)]
