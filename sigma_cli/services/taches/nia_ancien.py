"""Someone is still under a NIA: the definitive number is to be asked for (NIR-09)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain.dates import local_day
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.contrat import Due, Genre
from sigma_cli.services.taches.fiches import of_stagiaires
from sigma_cli.store.parcours import in_training

_CLASSES: Final = ("NIA", "PROVISOIRE")
_DELAI: Final = timedelta(days=30)


def due(db: Session, reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per person, seen once the number is as old as the settings allow."""
    query = select(col(Stagiaire.id), col(Stagiaire.nir_le), col(Stagiaire.cree_le)).where(
        col(Stagiaire.nir_classe).in_(_CLASSES), in_training()
    )
    if idents is not None:
        query = query.where(col(Stagiaire.id).in_(idents))
    for ident, nir_le, cree_le in db.exec(query):
        depuis = local_day(nir_le or cree_le)
        visible = depuis + timedelta(days=reglages.nia_jours)
        yield Due(objet_id=ident, visible_le=visible, echeance=visible + _DELAI)


GENRE: Final = Genre(
    code="NIA_ANCIEN",
    regle="NIR-09",
    titre="Obtenir le NIR définitif d’une personne encore sous NIA",
    outils=(Outil.SIGMA,),
    portee=Portee.STAGIAIRE,
    due=due,
    fiches=of_stagiaires,
    sans_objet="le numéro définitif est enregistré, le numéro retiré, ou personne n’est venu",
)
