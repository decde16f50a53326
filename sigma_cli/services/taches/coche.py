"""Tick a task in one tool; it closes once ticked in each."""

from datetime import date

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.taches.taches import check_tick, check_tool, tool_name
from sigma_cli.errors import Conflict, NotFound
from sigma_cli.models.flux import FluxFichier
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatTache, Outil
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import REGISTRE, suivi
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
    check_tick(ref, outil, genre.outils, genre=genre.code, le=le, aujourdhui=acte.jour)
    faits = dict(
        db.exec(
            select(col(TacheOutil.outil), col(TacheOutil.fait_le)).where(
                TacheOutil.tache_id == ident
            )
        ).all()
    )
    if outil.value in faits:
        jour = date_fr(faits[outil.value])
        raise Conflict(
            f"{ref} est déjà cochée dans {tool_name(outil.value, tache.genre)}, le {jour}."
        )
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


def untick(db: Session, acte: Acte, ident: int, *, outil: Outil, reglages: Reglages) -> LigneTache:
    """Take back a tick set by mistake: the task is to do again there, as far as the facts ask for it.

    Raises NotFound, InvalidInput (a tool where nothing is to be done), Conflict (not ticked there).
    """
    tache = _get(db, ident)
    ref, genre = references.tache(ident), REGISTRE[tache.genre]
    check_tool(ref, outil, genre.outils, genre=genre.code)
    coche = db.get(TacheOutil, (ident, outil.value))
    if coche is None:
        lieu = tool_name(outil.value, tache.genre)
        raise Conflict(f"{ref} n’est pas cochée dans {lieu} : il n’y a rien à décocher.")
    avant = {"outil": outil, "fait_le": coche.fait_le, "etat": tache.etat}
    db.delete(coche)
    if tache.etat == EtatTache.FAITE:
        tache.etat, tache.close_le = EtatTache.A_FAIRE.value, None
        tache.dernier_fichier = None
        db.add(tache)
    db.flush()
    journal.record(db, acte, "tache.undo", ref, avant=avant, apres={"etat": tache.etat})
    suivi.refresh(db, acte, reglages, genre.portee, [tache.objet_id])
    db.refresh(tache)
    return lines(db, acte, [tache])[0]


def _get(db: Session, ident: int) -> Tache:
    tache = db.get(Tache, ident)
    if tache is None:
        ref = references.tache(ident)
        raise NotFound(f"Tâche inconnue : {ref}. « sigma todo list » donne les tâches.")
    return tache
