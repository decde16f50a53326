"""How tasks are shown to people: by kind, late ones first, with what to copy."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from sigma_cli.console import LARGEUR, plain_text

if TYPE_CHECKING:
    from sigma_cli.services.taches.liste import LigneTache, Travail

_RETRAIT: Final = "      "


def page(travail: "Travail") -> Iterator[str]:
    """Write the tasks by kind, late ones first, then how many there are."""
    for (tard, titre, regle), taches in groupby(travail.resultats, key=_heading):
        yield f"{titre} ({regle}){' – en retard' if tard else ''}"
        for tache in taches:
            yield f"  {tache.tache}  {tache.objet}  {_when(tache)}  dans {tools(tache)}"
            valeurs = (f"{nom} : {plain_text(valeur)}" for nom, valeur in tache.valeurs.items())
            yield from wrap(
                " · ".join(valeurs), LARGEUR, initial_indent=_RETRAIT, subsequent_indent=_RETRAIT
            )
        yield ""
    montrees = len(travail.resultats)
    suite = (
        f" ; les {montrees} premières sont montrées (--limite)" if travail.nombre > montrees else ""
    )
    retards = f", dont {travail.en_retard} en retard" if travail.en_retard else ""
    yield f"Nombre de résultats : {travail.nombre}{retards}{suite}"


def _heading(tache: "LigneTache") -> tuple[bool, str, str]:
    return tache.en_retard, tache.titre, tache.regle


def _when(tache: "LigneTache") -> str:
    return f"pour le {plain_text(tache.echeance)}"


def tools(tache: "LigneTache") -> str:
    return ", ".join(tache.a_faire_dans)
