"""Sessions with all that goes with them, streamed: one SELECT a table, read in step."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col, func

from sigma_cli.domain.dates import local_day
from sigma_cli.domain.offre.certifications import classify
from sigma_cli.flux.carif.lignes import LigneCarif, Reunion
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.models.referentiel import CERTIFINFO, Certification, ReferentielImport
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.statuts import Nomenclature, Programme

_LOT: Final = 500  # rows in memory, whatever their number
_FAMILLES: Final = {
    Nomenclature.FORMACODE.value: "formacodes",
    Nomenclature.NSF.value: "nsf",
    Nomenclature.ROME.value: "romes",
    Nomenclature.PUBLIC.value: "publics",
}
_COMPOSANTE: Final = (
    *("intitule", "objectif", "contenu", "resultats", "certifinfo", "rncp", "niveau_entree"),
    *("niveau_sortie", "niveau_entree_obligatoire", "certifiante", "pic", "heures_centre"),
    *("heures_entreprise", "rythme", "modalites_enseignement", "conditions"),
)
_SESSION: Final = (
    *("date_debut", "date_fin", "places", "site", "siret", "uai", "adresse", "code_postal"),
    *("code_insee", "commune"),
)
_REUNION: Final = ("date", "heure_debut", "heure_fin", "lieu", "places")


def stream(
    db: Session, *, action: str | None = None, composante: str | None = None
) -> Iterator[LigneCarif]:
    """Yield the sessions of an action, of a composante, or all, by action, composante then number.

    Memory holds a few rows of each table.
    """
    egaux = ((Action.numero, action), (Composante.numero, composante))
    seule = [col(colonne) == voulu for colonne, voulu in egaux if voulu is not None]
    codes = _EnPas(_rows(db, _codes_query().where(*seule)))
    sessions = _EnPas(_rows(db, _sessions_query().where(*seule)))
    reunions = _EnPas(_rows(db, _meetings_query().where(*seule)))
    certifinfo = _certifinfo(db)
    for tete in _rows(db, _composantes_query(certifinfo).where(*seule)):
        valeurs = _composante(tete, codes.take(tete.id))
        valeurs["certif"] = classify(
            verifiable=certifinfo is not None,
            connu=tete.connu,
            archive=tete.archive,
            etat=tete.etat_certif,
        )
        for session in sessions.take(tete.id):
            yield LigneCarif(**valeurs, **_session(session, reunions.take(session.id)))


def _certifinfo(db: Session) -> int | None:
    """Return the import of Certif Info in use, None when there was none yet."""
    dernier = select(func.max(ReferentielImport.id))
    ident: int | None = db.execute(
        dernier.where(col(ReferentielImport.nom) == CERTIFINFO)
    ).scalar_one()
    return ident


def _composantes_query(certifinfo: int | None) -> Any:
    """Select the composantes, each with what the Certif Info in use says of its code."""
    meme_code = (col(Certification.import_id) == certifinfo) & (
        col(Certification.code) == col(Composante.certifinfo)
    )
    return in_order(
        select(
            col(Composante.id),
            col(Composante.numero),
            col(Action.numero).label("action"),
            col(Action.programme),
            *(getattr(Composante, nom) for nom in _COMPOSANTE),
            col(Composante.creee_le),
            col(Composante.modifiee_le),
            col(Certification.code).is_not(None).label("connu"),
            col(Certification.archive),
            col(Certification.etat).label("etat_certif"),
        )
        .join(Action, col(Composante.action_id) == col(Action.id))
        .join(Certification, meme_code, isouter=True)
    )


def _sessions_query() -> Any:
    colonnes = (getattr(SessionFormation, nom) for nom in _SESSION)
    return in_order(
        select(
            col(SessionFormation.composante_id),
            col(SessionFormation.id),
            col(SessionFormation.numero),
            *colonnes,
            col(SessionFormation.creee_le),
            col(SessionFormation.modifiee_le),
        )
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
    ).order_by(col(SessionFormation.numero))


def _meetings_query() -> Any:
    colonnes = (getattr(InformationCollective, nom) for nom in _REUNION)
    return in_order(
        select(col(InformationCollective.session_id), *colonnes)
        .join(SessionFormation, col(SessionFormation.id) == col(InformationCollective.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
    ).order_by(col(SessionFormation.numero), col(InformationCollective.date))


def _codes_query() -> Any:
    return in_order(
        select(
            col(ComposanteCode.composante_id),
            col(ComposanteCode.nomenclature),
            col(ComposanteCode.code),
        )
        .join(Composante, col(Composante.id) == col(ComposanteCode.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
    ).order_by(col(ComposanteCode.nomenclature), col(ComposanteCode.rang))


def in_order(query: Any) -> Any:
    """Sort as the file is: the unique keys of the tables give this order without a sort."""
    return query.order_by(col(Action.numero), col(Composante.rang))


def _rows(db: Session, query: Any) -> Iterator[Any]:
    """Yield Core rows as they are read, a few at a time."""
    return iter(db.connection().execute(query.execution_options(yield_per=_LOT)))


class _EnPas:
    """A stream in the order of another, whose rows begin with the key of the row they belong to."""

    def __init__(self, lignes: Iterator[Any]) -> None:
        self._lignes = lignes
        self._suivante = next(lignes, None)

    def take(self, cle: int) -> list[Any]:
        """Return the rows of that key; the next call must be for a later one."""
        prises = []
        while self._suivante is not None and self._suivante[0] == cle:
            prises.append(self._suivante)
            self._suivante = next(self._lignes, None)
        return prises


def _composante(composante: Any, codes: list[Any]) -> dict[str, Any]:
    par_famille: dict[str, list[str]] = {champ: [] for champ in _FAMILLES.values()}
    for _, nomenclature, code in codes:
        par_famille[_FAMILLES[nomenclature]].append(code)
    return {
        **{nom: getattr(composante, nom) for nom in _COMPOSANTE},
        **{champ: tuple(liste) for champ, liste in par_famille.items()},
        "composante": composante.numero,
        "action": composante.action,
        "programme": Programme(composante.programme).label,
        "composante_creee_le": local_day(composante.creee_le),
        "composante_modifiee_le": local_day(composante.modifiee_le),
    }


def _session(session: Any, reunions: list[Any]) -> dict[str, Any]:
    return {
        **{nom: getattr(session, nom) for nom in _SESSION},
        "numero": f"{session.numero:02d}",
        "creee_le": local_day(session.creee_le),
        "modifiee_le": local_day(session.modifiee_le),
        "ics": tuple(
            Reunion(**dict(zip(_REUNION, reunion[1:], strict=True))) for reunion in reunions
        ),
    }
