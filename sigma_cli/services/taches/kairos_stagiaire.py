"""A stagiaire registered here is to be typed in Kairos too: no flux goes there (Q1-02, Q1-03)."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlmodel import Session, col, exists, select

from sigma_cli.domain.dates import local_day
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.recrutement import Origine
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.contrat import Due, Genre
from sigma_cli.services.taches.fiches import of_parcours
from sigma_cli.store.parcours import attended


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per parcours, late once the training has begun.

    None for who came through OUIFORM or AUDEF: Kairos knows that person already.
    """
    en_ligne = exists().where(
        col(Candidature.parcours_id) == col(Parcours.id),
        col(Candidature.origine) == Origine.DEMATERIALISEE.value,
    )
    query = (
        select(col(Parcours.id), col(Parcours.cree_le), col(Parcours.date_entree))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(col(Stagiaire.efface_le).is_(None), ~en_ligne, attended())
    )
    if idents is not None:
        query = query.where(col(Parcours.id).in_(idents))
    for ident, cree_le, entree in db.exec(query):
        inscription = local_day(cree_le)
        yield Due(objet_id=ident, visible_le=inscription, echeance=max(inscription, entree))


GENRE: Final = Genre(
    code="KAIROS_STAGIAIRE",
    regle="Q1-03",
    titre="Saisir le stagiaire dans Kairos",
    outils=(Outil.KAIROS,),
    portee=Portee.PARCOURS,
    due=due,
    fiches=of_parcours,
    sans_objet="stagiaire positionné par OUIFORM ou AUDEF, déjà connu de Kairos, ou jamais venu",
)
