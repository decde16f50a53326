"""How tasks are shown to people: by kind, late ones first, with what to copy."""

import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from shutil import get_terminal_size
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from sigma_cli.console import LARGEUR, plain_text
from sigma_cli.domain.taches.taches import REMUNERATION, tool_name

if TYPE_CHECKING:
    from sigma_cli.services.taches.liste import LigneTache, Travail

_RETRAIT: Final = "      "
_LIE: Final = "\x00"  # stands for a space where no line ends: no value holds one once readable


def page(travail: "Travail", label: Callable[[str], str]) -> Iterator[str]:
    """Write the tasks by kind, late ones first, then how many there are.

    `label` says what a type of pay is called.
    """
    for (tard, titre, regle), taches in groupby(travail.resultats, key=_heading):
        yield f"{titre} ({regle}){' – en retard' if tard else ''}"
        for tache in taches:
            yield f"  {tache.tache}  {tache.objet}  {_when(tache)}  dans {tools(tache)}"
            valeurs = (f"{nom}{_LIE}: {_said(nom, v, label)}" for nom, v in tache.valeurs.items())
            yield from _fold(" · ".join(valeurs))
        yield ""
    montrees = len(travail.resultats)
    premieres = "la première est montrée"
    if montrees > 1:
        premieres = f"les {montrees} premières sont montrées"
    suite = f" ; {premieres} (--limite)" if travail.nombre > montrees else ""
    retards = f", dont {travail.en_retard} en retard" if travail.en_retard else ""
    yield f"Nombre de résultats : {travail.nombre}{retards}{suite}"


def _said(nom: str, valeur: str, label: Callable[[str], str]) -> str:
    """Return a value to copy: a type of pay by its name, a command on one line."""
    if nom == REMUNERATION:
        code, espace, depuis = valeur.partition(" ")
        return f"{label(code)}{espace}{depuis}"
    texte = plain_text(valeur)
    return texte.replace(" ", _LIE) if texte.startswith("sigma ") else texte


def _fold(texte: str) -> Iterator[str]:
    """Fold between words only: a hyphen belongs to what is copied."""
    lignes = wrap(
        texte,
        _width(),
        initial_indent=_RETRAIT,
        subsequent_indent=_RETRAIT,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return (ligne.replace(_LIE, " ") for ligne in lignes)


def _width() -> int:
    """Return the columns of the screen; a pipe has the usual ones."""
    return get_terminal_size((LARGEUR, 24)).columns if sys.stdout.isatty() else LARGEUR


def _heading(tache: "LigneTache") -> tuple[bool, str, str]:
    return tache.en_retard, tache.titre, tache.regle


def _when(tache: "LigneTache") -> str:
    return f"pour le {plain_text(tache.echeance)}"


def tools(tache: "LigneTache") -> str:
    return " et ".join(tool_name(outil, tache.type) for outil in tache.a_faire_dans)
