"""Convene a person: to a meeting of the session, or to an appointment."""

from datetime import date

from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.offre.positionnement import upcoming
from sigma_cli.errors import InvalidInput, NotFound, RuleViolation
from sigma_cli.models.session import InformationCollective
from sigma_cli.referentiels.recrutement import Evenement, Mode
from sigma_cli.services.recrutement.dossier import Dossier, move


def invite(
    db: Session,
    acte: Acte,
    dossier: Dossier,
    *,
    reunion: date | None,
    rendez_vous: date | None,
) -> list[Avertissement]:
    """Write the convocation of a candidature already loaded; an absence noted before is set aside."""
    if (reunion is None) == (rendez_vous is None):
        raise InvalidInput(
            "--ic, --rdv : donner la date d’une information collective de la session, ou celle d’un "
            "rendez-vous, pas les deux."
        )
    valeurs = {
        "reunion_id": reunion and meeting(db, dossier, reunion),
        "rendez_vous_le": rendez_vous,
        "presence": None,
        "presence_le": None,
    }
    details = {"reunion": reunion} if reunion else {"rendez_vous": rendez_vous}
    return move(db, acte, dossier, Evenement.CONVOQUER, valeurs, jour=acte.jour, details=details)


def meeting(db: Session, dossier: Dossier, jour: date) -> int:
    """Return the meeting of a session on a day. Raises NotFound."""
    trouvee = db.exec(
        select(InformationCollective.id).where(
            InformationCollective.session_id == dossier.session.id,
            InformationCollective.date == jour,
        )
    ).first()
    if trouvee is None:
        ref = dossier.ref_session
        raise NotFound(
            f"{ref} n’a pas d’information collective le {date_fr(jour)} ; « sigma session show {ref} » "
            "donne les dates, « sigma session ic add » en ajoute une."
        )
    return trouvee


def convene(
    db: Session, acte: Acte, dossier: Dossier, *, reunion: date | None, rendez_vous: date | None
) -> list[Avertissement]:
    """Convene to the meeting given; a person positioned online is so on a meeting (Q1-05)."""
    le = dossier.candidature.positionne_le
    if reunion is None and rendez_vous is None:
        if dossier.candidature.mode != Mode.DEMATERIALISEE:
            return []
        return _convene_next(db, acte, dossier)
    en_ligne = dossier.candidature.mode == Mode.DEMATERIALISEE
    if en_ligne and reunion is not None and reunion < le:
        raise RuleViolation(
            f"l’information collective du {date_fr(reunion)} était passée le {date_fr(le)}, jour "
            "du positionnement ; corriger --ic ou --positionne-le.",
            regle="Q2-03",
        )
    return invite(db, acte, dossier, reunion=reunion, rendez_vous=rendez_vous)


def _convene_next(db: Session, acte: Acte, dossier: Dossier) -> list[Avertissement]:
    """Convene to the first meeting to come on the day of positioning, and say so when there are more."""
    candidature = dossier.candidature
    prochaine, *autres = upcoming(meetings(db, candidature.session_id), candidature.positionne_le)
    dits = invite(db, acte, dossier, reunion=prochaine, rendez_vous=None)
    if autres:
        message = (
            f"{dossier.ref} est positionnée sur la prochaine information collective, le "
            f"{date_fr(prochaine)} ; une autre date : sigma candidature convoke {dossier.ref} --ic DATE."
        )
        dits.append(Avertissement(regle="Q2-03", message=message))
    return dits


def meetings(db: Session, session_id: int) -> list[date]:
    """Return the days of the meetings of a session."""
    query = select(col(InformationCollective.date)).where(
        InformationCollective.session_id == session_id
    )
    return list(db.exec(query))
