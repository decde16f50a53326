"""Social protection alone needs a P2S file lodged with ASP: a task until it is complete (Q10-02)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain.dates import date_fr, local_day
from sigma_cli.models.place import Attribution, Remuneration
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Decision, Outil, Portee, TypeRemuneration
from sigma_cli.services.taches.contrat import Due, Fiche, Genre
from sigma_cli.services.taches.fiches import add_value, of_parcours
from sigma_cli.store.parcours import attended

CODE: Final = "P2S"


def due(db: Session, reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield one task per decision to protect: for the day of entry, then some days after the deposit.

    A protection decided anew, after another type, is another file: its decision is the key.
    """
    protegees = select(func.max(Attribution.id)).where(
        Attribution.decision == Decision.PROTECTION.value
    )
    if idents is not None:
        protegees = protegees.where(col(Attribution.parcours_id).in_(idents))
    query = (
        select(col(Attribution.id), col(Attribution.le), Parcours, col(Remuneration.p2s_depose_le))
        .join(Parcours, col(Parcours.id) == col(Attribution.parcours_id))
        .join(Remuneration, col(Remuneration.parcours_id) == col(Parcours.id))
        .where(
            col(Attribution.id).in_(protegees.group_by(col(Attribution.parcours_id))),
            Parcours.type_remuneration == TypeRemuneration.PROTECTION_SOCIALE.value,
            attended(),
        )
    )
    for decision, le, parcours, depose_le in db.exec(query):
        decidee = local_day(le)
        yield Due(
            objet_id=parcours.id,
            cle=str(decision),
            visible_le=decidee,
            echeance=depose_le + timedelta(days=reglages.p2s_relance_jours)
            if depose_le
            else max(decidee, parcours.date_entree),
        )


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return whose file it is, and where it stands."""
    query = select(col(Remuneration.parcours_id), col(Remuneration.p2s_depose_le)).where(
        col(Remuneration.parcours_id).in_({tache.objet_id for tache in taches})
    )
    deposes = dict(db.exec(query).all())
    etats = {tache.id: _state(deposes.get(tache.objet_id)) for tache in taches}
    return add_value(of_parcours(db, taches), "Dossier P2S", etats)


def _state(depose_le: date | None) -> str:
    return f"déposé le {date_fr(depose_le)}, à compléter" if depose_le else "à déposer"


GENRE: Final = Genre(
    code=CODE,
    regle="Q10-02",
    titre="Faire compléter le dossier P2S auprès de l’ASP",
    outils=(Outil.ASP,),
    portee=Portee.PARCOURS,
    due=due,
    fiches=fiches,
    sans_objet="la protection sociale n’est plus le type de rémunération, ou personne n’est venu",
)
