"""Rows of the export: one for each object of a request, oldest request first."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.champs_demandes import change
from sigma_cli.domain.dates import PARIS
from sigma_cli.domain.filtres import FiltreDemande, contains
from sigma_cli.formats.colonnes import Ligne
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandeChamp, DemandeObjet, DemandePlace
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.statuts import EtatDemande


def load(db: Session, filtre: FiltreDemande) -> Iterator[Ligne]:
    """Yield the rows a filter keeps."""
    champs: defaultdict[int, list[str]] = defaultdict(list)
    for champ in db.exec(select(DemandeChamp).order_by(col(DemandeChamp.champ))):
        champs[champ.demande_id].append(_said(champ))
    for demande, action, composante, numero, parcours in db.exec(_query(filtre)):
        ref = references.demande(demande.id)
        textes = (ref, composante.numero, composante.intitule, action.intitule)
        if not contains(filtre.cherche, *textes):
            continue
        yield (
            ref,
            demande.type.lower(),
            demande.etat.lower(),
            action.numero,
            action.intitule,
            composante.numero,
            composante.intitule,
            None if numero is None else f"{numero:02d}",
            None if parcours is None else references.parcours(parcours),
            ", ".join(demande.portails.lower().split()),
            " ; ".join(champs[demande.id]),
            demande.explication,
            demande.destinataire,
            demande.demandee_le.astimezone(PARIS).date(),
            demande.repondue_le,
            demande.reponse,
        )


def _said(champ: DemandeChamp) -> str:
    avant, apres = (json.loads(valeur or "null") for valeur in (champ.avant, champ.apres))
    return change(champ.champ, avant, apres)


def _query(filtre: FiltreDemande) -> Any:
    query: Any = (
        select(Demande, Action, Composante, col(SessionFormation.numero))
        .add_columns(col(DemandePlace.parcours_id))
        .join(DemandeObjet, col(DemandeObjet.demande_id) == col(Demande.id))
        .join(Composante, col(Composante.id) == col(DemandeObjet.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .join(
            SessionFormation, col(SessionFormation.id) == col(DemandeObjet.session_id), isouter=True
        )
        .join(DemandePlace, col(DemandePlace.demande_id) == col(Demande.id), isouter=True)
        .order_by(col(Demande.id), col(DemandeObjet.rang))
    )
    if filtre.type:
        query = query.where(Demande.type == filtre.type)
    if filtre.en_attente:
        query = query.where(Demande.etat == EtatDemande.DEMANDEE.value)
    return query
