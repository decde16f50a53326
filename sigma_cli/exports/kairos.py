"""Export « kairos »: a sheet to type from, for no flow goes there (Q1-02)."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.domain.recrutement.prescription import validation
from sigma_cli.exports.contrat import Export
from sigma_cli.exports.selection import candidatures
from sigma_cli.formats.colonnes import Colonne, Genre, Ligne
from sigma_cli.models.recrutement import Candidature, MotifRefus, Prescripteur
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import A_SAISIR, Origine, Resultat
from sigma_cli.referentiels.statuts import EtatTache

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


def load(db: Session, filtre: FiltreCandidature) -> Iterator[Ligne]:
    """Yield the cells of one row per candidature."""
    autres = (col(SessionFormation.numero_kairos), _motif(), _open_kinds())
    for ligne, session, reunion, prescripteur, lues in candidatures(db, filtre, *autres):
        numero_kairos, motif, genres = lues
        yield (
            references.candidature(ligne.id),
            numero_kairos,
            str(session),
            ligne.nom,
            ligne.prenom,
            ligne.date_naissance,
            ligne.origine,
            prescripteur is not None,
            _who(prescripteur),
            reunion or ligne.rendez_vous_le,
            ligne.presence,
            _result(ligne),
            motif,
            ligne.date_debut_prevue,
            ligne.date_fin_prevue,
            validation(Origine(ligne.origine), ligne.validee_le).value,
            _left(genres),
        )


def _who(prescripteur: Prescripteur | None) -> str | None:
    return f"{prescripteur.nom} ({prescripteur.ville})" if prescripteur else None


def _result(ligne: Candidature) -> str | None:
    if ligne.motif_code is not None:
        return Resultat.NON_RETENU.value
    return Resultat.RETENU.value if ligne.date_debut_prevue else None


def _left(genres: str | None) -> str | None:
    """Return in words the kinds of task still open, in the order one types them."""
    ouverts = set((genres or "").split(","))
    return ", ".join(mot for genre, mot in A_SAISIR.items() if genre in ouverts) or None


def _motif() -> Any:
    return (
        select(MotifRefus.libelle)
        .where(col(MotifRefus.code) == col(Candidature.motif_code))
        .scalar_subquery()
    )


def _open_kinds() -> Any:
    """Return the column that joins by commas the kinds of task still to do in Kairos."""
    return (
        select(func.aggregate_strings(col(Tache.genre), ","))
        .where(
            col(Tache.objet_id) == col(Candidature.id),
            col(Tache.genre).in_([genre.value for genre in A_SAISIR]),
            col(Tache.etat) == EtatTache.A_FAIRE.value,
        )
        .scalar_subquery()
    )


EXPORT: Final = Export(
    code="kairos",
    titre="Kairos",
    colonnes=COLONNES,
    filtre=FiltreCandidature,
    personnel=True,
    load=load,
)
