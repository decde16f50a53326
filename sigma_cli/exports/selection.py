"""What several exports and lists draw from: candidatures in order."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, exists, select

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Candidature, Prescripteur
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import A_SAISIR, Etat
from sigma_cli.referentiels.statuts import EtatTache
from sigma_cli.store.perimetre import under_actions
from sigma_cli.store.recherche import naming


class Dossier(NamedTuple):
    """A candidature with its session, the day of its meeting, its prescripteur, and what was asked."""

    candidature: Candidature
    session: references.Session
    reunion: date | None
    prescripteur: Prescripteur | None
    autres: tuple[Any, ...]


def candidatures(db: Session, filtre: FiltreCandidature, *autres: Any) -> Iterator[Dossier]:
    """Yield the candidatures a filter keeps, by session then name; `autres` are more columns to read."""
    query: Any = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Candidature,
            Composante.numero,
            SessionFormation.numero,
            InformationCollective.date,
            Prescripteur,
            *autres,
        )
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .outerjoin(
            InformationCollective, col(InformationCollective.id) == col(Candidature.reunion_id)
        )
        .outerjoin(Prescripteur, col(Prescripteur.id) == col(Candidature.prescripteur_id))
        .order_by(
            col(Composante.numero),
            col(SessionFormation.numero),
            col(Candidature.nom_replie),
            col(Candidature.id),
        )
    )
    lignes = db.execute(_narrow(query, filtre).execution_options(yield_per=1000))
    for candidature, composante, numero, reunion, prescripteur, *lues in lignes:
        session = references.Session(composante, numero)
        yield Dossier(candidature, session, reunion, prescripteur, tuple(lues))


def _narrow(query: Any, filtre: FiltreCandidature) -> Any:
    """Keep the rows of a filter."""
    query = query.where(
        *naming(
            filtre.cherche,
            col(Candidature.nom_replie),
            C=col(Candidature.id),
            P=col(Candidature.parcours_id),
        ),
        *under_actions(filtre),
    )
    if filtre.session:
        query = query.where(
            Composante.numero == filtre.session.composante,
            SessionFormation.numero == filtre.session.numero,
        )
    if filtre.etat:
        query = query.where(Candidature.etat == filtre.etat.value)
    if filtre.mode:
        query = query.where(Candidature.mode == filtre.mode.value)
    if filtre.prescripteur:
        query = query.where(Candidature.prescripteur_id == filtre.prescripteur)
    return _narrow_to_do(query, filtre)


def _narrow_to_do(query: Any, filtre: FiltreCandidature) -> Any:
    """Keep those whose presence is missing after the meeting, or that Kairos waits for."""
    if filtre.sans_presence_au:
        query = query.where(
            col(Candidature.etat) == Etat.CONVOQUE.value,
            col(SessionFormation.places) > 0,
            (col(InformationCollective.date) < filtre.sans_presence_au)
            | (col(Candidature.rendez_vous_le) < filtre.sans_presence_au),
        )
    if filtre.a_saisir_au:
        query = query.where(_to_type(filtre.a_saisir_au))
    if filtre.vivantes_au:
        finie = col(SessionFormation.date_fin) < filtre.vivantes_au
        query = query.where(~finie | _to_type(filtre.vivantes_au))
    return query


def _to_type(jour: date) -> Any:
    """Return what keeps the candidatures with something to type in Kairos that day."""
    return exists().where(
        col(Tache.objet_id) == col(Candidature.id),
        col(Tache.genre).in_([genre.value for genre in A_SAISIR]),
        col(Tache.etat) == EtatTache.A_FAIRE.value,
        col(Tache.visible_le) <= jour,
    )
