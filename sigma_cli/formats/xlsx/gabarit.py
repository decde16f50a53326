"""A workbook to fill in: titles with notes, columns of their kind, drop-down lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from sigma_cli.formats.archive import AUTEUR, DatedZip
from sigma_cli.formats.colonnes import Genre

NOTICE: Final = "Notice"
_LIGNES: Final = 10_000  # rows that are formatted and checked beforehand
_LISTE_MAX: Final = 255  # characters of a drop-down list written in the cell itself
_FORMATS: Final = {Genre.DATE: "DD/MM/YYYY", Genre.ENTIER: "0"}
_FOND: Final = {True: PatternFill("solid", fgColor="FFF2CC"), False: PatternFill()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubrique:
    """One column to fill in. `note` is shown on its title, `exemple` on the second sheet."""

    titre: str
    genre: Genre
    obligatoire: bool
    note: str
    exemple: str
    choix: Sequence[str] = ()
    largeur: int = 16


def write_template(
    sortie: BinaryIO, rubriques: Sequence[Rubrique], *, titre_feuille: str, produit_le: datetime
) -> None:
    """Write an empty table and its notice. `produit_le`, aware, dates it: same input, same bytes."""
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    feuille: Any = classeur.create_sheet(titre_feuille)
    feuille.freeze_panes = "A2"
    for rang, rubrique in enumerate(rubriques, 1):
        _lay_out(feuille, rang, rubrique)
    _explain(classeur.create_sheet(NOTICE), rubriques)
    le = produit_le.astimezone(UTC)
    classeur.properties.creator = (
        f"{AUTEUR} (modèle)"  # what people paste in it may come from a CSV
    )
    classeur.properties.created = classeur.properties.modified = le.replace(tzinfo=None)
    with DatedZip(sortie, date_time=le) as archive:
        ExcelWriter(classeur, archive).write_data()


def _lay_out(feuille: Any, rang: int, rubrique: Rubrique) -> None:
    lettre = get_column_letter(rang)
    colonne = feuille.column_dimensions[lettre]
    colonne.width = max(rubrique.largeur, len(rubrique.titre) + 2)
    colonne.number_format = _FORMATS.get(rubrique.genre, "@")  # text: leading zeros stay
    titre = feuille.cell(1, rang, rubrique.titre)
    titre.font = Font(bold=True)
    titre.fill = _FOND[rubrique.obligatoire]
    if rubrique.note:
        titre.comment = Comment(rubrique.note, "sigma", width=320, height=90)
    liste = ",".join(rubrique.choix)
    if liste and len(liste) <= _LISTE_MAX and not any("," in choix for choix in rubrique.choix):
        controle = DataValidation("list", formula1=f'"{liste}"', allow_blank=True)
        controle.errorTitle = rubrique.titre[:32]
        controle.error = "Choisir dans la liste."
        controle.add(f"{lettre}2:{lettre}{_LIGNES}")
        feuille.add_data_validation(controle)


def _explain(notice: Any, rubriques: Sequence[Rubrique]) -> None:
    notice.append(["Colonne", "Obligatoire", "À savoir", "Exemple"])
    for rubrique in rubriques:
        choix = f"{' ou '.join(rubrique.choix)}." if rubrique.choix else ""
        savoir = " ".join(filter(None, (rubrique.note, choix)))
        notice.append(
            [rubrique.titre, "oui" if rubrique.obligatoire else "", savoir, rubrique.exemple]
        )
    for lettre, largeur in zip("ABCD", (34, 12, 70, 34), strict=True):
        notice.column_dimensions[lettre].width = largeur
    for cellule in notice[1]:
        cellule.font = Font(bold=True)
