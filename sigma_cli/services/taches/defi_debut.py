"""The defi file tells who pays, not since when: a pay that starts after the entry is typed in (Q9-06)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain.dates import PARIS, date_fr
from sigma_cli.models.place import Attribution, Remuneration
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches.contrat import Due, Fiche, Genre
from sigma_cli.services.taches.fiche_parcours import add_value, read_fiches


def due(db: Session, _reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield each parcours whose pay starts after its entry, once the next daily file has left.

    When the change came after the file, it is told whole by another task (RF-05).
    """
    dernieres = select(func.max(Attribution.id)).group_by(col(Attribution.parcours_id))
    if idents is not None:
        dernieres = dernieres.where(col(Attribution.parcours_id).in_(idents))
    query = (
        select(col(Attribution.le), col(Remuneration.depuis), col(Parcours.id))
        .join(Parcours, col(Parcours.id) == col(Attribution.parcours_id))
        .join(Remuneration, col(Remuneration.parcours_id) == col(Parcours.id))
        .where(
            col(Attribution.id).in_(dernieres),
            col(Attribution.fichier_id).is_(None),
            col(Remuneration.depuis) > col(Parcours.date_entree),
        )
    )
    for le, depuis, ident in db.execute(query):
        lendemain = le.astimezone(PARIS).date() + timedelta(days=1)
        yield Due(
            objet_id=ident,
            cle=depuis.isoformat(),
            visible_le=lendemain,
            echeance=max(lendemain, depuis),
        )


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return whose pay it is, and its first day."""
    jours = {tache.id: date_fr(date.fromisoformat(tache.cle)) for tache in taches}
    return add_value(read_fiches(db, taches), "Rémunération depuis le", jours)


GENRE: Final = Genre(
    code="DEFI_DEBUT",
    regle="Q9-06",
    titre="Saisir dans DEFI le premier jour de la rémunération",
    outils=(Outil.DEFI,),
    portee=Portee.PARCOURS,
    due=due,
    fiches=fiches,
    sans_objet="le premier jour de la rémunération a changé",
)
