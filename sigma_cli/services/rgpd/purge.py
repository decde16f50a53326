"""Remove what has been kept its time, by the times of the settings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlmodel import Session, col, delete, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import PARIS, instant_fr
from sigma_cli.domain.personnes.conservation import add_months, is_over
from sigma_cli.flux.contrat import Contexte
from sigma_cli.models.annuaire import IdentiteImportee
from sigma_cli.models.journal import LigneJournal
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.reglages import Conservation, Reglages
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.personnes import numeros
from sigma_cli.services.rgpd import annuaire, candidatures, effacement
from sigma_cli.services.rgpd import numeros as historique
from sigma_cli.services.rgpd.personne import load
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import suivi as taches
from sigma_cli.store.coffre import Coffre

NUMERO: Final = "numéro"
IDENTITE: Final = "identité"
CANDIDATURE: Final = "candidature"
ANNUAIRE: Final = "identités importées"
JOURNAL: Final = "journal"
_RECUL_MAX: Final = timedelta(days=1)
_SILENCE_MAX: Final = timedelta(days=366)
_PLUS_COURT: Final = timedelta(days=3)  # between a day and its like in the shortest month


@dataclass(frozen=True, slots=True, kw_only=True)
class Echu:
    """Something whose time is over. `retenu` says why it stays for now."""

    objet: str
    quoi: str
    nombre: int
    depuis: date
    retenu: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """What is over, and by which decision, if any; `faite` is false for a rehearsal."""

    nombre: int
    decidee_le: date | None
    faite: bool
    resultats: list[Echu]


def check_clock(db: Session, acte: Acte) -> str | None:
    """Say why the clock is not to be believed: a purge would remove for ever what it makes old."""
    derniere = db.exec(select(func.max(col(LigneJournal.le)))).one()
    if derniere is None:
        return None
    if acte.le < derniere - _RECUL_MAX:
        ecart = "plus tôt que la dernière opération enregistrée"
    elif acte.le > derniere + _SILENCE_MAX:
        ecart = "plus d’un an après la dernière opération enregistrée"
    else:
        return None
    return f"L’horloge dit {instant_fr(acte.le)}, {ecart} ({instant_fr(derniere)})"


def plan(db: Session, acte: Acte, reglages: Reglages) -> Purge:
    """Return what a purge would remove today."""
    durees = reglages.conservation
    contexte = Contexte(jour=acte.jour, reglages=reglages)
    echus = [
        *_persons(db, contexte),
        *_applicants(db, acte.jour, durees),
        *_others(db, acte.jour, durees),
    ]
    return Purge(nombre=len(echus), decidee_le=durees.decidee_le, faite=False, resultats=echus)


def purge(db: Session, acte: Acte, reglages: Reglages, *, coffre: Coffre | None) -> Purge:
    """Remove what is over; the caller commits it whole.

    Without the key, the imported identities of those persons are left to their own time. Raises
    KeyProblem, BrokenBase (a journal that was altered is not compacted).
    """
    prevue = plan(db, acte, reglages)
    for echu in prevue.resultats:
        if echu.retenu is None:
            _REMOVE[echu.quoi](db, acte, reglages, echu, coffre)
    return replace(prevue, faite=True)


def _persons(db: Session, contexte: Contexte) -> Iterator[Echu]:
    """Yield the persons whose last parcours ended long enough ago, the number or the whole identity."""
    jour, durees = contexte.jour, contexte.reglages.conservation
    fin = func.max(func.coalesce(Parcours.date_sortie, Parcours.date_fin_prevue))
    limite = add_months(jour, -durees.nir_mois) + _PLUS_COURT
    query = (
        select(col(Stagiaire.id), col(Stagiaire.nir_classe), fin)
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .where(col(Stagiaire.efface_le).is_(None))
        .group_by(col(Stagiaire.id))
        .having(fin <= limite)
        .order_by(col(Stagiaire.id))
    )
    attendus = effacement.waiting_of_all(db, contexte)
    for ident, classe, derniere in db.exec(query):
        mois = durees.identite_mois
        quoi = IDENTITE
        if not is_over(derniere, mois, jour=jour):
            mois, quoi = durees.nir_mois, NUMERO
            if classe is None or not is_over(derniere, mois, jour=jour):
                continue
        yield Echu(
            objet=references.stagiaire(ident),
            quoi=quoi,
            nombre=1,
            depuis=add_months(derniere, mois),
            retenu=_held(attendus.get(ident, [])),
        )


def _applicants(db: Session, jour: date, durees: Conservation) -> Iterator[Echu]:
    """Yield the candidatures that led nowhere, long after what last happened to them.

    Those that led to a parcours follow the identity of their person.
    """
    fin = func.coalesce(Candidature.resultat_le, Candidature.presence_le, Candidature.positionne_le)
    limite = add_months(jour, -durees.candidature_mois) + _PLUS_COURT
    query = (
        select(col(Candidature.id), fin)
        .where(
            col(Candidature.parcours_id).is_(None),
            col(Candidature.efface_le).is_(None),
            fin <= limite,
        )
        .order_by(col(Candidature.id))
    )
    for ident, derniere in db.exec(query).all():
        if is_over(derniere, durees.candidature_mois, jour=jour):
            yield Echu(
                objet=references.candidature(ident),
                quoi=CANDIDATURE,
                nombre=1,
                depuis=add_months(derniere, durees.candidature_mois),
            )


def _held(attendus: list[str]) -> str | None:
    """Say what is still to be sent of a person: it must leave before they do."""
    return f"envoi à faire d’abord : {', '.join(attendus)}" if attendus else None


def _others(db: Session, jour: date, durees: Conservation) -> Iterator[Echu]:
    limite = add_months(jour, -durees.annuaire_mois)
    anciennes = col(IdentiteImportee.importee_le) < _midnight(limite)
    if nombre := db.exec(select(func.count()).where(anciennes)).one():
        yield Echu(objet="identites", quoi=ANNUAIRE, nombre=nombre, depuis=limite)
    limite = add_months(jour, -durees.journal_mois)
    if nombre := journal.count_before(db, _midnight(limite)):
        yield Echu(objet="journal", quoi=JOURNAL, nombre=nombre, depuis=limite)


def _midnight(jour: date) -> datetime:
    return datetime.combine(jour, time.min, PARIS)


def _remove_identity(
    db: Session, acte: Acte, _reglages: Reglages, echu: Echu, coffre: Coffre | None
) -> None:
    effacement.forget(db, acte, load(db, references.read_stagiaire(echu.objet), coffre))
    journal.record(db, acte, "rgpd.purge.identite", echu.objet)


def _remove_number(
    db: Session, acte: Acte, reglages: Reglages, echu: Echu, coffre: Coffre | None
) -> None:
    forget_number(db, acte, reglages, references.read_stagiaire(echu.objet), coffre)


def forget_number(
    db: Session, acte: Acte, reglages: Reglages, ident: int, coffre: Coffre | None
) -> None:
    """Remove the number of a person, and what it is found by; the identity stays."""
    personne = load(db, ident, coffre)
    historique.erase(db, acte, personne)
    annuaire.erase(db, acte, personne)
    ligne = db.get_one(Stagiaire, ident)
    for colonne in numeros.COLONNES:
        setattr(ligne, colonne, None)
    db.add(ligne)
    journal.record(db, acte, "rgpd.purge.nir", references.stagiaire(ident))
    taches.refresh(db, acte, reglages, Portee.STAGIAIRE, [ident])


def _remove_candidature(
    db: Session, acte: Acte, reglages: Reglages, echu: Echu, _coffre: Coffre | None
) -> None:
    forget_candidature(db, acte, reglages, references.read_candidature(echu.objet))


def forget_candidature(db: Session, acte: Acte, reglages: Reglages, ident: int) -> None:
    """Remove what names the person of a candidature; what counts stays."""
    candidatures.forget(db, acte, db.get_one(Candidature, ident))
    journal.record(db, acte, "rgpd.purge.candidature", references.candidature(ident))
    taches.refresh(db, acte, reglages, Portee.CANDIDATURE, [ident])


def _remove_imported(
    db: Session, acte: Acte, _reglages: Reglages, echu: Echu, _coffre: Coffre | None
) -> None:
    db.exec(
        delete(IdentiteImportee).where(col(IdentiteImportee.importee_le) < _midnight(echu.depuis))
    )
    journal.record(db, acte, "rgpd.purge.annuaire", "identites", apres={"nombre": echu.nombre})


def _compact_journal(
    db: Session, acte: Acte, _reglages: Reglages, echu: Echu, _coffre: Coffre | None
) -> None:
    journal.compact(db, acte, _midnight(echu.depuis))


_REMOVE: Final = {
    IDENTITE: _remove_identity,
    NUMERO: _remove_number,
    CANDIDATURE: _remove_candidature,
    ANNUAIRE: _remove_imported,
    JOURNAL: _compact_journal,
}
