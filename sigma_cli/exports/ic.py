"""Export « ic »: the information collectives of the sessions, with hours, place and seats."""

from collections.abc import Iterator
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain.filtres import FiltreReunion, contains
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Colonne, Genre, Ligne
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.store.recherche import matching, narrow_sessions

COLONNES: Final = (
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Date d’information collective", "date", Genre.DATE, 18),
    Colonne("Heure de début", "heure_debut", Genre.CODE, 14),
    Colonne("Heure de fin", "heure_fin", Genre.CODE, 14),
    Colonne("Lieu", "lieu", Genre.TEXTE, 34),
    Colonne("Places en réunion", "places", Genre.ENTIER, 16),
)


def load(db: Session, filtre: FiltreReunion) -> Iterator[Ligne]:
    """Yield the cells of one row per meeting of the sessions that a filter keeps."""
    reunion = InformationCollective
    query = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Composante.numero,
            SessionFormation.numero,
            reunion.date,
            reunion.heure_debut,
            reunion.heure_fin,
            reunion.lieu,
            reunion.places,
            SessionFormation.commune,
        )
        .join(SessionFormation, col(SessionFormation.id) == col(reunion.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(
            *matching(db, SessionFormation, filtre.cherche),
            *matching(db, SessionFormation, filtre.commune),
        )
        .order_by(col(Composante.numero), col(SessionFormation.numero), col(reunion.date))
    )
    query = narrow_sessions(query, filtre, jour=filtre.jour)
    for composante, numero, *cellules, commune in db.execute(query):
        if contains(filtre.commune, commune):  # the words above may be those of a site
            yield (composante, f"{numero:02d}", *cellules)


EXPORT: Final = Export(
    code="ic",
    titre="Informations collectives",
    colonnes=COLONNES,
    filtre=FiltreReunion,
    personnel=False,
    load=load,
)
