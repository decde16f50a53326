"""Paid places: quota, decisions, counts. A place is only ever given by a person (Q1-06)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.places import Compte, check_allocation, check_quota, check_release
from sigma_cli.domain.sessions import check_open
from sigma_cli.errors import NotFound
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.place import Attribution
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Decision, Portee, TypeRemuneration
from sigma_cli.services import journal, lookup
from sigma_cli.services.taches import suivi as taches


@dataclass(frozen=True, slots=True, kw_only=True)
class ComptePlaces:
    """Paid places of an action after a decision on a parcours."""

    parcours: str
    action: str
    accordees: int
    utilisees: int
    restantes: int
    avertissements: list[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class LignePlaces:
    """Paid places of one action."""

    action: str
    intitule: str
    accordees: int
    utilisees: int
    restantes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatPlaces:
    """Paid places by action, and their sum: the quota of the établissement (Q9-01, A-13)."""

    nombre: int
    resultats: list[LignePlaces]
    accordees: int
    utilisees: int
    restantes: int


@dataclass(frozen=True, slots=True)
class _Dossier:
    """A parcours with its session and the action that pays."""

    parcours: Parcours
    session: SessionFormation
    ref_session: str
    action: Action


def set_quota(db: Session, acte: Acte, numero: str, accordees: int) -> LignePlaces:
    """Set the paid places of an action. Raises RuleViolation below what is used (Q9-01)."""
    action = lookup.action(db, numero)
    check_quota(numero, accordees, utilisees=action.places_utilisees)
    if accordees != action.places_remunerees:
        avant = {"places_remunerees": action.places_remunerees}
        action.places_remunerees = accordees
        action.modifiee_le = acte.le
        db.add(action)
        apres = {"places_remunerees": accordees}
        journal.record(db, acte, "place.quota", numero, avant=avant, apres=apres)
    return _line(action)


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

    Raises NotFound, RuleViolation (Q9-01 quota used up, SES-03), Conflict (already paid).
    """
    dossier = _load(db, ident)
    ref = references.parcours(ident)
    check_open(dossier.ref_session, dossier.session.places)
    compte = Compte(
        accordees=dossier.action.places_remunerees, utilisees=dossier.action.places_utilisees
    )
    check_allocation(
        dossier.action.numero, ref, compte, type_actuel=dossier.parcours.type_remuneration
    )
    _decide(
        db, acte, dossier, Decision.ATTRIBUEE, criteres=" ; ".join(criteres) or None, motif=motif
    )
    taches.refresh(db, acte, reglages, Portee.PARCOURS, [ident])
    return _account(ref, dossier.action)


def release(db: Session, acte: Acte, ident: int, *, motif: str, reglages: Reglages) -> ComptePlaces:
    """Take a paid place back, for a reason. Raises NotFound, Conflict when there is none."""
    dossier = _load(db, ident)
    ref = references.parcours(ident)
    check_release(ref, type_actuel=dossier.parcours.type_remuneration)
    _decide(db, acte, dossier, Decision.LIBEREE, criteres=None, motif=motif)
    taches.refresh(db, acte, reglages, Portee.PARCOURS, [ident])
    return _account(ref, dossier.action, _warn_sent(db, ident))


def state(db: Session, numero: str | None) -> EtatPlaces:
    """Return the paid places of one action, or of all with their sum."""
    actions = [lookup.action(db, numero)] if numero else db.exec(select(Action)).all()
    lignes = sorted((_line(action) for action in actions), key=lambda ligne: ligne.action)
    return EtatPlaces(
        nombre=len(lignes),
        resultats=lignes,
        accordees=sum(ligne.accordees for ligne in lignes),
        utilisees=sum(ligne.utilisees for ligne in lignes),
        restantes=sum(ligne.restantes for ligne in lignes),
    )


def _load(db: Session, ident: int) -> _Dossier:
    trouve = db.exec(
        select(Parcours, SessionFormation, Composante.numero, Action)
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(Parcours.id == ident)
    ).first()
    if trouve is None:
        ref = references.parcours(ident)
        raise NotFound(f"Parcours inconnu : {ref}. « sigma stagiaire list » donne les parcours.")
    parcours, session, composante, action = trouve
    ref_session = str(references.Session(composante, session.numero))
    return _Dossier(parcours, session, ref_session, action)


def _decide(
    db: Session,
    acte: Acte,
    dossier: _Dossier,
    decision: Decision,
    *,
    criteres: str | None,
    motif: str | None,
) -> None:
    """Write the decision, the pay of the parcours and the count of the action together."""
    donnee = decision is Decision.ATTRIBUEE
    avant = {"type_remuneration": dossier.parcours.type_remuneration}
    dossier.parcours.type_remuneration = TypeRemuneration.REGION.value if donnee else None
    dossier.parcours.modifie_le = acte.le
    dossier.action.places_utilisees += 1 if donnee else -1
    attribution = Attribution(
        parcours_id=dossier.parcours.id,
        action_id=dossier.action.id,
        decision=decision.value,
        criteres=criteres,
        motif=motif,
        agent=acte.agent,
        le=acte.le,
    )
    db.add_all([dossier.parcours, dossier.action, attribution])
    apres = {
        "type_remuneration": dossier.parcours.type_remuneration,
        "action": dossier.action.numero,
        "criteres": criteres,
        "motif": motif,
    }
    operation = "place.allocate" if donnee else "place.release"
    ref = references.parcours(dossier.parcours.id)
    journal.record(db, acte, operation, ref, avant=avant, apres=apres)


def _warn_sent(db: Session, ident: int) -> list[Avertissement]:
    envoye = select(FluxLigne.parcours_id).where(
        FluxLigne.parcours_id == ident,
        FluxLigne.code == "defi",
        col(FluxLigne.repris_le).is_(None),
    )
    if db.exec(envoye).first() is None:
        return []
    message = (
        f"{references.parcours(ident)} est déjà transmis à DEFI : y retirer aussi la rémunération, "
        "puis cocher la tâche (sigma todo list)."
    )
    return [Avertissement(regle="RF-08", message=message)]


def _line(action: Action) -> LignePlaces:
    return LignePlaces(
        action=action.numero,
        intitule=action.intitule,
        accordees=action.places_remunerees,
        utilisees=action.places_utilisees,
        restantes=action.places_remunerees - action.places_utilisees,
    )


def _account(
    parcours: str, action: Action, avertissements: list[Avertissement] | None = None
) -> ComptePlaces:
    ligne = _line(action)
    return ComptePlaces(
        parcours=parcours,
        action=ligne.action,
        accordees=ligne.accordees,
        utilisees=ligne.utilisees,
        restantes=ligne.restantes,
        avertissements=avertissements or [],
    )
