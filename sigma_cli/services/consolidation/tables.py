"""The tables of several établissements, as files give them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sigma_cli.domain.consolidation.comptes import Compte
from sigma_cli.domain.consolidation.vue import LotLu, Vue, account, of_actions
from sigma_cli.domain.dates import local_day
from sigma_cli.formats.colonnes import Cellule, Colonne, Genre, Ligne


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the view: its columns, and the rows that it makes."""

    titre: str
    colonnes: Sequence[Colonne]
    lignes: Callable[[Vue], Iterator[Ligne]]


_UAI: Final = Colonne("UAI", "uai", Genre.CODE, 10)
_NOM: Final = Colonne("Établissement", "etablissement", Genre.TEXTE, 30)
_COMPTES: Final = (
    Colonne("Accordées", "accordees", Genre.ENTIER, 11),
    Colonne("En plus", "en_plus", Genre.ENTIER, 9),
    Colonne("Utilisées", "utilisees", Genre.ENTIER, 11),
    Colonne("Restantes", "restantes", Genre.ENTIER, 11),
    Colonne("Demandes en attente", "demandes_en_attente", Genre.ENTIER, 12),
    Colonne("Effectif conventionné", "effectif", Genre.ENTIER, 12),
    Colonne("Inscrits", "inscrits", Genre.ENTIER, 10),
)
_ETABLISSEMENTS: Final = (
    _UAI,
    _NOM,
    Colonne("Lot du", "lot_du", Genre.DATE, 12),
    *_COMPTES,
    Colonne("Sessions", "sessions", Genre.ENTIER, 10),
    Colonne("Tâches en retard", "taches_en_retard", Genre.ENTIER, 12),
    Colonne("Constats à corriger", "a_corriger", Genre.ENTIER, 12),
)
_PLACES: Final = (
    _UAI,
    _NOM,
    Colonne("Action", "action", Genre.CODE, 12),
    Colonne("Convention", "convention", Genre.CODE, 14),
    Colonne("Intitulé", "intitule", Genre.TEXTE, 36),
    Colonne("Année", "annee", Genre.ENTIER, 8),
    Colonne("Statut", "statut", Genre.CODE, 8),
    *_COMPTES,
)
_SESSIONS: Final = (
    _UAI,
    _NOM,
    Colonne("Session", "session", Genre.CODE, 16),
    Colonne("Intitulé", "intitule", Genre.TEXTE, 36),
    Colonne("Début", "date_debut", Genre.DATE, 12),
    Colonne("Fin", "date_fin", Genre.DATE, 12),
    Colonne("Commune", "commune", Genre.TEXTE, 22),
    Colonne("Code Insee", "code_insee", Genre.CODE, 10),
    Colonne("Places", "places", Genre.ENTIER, 8),
    Colonne("Positionnés", "positionnes", Genre.ENTIER, 11),
    Colonne("Retenus", "retenus", Genre.ENTIER, 9),
    Colonne("Inscrits", "inscrits", Genre.ENTIER, 9),
    Colonne("Diffusion", "diffusion", Genre.TEXTE, 24),
    Colonne("Raison", "raison", Genre.TEXTE, 40),
)
_PARCOURS: Final = (
    _UAI,
    _NOM,
    Colonne("Année", "annee", Genre.ENTIER, 8),
    Colonne("Rémunération", "type_remuneration", Genre.CODE, 22),
    Colonne("Parcours", "nombre", Genre.ENTIER, 10),
)


def _etablissements(vue: Vue) -> Iterator[Ligne]:
    for lu in vue.lots:
        compte = account(lu)
        yield (
            *_whose(lu),
            local_day(lu.lot.produit_le),
            *(_cell(getattr(compte, colonne.cle)) for colonne in _ETABLISSEMENTS[3:]),
        )


def _places(vue: Vue) -> Iterator[Ligne]:
    for lu, action in of_actions(vue):
        yield (
            *_whose(lu),
            *(_cell(getattr(action, colonne.cle)) for colonne in _PLACES[2:]),
        )


def _sessions(vue: Vue) -> Iterator[Ligne]:
    for lu in vue.lots:
        qui = _whose(lu)
        for session in lu.lot.sessions:
            yield (*qui, *(_cell(getattr(session, colonne.cle)) for colonne in _SESSIONS[2:]))


def _parcours(vue: Vue) -> Iterator[Ligne]:
    for lu in vue.lots:
        qui = _whose(lu)
        for ligne in lu.lot.parcours:
            yield (*qui, *(_cell(getattr(ligne, colonne.cle)) for colonne in _PARCOURS[2:]))


def _whose(lu: LotLu) -> tuple[Cellule, Cellule]:
    return lu.lot.etablissement.uai, lu.lot.etablissement.nom


def _cell(valeur: object) -> Cellule:
    """Return a cell: a merged count is its two bounds, in words."""
    if isinstance(valeur, Compte):
        return valeur.bas if valeur.is_exact else str(valeur)
    return valeur  # type: ignore[return-value]  # the other fields of a bundle are cells


REGISTRE: Final = {
    "etablissements": Table(
        titre="Établissements", colonnes=_ETABLISSEMENTS, lignes=_etablissements
    ),
    "places": Table(titre="Places", colonnes=_PLACES, lignes=_places),
    "sessions": Table(titre="Sessions", colonnes=_SESSIONS, lignes=_sessions),
    "parcours": Table(titre="Parcours", colonnes=_PARCOURS, lignes=_parcours),
}
