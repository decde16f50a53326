"""What happens to a candidature: convened, present or absent, retained or not, validated."""

from collections.abc import Sequence
from datetime import date
from typing import Final, cast

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import check_past
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.recrutement.prescription import check_validation
from sigma_cli.domain.recrutement.recrutement import warn_more_than_places, warn_outside_session
from sigma_cli.errors import Conflict
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.recrutement import Etat, Evenement, Origine, Presence
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.recrutement import convocations, listes
from sigma_cli.services.recrutement.dossier import Dossier, load, move, refresh
from sigma_cli.services.recrutement.fiche_candidature import FicheCandidature, sheet
from sigma_cli.services.socle import journal

_EVENEMENTS: Final = {
    Presence.PRESENT: Evenement.NOTER_PRESENT,
    Presence.ABSENT: Evenement.NOTER_ABSENT,
}


def convoke(
    db: Session,
    acte: Acte,
    ident: int,
    *,
    reunion: date | None,
    rendez_vous: date | None,
    reglages: Reglages,
) -> FicheCandidature:
    """Convene a person to a meeting of the session, or to an appointment.

    Raises NotFound, RuleViolation (Q2-17, SES-03), InvalidInput when neither or both are given.
    """
    dossier = load(db, ident)
    avertissements = convocations.invite(
        db, acte, dossier, reunion=reunion, rendez_vous=rendez_vous
    )
    return _conclude(db, acte, reglages, ident, avertissements)


def attend(
    db: Session,
    acte: Acte,
    ident: int,
    presence: Presence,
    *,
    le: date | None,
    reglages: Reglages,
) -> FicheCandidature:
    """Note whether the person came (Q2-12). Someone never convened came to an appointment that day.

    `le` defaults to the day of the meeting, once it is there. Raises NotFound, InvalidInput for a day
    to come, RuleViolation (Q2-12 before the meeting, Q2-17).
    """
    dossier = load(db, ident)
    jour = le or _usual_day(acte, dossier)
    check_past(jour, "--le", aujourdhui=acte.jour)
    if dossier.candidature.etat == Etat.SAISIE:
        convocations.invite(db, acte, dossier, reunion=None, rendez_vous=jour)
        dossier = load(db, ident)
    valeurs = {"presence": presence.value, "presence_le": jour}
    avertissements = move(db, acte, dossier, _EVENEMENTS[presence], valeurs, jour=jour)
    return _conclude(db, acte, reglages, ident, avertissements)


def retain(
    db: Session,
    acte: Acte,
    ident: int,
    *,
    debut: date | None,
    fin: date | None,
    raison: str | None,
    le: date | None = None,
    reglages: Reglages,
) -> FicheCandidature:
    """Retain a person on planned dates: a decision of people, never of the program (Q1-06).

    `le` is the day of the decision, by default that of the act. Raises NotFound, RuleViolation (Q2-12 without presence, Q2-15 without dates, Q2-17, SES-03).
    """
    dossier = load(db, ident)
    valeurs = {
        "date_debut_prevue": debut,
        "date_fin_prevue": fin,
        "resultat_le": le or acte.jour,
        "motif_code": None,
        "precision": None,
        "raison": raison,
    }
    dits = move(db, acte, dossier, Evenement.RETENIR, valeurs, jour=acte.jour, raison=raison)
    dits += _warn_retained(db, dossier)
    return _conclude(db, acte, reglages, ident, dits)


def reject(
    db: Session,
    acte: Acte,
    ident: int,
    *,
    motif: str | None,
    precision: str | None,
    le: date | None = None,
    reglages: Reglages,
) -> FicheCandidature:
    """Do not retain a person, for a reason of the list (Q2-14); `precision` adds words to it.

    `le` is the day of the decision, by default that of the act. Raises NotFound, RuleViolation (Q2-12 without presence, Q2-14, Q2-17, SES-03).
    """
    dossier = load(db, ident)
    code = None if motif is None else listes.read(db, listes.MOTIFS, motif, "--motif").code
    valeurs = {
        "motif_code": code,
        "precision": precision,
        "resultat_le": le or acte.jour,
        "date_debut_prevue": None,
        "date_fin_prevue": None,
        "raison": None,
    }
    avertissements = move(db, acte, dossier, Evenement.ECARTER, valeurs, jour=acte.jour)
    return _conclude(db, acte, reglages, ident, avertissements)


def validate(
    db: Session, acte: Acte, ident: int, *, le: date | None, reglages: Reglages
) -> FicheCandidature:
    """Note that the prescripteur validated a candidature that we typed (Q1-05).

    Raises NotFound, RuleViolation when none is awaited, Conflict when it is there already.
    """
    candidature = load(db, ident).candidature
    jour = le or acte.jour
    check_past(jour, "--le", aujourdhui=acte.jour)
    ref = references.candidature(ident)
    check_validation(ref, Origine(candidature.origine), candidature.validee_le)
    candidature.validee_le, candidature.modifiee_le = jour, acte.le
    db.add(candidature)
    journal.record(db, acte, "candidature.validate", ref, apres={"validee_le": jour})
    return _conclude(db, acte, reglages, ident, [])


def reopen(db: Session, acte: Acte, ident: int, *, reglages: Reglages) -> FicheCandidature:
    """Take up again a candidature that a cancelled session left without a sequel (SES-08).

    Raises NotFound, Conflict when nothing closed it, RuleViolation while the session is at 0 places.
    """
    dossier = load(db, ident)
    candidature, ref = dossier.candidature, references.candidature(ident)
    if candidature.sans_suite is None:
        raise Conflict(f"{ref} n’est pas sans suite : il n’y a rien à reprendre.")
    check_open(str(dossier.ref_session), dossier.session.places)
    candidature.sans_suite, candidature.modifiee_le = None, acte.le
    db.add(candidature)
    journal.record(db, acte, "candidature.reopen", ref)
    return _conclude(db, acte, reglages, ident, [])


def _usual_day(acte: Acte, dossier: Dossier) -> date:
    reunion = dossier.reunion
    return reunion if reunion is not None and reunion <= acte.jour else acte.jour


def _warn_retained(db: Session, dossier: Dossier) -> list[Avertissement]:
    candidature, session = dossier.candidature, dossier.session
    prevues = (candidature.date_debut_prevue, candidature.date_fin_prevue)
    retenus = db.exec(
        select(func.count()).where(
            Candidature.session_id == session.id, Candidature.etat == Etat.RETENU.value
        )
    ).one()
    inscrits = db.exec(
        select(func.count()).where(
            Parcours.session_id == session.id, col(Parcours.date_sortie).is_(None)
        )
    ).one()
    return [
        *warn_outside_session(
            dossier.ref, cast("tuple[date, date]", prevues), (session.date_debut, session.date_fin)
        ),
        *warn_more_than_places(str(dossier.ref_session), retenus + inscrits, session.places),
    ]


def _conclude(
    db: Session,
    acte: Acte,
    reglages: Reglages,
    ident: int,
    avertissements: Sequence[Avertissement],
) -> FicheCandidature:
    """Bring the tasks up to date and return the sheet of what was done."""
    dossier = load(db, ident)
    refresh(db, acte, reglages, dossier.candidature)
    return sheet(db, acte, dossier, reglages=reglages, avertissements=avertissements)
