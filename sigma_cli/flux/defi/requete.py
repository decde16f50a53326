"""Rows of the flux: the parcours due and never sent, with the number their holder bears."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.flux.contrat import Contexte, Revelation
from sigma_cli.flux.defi.builder import COLONNES, LigneDefi, cellules
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.statuts import TypeRemuneration

CODE: Final = "defi"
_TYPES: Final = (TypeRemuneration.REGION.value, TypeRemuneration.PROTECTION_SOCIALE.value)


def due(query: Any) -> Any:
    """Keep the parcours DEFI pays or protects (RF-01) and that no file of it holds (RF-02)."""
    envoyes = select(FluxLigne.parcours_id).where(FluxLigne.code == CODE)
    return query.where(
        col(Parcours.type_remuneration).in_(_TYPES), col(Parcours.id).not_in(envoyes)
    )


def count_due(db: Session, contexte: Contexte) -> int:  # noqa: ARG001 - the shape of every count
    """Return how many parcours wait for the next file."""
    return int(db.exec(due(select(func.count(col(Parcours.id))))).one())


def load(db: Session, reveal: Revelation, contexte: Contexte) -> Iterator[LigneDefi]:  # noqa: ARG001 - the shape of every load
    """Yield the rows to send, by parcours."""
    query = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Stagiaire, Parcours, Action, Composante, SessionFormation.numero
        )
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .order_by(col(Parcours.id))
    )
    for stagiaire, parcours, action, composante, numero in db.exec(due(query)):
        scelle = stagiaire.nir_chiffre
        yield LigneDefi(
            parcours=references.parcours(parcours.id),
            stagiaire=references.stagiaire(stagiaire.id),
            nir=None if scelle is None else reveal(stagiaire.id, scelle),
            civilite=stagiaire.civilite,
            nom_naissance=stagiaire.nom_naissance,
            nom_usage=stagiaire.nom_usage,
            prenom=stagiaire.prenom,
            date_naissance=stagiaire.date_naissance,
            convention=action.convention,
            action=action.numero,
            composante=composante.numero,
            session=str(references.Session(composante.numero, numero)),
            intitule=composante.intitule,
            date_entree=parcours.date_entree,
            date_fin_prevue=parcours.date_fin_prevue,
            type_remuneration=parcours.type_remuneration,
            categorie_public=parcours.categorie_public,
            niveau_entree=parcours.niveau_entree,
            rqth=parcours.rqth,
        )


def snapshot(ligne: LigneDefi, fingerprint: Callable[[str], bytes]) -> str:
    """Return what was sent, each cell as a keyed hash: enough to see a later change (RF-04)."""
    empreintes = {
        colonne: fingerprint(f"{CODE} {colonne} {cellule}").hex()[:16]
        for colonne, cellule in zip(COLONNES, cellules(ligne), strict=True)
    }
    return json.dumps(empreintes, sort_keys=True)
