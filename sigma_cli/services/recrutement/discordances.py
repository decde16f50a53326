"""Retained in Kairos and not enrolled here, and the reverse (Q1-07).

What Kairos holds is known by the ticks of the tasks: no flow brings it back (Q1-02).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, exists, select

from sigma_cli.domain import references
from sigma_cli.domain.texte import replier
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.recrutement import Etat, Sens, TacheCandidature
from sigma_cli.referentiels.statuts import Outil
from sigma_cli.services.taches import kairos_stagiaire
from sigma_cli.services.taches.candidatures import RETENU

_MESSAGES: Final = {
    Sens.PAS_DANS_SIGMA: "pas inscrite ici",
    Sens.PAS_DANS_KAIROS: "pas notée dans Kairos",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Discordance:
    """A recruitment that one tool knows and the other does not; `conseil` is what to do."""

    candidature: str | None
    parcours: str | None
    session: str
    sens: Sens
    message: str
    depuis: date
    conseil: str


def search(db: Session) -> Iterator[Discordance]:
    """Yield what one tool knows and the other does not, by session."""
    trouvees = [*_missing_here(db), *_missing_there(db), *_unknown_there(db)]
    yield from sorted(trouvees, key=lambda d: (d.session, d.candidature or "", d.parcours or ""))


def _missing_here(db: Session) -> Iterator[Discordance]:
    """Yield the candidatures whose positive result was typed in Kairos, and that led to no parcours."""
    saisi = (Tache.genre == TacheCandidature.KAIROS_RESULTAT, Tache.cle == RETENU)
    query: Any = (
        select(Candidature, Composante.numero, SessionFormation, col(TacheOutil.fait_le))
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Tache, col(Tache.objet_id) == col(Candidature.id))
        .join(TacheOutil, col(TacheOutil.tache_id) == col(Tache.id))
        .where(*saisi, Candidature.etat == Etat.RETENU.value, col(SessionFormation.places) > 0)
    )
    lignes = list(db.exec(query))
    inscrits = _unbound(db, {session.id for _, _, session, _ in lignes})
    for candidature, composante, session, fait_le in lignes:
        ref = references.candidature(candidature.id)
        ici = inscrits.get((session.id, candidature.nom_replie))
        session_ref = str(references.Session(composante, session.numero))
        conseil = f"sigma stagiaire enrol {session_ref} --candidature {ref}"
        if ici is not None:
            conseil = f"sigma candidature link {ref} {references.parcours(ici)}"
        yield Discordance(
            candidature=ref,
            parcours=None if ici is None else references.parcours(ici),
            session=session_ref,
            sens=Sens.PAS_DANS_SIGMA,
            message=_MESSAGES[Sens.PAS_DANS_SIGMA],
            depuis=fait_le,
            conseil=conseil,
        )


def _missing_there(db: Session) -> Iterator[Discordance]:
    """Yield the candidatures enrolled here whose result nobody typed in Kairos."""
    saisi = _ticked(TacheCandidature.KAIROS_RESULTAT, col(Candidature.id))
    query = (
        select(Candidature, col(Parcours.date_entree), Composante.numero, SessionFormation.numero)
        .join(Parcours, col(Parcours.id) == col(Candidature.parcours_id))
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(~saisi)
    )
    for candidature, entree, composante, numero in db.exec(query):
        yield Discordance(
            candidature=references.candidature(candidature.id),
            parcours=references.parcours(candidature.parcours_id or 0),
            session=str(references.Session(composante, numero)),
            sens=Sens.PAS_DANS_KAIROS,
            message=_MESSAGES[Sens.PAS_DANS_KAIROS],
            depuis=entree,
            conseil=f"sigma todo list --type {TacheCandidature.KAIROS_RESULTAT}",
        )


def _unknown_there(db: Session) -> Iterator[Discordance]:
    """Yield the parcours without candidature that nobody typed in Kairos."""
    saisi = _ticked(kairos_stagiaire.GENRE.code, col(Parcours.id))
    liee = exists().where(col(Candidature.parcours_id) == col(Parcours.id))
    query = (
        select(Parcours, Composante.numero, SessionFormation.numero)
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(~saisi, ~liee, col(Parcours.date_sortie).is_(None))
    )
    for parcours, composante, numero in db.exec(query):
        yield Discordance(
            candidature=None,
            parcours=references.parcours(parcours.id),
            session=str(references.Session(composante, numero)),
            sens=Sens.PAS_DANS_KAIROS,
            message=_MESSAGES[Sens.PAS_DANS_KAIROS],
            depuis=parcours.date_entree,
            conseil=f"sigma todo list --type {kairos_stagiaire.GENRE.code}",
        )


def _ticked(genre: str, objet: Any) -> Any:
    """Return the condition that a task of this kind on the object was ticked in Kairos."""
    return exists().where(
        col(Tache.genre) == genre,
        col(Tache.objet_id) == objet,
        col(TacheOutil.tache_id) == col(Tache.id),
        col(TacheOutil.outil) == Outil.KAIROS.value,
    )


def _unbound(db: Session, sessions: set[int]) -> dict[tuple[int, str], int]:
    """Return the parcours of these sessions that no candidature led to, by session and folded name."""
    liee = exists().where(col(Candidature.parcours_id) == col(Parcours.id))
    query = (
        select(Parcours.id, Parcours.session_id, Stagiaire.nom_naissance, Stagiaire.prenom)
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(col(Parcours.session_id).in_(sessions), ~liee)
    )
    return {
        (session, replier(f"{nom} {prenom or ''}")): ident
        for ident, session, nom, prenom in db.exec(query)
    }
