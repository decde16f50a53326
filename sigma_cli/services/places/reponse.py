"""What the Région answered to a request for a place above the quota (Q9-07)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.places.fin_droits import check_awaited
from sigma_cli.domain.places.remuneration import check_present
from sigma_cli.errors import InvalidInput, NotFound
from sigma_cli.models.demande import Demande, DemandePlace
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Decision, EtatDemande, TypeRemuneration
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import remuneration
from sigma_cli.services.places.dossier import CompteAction, Dossier
from sigma_cli.services.places.remuneration import Choix
from sigma_cli.services.socle import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeRepondue(CompteAction):
    """An answer recorded, and where the action stands."""

    demande: str
    etat: str
    parcours: str
    type_remuneration: str | None
    avertissements: list[Avertissement]


def answer(
    db: Session,
    acte: Acte,
    ident: int,
    reponse: EtatDemande,
    *,
    le: date,
    motif: str | None,
    reglages: Reglages,
) -> DemandeRepondue:
    """Record what the Région answered, or that the établissement takes its request back.

    Only ACCORDEE lifts what may be used, by exactly one, and puts the person on that place. Raises
    NotFound, Conflict (already answered), InvalidInput (a day to come), RuleViolation (SES-03).
    """
    demande, place = _get(db, ident)
    ref = references.demande(ident)
    check_awaited(ref, demande.etat, demande.repondue_le)
    if le > acte.jour:
        raise InvalidInput(f"--le : {date_fr(le)} est à venir ; donner le jour de la réponse.")
    demande.etat, demande.repondue_le, demande.reponse = reponse.value, le, motif
    place.ouverte = False
    db.add_all([demande, place])
    apres = {"etat": reponse.value, "repondue_le": le}
    journal.record(db, acte, "place.answer", ref, apres=apres)
    instruit = dossiers.load(db, place.parcours_id)
    avertissements = (
        _grant(db, acte, reglages, instruit, demande) if reponse is EtatDemande.ACCORDEE else []
    )
    return _answered(ref, demande, instruit, avertissements)


def _grant(
    db: Session, acte: Acte, reglages: Reglages, instruit: Dossier, demande: Demande
) -> list[Avertissement]:
    """Lift the count by one, for this person."""
    check_open(instruit.ref_session, instruit.session.places)
    check_present(instruit.situation)
    instruit.action.places_en_plus += 1
    choix = Choix(
        decision=Decision.ACCORDEE,
        type=TypeRemuneration.REGION,
        motif="Place accordée en plus par la Région",
        demande_id=demande.id,
    )
    return remuneration.change(db, acte, reglages, instruit, choix)


def _get(db: Session, ident: int) -> tuple[Demande, DemandePlace]:
    trouvee = db.exec(
        select(Demande, DemandePlace)
        .join(DemandePlace, col(DemandePlace.demande_id) == col(Demande.id))
        .where(Demande.id == ident)
    ).first()
    if trouvee is None:
        ref = references.demande(ident)
        raise NotFound(f"Aucune demande de place {ref} ; « sigma place list » donne les demandes.")
    return trouvee


def _answered(
    ref: str, demande: Demande, instruit: Dossier, avertissements: list[Avertissement]
) -> DemandeRepondue:
    return dossiers.standing(
        DemandeRepondue,
        instruit.action,
        instruit.inscrits,
        demande=ref,
        etat=demande.etat,
        parcours=instruit.ref,
        type_remuneration=instruit.parcours.type_remuneration,
        avertissements=avertissements,
    )
