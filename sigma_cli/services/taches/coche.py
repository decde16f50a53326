"""Tick a task in one tool; it closes once ticked in each."""

from datetime import date

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.taches.taches import check_tick
from sigma_cli.errors import Conflict, NotFound
from sigma_cli.models.flux import FluxFichier
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.statuts import EtatTache, Outil
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import REGISTRE
from sigma_cli.services.taches.liste import LigneTache, lines
from sigma_cli.store.numerotation import last_id


def tick(db: Session, acte: Acte, ident: int, *, outil: Outil, le: date) -> LigneTache:
    """Note that a task was done in a tool on a day.

    Raises NotFound, InvalidInput (a tool where nothing is to be done, a day to come), Conflict
    (already ticked there, or no more to do).
    """
    tache = _get(db, ident)
    ref = references.tache(ident)
    genre = REGISTRE[tache.genre]
    check_tick(ref, outil, genre.outils, le=le, aujourdhui=acte.jour)
    faits = dict(
        db.exec(
            select(col(TacheOutil.outil), col(TacheOutil.fait_le)).where(
                TacheOutil.tache_id == ident
            )
        ).all()
    )
    if outil.value in faits:
        jour = date_fr(faits[outil.value])
        raise Conflict(f"{ref} est déjà cochée dans {outil.value.lower()}, le {jour}.")
    if tache.etat == EtatTache.SANS_OBJET:
        raise Conflict(f"{ref} n’est plus à faire : {tache.motif}.")
    db.add(
        TacheOutil(tache_id=ident, outil=outil.value, fait_le=le, agent=acte.agent, note_le=acte.le)
    )
    if {*faits, outil.value} >= {attendu.value for attendu in genre.outils}:
        tache.etat, tache.close_le = EtatTache.FAITE.value, acte.le
        tache.dernier_fichier = last_id(db, FluxFichier)
        db.add(tache)
    db.flush()
    apres = {"outil": outil.value, "fait_le": le, "etat": tache.etat}
    journal.record(db, acte, "tache.done", ref, apres=apres)
    return lines(db, acte, [tache])[0]


def _get(db: Session, ident: int) -> Tache:
    tache = db.get(Tache, ident)
    if tache is None:
        ref = references.tache(ident)
        raise NotFound(f"Tâche inconnue : {ref}. « sigma todo list » donne les tâches.")
    return tache
