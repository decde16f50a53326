"""Free text brought to what LHEO takes: one line, no control character, a maximum length."""

import re
import textwrap
from datetime import date
from functools import lru_cache
from typing import Final

from sigma_cli.formats.xml import one_line

INCONNU: Final = "-"  # what published files write for a mandatory text nobody gave
LIGNE_MAX: Final = 50
LIGNES_MAX: Final = 4
_COUPE: Final = "…"
_BLANCS: Final = re.compile(r"[ \t]+")


def nettoyer(texte: str | None) -> str:
    """Return `texte` on one line without idle blanks; empty when nothing is left of it."""
    if texte and texte.isprintable() and "  " not in texte:  # nearly all of them
        return texte.strip()
    return _BLANCS.sub(" ", one_line(texte or "")).strip()


def couper(texte: str, maximum: int) -> str:
    """Return `texte` within `maximum` characters, cut between two words when there is a choice."""
    if len(texte) <= maximum:
        return texte
    debut = texte[: maximum - len(_COUPE) + 1]
    entier = debut.rpartition(" ")[0].rstrip() or debut[:-1]
    return entier + _COUPE


def lignes_adresse(adresse: str) -> tuple[list[str], bool]:
    """Return an address as 1 to 4 lines of 50 characters, and whether some of it was lost.

    Its own line breaks are kept while they fit.
    """
    courte = nettoyer(adresse) if adresse.isprintable() else ""
    if 0 < len(courte) <= LIGNE_MAX:  # nearly all of them
        return [courte], False
    siennes = [
        morceau
        for ligne in adresse.splitlines()
        for morceau in textwrap.wrap(nettoyer(ligne), LIGNE_MAX, break_on_hyphens=False)
    ]
    if len(siennes) <= LIGNES_MAX:
        return siennes or [INCONNU], False
    repliees = textwrap.wrap(" ".join(siennes), LIGNE_MAX, break_on_hyphens=False)
    if len(repliees) <= LIGNES_MAX:
        return repliees, False
    reste = " ".join(repliees[LIGNES_MAX - 1 :])
    return [*repliees[: LIGNES_MAX - 1], couper(reste, LIGNE_MAX)], True


def nombre(valeur: int) -> str:
    """Return the digits by groups of three, as French does, with no-break spaces."""
    return f"{valeur:,}".replace(",", "\u202f")


@lru_cache(maxsize=10_000)
def jour(valeur: date) -> str:
    """Return AAAAMMJJ; unlike `strftime`, with four digits for every year."""
    return valeur.isoformat().replace("-", "")
