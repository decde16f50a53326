"""What DEFI was sent, beside what the base says now: what every kind of difference compares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import local_day
from sigma_cli.flux.defi.builder import SUIVIS
from sigma_cli.formats.csv_machine import write_cell
from sigma_cli.models.composante import Composante
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Deplacement, Parcours, Stagiaire
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.taches import instantanes
from sigma_cli.store.parcours import attended

_CODE: Final = "defi"
_SESSION: Final = "session"
_PERSONNE: Final = frozenset(Stagiaire.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Emission:
    """A line that left, with the parcours and the person as they are now.

    `session` is the one of now; `nir_rang` the rank of the number then, None without one, and
    `nir_rang_ici` the rank now.
    """

    parcours: Parcours
    stagiaire: Stagiaire
    session: references.Session
    instantane: str
    nir_rang: int | None
    nir_rang_ici: int
    fichier_id: int

    def now(self) -> dict[str, str]:
        """Return the values followed, written as the flux writes them."""
        valeurs = {
            champ: getattr(self.stagiaire if champ in _PERSONNE else self.parcours, champ)
            for champ in SUIVIS
            if champ != _SESSION
        }
        return {champ: write_cell(valeur) for champ, valeur in valeurs.items()} | {
            _SESSION: str(self.session)
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
            Composante.numero,
            SessionFormation.numero,
        )
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
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
    for parcours, stagiaire, instantane, rang, rang_ici, fichier_id, *session in db.exec(query):
        yield Emission(
            parcours=parcours,
            stagiaire=stagiaire,
            session=references.Session(*session),
            instantane=instantane,
            nir_rang=rang,
            nir_rang_ici=rang_ici,
            fichier_id=fichier_id,
        )


def left_before(db: Session, parcours: Parcours) -> str:
    """Return the session that a parcours left last for the one of now."""
    quittee = db.exec(
        select(Composante.numero, SessionFormation.numero)
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .join(Deplacement, col(Deplacement.session_id) == col(SessionFormation.id))
        .where(Deplacement.parcours_id == parcours.id, Deplacement.rang == parcours.deplacements)
    ).first()
    return str(references.Session(*quittee)) if quittee else ""
