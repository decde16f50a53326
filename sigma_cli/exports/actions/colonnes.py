"""Columns of the export, in the order of the file (Q8-02)."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("Intitulé de l’action", "intitule", Genre.TEXTE, 40),
    Colonne("Statut", "statut", Genre.CODE, 8),
    Colonne("Année", "annee", Genre.ENTIER, 8),
    Colonne("Date de début réelle", "date_debut", Genre.DATE, 20),
    Colonne("Date de fin prévue", "date_fin_prevue", Genre.DATE, 18),
)
