"""Send the flux: what leaves is frozen in the base first, delivered next, marked last.

A file is frozen with the lines it holds in one transaction, and delivered from those very bytes.
Whatever stops the program, the next run first finishes what was begun, under the same name, with
the same bytes: a line is in one delivered file, and never in two (RF-02).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, select

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import instant_fr
from sigma_cli.flux.contrat import Contexte, Flux, Releve
from sigma_cli.models.flux import FluxFichier
from sigma_cli.referentiels.statuts import EtatFlux
from sigma_cli.services.envois.depot import Envoi, Voie, deliver, report, unfinished
from sigma_cli.services.envois.preparation import freeze


def push(
    db: Session, acte: Acte, flux: Flux[Any], contexte: Contexte, voie: Voie
) -> Iterator[Envoi]:
    """Finish what an earlier run left, then send what is due; a failure stops this flux only.

    Yields what became of each file, as it goes. Commits after each step. Raises KeyProblem,
    BrokenBase, InvalidInput when the sequence is at its end; a TransportFailed becomes an ECHEC.
    """
    for fait in finish(db, acte, flux, voie):
        yield fait
        if fait.etat == EtatFlux.ECHEC:
            return
    releve = Releve()
    alertes = _warn_clock(db, acte, flux.code)
    pret = freeze(db, acte, flux, contexte, releve=releve, coffre=voie.coffre)
    db.commit()
    if pret is None:
        yield report(flux.code, None, releve)
    else:
        fait = deliver(db, acte, flux, pret, voie, releve=releve)
        yield replace(fait, alertes=alertes)


def finish(db: Session, acte: Acte, flux: Flux[Any], voie: Voie) -> Iterator[Envoi]:
    """Deliver what earlier runs left, in order; stop at the first that fails."""
    for fichier in unfinished(db, flux.code):
        fait = deliver(db, acte, flux, fichier, voie, releve=Releve(), repris=True)
        yield fait
        if fait.etat == EtatFlux.ECHEC:
            return


def _warn_clock(db: Session, acte: Acte, code: str) -> list[Avertissement]:
    """Say that the clock is behind the last file: the name will be dated before it (RF-02)."""
    query = select(FluxFichier.produit_le).where(FluxFichier.code == code)
    dernier = db.exec(query.order_by(col(FluxFichier.sequence).desc()).limit(1)).first()
    if dernier is None or dernier <= acte.le:
        return []
    message = (
        f"{code} : l’horloge de ce poste dit {instant_fr(acte.le)}, avant le dernier fichier "
        f"({instant_fr(dernier)}) ; la vérifier. Rien n’est envoyé deux fois pour autant."
    )
    return [Avertissement(regle="RF-02", message=message)]
