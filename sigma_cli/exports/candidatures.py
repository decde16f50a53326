"""Export « candidatures »: one row per candidature, all that is known of it."""

from collections.abc import Iterator
from typing import Final

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.domain.recrutement.prescription import validation
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.selection import candidatures
from sigma_cli.formats.colonnes import Colonne, Genre, Ligne
from sigma_cli.referentiels.recrutement import Origine

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


def load(db: Session, filtre: FiltreCandidature) -> Iterator[Ligne]:
    """Yield the cells of one row per candidature."""
    for ligne, session, reunion, prescripteur, _ in candidatures(db, filtre):
        yield (
            references.candidature(ligne.id),
            session.composante,
            f"{session.numero:02d}",
            ligne.nom,
            ligne.prenom,
            ligne.date_naissance,
            ligne.courriel,
            ligne.telephone,
            ligne.mode,
            ligne.origine,
            references.prescripteur(prescripteur.id) if prescripteur else None,
            prescripteur.nom if prescripteur else None,
            ligne.positionne_le,
            ligne.fiche_recue_le,
            ligne.fiche_de,
            reunion,
            ligne.rendez_vous_le,
            ligne.etat,
            ligne.presence,
            ligne.presence_le,
            ligne.resultat_le,
            ligne.motif_code,
            ligne.precision,
            ligne.date_debut_prevue,
            ligne.date_fin_prevue,
            validation(Origine(ligne.origine), ligne.validee_le).value,
            ligne.validee_le,
            None if ligne.parcours_id is None else references.parcours(ligne.parcours_id),
            ligne.avant_vote,
            ligne.raison,
        )


EXPORT: Final = Export(
    code="candidatures",
    titre="Candidatures",
    colonnes=COLONNES,
    filtre=FiltreCandidature,
    personnel=True,
    load=load,
)
