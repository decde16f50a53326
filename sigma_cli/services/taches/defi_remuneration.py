"""DEFI is told once: a type of pay changed afterwards is to be typed there by hand (RF-05, RF-08)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain.dates import date_fr, local_day
from sigma_cli.domain.envois.transmission import Etape, left_to_tell
from sigma_cli.domain.taches.taches import REMUNERATION
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.place import Attribution
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import INDECISE, Outil, Portee
from sigma_cli.services.taches.contrat import Due, Fiche, Genre
from sigma_cli.services.taches.fiches import add_value, of_parcours

CODE: Final = "DEFI_REMUNERATION"


def due(db: Session, reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
    """Yield the last decision on each parcours whose pay is no more what DEFI knows."""
    apres = (
        select(Attribution.parcours_id)
        .join(Parcours, col(Parcours.id) == col(Attribution.parcours_id))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(col(Attribution.fichier_id).is_not(None), col(Stagiaire.efface_le).is_(None))
    )
    if idents is not None:
        apres = apres.where(col(Attribution.parcours_id).in_(idents))
    query = (
        select(Attribution)
        .where(col(Attribution.parcours_id).in_(apres))
        .order_by(col(Attribution.parcours_id), col(Attribution.id))
    )
    fichiers, dites = _last_files(db, apres), _told(db, apres)
    for ident, decisions in groupby(db.exec(query), key=lambda ligne: ligne.parcours_id):
        lignes = list(decisions)
        etapes = [_step(ligne, fichiers.get(ident), dites.get(ident, set())) for ligne in lignes]
        if left_to_tell(etapes):
            derniere = lignes[-1]
            jour = local_day(derniere.le)
            yield Due(
                objet_id=ident,
                cle=str(derniere.id),
                visible_le=jour,
                echeance=jour + timedelta(days=reglages.ecart_jours),
            )


def _step(ligne: Attribution, fichier: int | None, dites: set[str]) -> Etape:
    return Etape(
        pay=(ligne.type_remuneration, ligne.depuis),
        apres_envoi=fichier is not None and ligne.fichier_id == fichier,
        dite=str(ligne.id) in dites,
    )


def _last_files(db: Session, concernes: Any) -> dict[int, int]:
    """Return the last defi file of each parcours; DEFI knows nothing of a line it refused."""
    query = (
        select(FluxLigne.parcours_id, func.max(FluxLigne.fichier_id))
        .where(FluxLigne.code == "defi", col(FluxLigne.parcours_id).in_(concernes))
        .where(col(FluxLigne.rejet).is_(None))
        .group_by(col(FluxLigne.parcours_id))
    )
    return dict(db.exec(query).all())


def _told(db: Session, concernes: Any) -> dict[int, set[str]]:
    """Return, by parcours, the decisions that someone already typed in DEFI."""
    query = (
        select(Tache.objet_id, Tache.cle)
        .join(TacheOutil, col(TacheOutil.tache_id) == col(Tache.id))
        .where(
            Tache.genre == CODE,
            TacheOutil.outil == Outil.DEFI.value,
            col(Tache.objet_id).in_(concernes),
        )
    )
    dites: dict[int, set[str]] = {}
    for ident, cle in db.exec(query):
        dites.setdefault(ident, set()).add(cle)
    return dites


def fiches(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return whose pay it is, and what it is now."""
    cles = {int(tache.cle) for tache in taches}
    decisions = {
        ligne.id: ligne
        for ligne in db.exec(select(Attribution).where(col(Attribution.id).in_(cles)))
    }
    valeurs = {tache.id: _pay(decisions[int(tache.cle)]) for tache in taches}
    return add_value(of_parcours(db, taches), REMUNERATION, valeurs)


def _pay(decision: Attribution) -> str:
    depuis = f" depuis le {date_fr(decision.depuis)}" if decision.depuis else ""
    return f"{decision.type_remuneration or INDECISE}{depuis}"


GENRE: Final = Genre(
    code=CODE,
    regle="RF-05",
    titre="Changer la rémunération dans SIGMA (Région) et dans DEFI",
    outils=(Outil.SIGMA, Outil.DEFI),
    portee=Portee.PARCOURS,
    due=due,
    fiches=fiches,
    sans_objet="une décision plus récente la remplace, ou DEFI sait déjà",
    apres_envoi=True,
)
