"""Send the flux: what leaves is frozen in the base first, delivered next, marked last.

A file is frozen with the lines it holds in one transaction, and delivered from those very bytes.
Whatever stops the program, the next run first finishes what was begun, under the same name, with
the same bytes: a line is in one delivered file, and never in two (RF-02).
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, delete, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.errors import KeyProblem, TransportFailed
from sigma_cli.flux.contrat import (
    Contexte,
    Entete,
    Flux,
    Releve,
    Retenu,
    Revelation,
    Transport,
    nom_fichier,
)
from sigma_cli.models.flux import FluxBloc, FluxFichier, FluxLigne
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatFlux
from sigma_cli.services import journal, numeros
from sigma_cli.store.coffre import Coffre, Memoire

RIEN: Final = "RIEN"
ECHEC: Final = "ECHEC"
_BLOC: Final = 1 << 18  # bytes gathered before they are compressed and kept as one row

CoffreDonne = Callable[[], Coffre]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envoi:
    """What became of one file. `etat` is DEPOSE, RIEN (nothing to send) or ECHEC with its cause."""

    code: str
    etat: str
    fichier: str | None
    lignes: int
    retenus: list[Retenu]
    avertissements: list[Avertissement]
    erreur: str | None = None


def push(
    db: Session,
    acte: Acte,
    flux: Flux[Any],
    transport: Transport,
    coffre: CoffreDonne,
    *,
    reglages: Reglages,
) -> list[Envoi]:
    """Finish what an earlier run left, then send what is due; a failure stops this flux only.

    `coffre` is called for personal files only: a flux without persons needs no key. Commits after
    each step. Raises KeyProblem, BrokenBase; a TransportFailed becomes an ECHEC.
    """
    envois = []
    for fichier in _prepared(db, flux.code):
        envois.append(
            _deliver(db, acte, flux, fichier, transport=transport, releve=Releve(), coffre=coffre)
        )
        if envois[-1].etat == ECHEC:
            return envois
    releve = Releve()
    contexte = Contexte(jour=acte.jour, reglages=reglages)
    pret = freeze(db, acte, flux, contexte, releve=releve, coffre=coffre)
    db.commit()
    if pret is None:
        envois.append(_report(flux.code, RIEN, None, releve))
    else:
        envois.append(
            _deliver(db, acte, flux, pret, transport=transport, releve=releve, coffre=coffre)
        )
    return envois


def freeze(
    db: Session,
    acte: Acte,
    flux: Flux[Any],
    contexte: Contexte,
    *,
    releve: Releve,
    coffre: CoffreDonne,
) -> FluxFichier | None:
    """Build the next file into the base, with its lines, and return it; None when nothing is due.

    Same rows, same clock: same bytes. The caller commits.
    """
    if flux.personnel and flux.count_due(db, contexte) == 0:
        return None  # without anyone to send, a run needs no key
    sceau = coffre() if flux.personnel else None
    if sceau:
        numeros.check_key(db, sceau)
    entete = Entete(sequence=next_sequence(db, flux.code), produit_le=acte.le)
    instantanes: list[str] = []
    donnees = flux.load(db, _revelation(sceau), contexte)
    if flux.snapshot and sceau:
        donnees = _watch(donnees, flux, numeros.memory(db, acte, sceau), instantanes)
    fichier = _store_blocks(db, flux, entete, flux.build(entete, donnees, releve), sceau)
    if fichier is None:
        return None
    fichier.nb_lignes = releve.nb_lignes
    _store_lines(db, flux, fichier, releve, instantanes)
    if flux.on_frozen:
        flux.on_frozen(db, releve)
    apres = {"lignes": fichier.nb_lignes, "sha256": fichier.sha256, "retenus": len(releve.retenus)}
    journal.record(db, acte, f"flux.{flux.code}.prepare", fichier.nom, apres=apres)
    return fichier


def next_sequence(db: Session, code: str) -> int:
    """Return the number of the next file of a flux, from 1."""
    derniere = db.exec(select(func.max(FluxFichier.sequence)).where(FluxFichier.code == code)).one()
    return (derniere or 0) + 1


def block_owner(fichier: str, rang: int) -> str:
    """Return whom a sealed block is bound to: its file and its place in it."""
    return f"{fichier} {rang}"


def _prepared(db: Session, code: str) -> list[FluxFichier]:
    query = (
        select(FluxFichier)
        .where(FluxFichier.code == code, FluxFichier.etat == EtatFlux.PREPARE.value)
        .order_by(col(FluxFichier.sequence))
    )
    return list(db.exec(query))


def _revelation(sceau: Coffre | None) -> Revelation:
    def reveal(stagiaire_id: int, scelle: bytes) -> str:
        if sceau is None:
            raise KeyProblem("Ce flux n’a pas à lire de numéro.")
        return numeros.reveal(sceau, stagiaire_id, scelle).valeur

    return reveal


def _watch(
    lignes: Iterable[Any], flux: Flux[Any], memoire: Memoire, instantanes: list[str]
) -> Iterator[Any]:
    """Let the rows through and remember what each one said, as keyed hashes (RF-04)."""
    for ligne in lignes:
        if flux.snapshot:
            instantanes.append(flux.snapshot(ligne, memoire.fingerprint))
        yield ligne


def _store_blocks(
    db: Session, flux: Flux[Any], entete: Entete, blocs: Iterator[bytes], sceau: Coffre | None
) -> FluxFichier | None:
    """Keep the bytes, compressed, sealed when they hold persons; None when there are none."""
    somme = hashlib.sha256()
    fichier: FluxFichier | None = None
    for rang, bloc in enumerate(_gather(blocs), start=1):
        if fichier is None:
            fichier = FluxFichier(
                code=flux.code,
                sequence=entete.sequence,
                nom=nom_fichier(flux.code, flux.extension, entete),
                sha256="",
                nb_lignes=1,
                etat=EtatFlux.PREPARE.value,
                produit_le=entete.produit_le,
            )
            db.add(fichier)
            db.flush()
        somme.update(bloc)
        contenu = zlib.compress(bloc)
        if sceau:
            contenu = sceau.seal(contenu, proprietaire=block_owner(fichier.nom, rang))
        db.add(FluxBloc(fichier_id=fichier.id, rang=rang, contenu=contenu))
        db.flush()
    if fichier is not None:
        fichier.sha256 = somme.hexdigest()
    return fichier


def _gather(blocs: Iterable[bytes]) -> Iterator[bytes]:
    """Join small blocks into larger ones."""
    tampon = bytearray()
    for bloc in blocs:
        tampon += bloc
        if len(tampon) >= _BLOC:
            yield bytes(tampon)
            tampon.clear()
    if tampon:
        yield bytes(tampon)


def _store_lines(
    db: Session, flux: Flux[Any], fichier: FluxFichier, releve: Releve, instantanes: list[str]
) -> None:
    if not flux.snapshot:
        return
    db.add_all(
        FluxLigne(
            fichier_id=fichier.id,
            numero=numero,
            code=flux.code,
            parcours_id=references.read_parcours(ref),
            instantane=instantane,
        )
        for numero, (ref, instantane) in enumerate(
            zip(releve.emis, instantanes, strict=True), start=1
        )
    )
    db.flush()


def _deliver(
    db: Session,
    acte: Acte,
    flux: Flux[Any],
    fichier: FluxFichier,
    *,
    transport: Transport,
    releve: Releve,
    coffre: CoffreDonne,
) -> Envoi:
    """Hand the frozen bytes to the transport, then mark the file and drop its bytes."""
    sceau = coffre() if flux.personnel else None
    try:
        transport.deposer(fichier.nom, _blocks(db, fichier, sceau))
    except TransportFailed as error:
        db.rollback()
        return _report(flux.code, ECHEC, fichier, releve, erreur=error.message)
    db.commit()
    fichier.etat = EtatFlux.DEPOSE.value
    fichier.depose_le = acte.le
    db.add(fichier)
    db.exec(delete(FluxBloc).where(col(FluxBloc.fichier_id) == fichier.id))
    journal.record(db, acte, f"flux.{flux.code}.depose", fichier.nom)
    db.commit()
    return _report(flux.code, EtatFlux.DEPOSE.value, fichier, releve)


def _blocks(db: Session, fichier: FluxFichier, sceau: Coffre | None) -> Iterator[bytes]:
    """Yield the bytes of a file, each block in its own transaction: a slow server locks nobody."""
    rang = 1
    while (bloc := db.get(FluxBloc, (fichier.id, rang))) is not None:
        contenu = bloc.contenu
        db.expunge(bloc)
        db.commit()
        if sceau:
            contenu = sceau.open(contenu, proprietaire=block_owner(fichier.nom, rang))
        yield zlib.decompress(contenu)
        rang += 1


def _report(
    code: str, etat: str, fichier: FluxFichier | None, releve: Releve, *, erreur: str | None = None
) -> Envoi:
    return Envoi(
        code=code,
        etat=etat,
        fichier=fichier.nom if fichier else None,
        lignes=fichier.nb_lignes if fichier else 0,
        retenus=releve.retenus,
        avertissements=releve.avertissements,
        erreur=erreur,
    )
