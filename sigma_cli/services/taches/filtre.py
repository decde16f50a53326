"""Which tasks a list is narrowed to: those about a session, about an object, left to do in a tool."""

import re
from collections.abc import Callable
from typing import Any, Final

from sqlmodel import Session, and_, col, false, or_, select

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltreTache
from sigma_cli.errors import InvalidInput
from sigma_cli.models.demande import DemandeObjet
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.socle import lookup
from sigma_cli.services.taches import REGISTRE

_LETTRES: Final = re.compile(r"[A-Z]+")


def conditions(db: Session, filtre: FiltreTache) -> list[Any]:
    """Return the conditions of a filter. Raises NotFound, InvalidInput."""
    voulues: list[Any] = []
    if filtre.genre:
        voulues.append(Tache.genre == filtre.genre)
    if filtre.outil:
        voulues.append(to_do_in(filtre.outil))
    if filtre.session:
        voulues.append(_of_session(db, filtre.session))
    if filtre.objet:
        voulues.append(about(db, filtre.objet))
    return voulues


def to_do_in(outil: Outil) -> Any:
    """Return the condition of a task still to tick in a tool."""
    genres = [genre.code for genre in REGISTRE.values() if outil in genre.outils]
    coches = select(TacheOutil.tache_id).where(TacheOutil.outil == outil.value)
    return and_(col(Tache.genre).in_(genres), col(Tache.id).not_in(coches))


def about(db: Session, ref: str) -> Any:
    """Return the condition of the tasks about an object; of a person, about all that is theirs.

    Raises InvalidInput for what is no such reference, NotFound.
    """
    texte = ref.strip().upper()
    if "/" in texte:
        return _of_session(db, references.read_session(texte))
    lettres = _LETTRES.match(texte)
    lire = _LECTEURS.get(lettres[0] if lettres else "")
    if lire is None:
        raise InvalidInput(
            "--objet : une référence comme C000001, P000001 ou S000001 est attendue."
        )
    portee, ident = lire(texte)
    if portee is not Portee.STAGIAIRE:
        return _among(portee, [ident])
    lookup.stagiaire(db, ident)
    siens = select(Parcours.id).where(Parcours.stagiaire_id == ident)
    candidatures = select(Candidature.id).where(col(Candidature.parcours_id).in_(siens))
    return or_(
        _among(portee, [ident]),
        _among(Portee.PARCOURS, siens),
        _among(Portee.CANDIDATURE, candidatures),
    )


_LECTEURS: Final[dict[str, Callable[[str], tuple[Portee, int]]]] = {
    "P": lambda texte: (Portee.PARCOURS, references.read_parcours(texte)),
    "S": lambda texte: (Portee.STAGIAIRE, references.read_stagiaire(texte)),
    "C": lambda texte: (Portee.CANDIDATURE, references.read_candidature(texte)),
    "D": lambda texte: (Portee.DEMANDE, references.read_demande(texte)),
}


def _of_session(db: Session, ref: references.Session) -> Any:
    ident = lookup.session(db, ref).id
    demandes = select(DemandeObjet.demande_id).where(DemandeObjet.session_id == ident)
    return or_(
        _among(Portee.SESSION, [ident]),
        _among(Portee.PARCOURS, select(Parcours.id).where(Parcours.session_id == ident)),
        _among(Portee.STAGIAIRE, select(Parcours.stagiaire_id).where(Parcours.session_id == ident)),
        _among(Portee.CANDIDATURE, select(Candidature.id).where(Candidature.session_id == ident)),
        _among(Portee.DEMANDE, demandes),
    )


def _among(portee: Portee, idents: Any) -> Any:
    genres = [genre.code for genre in REGISTRE.values() if genre.portee is portee]
    return (
        and_(col(Tache.genre).in_(genres), col(Tache.objet_id).in_(idents)) if genres else false()
    )
