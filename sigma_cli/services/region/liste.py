"""Requests in a list, a row for each object, titles beside references (Q8-01)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltreDemande, contains
from sigma_cli.domain.region.champs_demandes import libelle, valeur_dite
from sigma_cli.models.demande import Demande, DemandeChamp
from sigma_cli.referentiels.statuts import EtatDemande
from sigma_cli.services.region.fiche import ObjetDemande, for_whom, objects, read_value
from sigma_cli.services.socle.fiches import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDemande:
    """One object of one request, in a list."""

    demande: str
    type: str
    etat: str
    objet: str
    intitule: str
    action: str
    intitule_action: str
    detail: str
    demandee_le: datetime
    repondue_le: date | None


def search(db: Session, filtre: FiltreDemande) -> Iterator[LigneDemande]:
    """Yield the requests a filter keeps, newest first, a row for each object (Q8-01)."""
    query = select(Demande).order_by(col(Demande.id).desc())
    if filtre.type:
        query = query.where(Demande.type == filtre.type)
    if filtre.en_attente:
        query = query.where(Demande.etat == EtatDemande.DEMANDEE.value)
    demandes = {demande.id: demande for demande in db.exec(query)}
    champs = _fields(db)
    par_demande: dict[int, list[ObjetDemande]] = {ident: [] for ident in demandes}
    for ident, objet in objects(db, None):
        par_demande.get(ident, []).append(objet)
    for ident, siens in par_demande.items():
        for objet in siens:
            textes = (references.demande(ident), objet.objet, objet.intitule, objet.intitule_action)
            if contains(filtre.cherche, *textes):
                yield _line(demandes[ident], objet, champs.get(ident, []))


def _fields(db: Session) -> Mapping[int, list[str]]:
    par_demande: dict[int, list[str]] = {}
    for ident, parcours in for_whom(db, None).items():
        par_demande[ident] = [f"place pour {parcours}"]
    for champ in db.exec(select(DemandeChamp).order_by(col(DemandeChamp.champ))):
        dit = libelle(champ.champ)
        if champ.apres is not None:
            dit += f" → {valeur_dite(champ.champ, read_value(champ.apres))}"
        par_demande.setdefault(champ.demande_id, []).append(dit)
    return par_demande


def _line(demande: Demande, objet: ObjetDemande, champs: Sequence[str]) -> LigneDemande:
    manque = ", ".join(demande.portails.lower().split())
    detail = ", ".join([*champs, f"absente de {manque}"] if manque else champs)
    return fill(
        LigneDemande,
        demande,
        demande=references.demande(demande.id),
        type=demande.type.lower(),
        etat=demande.etat.lower(),
        objet=objet.objet,
        intitule=objet.intitule,
        action=objet.action,
        intitule_action=objet.intitule_action,
        detail=detail,
    )
