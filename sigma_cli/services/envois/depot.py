"""Deliver a frozen file: attempt, insist, and write down what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, delete, select

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.envois.insistance import Insistance
from sigma_cli.errors import TransportFailed, TransportRefused
from sigma_cli.flux.contrat import Flux, Releve, Retenu, Transport
from sigma_cli.models.flux import FluxBloc, FluxFichier
from sigma_cli.referentiels.statuts import EtatFlux
from sigma_cli.services.envois import preparation as gel
from sigma_cli.services.envois.preparation import CoffreDonne
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle import journal

RIEN: Final = "RIEN"
_ERREUR_MAX: Final = 500  # characters kept of a failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Envoi:
    """What became of one file. `etat` is DEPOSE, RIEN (nothing to send) or ECHEC with its cause.

    `repris` tells a file that an earlier run had left; `alertes` are worth a word even to cron.
    """

    code: str
    etat: str
    fichier: str | None
    lignes: int
    retenus: list[Retenu]
    avertissements: list[Avertissement]
    alertes: list[Avertissement] = field(default_factory=list)
    exclus: dict[str, int] = field(default_factory=dict)
    repris: bool = False
    tentatives: int = 0
    erreur: str | None = None
    destination: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voie:
    """The way out of a flux: where, how long to insist, how to wait, and under which key.

    `coffre` is called for personal files only: a flux without persons needs no key.
    """

    transport: Transport
    coffre: CoffreDonne
    insistance: Insistance = field(default_factory=Insistance)
    attendre: Callable[[float], None] = field(default=lambda _secondes: None)


def unfinished(db: Session, code: str) -> list[FluxFichier]:
    """Return the files of a flux that were frozen and not delivered, oldest first."""
    query = (
        select(FluxFichier)
        .where(FluxFichier.code == code, col(FluxFichier.depose_le).is_(None))
        .order_by(col(FluxFichier.sequence))
    )
    return list(db.exec(query))


def deliver(
    db: Session,
    acte: Acte,
    flux: Flux[Any],
    fichier: FluxFichier,
    voie: Voie,
    *,
    releve: Releve,
    repris: bool = False,
) -> Envoi:
    """Hand the frozen bytes to the transport until it takes them or there is no point insisting.

    Each attempt is written down, so that another terminal may follow. Commits. Raises KeyProblem,
    BrokenBase.
    """
    instant = acte.le
    pauses = voie.insistance.pauses()
    while (echec := _attempt(db, flux, fichier, voie)) is not None:
        pause = None if isinstance(echec, TransportRefused) else next(pauses, None)
        suivant = None if pause is None else instant + timedelta(seconds=pause)
        _mark_failed(db, acte, fichier, echec, prochain_essai=suivant)
        if pause is None or suivant is None:
            return report(flux.code, fichier, releve, repris=repris)
        voie.attendre(pause)
        instant = suivant
    _mark_delivered(db, acte, fichier, voie.transport.adresse, le=instant)
    return report(flux.code, fichier, releve, repris=repris)


def report(
    code: str, fichier: FluxFichier | None, releve: Releve, *, repris: bool = False
) -> Envoi:
    """Return what became of a file, or that there was none to send."""
    return Envoi(
        code=code,
        etat=fichier.etat if fichier else RIEN,
        fichier=fichier.nom if fichier else None,
        lignes=fichier.nb_lignes if fichier else 0,
        retenus=releve.retenus,
        avertissements=releve.avertissements,
        exclus=releve.exclus,
        repris=repris,
        tentatives=fichier.tentatives if fichier else 0,
        erreur=fichier.erreur if fichier and fichier.etat == EtatFlux.ECHEC else None,
    )


def _attempt(
    db: Session, flux: Flux[Any], fichier: FluxFichier, voie: Voie
) -> TransportFailed | None:
    """Try once; return the failure, None when the file is delivered."""
    sceau = voie.coffre() if flux.personnel else None
    if sceau:  # the key may have been replaced since the file was prepared
        numeros.check_key(db, sceau)
    db.commit()  # what was read would lock the base as long as the server takes to answer
    try:
        voie.transport.deposer(fichier.nom, gel.blocks(db, fichier, sceau))
    except TransportFailed as error:
        db.rollback()
        return error
    db.commit()
    return None


def _mark_failed(
    db: Session,
    acte: Acte,
    fichier: FluxFichier,
    echec: TransportFailed,
    *,
    prochain_essai: datetime | None,
) -> None:
    fichier.etat = EtatFlux.ECHEC.value
    fichier.tentatives += 1
    fichier.erreur = echec.message[:_ERREUR_MAX]
    fichier.definitif = isinstance(echec, TransportRefused)
    fichier.prochain_essai = prochain_essai
    db.add(fichier)
    if prochain_essai is None:  # the attempts of one run are one fact
        apres = {"tentatives": fichier.tentatives, "definitif": fichier.definitif}
        journal.record(db, acte, f"flux.{fichier.code}.echec", fichier.nom, apres=apres)
    db.commit()


def _mark_delivered(
    db: Session, acte: Acte, fichier: FluxFichier, adresse: str, *, le: datetime
) -> None:
    """Mark the file and drop its bytes, in one transaction."""
    fichier.etat = EtatFlux.DEPOSE.value
    fichier.depose_le = le
    fichier.destination = adresse
    fichier.tentatives += 1
    fichier.erreur = fichier.prochain_essai = None
    fichier.definitif = False
    db.add(fichier)
    db.exec(delete(FluxBloc).where(col(FluxBloc.fichier_id) == fichier.id))
    journal.record(db, acte, f"flux.{fichier.code}.depose", fichier.nom)
    db.commit()
