"""Columns of the sheet: what Kairos asks, in the order one types it, then what is left to type."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Candidature", "candidature", Genre.CODE, 14),
    Colonne("N Session Kairos", "numero_kairos", Genre.CODE, 16),
    Colonne("N Session", "session", Genre.CODE, 16),
    Colonne("Nom", "nom", Genre.TEXTE, 24),
    Colonne("Prénom", "prenom", Genre.TEXTE, 20),
    Colonne("Date de naissance", "date_naissance", Genre.DATE, 16),
    Colonne("Origine", "origine", Genre.CODE, 16),
    Colonne("Prescripteur à l’origine", "a_prescripteur", Genre.BOOLEEN, 12),
    Colonne("Prescripteur", "prescripteur", Genre.TEXTE, 34),
    Colonne("Information collective ou rendez-vous", "reunion", Genre.DATE, 18),
    Colonne("Présence", "presence", Genre.CODE, 12),
    Colonne("Résultat", "resultat", Genre.CODE, 14),
    Colonne("Motif", "motif", Genre.TEXTE, 34),
    Colonne("Début prévisionnel du parcours", "date_debut_prevue", Genre.DATE, 18),
    Colonne("Fin prévisionnelle du parcours", "date_fin_prevue", Genre.DATE, 18),
    Colonne("Validation Pôle emploi", "validation", Genre.CODE, 16),
    Colonne("Reste à saisir", "a_saisir", Genre.TEXTE, 34),
)
