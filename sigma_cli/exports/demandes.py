"""Export « demandes »: the requests to the Région, with the titles of what they are about (Q8-01)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.filtres import FiltreDemande, contains
from sigma_cli.domain.region.champs_demandes import change
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Colonne, Genre, Ligne
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandeChamp, DemandeObjet, DemandePlace
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.statuts import EtatDemande

COLONNES: Final = (
    Colonne("N Demande", "demande", Genre.CODE, 12),
    Colonne("Type", "type", Genre.CODE, 12),
    Colonne("État", "etat", Genre.CODE, 12),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("Intitulé de l’action", "intitule_action", Genre.TEXTE, 30),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Intitulé de la composante", "intitule", Genre.TEXTE, 40),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("N Parcours", "parcours", Genre.CODE, 12),
    Colonne("Outils", "portails", Genre.CODE, 18),
    Colonne("Champs", "champs", Genre.TEXTE, 40),
    Colonne("Explication", "explication", Genre.TEXTE, 40),
    Colonne("Destinataire", "destinataire", Genre.TEXTE, 28),
    Colonne("Demandée le", "demandee_le", Genre.DATE, 14),
    Colonne("Répondue le", "repondue_le", Genre.DATE, 14),
    Colonne("Réponse", "reponse", Genre.TEXTE, 40),
)


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
            local_day(demande.demandee_le),
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


EXPORT: Final = Export(
    code="demandes",
    titre="Demandes",
    colonnes=COLONNES,
    filtre=FiltreDemande,
    personnel=True,
    load=load,
)
