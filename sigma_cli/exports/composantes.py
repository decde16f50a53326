"""Export « composantes »: one row per session, composantes without session included (Q8-01, Q8-03)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlmodel import Session, and_, col, or_, true

from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.filtres import FiltreComposante, contains
from sigma_cli.domain.offre.diffusion import NAURA_PAS_LIEU
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.store.perimetre import of_actions
from sigma_cli.store.recherche import matching, narrow_sessions

COLONNES: Final = (
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Intitulé de l’action", "intitule_action", Genre.TEXTE, 30),
    Colonne("Intitulé de la composante", "intitule", Genre.TEXTE, 40),
    Colonne("Code Certifinfo", "certifinfo", Genre.CODE, 14),
    Colonne("Niveau d’entrée", "niveau_entree", Genre.CODE, 14),
    Colonne("Niveau de sortie", "niveau_sortie", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Date début session", "date_debut", Genre.DATE, 18),
    Colonne("Date fin session", "date_fin", Genre.DATE, 16),
    Colonne("Code postal session", "code_postal", Genre.CODE, 18),
    Colonne("Code Insee session", "code_insee", Genre.CODE, 18),
    Colonne("Commune session", "commune", Genre.TEXTE, 24),
    Colonne("Nom site session", "site", Genre.TEXTE, 24),
    Colonne("Nombre de places session", "places", Genre.ENTIER, 22),
    Colonne("Dates d’informations collectives", "informations_collectives", Genre.TEXTE, 34),
    Colonne("État de la session", "etat", Genre.TEXTE, 18),
)
SUITE: Final = (
    Colonne("Code RNCP", "rncp", Genre.CODE, 14),
    Colonne("Niveau d’entrée obligatoire", "niveau_entree_obligatoire", Genre.BOOLEEN, 12),
    Colonne("Certifiante", "certifiante", Genre.BOOLEEN, 12),
    Colonne("PIC", "pic", Genre.BOOLEEN, 6),
    Colonne("Modalités d’enseignement", "modalites_enseignement", Genre.CODE, 12),
    Colonne("Heures en centre", "heures_centre", Genre.ENTIER, 12),
    Colonne("Heures en entreprise", "heures_entreprise", Genre.ENTIER, 12),
    Colonne("Objectif", "objectif", Genre.TEXTE, 30),
    Colonne("Contenu", "contenu", Genre.TEXTE, 30),
    Colonne("Résultats attendus", "resultats", Genre.TEXTE, 30),
    Colonne("Rythme", "rythme", Genre.TEXTE, 30),
    Colonne("Conditions", "conditions", Genre.TEXTE, 30),
    Colonne("Formacodes", "formacodes", Genre.CODE, 18),
    Colonne("Codes NSF", "nsf", Genre.CODE, 12),
    Colonne("Codes ROME", "romes", Genre.CODE, 18),
    Colonne("Publics", "publics", Genre.CODE, 18),
    Colonne("Adresse session", "adresse", Genre.TEXTE, 30),
    Colonne("SIRET du lieu", "siret", Genre.CODE, 16),
    Colonne("UAI du lieu", "uai", Genre.CODE, 12),
    Colonne("N° Carif", "numero_carif", Genre.CODE, 16),
    Colonne("N° Kairos", "numero_kairos", Genre.CODE, 16),
    Colonne("Motif d’annulation", "motif_annulation", Genre.TEXTE, 30),
)


# Core tables: rows come four times as fast as through the ORM
_ACTION: Final = Action.__table__  # type: ignore[attr-defined]  # SQLModel gives every table class one
_COMPOSANTES: Final = Composante.__table__  # type: ignore[attr-defined]  # as above
_SESSION: Final = SessionFormation.__table__  # type: ignore[attr-defined]  # as above
_REUNION: Final = InformationCollective.__table__  # type: ignore[attr-defined]  # as above
_CODE: Final = ComposanteCode.__table__  # type: ignore[attr-defined]  # as above
_LOT: Final = 1000  # sessions whose meetings are read together
AUCUNE: Final = "-"  # the cell of a session without meetings (Q8-04)
_SANS_SESSION: Final[tuple[Cellule, ...]] = (None,) * 10
_SESSIONS: Final = 8  # rank of the first column of the session
_IDENT: Final = 16  # rank of its row number
_SUITE: Final = 17  # rank of the first column that only the complete export reads
_DE_COMPOSANTE: Final = [
    _COMPOSANTES.c[nom]
    for nom in (
        *("rncp", "niveau_entree_obligatoire", "certifiante", "pic", "modalites_enseignement"),
        *("heures_centre", "heures_entreprise"),
        *("objectif", "contenu", "resultats", "rythme", "conditions"),
    )
]
_DE_SESSION: Final = [
    _SESSION.c[nom]
    for nom in ("adresse", "siret", "uai", "numero_carif", "numero_kairos", "motif_annulation")
]


def load(db: Session, filtre: FiltreComposante) -> Iterator[Ligne]:
    """Yield one row per session, and one per composante without session (Q8-03, A-8)."""
    for lot in _batches(db, _query(db, filtre), filtre):
        reunions = _meetings(db.connection(), [row[_IDENT] for row in lot])
        for row in lot:
            yield _cells(row, reunions)


def load_complete(db: Session, filtre: FiltreComposante) -> Iterator[Ligne]:
    """Yield the same rows, with all that the base keeps of the composante and of the session."""
    query = _query(db, filtre).add_columns(_COMPOSANTES.c.id, *_DE_COMPOSANTE, *_DE_SESSION)
    for lot in _batches(db, query, filtre):
        reunions = _meetings(db.connection(), [row[_IDENT] for row in lot])
        codes = _codes(db.connection(), {row[_SUITE] for row in lot})
        for row in lot:
            suite, milieu = row[_SUITE + 1 :], len(_DE_COMPOSANTE)
            familles = (codes.get((row[_SUITE], famille)) for famille in Nomenclature)
            yield (*_cells(row, reunions), *suite[:milieu], *familles, *suite[milieu:])


def _batches(db: Session, query: Any, filtre: FiltreComposante) -> Iterator[Sequence[Any]]:
    rows = db.connection().execute(query.execution_options(yield_per=_LOT))
    commune = filtre.sessions.commune
    for lot in rows.partitions():  # the words of a commune may be those of a site
        yield [row for row in lot if contains(commune, row.commune or "")] if commune else lot


def _codes(connection: Connection, composantes: set[int]) -> dict[tuple[int, str], str]:
    """Return the codes of each family, main one first, joined by ` ; `."""
    query = (
        select(_CODE.c.composante_id, _CODE.c.nomenclature, _CODE.c.code)
        .where(_CODE.c.composante_id.in_(composantes))
        .order_by(_CODE.c.composante_id, _CODE.c.nomenclature, _CODE.c.rang)
    )
    familles: dict[tuple[int, str], list[str]] = {}
    for ident, nomenclature, code in connection.execute(query):
        familles.setdefault((ident, nomenclature), []).append(code)
    return {famille: " ; ".join(codes) for famille, codes in familles.items()}


def _meetings(connection: Connection, sessions: list[int | None]) -> dict[int, str]:
    """Return the cell of the meetings of these sessions, for those that have some."""
    query = (
        select(_REUNION.c.session_id, _REUNION.c.date)
        .where(_REUNION.c.session_id.in_([ident for ident in sessions if ident is not None]))
        .order_by(_REUNION.c.session_id, _REUNION.c.date)
    )
    trouvees: dict[int, list[date]] = {}
    for ident, jour in connection.execute(query).all():
        trouvees.setdefault(ident, []).append(jour)
    return {ident: meetings(jours) for ident, jours in trouvees.items()}


def meetings(dates: Sequence[date | None]) -> str:
    """Return the cell of the meetings: ascending, joined by ` ; `, a lone `-` for none (Q8-04)."""
    return " ; ".join(map(date_fr, filter(None, dates))) or AUCUNE


def _cells(row: Any, reunions: Mapping[int, str]) -> tuple[Cellule, ...]:
    ident = row[_IDENT]
    if ident is None:
        return (*row[:_SESSIONS], *_SANS_SESSION)
    etat = None if row[_IDENT - 1] else NAURA_PAS_LIEU
    numero, reunion = f"{row[_SESSIONS]:02d}", reunions.get(ident, AUCUNE)
    return (*row[:_SESSIONS], numero, *row[_SESSIONS + 1 : _IDENT], reunion, etat)


def _query(db: Session, filtre: FiltreComposante) -> Any:
    query = (
        select(
            _ACTION.c.convention,
            _ACTION.c.numero,
            _COMPOSANTES.c.numero,
            _ACTION.c.intitule,
            _COMPOSANTES.c.intitule,
            _COMPOSANTES.c.certifinfo,
            _COMPOSANTES.c.niveau_entree,
            _COMPOSANTES.c.niveau_sortie,
            _SESSION.c.numero,
            _SESSION.c.date_debut,
            _SESSION.c.date_fin,
            _SESSION.c.code_postal,
            _SESSION.c.code_insee,
            _SESSION.c.commune,
            _SESSION.c.site,
            _SESSION.c.places,
            _SESSION.c.id.label("session_id"),
        )
        .join(_COMPOSANTES, _COMPOSANTES.c.action_id == _ACTION.c.id)
        .join(
            _SESSION,
            _SESSION.c.composante_id == _COMPOSANTES.c.id,
            isouter=not (filtre.sessions_seulement or filtre.sessions.par_session),
        )
        .where(*of_actions(filtre))
        .order_by(_ACTION.c.numero, _COMPOSANTES.c.rang, _SESSION.c.numero)
    )
    if filtre.cherche:
        query = query.where(or_(*_found(db, filtre.cherche)))
    if filtre.sessions.par_session and filtre.jour:
        query = narrow_sessions(query, filtre.sessions, jour=filtre.jour).where(
            *matching(db, SessionFormation, filtre.sessions.commune)
        )
    return query


def _found(db: Session, cherche: str) -> Iterator[Any]:
    """Yield the two ways to be found: by the session, which holds its composante, or without one."""
    sans = col(SessionFormation.id).is_(None)
    yield and_(*matching(db, SessionFormation, cherche), true())
    yield and_(sans, *matching(db, Composante, cherche))


EXPORT: Final = Export(
    code="composantes",
    titre="Composantes",
    colonnes=COLONNES,
    filtre=FiltreComposante,
    personnel=False,
    load=load,
)
COMPLET: Final = replace(EXPORT, colonnes=(*COLONNES, *SUITE), load=load_complete)
"""What it takes to make the same composantes and sessions again in another base."""
