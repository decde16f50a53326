"""Rows of the export."""

from collections.abc import Iterator

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.domain.prescription import validation
from sigma_cli.exports.selection import candidatures
from sigma_cli.formats.colonnes import Ligne
from sigma_cli.referentiels.recrutement import Origine


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
