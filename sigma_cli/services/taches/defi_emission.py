"""What DEFI was sent, beside what the base says now: what every kind of difference compares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain.dates import local_day
from sigma_cli.flux.defi.builder import SUIVIS
from sigma_cli.formats.csv_machine import write_cell
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches import instantanes
from sigma_cli.store.parcours import attended

_CODE: Final = "defi"
_PERSONNE: Final = frozenset(Stagiaire.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Emission:
    """A line that left, with the parcours and the person as they are now.

    `nir_rang` is the rank of the number then, None without one; `nir_rang_ici` the rank now.
    """

    parcours: Parcours
    stagiaire: Stagiaire
    instantane: str
    nir_rang: int | None
    nir_rang_ici: int
    fichier_id: int

    def now(self) -> dict[str, str]:
        """Return the values followed, written as the flux writes them."""
        return {
            champ: write_cell(
                getattr(self.stagiaire if champ in _PERSONNE else self.parcours, champ)
            )
            for champ in SUIVIS
        }

    def changed(self) -> frozenset[str]:
        """Return the fields that are no more what was sent."""
        return instantanes.changed(self.instantane, self.now())

    def objet(self, portee: Portee) -> int:
        """Return the row number of the parcours or of the person."""
        return self.parcours.id if portee is Portee.PARCOURS else self.stagiaire.id

    def modified_on(self, portee: Portee) -> date:
        """Return the day of the last change of the parcours or of the person."""
        modifie = self.parcours if portee is Portee.PARCOURS else self.stagiaire
        return local_day(modifie.modifie_le)


def read_emissions(
    db: Session, portee: Portee, idents: Sequence[int] | None, *, tous: bool = False
) -> Iterator[Emission]:
    """Yield by object the lines DEFI took: neither refused, nor those of a person erased.

    Those of what did not take place are left out, unless `tous`: only the leaving is to be told.
    """
    cle = col(Parcours.id) if portee is Portee.PARCOURS else col(Parcours.stagiaire_id)
    query: Any = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Parcours,
            Stagiaire,
            FluxLigne.instantane,
            FluxLigne.nir_rang,
            instantanes.last_replaced(),
            FluxLigne.fichier_id,
        )
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .join(FluxLigne, col(FluxLigne.parcours_id) == col(Parcours.id))
        .where(FluxLigne.code == _CODE, col(FluxLigne.repris_le).is_(None))
        .where(col(FluxLigne.rejet).is_(None), FluxLigne.instantane != "")
        .order_by(cle, col(FluxLigne.fichier_id), col(FluxLigne.numero))
    )
    if not tous:
        query = query.where(attended())
    if idents is not None:
        query = query.where(cle.in_(idents))
    for parcours, stagiaire, instantane, rang, rang_ici, fichier_id in db.exec(query):
        yield Emission(
            parcours=parcours,
            stagiaire=stagiaire,
            instantane=instantane,
            nir_rang=rang,
            nir_rang_ici=rang_ici,
            fichier_id=fichier_id,
        )
