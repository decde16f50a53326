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
SUITE: Final = (
    Colonne("Niveau de sortie (effectif rémunéré)", "niveau_sortie", Genre.CODE, 18),
    Colonne("Effectif conventionné", "effectif", Genre.ENTIER, 14),
    Colonne("Places rémunérées", "places_remunerees", Genre.ENTIER, 14),
    Colonne("Places utilisées", "places_utilisees", Genre.ENTIER, 14),
    Colonne("Date du vote", "date_vote", Genre.DATE, 14),
    Colonne("Programme", "programme", Genre.CODE, 14),
)
