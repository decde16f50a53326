"""Columns of the export, in the order of the file (Q8-03); ours come after the seventeen."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Intitulé de l’action", "intitule_action", Genre.TEXTE, 30),
    Colonne("Intitulé de la composante", "intitule", Genre.TEXTE, 40),
    Colonne("Code Certifinfo", "certifinfo", Genre.CODE, 14),
    Colonne("Niveau d’entrée", "niveau_entree", Genre.CODE, 14),
    Colonne("Niveau de sortie", "niveau_sortie", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Date début session", "date_debut", Genre.DATE, 18),
    Colonne("Date fin session", "date_fin", Genre.DATE, 16),
    Colonne("Code postal session", "code_postal", Genre.CODE, 18),
    Colonne("Code Insee session", "code_insee", Genre.CODE, 18),
    Colonne("Commune session", "commune", Genre.TEXTE, 24),
    Colonne("Nom site session", "site", Genre.TEXTE, 24),
    Colonne("Nombre de places session", "places", Genre.ENTIER, 22),
    Colonne("Dates d’informations collectives", "informations_collectives", Genre.TEXTE, 34),
    Colonne("État de la session", "etat", Genre.TEXTE, 18),
)
