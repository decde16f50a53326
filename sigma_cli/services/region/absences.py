"""Whom to write to when a session is seen nowhere, and whether it is time to (Q4-01, Q4-02, RAP-05)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.offre.diffusion import kairos_from, visible_from
from sigma_cli.domain.region import demandes as regles
from sigma_cli.errors import RuleViolation
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portail
from sigma_cli.services.socle import certifications, visibilite


@dataclass(frozen=True, slots=True, kw_only=True)
class Objet:
    """One thing a request is about; a request about a composante has no session."""

    ref: str
    composante: Composante
    session: SessionFormation | None


def subject(
    db: Session,
    acte: Acte,
    objets: Sequence[Objet],
    portails: Sequence[Portail],
    *,
    force: bool,
    reglages: Reglages,
) -> str:
    """Return the subject of the contact to write to; each object is checked first.

    Raises RuleViolation (Q4-01, Q4-02, RAP-05, SES-03, SES-06).
    """
    sujets = []
    for objet in objets:
        code = objet.composante.certifinfo
        certif = certifications.known(db, code).certif
        if objet.session:
            regles.check_takes_place(objet.ref, objet.session.places)
        regles.check_certification(objet.composante.numero, code, certif, force=force)
        sujets.append(
            regles.route(portails, _clock(db, acte, objet, reglages), objet.ref, force=force)
        )
    return regles.SUJET_REGION if regles.SUJET_REGION in sujets else regles.SUJET_KAIROS


def _clock(db: Session, acte: Acte, objet: Objet, reglages: Reglages) -> regles.Horloge:
    """Return the clock of a session, or of the session of the composante that was entered first."""
    session = objet.session or _first(db, objet.composante)
    delais = visibilite.delays(reglages)
    vues, depart = visibilite.seen(db, session), visibilite.departure(db, session)
    vue_mfr = vues.get(Portail.MFR)
    return regles.Horloge(
        visible_le=visible_from(depart, heures=delais.diffusion),
        kairos_le=kairos_from(depart, vue_mfr, delais),
        vue_mfr=vue_mfr,
        envoyee=depart.depose_le is not None or bool(vues),
        maintenant=acte.le,
    )


def _first(db: Session, composante: Composante) -> SessionFormation:
    """Return the session entered first, among those that will take place. Raises RuleViolation."""
    session = db.exec(
        select(SessionFormation)
        .where(SessionFormation.composante_id == composante.id)
        .order_by(col(SessionFormation.places) == 0, col(SessionFormation.saisie_le))
        .limit(1)
    ).first()
    if session is None:
        raise RuleViolation(
            f"{composante.numero} n’a pas de session : rien n’est à voir ; « sigma session add "
            f"{composante.numero} … ».",
            regle="SES-06",
        )
    if session.places == 0:
        raise RuleViolation(
            f"{composante.numero} n’a que des sessions à 0 place, qui n’auront pas lieu : rien n’est à "
            f"voir ; « sigma session add {composante.numero} … », ou « sigma session set … --places … ».",
            regle="SES-03",
        )
    return session
