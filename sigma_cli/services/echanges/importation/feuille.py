"""What the sheet of a workbook hides in its table: refused, or told."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import Tableau
from sigma_cli.formats.xlsx.formules import Releve

NOTICE: Final = "Notice"  # the second sheet of a template; openpyxl would load with its own name

_NOMMEES: Final = 5  # cells named in a message


def check_sheet(tableau: Tableau) -> list[Avertissement]:
    """Refuse what a sheet hides in its table; return what deserves a word. Raises InvalidInput."""
    feuille = tableau.feuille
    if feuille is None:
        return []
    for (haut, gauche), (bas, _) in feuille.fusions:
        if bas >= tableau.numero:
            raise InvalidInput(
                f"Cellules fusionnées à la ligne {max(haut, tableau.numero)}, colonne {gauche} : les "
                "défusionner, une valeur par cellule."
            )
    illisibles = _below(feuille.releve.illisibles, tableau.numero)
    if illisibles:
        raise InvalidInput(
            f"{', '.join(illisibles[:_NOMMEES])} : erreur, ou formule jamais calculée ; ouvrir le classeur, "
            "remplacer par la valeur, enregistrer."
        )
    return _remarks(tableau)


def _remarks(tableau: Tableau) -> list[Avertissement]:
    feuille = tableau.feuille
    remarques = [] if feuille is None else [*_computed(feuille.releve, tableau.numero)]
    autres = (
        [nom for nom in feuille.visibles if nom not in {feuille.nom, NOTICE}] if feuille else []
    )
    if feuille is not None and autres:
        remarques.append(
            f"feuille lue : {feuille.nom} ; pour une autre ({', '.join(autres)}), donner --feuille."
        )
    return [Avertissement(regle="", message=message) for message in remarques]


def _computed(releve: Releve, ligne: int) -> Iterator[str]:
    """Say which cells of the table are computed, or come from another workbook."""
    formules, liees = _below(releve.formules, ligne), _below(releve.liees, ligne)
    if formules:
        ou = ", ".join(formules[:_NOMMEES])
        suite = "…" if releve.nb_formules > _NOMMEES else ""
        combien = (
            "une cellule est calculée"
            if releve.nb_formules == 1
            else f"{releve.nb_formules} cellules sont calculées"
        )
        yield f"{combien} par une formule ({ou}{suite}) : la dernière valeur enregistrée est prise."
    if liees:
        yield (
            f"{', '.join(liees[:_NOMMEES])} : valeur prise d’un autre classeur ; vérifier qu’elle est "
            "à jour."
        )


def _below(references: Sequence[str], ligne: int) -> list[str]:
    return [ref for ref in references if int(re.sub(r"\D", "", ref)) >= ligne]
