"""Freeze the next file of a flux: its bytes and its lines enter the base together, or not at all."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final

from sqlmodel import Session, col, func, insert, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.errors import KeyProblem, TransportRefused
from sigma_cli.flux.contrat import Contexte, Entete, Flux, Releve, Revelation, Trace, nom_fichier
from sigma_cli.models.flux import FluxBloc, FluxFichier, FluxLigne
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.statuts import EtatFlux
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import instantanes
from sigma_cli.store.coffre import Coffre

_BLOC: Final = 1 << 18  # bytes gathered before they are compressed and kept as one row

CoffreDonne = Callable[[], Coffre]


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

    Same rows, same clock: same bytes. The caller commits. Raises KeyProblem, InvalidInput when
    the sequence is at its end.
    """
    if flux.count_excluded:
        releve.exclus = flux.count_excluded(db)
    if flux.personnel and flux.count_due(db, contexte) == 0:
        return None  # without anyone to send, a run needs no key
    sceau = coffre() if flux.personnel else None
    if sceau:
        numeros.check_key(db, sceau)
    entete = Entete(sequence=next_sequence(db, flux.code), produit_le=acte.le)
    traces: list[Trace] = []
    donnees = flux.load(db, _revelation(sceau), contexte)
    if flux.une_fois:
        donnees = _watch(donnees, flux.une_fois.trace, traces)
    fichier = _store_blocks(db, flux, entete, flux.build(entete, donnees, releve), sceau)
    if fichier is None:
        return None
    fichier.nb_lignes = releve.nb_lignes
    if flux.une_fois and sceau:
        _store_lines(db, flux.une_fois.marqueurs, fichier, traces, sceau)
    if flux.on_frozen:
        flux.on_frozen(db, entete, contexte, releve)
    apres = {"lignes": fichier.nb_lignes, "sha256": fichier.sha256, "retenus": len(releve.retenus)}
    journal.record(db, acte, f"flux.{flux.code}.prepare", fichier.nom, apres=apres)
    return fichier


def next_sequence(db: Session, code: str) -> int:
    """Return the number of the next file of a flux, from 1."""
    derniere = db.exec(select(func.max(FluxFichier.sequence)).where(FluxFichier.code == code)).one()
    return (derniere or 0) + 1


def blocks(db: Session, fichier: FluxFichier, sceau: Coffre | None) -> Iterator[bytes]:
    """Yield the bytes of a file, each block in its own transaction: a slow server locks nobody.

    Raises TransportRefused in the end when they are not those that were prepared, none included: a
    transport gives the final name once the last block is there. Raises BrokenBase, KeyProblem.
    """
    somme = hashlib.sha256()
    for rang in count(1):
        query = select(FluxBloc.contenu).where(
            FluxBloc.fichier_id == fichier.id, FluxBloc.rang == rang
        )
        contenu = db.exec(query).first()
        db.commit()
        if contenu is None:
            break
        if sceau:
            contenu = sceau.open(contenu, proprietaire=block_owner(fichier.nom, rang))
        clair = zlib.decompress(contenu)
        somme.update(clair)
        yield clair
    if somme.hexdigest() != fichier.sha256:
        raise TransportRefused(
            f"{fichier.nom} non déposé : son contenu dans la base n’est plus celui qui a été préparé "
            "(base remplacée pendant l’envoi, ou abîmée) ; lancer « sigma base check », puis « sigma "
            "flux retry »."
        )


def block_owner(fichier: str, rang: int) -> str:
    """Return whom a sealed block is bound to: its file and its place in it."""
    return f"{fichier} {rang}"


def _revelation(sceau: Coffre | None) -> Revelation:
    def reveal(stagiaire_id: int, scelle: bytes) -> str:
        if sceau is None:
            raise KeyProblem("Ce flux n’a pas à lire de numéro.")
        return numeros.reveal(sceau, stagiaire_id, scelle).valeur

    return reveal


def _watch(
    lignes: Iterable[Any], trace: Callable[[Any], Trace], traces: list[Trace]
) -> Iterator[Any]:
    """Let the rows through, and keep what is to be remembered of each."""
    for ligne in lignes:
        traces.append(trace(ligne))
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
    db: Session,
    marqueurs: Mapping[str, str],
    fichier: FluxFichier,
    traces: Sequence[Trace],
    sceau: Coffre,
) -> None:
    """Keep which parcours are in the file, and take them off the queue: once, for ever (RF-02)."""
    lignes = [
        {
            "fichier_id": fichier.id,
            "numero": numero,
            "code": fichier.code,
            "parcours_id": references.read_parcours(trace.parcours),
            "evenement": trace.evenement,
            "rang": trace.rang,
            "vides": ",".join(trace.vides),
            "instantane": instantanes.take(
                sceau, fichier=fichier.nom, numero=numero, valeurs=trace.suivi
            ),
        }
        for numero, trace in enumerate(traces, start=1)
    ]
    db.flush()
    db.execute(insert(FluxLigne), lignes)
    if any(trace.suivi for trace in traces):
        instantanes.keep_numbers(db, fichier.id)
    for evenement, marqueur in marqueurs.items():
        partis = select(FluxLigne.parcours_id).where(
            FluxLigne.fichier_id == fichier.id, FluxLigne.evenement == evenement
        )
        db.exec(
            update(Parcours)
            .where(col(Parcours.id).in_(partis))
            .values({marqueur: fichier.produit_le})
        )
