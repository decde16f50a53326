"""Columns of the export, in the order of the file."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Date d’information collective", "date", Genre.DATE, 18),
    Colonne("Heure de début", "heure_debut", Genre.CODE, 14),
    Colonne("Heure de fin", "heure_fin", Genre.CODE, 14),
    Colonne("Lieu", "lieu", Genre.TEXTE, 34),
    Colonne("Places en réunion", "places", Genre.ENTIER, 16),
)
