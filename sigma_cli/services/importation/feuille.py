"""What the sheet of a workbook hides in its table: refused, or told."""

import re
from collections.abc import Sequence
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import Tableau

NOTICE: Final = "Notice"  # the second sheet of a template; openpyxl would load with its own name


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
            f"{', '.join(illisibles)} : erreur, ou formule jamais calculée ; ouvrir le classeur, "
            "remplacer par la valeur, enregistrer."
        )
    return _remarks(tableau)


def _remarks(tableau: Tableau) -> list[Avertissement]:
    feuille, remarques = tableau.feuille, []
    if feuille is not None and feuille.releve.nb_formules:
        ou = ", ".join(feuille.releve.formules)
        remarques.append(
            f"{feuille.releve.nb_formules} cellules sont calculées par une formule ({ou}…) : leur "
            "dernière valeur enregistrée est prise."
        )
    if feuille is not None and feuille.releve.liees:
        remarques.append(
            f"{', '.join(feuille.releve.liees)} : valeur prise d’un autre classeur ; vérifier "
            "qu’elle est à jour."
        )
    autres = (
        [nom for nom in feuille.visibles if nom not in {feuille.nom, NOTICE}] if feuille else []
    )
    if feuille is not None and autres:
        remarques.append(
            f"feuille lue : {feuille.nom} ; pour une autre ({', '.join(autres)}), donner --feuille."
        )
    return [Avertissement(regle="", message=message) for message in remarques]


def _below(references: Sequence[str], ligne: int) -> list[str]:
    return [ref for ref in references if int(re.sub(r"\D", "", ref)) >= ligne]
