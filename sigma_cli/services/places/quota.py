"""Paid places: quota, allocation, release; only ever given by a person (Q1-06, Q9-01)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.places.criteres import check_no_handicap
from sigma_cli.domain.places.places import check_quota, check_release
from sigma_cli.domain.places.remuneration import check_no_late_option, check_present, warn_rights
from sigma_cli.domain.texte import plural
from sigma_cli.models.action import Action
from sigma_cli.models.campagne import Campagne, CampagneCandidat
from sigma_cli.models.place import Attribution
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Decision, EtatCampagne, TypeRemuneration
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import remuneration
from sigma_cli.services.places.dossier import CompteAction, Dossier
from sigma_cli.services.places.remuneration import Choix
from sigma_cli.services.socle import journal, lookup
from sigma_cli.store.perimetre import registered

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True, kw_only=True)
class ComptePlaces(CompteAction):
    """Where an action stands after a decision on a parcours, whose type of pay is told.

    `depuis` is the first day of that pay when it is not the entry (Q9-06).
    """

    parcours: str
    type_remuneration: str | None
    depuis: date | None
    avertissements: list[Avertissement]


def set_quota(db: Session, acte: Acte, numero: str, accordees: int) -> CompteAction:
    """Set the paid places of an action. Raises RuleViolation below what is used (Q9-01)."""
    action = lookup.action(db, numero)
    check_quota(numero, accordees, utilisees=dossiers.account(action).ordinaires)
    if accordees != action.places_remunerees:
        avant = {"places_remunerees": action.places_remunerees}
        action.places_remunerees = accordees
        action.modifiee_le = acte.le
        db.add(action)
        apres = {"places_remunerees": accordees}
        journal.record(db, acte, "place.quota", numero, avant=avant, apres=apres)
    inscrits = db.exec(select(registered()).where(Action.id == action.id)).one()
    return dossiers.standing(CompteAction, action, inscrits)


def allocate(
    db: Session,
    acte: Acte,
    ident: int,
    *,
    criteres: Sequence[str],
    motif: str | None,
    reglages: Reglages,
) -> ComptePlaces:
    """Give a paid place to a parcours, by criteria or for a reason (Q9-02).

    Raises NotFound, RuleViolation (Q9-01 quota used up, Q9-03, Q9-05, SES-03), Conflict (already paid).
    """
    for critere in criteres:
        check_no_handicap(critere, "--critere")
    dossier = dossiers.load(db, ident)
    avertissements = give(
        db,
        acte,
        reglages,
        dossier,
        Choix(
            decision=Decision.ATTRIBUEE,
            type=TypeRemuneration.REGION,
            criteres=" ; ".join(criteres) or None,
            motif=motif,
        ),
    )
    return report(dossier, [*_warn_campagne(db, dossier), *avertissements])


def give(
    db: Session, acte: Acte, reglages: Reglages, dossier: Dossier, choix: Choix
) -> list[Avertissement]:
    """Give a place by a decision already made, whichever way; raises as `allocate`.

    To someone who holds a place that the Région granted above the quota, it only says why.
    """
    situation = dossier.situation
    if choix.motif:
        check_no_handicap(choix.motif, "--motif")
    check_open(dossier.ref_session, dossier.session.places)
    check_present(situation)
    check_no_late_option(situation)
    accordee = dossiers.granted(db, dossier)
    if accordee is not None:
        choix = replace(choix, decision=Decision.ACCORDEE, demande_id=accordee.demande_id)
    avertissements = remuneration.change(db, acte, reglages, dossier, choix)
    return [*warn_rights(situation), *avertissements]


def release(db: Session, acte: Acte, ident: int, *, motif: str, reglages: Reglages) -> ComptePlaces:
    """Take a paid place back, for a reason. Raises NotFound, Conflict when there is none."""
    dossier = dossiers.load(db, ident)
    check_release(dossier.ref, type_actuel=dossier.parcours.type_remuneration)
    choix = Choix(decision=Decision.LIBEREE, type=None, motif=motif)
    return report(dossier, remuneration.change(db, acte, reglages, dossier, choix))


def report(dossier: Dossier, avertissements: Sequence[Avertissement]) -> ComptePlaces:
    """Return where the action stands after a decision."""
    return dossiers.standing(
        ComptePlaces,
        dossier.action,
        dossier.inscrits,
        parcours=dossier.ref,
        type_remuneration=dossier.parcours.type_remuneration,
        depuis=dossier.connu.depuis,
        avertissements=list(avertissements),
    )


def _warn_campagne(db: Session, dossier: Dossier) -> list[Avertissement]:
    """Say that a place is given outside the campagne where the candidate is considered (Q9-02)."""
    ouverte = db.exec(
        select(Campagne.id)
        .join(CampagneCandidat, col(CampagneCandidat.campagne_id) == col(Campagne.id))
        .where(
            CampagneCandidat.parcours_id == dossier.parcours.id,
            Campagne.etat == EtatCampagne.OUVERTE.value,
        )
    ).first()
    if ouverte is None:
        return []
    ref = references.campagne(ouverte)
    message = (
        f"{dossier.ref} est candidat de {ref}, encore ouverte : la place est donnée hors de ses "
        "critères. Pour l’y rattacher : « sigma place release », puis « allocate --campagne »."
    )
    return [Avertissement(regle="Q9-02", message=message)]


# Why someone never came is not for the journal, where the reason of a release goes.
JAMAIS_VENU: Final = "Désistement avant l’entrée"
_SANS_SESSION: Final = "La session n’aura pas lieu"
_RENDUES: Final = (TypeRemuneration.REGION.value, TypeRemuneration.PROTECTION_SOCIALE.value)


def release_session(
    db: Session, acte: Acte, reglages: Reglages, session: SessionFormation, *, motif: str
) -> list[Avertissement]:
    """Take back the paid and the protected places of a session that will not take place (SES-08, Q9-01)."""
    occupees = db.exec(
        select(Parcours.id, Parcours.type_remuneration)
        .where(Parcours.session_id == session.id, col(Parcours.type_remuneration).in_(_RENDUES))
        .order_by(col(Parcours.id))
    ).all()
    choix = Choix(decision=Decision.LIBEREE, type=None, motif=motif)
    suites = [
        avertissement
        for ident, _ in occupees
        for avertissement in remuneration.change(
            db, acte, reglages, dossiers.load(db, ident), choix
        )
    ]
    dites = [
        Avertissement(
            regle=regle,
            message=f"{plural(len(refs), quoi)}, la session n’aura pas lieu : {', '.join(refs)}.",
        )
        for genre, regle, quoi in (
            (TypeRemuneration.REGION, "Q9-01", "place rémunérée rendue"),
            (TypeRemuneration.PROTECTION_SOCIALE, "SES-08", "protection sociale retirée"),
        )
        if (refs := [references.parcours(ident) for ident, sien in occupees if sien == genre])
    ]
    return [*dites, *suites]


def warn_session(db: Session, session: SessionFormation) -> list[Avertissement]:
    """Say which places a session that takes place after all had given back (Q1-06)."""
    inscrits = select(Parcours.id).where(Parcours.session_id == session.id)
    rendues = _releases(db, col(Attribution.parcours_id).in_(inscrits))
    return _warn([une for une in rendues if (une.motif or "").startswith(_SANS_SESSION)])


def warn_return(db: Session, parcours: Parcours) -> list[Avertissement]:
    """Say that the place given back at a leaving, about to be undone, is not taken back (Q1-06)."""
    return _warn(
        [
            une
            for une in _releases(db, col(Attribution.parcours_id) == parcours.id)
            if une.motif == JAMAIS_VENU
            or (parcours.date_sortie and local_day(une.le) >= parcours.date_sortie)
        ]
    )


def _releases(db: Session, lesquels: "ColumnElement[bool]") -> Sequence[Attribution]:
    """Return, for some parcours, the release of a place that nothing was decided after."""
    dernieres = (
        select(func.max(Attribution.id)).where(lesquels).group_by(col(Attribution.parcours_id))
    )
    query = (
        select(Attribution)
        .where(col(Attribution.id).in_(dernieres), Attribution.decision == Decision.LIBEREE.value)
        .order_by(col(Attribution.parcours_id))
    )
    return db.exec(query).all()


def _warn(rendues: Sequence[Attribution]) -> list[Avertissement]:
    if not rendues:
        return []
    refs = [references.parcours(une.parcours_id) for une in rendues]
    quoi = "la place rémunérée n’est pas reprise"
    if len(refs) > 1:
        quoi = f"les places rémunérées ne sont pas reprises ({', '.join(refs)})"
    message = f"{quoi} : sigma place allocate {refs[0]} --motif …"
    return [Avertissement(regle="Q9-01", message=message)]
