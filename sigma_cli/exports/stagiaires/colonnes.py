"""Columns of the export, in the order of the file."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

NIR: Final = Colonne("NIR ou NIA", "nir", Genre.CODE, 18)  # only on express request
COLONNES: Final = (
    Colonne("N Stagiaire", "stagiaire", Genre.CODE, 12),
    Colonne("N Parcours", "parcours", Genre.CODE, 12),
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Civilité", "civilite", Genre.TEXTE, 8),
    Colonne("Nom de naissance", "nom_naissance", Genre.TEXTE, 24),
    Colonne("Nom d’usage", "nom_usage", Genre.TEXTE, 24),
    Colonne("Prénom", "prenom", Genre.TEXTE, 20),
    Colonne("Date de naissance", "date_naissance", Genre.DATE, 16),
    Colonne("Type de numéro", "nir_classe", Genre.CODE, 14),
    Colonne("Courriel", "courriel", Genre.TEXTE, 28),
    Colonne("Téléphone", "telephone", Genre.CODE, 16),
    Colonne("Catégorie du public", "categorie_public", Genre.TEXTE, 34),
    Colonne("Niveau d’entrée", "niveau_entree", Genre.CODE, 14),
    Colonne("PIC", "pic", Genre.BOOLEEN, 6),
    Colonne("RQTH", "rqth", Genre.BOOLEEN, 6),
    Colonne("Date d’entrée", "date_entree", Genre.DATE, 14),
    Colonne("Date de sortie prévue", "date_fin_prevue", Genre.DATE, 18),
    Colonne("Date de sortie", "date_sortie", Genre.DATE, 14),
    Colonne("Type de rémunération", "type_remuneration", Genre.CODE, 20),
    Colonne("Motif de sortie", "motif_sortie", Genre.TEXTE, 30),
    Colonne("Heures prévues", "heures", Genre.ENTIER, 14),
    Colonne("Transmis à DEFI le", "defi_le", Genre.DATE, 18),
    Colonne("Entrée transmise à AGORA le", "agora_entree_le", Genre.DATE, 26),
    Colonne("Sortie transmise à AGORA le", "agora_sortie_le", Genre.DATE, 26),
)
