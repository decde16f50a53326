"""Sessions: add, change, put to 0 places. There is no way to delete one (SES-01)."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.offre.diffusion import Depart, visible_from
from sigma_cli.domain.offre.sessions import (
    FORCER,
    SORTIR,
    Effectif,
    Rendezvous,
    check_cancellation,
    check_dates,
    check_reason,
    warn_meetings,
    warn_outside,
    warn_overbooking,
)
from sigma_cli.errors import Conflict
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portail
from sigma_cli.services.offre import doubles
from sigma_cli.services.offre import fiche as fiche_session
from sigma_cli.services.offre.fiche import FicheSession
from sigma_cli.services.socle import indexation as reperage
from sigma_cli.services.socle import journal, lieux, lookup, modifications, visibilite

if TYPE_CHECKING:
    from sigma_cli.services.offre.annulation import Fermeture


def add(
    db: Session,
    acte: Acte,
    composante: references.Composante,
    valeurs: dict[str, Any],
    reunions: Iterable[date],
    *,
    reglages: Reglages,
) -> FicheSession:
    """Create a session of an existing composante, to be diffused (Q1-01, SES-06).

    Without a number, the next one of the composante is taken. Raises NotFound, Conflict when the
    number is taken, RuleViolation on the dates.
    """
    parent = lookup.composante(db, str(composante))
    check_dates(valeurs["date_debut"], valeurs["date_fin"], objet=f"session de {composante}")
    numero = _free_number(db, parent.id, valeurs.pop("numero", None), str(composante))
    ref = references.Session(parent.numero, numero)
    session = SessionFormation(
        composante_id=parent.id,
        numero=numero,
        saisie_le=acte.le,
        creee_le=acte.le,
        modifiee_le=acte.le,
        **valeurs,
    )
    reperage.follow_session(db, session)
    db.flush()
    jours = sorted(set(reunions))
    db.add_all(InformationCollective(session_id=session.id, date=jour) for jour in jours)
    journal.record(db, acte, "session.add", str(ref), apres=valeurs | {"ic": jours})
    avertissements = [*doubles.warn(db, session, ref), *_warn_place(db, session)]
    avertissements += announce(session, ref, [(jour, None) for jour in jours], reglages=reglages)
    return fiche_session.sheet(
        db, session, ref, acte, reglages=reglages, avertissements=avertissements
    )


def update(
    db: Session,
    acte: Acte,
    ref: references.Session,
    valeurs: dict[str, Any],
    *,
    force: bool = False,
    remede: str = FORCER,
    vue: tuple[Portail, str] | None = None,
    reglages: Reglages,
) -> FicheSession:
    """Change a session. New dates re-arm the 48 hours and flag what overflows (SES-02, SES-04).

    A session that has places keeps no reason for not taking place; one put to none is closed as one act
    (SES-08). `vue` says in which tool, and when, a person saw it; `remede` how the caller
    forces 0 places. Raises NotFound,
    InvalidInput for a reason with places left, RuleViolation (dates, 0 places with persons
    registered: SES-03).
    """
    session = lookup.session(db, ref)
    places = session.places if valeurs.get("places") is None else valeurs["places"]
    check_reason(places, valeurs.get("motif_annulation"))
    vides = ("motif_annulation",) if places > 0 else ()
    difference = modifications.apply(session, valeurs, vides=vides)
    check_dates(session.date_debut, session.date_fin, objet=str(ref))
    inscrits = _registered(db, session)
    if difference.touches("places") and session.places == 0:
        refs = [parcours[0] for parcours in inscrits]
        motif = session.motif_annulation
        check_cancellation(str(ref), refs, force=force, motif=motif, remede=remede)
    avertissements: list[Avertissement] = []
    dits, fermeture = _places_changed(db, acte, reglages, session, difference)
    if difference:
        avertissements = _after_change(db, acte, session, ref, difference, inscrits=inscrits)
    avertissements += dits
    if vue:
        visibilite.confirm(db, acte, session, ref, portail=vue[0], quand=vue[1])
    return fiche_session.sheet(
        db,
        session,
        ref,
        acte,
        reglages=reglages,
        avertissements=avertissements,
        fermeture=fermeture,
    )


def cancel(
    db: Session,
    acte: Acte,
    ref: references.Session,
    *,
    motif: str,
    force: bool,
    reglages: Reglages,
) -> FicheSession:
    """Put a session to 0 places: it will not take place (SES-03). Its meetings are kept."""
    return update(
        db,
        acte,
        ref,
        {"places": 0, "motif_annulation": motif},
        force=force,
        remede=SORTIR,
        reglages=reglages,
    )


def _places_changed(
    db: Session,
    acte: Acte,
    reglages: Reglages,
    session: SessionFormation,
    difference: modifications.Difference,
) -> "tuple[list[Avertissement], Fermeture | None]":
    """Close what a session put to 0 places left open, or say what one reopened does not open (SES-08)."""
    if not difference.touches("places") or (session.places > 0 and difference.avant["places"] > 0):
        return [], None
    from sigma_cli.services.offre import annulation  # noqa: PLC0415 - few sessions are cancelled

    if session.places > 0:
        return annulation.warn_reopened(db, session), None
    fermeture, avertissements = annulation.close(db, acte, reglages, session)
    return avertissements, fermeture if fermeture.touche_quelqu_un else None


def _after_change(
    db: Session,
    acte: Acte,
    session: SessionFormation,
    ref: references.Session,
    difference: modifications.Difference,
    *,
    inscrits: list[tuple[str, date, date]],
) -> list[Avertissement]:
    if difference.touches("commune", "site"):
        reperage.follow_session(db, session)
    dates = difference.touches("date_debut", "date_fin")
    if dates:
        session.saisie_le = acte.le
        visibilite.rearm(db, session)
    mark(db, acte, session)
    journal.record(
        db, acte, "session.set", str(ref), avant=difference.avant, apres=difference.apres
    )
    effectif = Effectif(places=session.places, inscrits=len(inscrits))
    avertissements = _warn_place(db, session)
    if difference.touches("date_debut", "date_fin", "commune", "site"):
        avertissements += doubles.warn(db, session, ref)
    avertissements += warn_overbooking(str(ref), effectif)
    if dates:
        avertissements += warn_outside(str(ref), session.date_debut, session.date_fin, inscrits)
    return avertissements


def mark(db: Session, acte: Acte, session: SessionFormation) -> None:
    """Note the change, and that the next carif file must carry it (Q1-01)."""
    session.modifiee_le = acte.le
    session.a_diffuser, session.carif_depuis = True, None
    db.add(session)


def _free_number(db: Session, composante_id: int | None, voulu: int | None, composante: str) -> int:
    """Return the number asked for, or the one after the last (numbers restart in each composante)."""
    numeros = select(func.max(SessionFormation.numero)).where(
        SessionFormation.composante_id == composante_id
    )
    if voulu is None:
        suivant = (db.exec(numeros).one() or 0) + 1
        if suivant > references.NUMERO_MAX:
            raise Conflict(f"{composante} : plus de numéro après le dernier ; donner --numero.")
        return suivant
    if db.exec(numeros.where(SessionFormation.numero == voulu)).one() is not None:
        ref = references.Session(composante, voulu)
        raise Conflict(f"La session {ref} existe déjà : la modifier avec « sigma session set ».")
    return voulu


def _registered(db: Session, session: SessionFormation) -> list[tuple[str, date, date]]:
    """Return reference, entry and planned end of the parcours still open."""
    query = (
        select(col(Parcours.id), col(Parcours.date_entree), col(Parcours.date_fin_prevue))
        .where(Parcours.session_id == session.id, col(Parcours.date_sortie).is_(None))
        .order_by(col(Parcours.id))
    )
    return [(references.parcours(ident), debut, fin) for ident, debut, fin in db.exec(query)]


def _warn_place(db: Session, session: SessionFormation) -> list[Avertissement]:
    return lieux.warn(
        db,
        code_postal=session.code_postal,
        code_insee=session.code_insee,
        commune=session.commune,
    )


def announce(
    session: SessionFormation,
    ref: references.Session,
    rendezvous: Iterable[Rendezvous],
    *,
    reglages: Reglages,
) -> list[Avertissement]:
    """Say which of the meetings just typed nobody will see in time (Q2-09)."""
    visible_le = visible_from(
        Depart(saisie_le=session.saisie_le, depose_le=None), heures=reglages.diffusion_heures
    )
    return warn_meetings(str(ref), rendezvous, debut=session.date_debut, visible_le=visible_le)
