"""Columns of the export, in the order of the file."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Prescripteur", "prescripteur", Genre.CODE, 14),
    Colonne("Nom de la structure", "nom", Genre.TEXTE, 34),
    Colonne("Type de prescripteur", "type", Genre.CODE, 24),
    Colonne("Département", "departement", Genre.CODE, 12),
    Colonne("Ville", "ville", Genre.TEXTE, 24),
    Colonne("Outil de positionnement", "outil", Genre.CODE, 22),
    Colonne("État", "etat", Genre.CODE, 18),
)
