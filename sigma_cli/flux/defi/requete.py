"""Rows of the flux: the parcours due and never sent, with the number their holder bears."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.flux.contrat import Contexte, Revelation
from sigma_cli.flux.defi.builder import LigneDefi
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.place import Remuneration
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.statuts import TypeRemuneration
from sigma_cli.store.parcours import attended

_TYPES: Final = (TypeRemuneration.REGION.value, TypeRemuneration.PROTECTION_SOCIALE.value)
_TOUS: Final = tuple(genre.value for genre in TypeRemuneration)  # undecided is none of them (Q9-09)
_IDENTITE: Final = (
    "civilite",
    "nom_naissance",
    "nom_usage",
    "prenom",
    "date_naissance",
    "courriel",
    "telephone",
)
_PARCOURS: Final = (
    "date_entree",
    "date_fin_prevue",
    "date_sortie",
    "type_remuneration",
    "categorie_public",
    "niveau_entree",
    "rqth",
)
_PAR_LOT: Final = 1000


def due(query: Any, contexte: Contexte) -> Any:
    """Keep the parcours DEFI pays or protects (RF-01, A-12) and that no file of it holds (RF-02).

    What does not take place is paid by nobody, whatever the type (SES-08, PAR-03).
    """
    types = _TOUS if contexte.reglages.defi_tous else _TYPES
    return query.where(
        col(Parcours.type_remuneration).in_(types), col(Parcours.defi_le).is_(None), attended()
    )


def queue(contexte: Contexte) -> Any:
    """Return the SELECT of the parcours that wait."""
    return due(select(Parcours.id), contexte)


def count_due(db: Session, contexte: Contexte) -> int:
    """Return how many parcours wait for the next file."""
    return int(db.exec(due(select(func.count(col(Parcours.id))), contexte)).one())


def load(db: Session, reveal: Revelation, contexte: Contexte) -> Iterator[LigneDefi]:
    """Yield the rows to send, by parcours."""
    colonnes = [
        col(Parcours.id).label("parcours"),
        col(Stagiaire.id).label("stagiaire"),
        col(Stagiaire.nir_chiffre),
        *(getattr(Stagiaire, champ) for champ in _IDENTITE),
        *(getattr(Parcours, champ) for champ in _PARCOURS),
        func.coalesce(col(Remuneration.depuis), col(Parcours.date_entree)).label(
            "remuneration_depuis"
        ),
        col(Action.convention),
        col(Action.numero).label("action"),
        col(Composante.numero).label("composante"),
        col(Composante.intitule),
        col(SessionFormation.numero).label("session"),
    ]
    query: Any = (
        select(*colonnes)
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .outerjoin(Remuneration, col(Remuneration.parcours_id) == col(Parcours.id))
        .order_by(col(Parcours.id))
        .execution_options(yield_per=_PAR_LOT)
    )
    for ligne in db.exec(due(query, contexte)):
        valeurs = dict(ligne._mapping)  # noqa: SLF001 - SQLAlchemy’s public name for a row as a mapping
        scelle = valeurs.pop("nir_chiffre")
        composante, numero, stagiaire = valeurs["composante"], ligne.session, ligne.stagiaire
        yield LigneDefi(
            **valeurs
            | {
                "parcours": references.parcours(ligne.parcours),
                "stagiaire": references.stagiaire(stagiaire),
                "session": str(references.Session(composante, numero)),
                "nir": None if scelle is None else reveal(stagiaire, scelle),
            }
        )
