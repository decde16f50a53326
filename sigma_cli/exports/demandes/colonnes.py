"""Columns of the export of the requests: titles beside references, so that none is opened (Q8-01)."""

from typing import Final

from sigma_cli.formats.colonnes import Colonne, Genre

COLONNES: Final = (
    Colonne("N Demande", "demande", Genre.CODE, 12),
    Colonne("Type", "type", Genre.CODE, 12),
    Colonne("État", "etat", Genre.CODE, 12),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("Intitulé de l’action", "intitule_action", Genre.TEXTE, 30),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Intitulé de la composante", "intitule", Genre.TEXTE, 40),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("N Parcours", "parcours", Genre.CODE, 12),
    Colonne("Outils", "portails", Genre.CODE, 18),
    Colonne("Champs", "champs", Genre.TEXTE, 40),
    Colonne("Explication", "explication", Genre.TEXTE, 40),
    Colonne("Destinataire", "destinataire", Genre.TEXTE, 28),
    Colonne("Demandée le", "demandee_le", Genre.DATE, 14),
    Colonne("Répondue le", "repondue_le", Genre.DATE, 14),
    Colonne("Réponse", "reponse", Genre.TEXTE, 40),
)
