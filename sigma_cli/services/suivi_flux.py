"""What was sent, what waits, and what the next file would hold: nothing is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte
from sigma_cli.flux.contrat import Contexte, Entete, Flux, Releve, Revelation
from sigma_cli.models.flux import FluxFichier
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services import numeros
from sigma_cli.services.envoi import next_sequence
from sigma_cli.services.fiches import fill
from sigma_cli.store.coffre import Coffre


@dataclass(frozen=True, slots=True, kw_only=True)
class FichierEmis:
    """One file of one flux."""

    code: str
    nom: str
    etat: str
    nb_lignes: int
    sha256: str
    produit_le: datetime
    depose_le: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatCode:
    """Where a flux stands: what waits, and its last file."""

    code: str
    en_attente: int
    a_finir: int
    dernier: FichierEmis | None


def history(db: Session, code: str | None, *, limite: int) -> list[FichierEmis]:
    """Return the files, newest first."""
    query = select(FluxFichier).order_by(col(FluxFichier.id).desc()).limit(limite)
    if code:
        query = query.where(FluxFichier.code == code)
    return [fill(FichierEmis, fichier) for fichier in db.exec(query)]


def status(db: Session, registre: Mapping[str, Flux[Any]], contexte: Contexte) -> list[EtatCode]:
    """Return where each flux stands."""
    return [
        EtatCode(
            code=code,
            en_attente=flux.count_due(db, contexte),
            a_finir=len(_unfinished(db, code)),
            dernier=next(iter(history(db, code, limite=1)), None),
        )
        for code, flux in registre.items()
    ]


def preview(
    db: Session,
    acte: Acte,
    flux: Flux[Any],
    releve: Releve,
    coffre: Coffre | None,
    *,
    reglages: Reglages,
) -> Iterator[bytes]:
    """Yield what the next file would hold; numbers are masked (NIR-12). Raises KeyProblem."""
    if coffre:
        numeros.check_key(db, coffre)
    entete = Entete(sequence=next_sequence(db, flux.code), produit_le=acte.le)
    contexte = Contexte(jour=acte.jour, reglages=reglages)
    return flux.build(entete, flux.load(db, _masked(coffre), contexte), releve)


def _unfinished(db: Session, code: str) -> list[FluxFichier]:
    query = select(FluxFichier).where(FluxFichier.code == code, FluxFichier.etat == "PREPARE")
    return list(db.exec(query))


def _masked(coffre: Coffre | None) -> Revelation:
    def reveal(stagiaire_id: int, scelle: bytes) -> str:
        if coffre is None:
            return "•" * 15
        return numeros.reveal(coffre, stagiaire_id, scelle).masque

    return reveal
