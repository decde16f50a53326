"""Columns of the export, in the order of the file."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Candidature", "candidature", Genre.CODE, 14),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Nom", "nom", Genre.TEXTE, 24),
    Colonne("Prénom", "prenom", Genre.TEXTE, 20),
    Colonne("Date de naissance", "date_naissance", Genre.DATE, 16),
    Colonne("Courriel", "courriel", Genre.TEXTE, 28),
    Colonne("Téléphone", "telephone", Genre.CODE, 16),
    Colonne("Mode de prescription", "mode", Genre.CODE, 18),
    Colonne("Origine", "origine", Genre.CODE, 16),
    Colonne("N Prescripteur", "prescripteur", Genre.CODE, 14),
    Colonne("Prescripteur", "prescripteur_nom", Genre.TEXTE, 28),
    Colonne("Date de positionnement", "positionne_le", Genre.DATE, 18),
    Colonne("Fiche reçue le", "fiche_recue_le", Genre.DATE, 14),
    Colonne("Expéditeur de la fiche", "fiche_de", Genre.TEXTE, 28),
    Colonne("Information collective", "reunion", Genre.DATE, 18),
    Colonne("Rendez-vous", "rendez_vous_le", Genre.DATE, 14),
    Colonne("État", "etat", Genre.CODE, 14),
    Colonne("Présence", "presence", Genre.CODE, 12),
    Colonne("Date de présence", "presence_le", Genre.DATE, 14),
    Colonne("Date du résultat", "resultat_le", Genre.DATE, 14),
    Colonne("Motif", "motif", Genre.CODE, 18),
    Colonne("Précision", "precision", Genre.TEXTE, 30),
    Colonne("Début prévisionnel", "date_debut_prevue", Genre.DATE, 16),
    Colonne("Fin prévisionnelle", "date_fin_prevue", Genre.DATE, 16),
    Colonne("Validation", "validation", Genre.CODE, 14),
    Colonne("Date de validation", "validee_le", Genre.DATE, 16),
    Colonne("N Parcours", "parcours", Genre.CODE, 12),
    Colonne("Avant le vote", "avant_vote", Genre.BOOLEEN, 12),
    Colonne("Raison", "raison", Genre.TEXTE, 30),
)
