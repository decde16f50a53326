"""Where a session may be seen: derived from the clock, the referential and what people saw (Q2-08)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.offre.diffusion import (
    Delais,
    Depart,
    Visibilite,
    obstacle,
    over,
    read_seen,
    state,
    visibility,
    visible_from,
)
from sigma_cli.models.composante import Composante
from sigma_cli.models.flux import FluxFichier
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.visibilite import SessionVue
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatFlux, Portail
from sigma_cli.services.socle import certifications, journal

CARIF: Final = "carif"  # the flux that tells the Carif-Oref of sessions
_PUBLIC = "mfr"
_EN_LIGNE = (_PUBLIC, "ouiform", "audef")


def delays(reglages: Reglages) -> Delais:
    """Return the delays of the settings."""
    return Delais(
        diffusion=reglages.diffusion_heures,
        kairos=reglages.kairos_heures,
        kairos_plancher=reglages.kairos_plancher_heures,
    )


def of_session(
    db: Session, session: SessionFormation, acte: Acte, reglages: Reglages
) -> list[Visibilite]:
    """Return what may be said of a session in each tool."""
    composante = db.get_one(Composante, session.composante_id)
    certif = certifications.known(db, composante.certifinfo).certif
    return list(
        visibility(
            departure(db, session),
            seen(db, session),
            empechee=obstacle(
                session.places,
                finie=over(session.date_fin, acte.jour, jours=reglages.jours_apres_fin),
                bloquee=certif.bloque,
            ),
            delais=delays(reglages),
            maintenant=acte.le,
        )
    )


def in_list(
    ligne: Any,
    acte: Acte,
    reglages: Reglages,
    *,
    bloquee: bool,
    depose_le: datetime | None,
    vue: bool,
) -> str:
    """Return what may be said of a session on the public portal, from a row of a list: no SELECT more.

    `ligne` has its places, its end and when it was entered; `vue` tells that a person saw it.
    """
    depart = Depart(saisie_le=ligne.saisie_le, depose_le=depose_le)
    return state(
        visible_from(depart, heures=reglages.diffusion_heures),
        empechee=obstacle(
            ligne.places,
            finie=over(ligne.date_fin, acte.jour, jours=reglages.jours_apres_fin),
            bloquee=bloquee,
        ),
        envoyee=depose_le is not None or vue,
        maintenant=acte.le,
    )


def departure(db: Session, session: SessionFormation) -> Depart:
    """Return what the delays of a session run from (Q2-08)."""
    depose_le = db.exec(select(deposited()).where(SessionFormation.id == session.id)).one()
    return Depart(saisie_le=session.saisie_le, depose_le=depose_le)


def deposited() -> Any:
    """Return the column: when the first carif file that holds a session as it is was delivered."""
    return (
        select(col(FluxFichier.depose_le))
        .where(
            FluxFichier.code == CARIF,
            col(FluxFichier.sequence) >= col(SessionFormation.carif_depuis),
            col(FluxFichier.depose_le).is_not(None),
            FluxFichier.etat != EtatFlux.REJETE.value,
        )
        .order_by(col(FluxFichier.sequence))
        .limit(1)
        .correlate(SessionFormation)
        .scalar_subquery()
    )


def public(outils: Iterable[Visibilite]) -> Visibilite:
    """Return the tool that the public and the prescripteurs look at first."""
    return next(outil for outil in outils if outil.portail == _PUBLIC)


def seen_online(outils: Iterable[Visibilite]) -> datetime | None:
    """Return when a person saw the session where positioning is done, or on the public portal."""
    vues = (outil.vue_le for outil in outils if outil.portail in _EN_LIGNE)
    return next((vue_le for vue_le in vues if vue_le is not None), None)


def seen(db: Session, session: SessionFormation) -> Mapping[Portail, datetime]:
    """Return where a person saw the session with the dates it bears now (SES-04)."""
    query = select(col(SessionVue.portail), col(SessionVue.vue_le)).where(
        SessionVue.session_id == session.id, col(SessionVue.valable)
    )
    return {Portail(portail): vue_le for portail, vue_le in db.exec(query)}


def confirm(
    db: Session,
    acte: Acte,
    session: SessionFormation,
    ref: references.Session,
    *,
    portail: Portail,
    quand: str,
) -> None:
    """Note that a person saw the session in a tool; what was noted before is replaced.

    Raises InvalidInput, RuleViolation (Q2-08) when the instant cannot be.
    """
    vue_le = read_seen(quand, "--vue", saisie_le=session.saisie_le, maintenant=acte.le)
    db.merge(
        SessionVue(
            session_id=session.id,
            portail=portail.value,
            vue_le=vue_le,
            valable=True,
            agent=acte.agent,
            notee_le=acte.le,
        )
    )
    apres = {"portail": portail.value, "vue_le": vue_le}
    journal.record(db, acte, "session.vue", str(ref), apres=apres)


def rearm(db: Session, session: SessionFormation) -> None:
    """Forget where the session was seen: its dates are no more those that were seen (SES-04)."""
    db.exec(
        update(SessionVue).where(col(SessionVue.session_id) == session.id).values(valable=False)
    )
