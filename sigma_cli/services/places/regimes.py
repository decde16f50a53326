"""Who pays, other than by a plain place: the option, the rights to the ARE, protection, nobody."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.places.fin_droits import (
    check_end,
    check_rights_change,
    day_after,
    warn_no_place,
)
from sigma_cli.domain.places.protection import check_protection, warn_cost
from sigma_cli.domain.places.remuneration import (
    check_one_type,
    check_option,
    check_present,
    warn_unknown_rights,
)
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Decision, TypeRemuneration
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import remuneration
from sigma_cli.services.places.dossier import Dossier
from sigma_cli.services.places.quota import ComptePlaces, report
from sigma_cli.services.places.remuneration import Choix
from sigma_cli.services.socle import journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Droits:
    """What is known of someone's ARE: none, as long as the course (`fin` is None), or until a day.

    `document` says what proves the end (A-17).
    """

    ouverts: bool
    fin: date | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The check that someone has no social protection; what was not given is None (Q10-01)."""

    par: str | None
    le: date | None
    comment: str | None


def choose(
    db: Session,
    acte: Acte,
    ident: int,
    regime: TypeRemuneration,
    *,
    rqth_du: date | None,
    rqth_au: date | None,
    reglages: Reglages,
) -> ComptePlaces:
    """Record the option of a disabled worker; REGION takes a place like anyone's (Q9-04, Q9-05).

    The same option again changes nothing. Raises NotFound, RuleViolation (Q9-01, Q9-04, Q9-05, SES-03).
    """
    dossier = dossiers.load(db, ident)
    check_open(dossier.ref_session, dossier.session.places)
    check_present(dossier.situation)
    check_option(
        dossier.situation,
        jour=acte.jour,
        rqth_du=rqth_du or dossier.connu.rqth_du,
        rqth_au=rqth_au or dossier.connu.rqth_au,
    )
    deja = dossier.connu.option_regime == regime == dossier.parcours.type_remuneration
    dossier.connu.option_regime = regime.value
    dossier.connu.rqth_du = rqth_du or dossier.connu.rqth_du
    dossier.connu.rqth_au = rqth_au or dossier.connu.rqth_au
    db.add(dossier.connu)
    avertissements = warn_unknown_rights(dossier.situation)
    if not deja:
        choix = Choix(decision=Decision.OPTION, type=regime, motif="Droit d’option, à l’entrée")
        avertissements += remuneration.change(db, acte, reglages, dossier, choix)
    return report(dossier, avertissements)


def note_rights(
    db: Session, acte: Acte, ident: int, droits: Droits, *, reglages: Reglages
) -> ComptePlaces:
    """Record the rights to the ARE; when they end during the course, give a place if one is left.

    The pay by the Région then starts the day after (Q9-06); with no place left the person stays as
    before, and the answer says so (Q9-07). Raises NotFound, RuleViolation (Q9-08, SES-03), Conflict.
    """
    dossier = dossiers.load(db, ident)
    situation = dossier.situation
    check_open(dossier.ref_session, dossier.session.places)
    check_present(situation)
    check_rights_change(situation, droits.fin, ouverts=droits.ouverts)
    if droits.fin:
        check_end(situation, droits.fin)
    avant = {"droits_are": dossier.connu.droits_are, "fin_are": dossier.connu.fin_are}
    dossier.connu.droits_are, dossier.connu.fin_are = droits.ouverts, droits.fin
    apres = {"droits_are": droits.ouverts, "fin_are": droits.fin}
    db.add(dossier.connu)
    if avant != apres:
        journal.record(db, acte, "place.rights", dossier.ref, apres=dict.fromkeys(apres, "•••"))
    return _switch(db, acte, reglages, dossier, droits)


def _switch(
    db: Session, acte: Acte, reglages: Reglages, dossier: Dossier, droits: Droits
) -> ComptePlaces:
    """Put someone whose ARE ends on a place of the quota, or say that none is left."""
    occupee = dossier.parcours.type_remuneration == TypeRemuneration.REGION
    if droits.fin is None or (occupee and dossier.connu.depuis == day_after(droits.fin)):
        return report(dossier, [])
    if not occupee and dossiers.account(dossier.action).restantes <= 0:
        return report(dossier, warn_no_place(dossier.situation, dossier.action.numero))
    piece = f" ({droits.document})" if droits.document else ""
    choix = Choix(
        decision=Decision.FIN_DE_DROITS,
        type=TypeRemuneration.REGION,
        motif=f"Fin de l’ARE le {date_fr(droits.fin)}{piece}",
    )
    return report(dossier, remuneration.change(db, acte, reglages, dossier, choix))


def protect(
    db: Session, acte: Acte, ident: int, verification: Verification, *, reglages: Reglages
) -> ComptePlaces:
    """Put someone without any on social protection, once checked; opens the P2S task (Q10).

    It takes no paid place. Raises NotFound, RuleViolation (Q10-01, Q10-04, SES-03), InvalidInput.
    """
    dossier = dossiers.load(db, ident)
    check_open(dossier.ref_session, dossier.session.places)
    check_present(dossier.situation)
    par, le, comment = verification.par, verification.le, verification.comment
    check_protection(dossier.situation, par=par, le=le, comment=comment, jour=acte.jour)
    connu = dossier.connu
    connu.protection_par, connu.protection_le, connu.protection_comment = par, le, comment
    connu.p2s_depose_le = None
    db.add(connu)
    choix = Choix(
        decision=Decision.PROTECTION,
        type=TypeRemuneration.PROTECTION_SOCIALE,
        motif=f"Absence de protection sociale vérifiée le {date_fr(le)}" if le else None,
    )
    avertissements = remuneration.change(db, acte, reglages, dossier, choix)
    return report(dossier, [*warn_cost(dossier.ref), *avertissements])


def decide(
    db: Session,
    acte: Acte,
    ident: int,
    voulu: TypeRemuneration | None,
    *,
    motif: str,
    reglages: Reglages,
) -> ComptePlaces:
    """Record that Pôle emploi pays, that nobody does, or that nothing is decided any more (Q9-09).

    Raises NotFound, RuleViolation when a place is held (Q10-04). The same type again is a new reason.
    """
    dossier = dossiers.load(db, ident)
    check_one_type(dossier.situation, "un autre type")
    choix = Choix(decision=Decision.DECIDEE, type=voulu, motif=motif)
    return report(dossier, remuneration.change(db, acte, reglages, dossier, choix))
