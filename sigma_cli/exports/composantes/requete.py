"""Rows of the export: one SELECT, meetings folded into one cell as the rows stream by."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.diffusion import NAURA_PAS_LIEU
from sigma_cli.domain.filtres import FiltreComposante, contains
from sigma_cli.formats.colonnes import Cellule, Ligne
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation

_SANS_SESSION: Final[tuple[Cellule, ...]] = (None,) * 10
_COMPOSANTE: Final = 8  # cells before those of the session


def load(db: Session, filtre: FiltreComposante) -> Iterator[Ligne]:
    """Yield one row per session, and one per composante without session (Q8-03, A-8)."""
    rows = db.execute(_query(filtre).execution_options(yield_per=1000))
    for _, reunions in groupby(rows, key=lambda row: (row[2], row[8])):
        premiere, *autres = reunions
        if not contains(filtre.cherche, premiere[2], premiere[4], premiere[5]):
            continue
        composante = tuple(premiere[:_COMPOSANTE])
        if premiere[8] is None:
            yield composante + _SANS_SESSION
        else:
            dates = [row[-1] for row in (premiere, *autres)]
            yield composante + _session(premiere[_COMPOSANTE:-1], dates)


def meetings(dates: list[date | None]) -> str:
    """Return the cell of the meetings: ascending, joined by ` ; `, a lone `-` for none (Q8-04)."""
    return " ; ".join(date_fr(jour) for jour in dates if jour) or "-"


def _session(champs: Any, dates: list[date | None]) -> tuple[Cellule, ...]:
    numero, debut, fin, code_postal, code_insee, commune, site, places = champs
    etat = NAURA_PAS_LIEU if places == 0 else None
    return (
        f"{numero:02d}",
        debut,
        fin,
        code_postal,
        code_insee,
        commune,
        site,
        places,
        meetings(dates),
        etat,
    )


def _query(filtre: FiltreComposante) -> Any:
    return (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Action.convention,
            Action.numero,
            Composante.numero,
            Action.intitule,
            Composante.intitule,
            Composante.certifinfo,
            Composante.niveau_entree,
            Composante.niveau_sortie,
            SessionFormation.numero,
            SessionFormation.date_debut,
            SessionFormation.date_fin,
            SessionFormation.code_postal,
            SessionFormation.code_insee,
            SessionFormation.commune,
            SessionFormation.site,
            SessionFormation.places,
            InformationCollective.date,
        )
        .join(Composante, col(Composante.action_id) == col(Action.id))
        .join(
            SessionFormation,
            col(SessionFormation.composante_id) == col(Composante.id),
            isouter=not filtre.sessions_seulement,
        )
        .join(
            InformationCollective,
            col(InformationCollective.session_id) == col(SessionFormation.id),
            isouter=True,
        )
        .order_by(
            col(Action.numero),
            col(Composante.rang),
            col(SessionFormation.numero),
            col(InformationCollective.date),
        )
    )
