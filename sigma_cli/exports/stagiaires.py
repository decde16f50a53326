"""Export « stagiaires »: one row per parcours, without any NIR unless expressly asked (NIR-12)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeAlias

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.filtres import FiltreStagiaire
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Colonne, Genre, Ligne
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.store.parcours import without_prescription
from sigma_cli.store.perimetre import under_actions
from sigma_cli.store.recherche import naming

NIR: Final = Colonne("NIR ou NIA", "nir", Genre.CODE, 18)  # only on express request
COLONNES: Final = (
    Colonne("N Stagiaire", "stagiaire", Genre.CODE, 12),
    Colonne("N Parcours", "parcours", Genre.CODE, 12),
    Colonne("N Contrat/Conv.", "convention", Genre.CODE, 16),
    Colonne("N Action", "action", Genre.CODE, 12),
    Colonne("N Composante", "composante", Genre.CODE, 14),
    Colonne("Numéro session", "numero_session", Genre.CODE, 14),
    Colonne("Civilité", "civilite", Genre.TEXTE, 8),
    Colonne("Nom de naissance", "nom_naissance", Genre.TEXTE, 24),
    Colonne("Nom d’usage", "nom_usage", Genre.TEXTE, 24),
    Colonne("Prénom", "prenom", Genre.TEXTE, 20),
    Colonne("Date de naissance", "date_naissance", Genre.DATE, 16),
    Colonne("Type de numéro", "nir_classe", Genre.CODE, 14),
    Colonne("Courriel", "courriel", Genre.TEXTE, 28),
    Colonne("Téléphone", "telephone", Genre.CODE, 16),
    Colonne("Catégorie du public", "categorie_public", Genre.TEXTE, 34),
    Colonne("Niveau d’entrée", "niveau_entree", Genre.CODE, 14),
    Colonne("PIC", "pic", Genre.BOOLEEN, 6),
    Colonne("RQTH", "rqth", Genre.BOOLEEN, 6),
    Colonne("Date d’entrée", "date_entree", Genre.DATE, 14),
    Colonne("Date de sortie prévue", "date_fin_prevue", Genre.DATE, 18),
    Colonne("Date de sortie", "date_sortie", Genre.DATE, 14),
    Colonne("Type de rémunération", "type_remuneration", Genre.CODE, 20),
    Colonne("Motif de sortie", "motif_sortie", Genre.TEXTE, 30),
    Colonne("Heures prévues", "heures", Genre.ENTIER, 14),
    Colonne("Transmis à DEFI le", "defi_le", Genre.DATE, 18),
    Colonne("Entrée transmise à AGORA le", "agora_entree_le", Genre.DATE, 26),
    Colonne("Sortie transmise à AGORA le", "agora_sortie_le", Genre.DATE, 26),
)


_PERSONNE: Final = (
    *("civilite", "nom_naissance", "nom_usage", "prenom", "date_naissance", "nir_classe"),
    *("courriel", "telephone"),
)
_PARCOURS: Final = (
    *("categorie_public", "niveau_entree", "pic", "rqth", "date_entree", "date_fin_prevue"),
    *("date_sortie", "type_remuneration", "motif_sortie", "heures"),
    *("defi_le", "agora_entree_le", "agora_sortie_le"),
)
Revelation: TypeAlias = Callable[[int, bytes], str]
"""Turns the sealed number of a person (row number, sealed bytes) into the text to write."""


def narrow(query: Any, filtre: FiltreStagiaire) -> Any:
    """Keep the rows of a filter; the query already joins person, session and composante."""
    query = query.where(
        *naming(filtre.cherche, col(Stagiaire.nom_replie), S=col(Stagiaire.id), P=col(Parcours.id)),
        *under_actions(filtre),
    )
    if filtre.session:
        query = query.where(
            Composante.numero == filtre.session.composante,
            SessionFormation.numero == filtre.session.numero,
        )
    if filtre.composante:
        query = query.where(Composante.numero == filtre.composante)
    if filtre.nia:
        query = query.where(col(Stagiaire.nir_classe).in_(("NIA", "PROVISOIRE")))
    if filtre.sans_prescription:
        query = query.where(without_prescription())
    return query


def load(db: Session, filtre: FiltreStagiaire, reveal: Revelation | None = None) -> Iterator[Ligne]:
    """Yield the cells of one row per parcours. No NIR is read from the base without `reveal`."""
    query = _query()
    if reveal:
        query = query.add_columns(col(Stagiaire.nir_chiffre))
    for row in db.execute(narrow(query, filtre).execution_options(yield_per=1000)):
        ident, parcours, convention, action, composante, session, *autres = row
        if reveal and autres[-1] is not None:
            autres[-1] = reveal(ident, autres[-1])
        yield (
            references.stagiaire(ident),
            references.parcours(parcours),
            convention,
            action,
            composante,
            f"{session:02d}",
            *map(_day, autres),
        )


def _day(cellule: Any) -> Any:
    """Return the day of an instant, any other cell as it is."""
    return local_day(cellule) if isinstance(cellule, datetime) else cellule


def _query() -> Any:
    """Select the columns of a row, in their order; references are made from the first ones."""
    return (
        select(
            col(Stagiaire.id),
            col(Parcours.id),
            col(Action.convention),
            col(Action.numero),
        )
        .add_columns(
            col(Composante.numero),
            col(SessionFormation.numero),
            *(col(getattr(Stagiaire, nom)) for nom in _PERSONNE),
            *(col(getattr(Parcours, nom)) for nom in _PARCOURS),
        )
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .order_by(col(Parcours.id))
    )


EXPORT: Final = Export(
    code="stagiaires",
    titre="Stagiaires",
    colonnes=COLONNES,
    filtre=FiltreStagiaire,
    personnel=True,
    load=load,
)


def with_numbers(reveal: Revelation) -> Export:
    """Return the export with one more column, the number in full."""
    return replace(EXPORT, colonnes=(*COLONNES, NIR), load=partial(load, reveal=reveal))
