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
SUITE: Final = (
    Colonne("Code RNCP", "rncp", Genre.CODE, 14),
    Colonne("Niveau d’entrée obligatoire", "niveau_entree_obligatoire", Genre.BOOLEEN, 12),
    Colonne("Certifiante", "certifiante", Genre.BOOLEEN, 12),
    Colonne("PIC", "pic", Genre.BOOLEEN, 6),
    Colonne("Modalités d’enseignement", "modalites_enseignement", Genre.CODE, 12),
    Colonne("Heures en centre", "heures_centre", Genre.ENTIER, 12),
    Colonne("Heures en entreprise", "heures_entreprise", Genre.ENTIER, 12),
    Colonne("Objectif", "objectif", Genre.TEXTE, 30),
    Colonne("Contenu", "contenu", Genre.TEXTE, 30),
    Colonne("Résultats attendus", "resultats", Genre.TEXTE, 30),
    Colonne("Rythme", "rythme", Genre.TEXTE, 30),
    Colonne("Conditions", "conditions", Genre.TEXTE, 30),
    Colonne("Formacodes", "formacodes", Genre.CODE, 18),
    Colonne("Codes NSF", "nsf", Genre.CODE, 12),
    Colonne("Codes ROME", "romes", Genre.CODE, 18),
    Colonne("Publics", "publics", Genre.CODE, 18),
    Colonne("Adresse session", "adresse", Genre.TEXTE, 30),
    Colonne("SIRET du lieu", "siret", Genre.CODE, 16),
    Colonne("UAI du lieu", "uai", Genre.CODE, 12),
    Colonne("N° Carif", "numero_carif", Genre.CODE, 16),
    Colonne("N° Kairos", "numero_kairos", Genre.CODE, 16),
    Colonne("Motif d’annulation", "motif_annulation", Genre.TEXTE, 30),
)
