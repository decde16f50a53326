"""The tableau de bord as a workbook: one row a session, in the columns of the screen."""

from typing import BinaryIO, Final

from sigma_cli.domain.acte import Acte
from sigma_cli.formats.colonnes import Colonne, Genre
from sigma_cli.services.tableau.chiffres import Tableau

COLONNES: Final = (
    Colonne("Session", "session", Genre.CODE, 16),
    Colonne("Diplôme", "intitule", Genre.TEXTE, 40),
    Colonne("Action", "action", Genre.CODE, 12),
    Colonne("Site", "site", Genre.TEXTE, 24),
    Colonne("Commune", "commune", Genre.TEXTE, 24),
    Colonne("Début", "date_debut", Genre.DATE, 12),
    Colonne("Fin", "date_fin", Genre.DATE, 12),
    Colonne("Places", "places", Genre.ENTIER, 10),
    Colonne("Positionnés", "positionnes", Genre.ENTIER, 12),
    Colonne("Retenus", "retenus", Genre.ENTIER, 10),
    Colonne("Inscrits", "inscrits", Genre.ENTIER, 10),
    Colonne("Restantes", "restantes", Genre.ENTIER, 10),
    Colonne("Prochaine réunion", "prochaine_reunion", Genre.DATE, 18),
    Colonne("Diffusion", "diffusion", Genre.TEXTE, 30),
    Colonne("Raison", "raison", Genre.TEXTE, 40),
    Colonne("Alertes", "alertes", Genre.TEXTE, 24),
)


def write(tableau: Tableau, sortie: BinaryIO, acte: Acte) -> int:
    """Write the sessions; same figures and clock, same bytes."""
    from sigma_cli.formats.xlsx.ecriture import write_xlsx  # noqa: PLC0415 - openpyxl loads for xlsx only

    lignes = (
        [*(getattr(s, c.cle) for c in COLONNES[:-1]), ", ".join(s.alertes)]
        for s in tableau.sessions
    )
    return write_xlsx(sortie, COLONNES, lignes, titre_feuille="Tableau de bord", produit_le=acte.le)
