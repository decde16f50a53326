"""Columns of the export, in the order of the file."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("Intitulé de l’action", "intitule", Genre.TEXTE, 34),
    Colonne("Places accordées", "accordees", Genre.ENTIER, 14),
    Colonne("Accordées en plus", "en_plus", Genre.ENTIER, 14),
    Colonne("Places utilisées", "utilisees", Genre.ENTIER, 14),
    Colonne("Places restantes", "restantes", Genre.ENTIER, 14),
    Colonne("N Parcours", "parcours", Genre.CODE, 12),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Rémunéré depuis", "depuis", Genre.DATE, 16),
    Colonne("Décision", "decision", Genre.CODE, 16),
    Colonne("Critères", "criteres", Genre.TEXTE, 40),
    Colonne("Motif", "motif", Genre.TEXTE, 40),
    Colonne("Campagne", "campagne", Genre.CODE, 12),
    Colonne("Demande", "demande", Genre.CODE, 12),
    Colonne("Décidé par", "agent", Genre.TEXTE, 20),
    Colonne("Décidé le", "le", Genre.DATE, 14),
)
