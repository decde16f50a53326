"""A number replaced by the definitive one here is to be replaced in the Région’s SIGMA too (NIR-08)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain.dates import local_day
from sigma_cli.models.stagiaire import NumeroRemplace, Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.contrat import Due, Genre
from sigma_cli.services.taches.fiches import of_stagiaires
from sigma_cli.store.parcours import in_training

_DELAI: Final = timedelta(days=7)


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per number that the definitive one of its person replaced."""
    query = (
        select(col(NumeroRemplace.stagiaire_id), col(NumeroRemplace.id), col(NumeroRemplace.au))
        .join(Stagiaire, col(Stagiaire.id) == col(NumeroRemplace.stagiaire_id))
        .where(
            Stagiaire.nir_classe == "NIR",
            col(NumeroRemplace.au) == col(Stagiaire.nir_le),
            in_training(),
        )
    )
    if idents is not None:
        query = query.where(col(NumeroRemplace.stagiaire_id).in_(idents))
    for ident, numero, au in db.exec(query):
        jour = local_day(au)
        yield Due(objet_id=ident, visible_le=jour, echeance=jour + _DELAI, cle=str(numero))


GENRE: Final = Genre(
    code="NIR_DEFINITIF",
    regle="NIR-08",
    titre="Mettre à jour le NIR dans SIGMA (Région)",
    outils=(Outil.SIGMA,),
    portee=Portee.STAGIAIRE,
    due=due,
    fiches=of_stagiaires,
    sans_objet="le numéro a encore été remplacé, l’identité effacée, ou personne n’est venu",
)
