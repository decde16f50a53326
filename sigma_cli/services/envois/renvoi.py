"""Send again a parcours that the receiver refused: only by an express order, with its reason."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select, update

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.errors import NotFound, RuleViolation
from sigma_cli.flux.contrat import Contexte, Flux, UneFois
from sigma_cli.models.flux import FluxFichier, FluxLigne
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import suivi as taches


def reopen(
    db: Session,
    acte: Acte,
    choisis: Sequence[Flux[Any]],
    ident: int,
    *,
    motif: str,
    contexte: Contexte,
) -> None:
    """Put a refused parcours back on the queue of each flux that had it refused.

    The same order again, before the parcours has left, changes nothing: its run may have been killed.
    Raises NotFound, RuleViolation when no line of it was refused (RF-02: a line that left does not
    leave twice), when the person was erased, or when the flux would not take it any more (RF-01).
    """
    _check_known(db, ident)
    ref = references.parcours(ident)
    rendus = [
        flux for flux in choisis if _reopen(db, acte, flux, ident, motif=motif, contexte=contexte)
    ]
    if not rendus and not any(_is_reopened(db, flux, ident, contexte) for flux in choisis):
        raise RuleViolation(
            f"{ref} : aucune ligne refusée par le destinataire. Ce qui est parti ne repart pas : "
            "corriger à la main chez lui (« sigma todo list »), ou lire d’abord son accusé "
            "(« sigma flux ack »).",
            regle="RF-02",
        )
    taches.refresh(db, acte, contexte.reglages, Portee.PARCOURS, [ident])


def _check_known(db: Session, ident: int) -> None:
    parcours, ref = db.get(Parcours, ident), references.parcours(ident)
    if parcours is None:
        raise NotFound(f"Parcours inconnu : {ref}. « sigma stagiaire list » donne les parcours.")
    if db.get_one(Stagiaire, parcours.stagiaire_id).efface_le is not None:
        raise RuleViolation(
            f"{ref} : l’identité de cette personne a été effacée, il n’y a plus rien à renvoyer.",
            regle="RF-02",
        )


def _reopen(
    db: Session, acte: Acte, flux: Flux[Any], ident: int, *, motif: str, contexte: Contexte
) -> bool:
    """Take the refused lines of one flux back; tell whether there was one."""
    refusees = db.exec(
        select(FluxLigne, FluxFichier.nom)
        .join(FluxFichier, col(FluxFichier.id) == col(FluxLigne.fichier_id))
        .where(
            FluxLigne.parcours_id == ident,
            FluxLigne.code == flux.code,
            col(FluxLigne.rejet).is_not(None),
            col(FluxLigne.repris_le).is_(None),
        )
    ).all()
    if not refusees or flux.une_fois is None:
        return False
    for ligne, fichier in refusees:
        ligne.repris_le, ligne.motif_renvoi = acte.le, motif
        db.add(ligne)
        marqueur = flux.une_fois.marqueurs[ligne.evenement]
        db.exec(update(Parcours).where(col(Parcours.id) == ident).values({marqueur: None}))
        apres = {"fichier": fichier, "ligne": ligne.numero}
        objet = references.parcours(ident)
        journal.record(db, acte, f"flux.{flux.code}.renvoi", objet, apres=apres)
    if not _is_due(db, flux.une_fois, ident, contexte):
        raise RuleViolation(
            f"{references.parcours(ident)} n’est plus à envoyer par le flux {flux.code} : son type "
            "de rémunération, ses dates ou son numéro ont changé depuis.",
            regle="RF-01",
        )
    return True


def _is_due(db: Session, une_fois: UneFois[Any], ident: int, contexte: Contexte) -> bool:
    attend = col(Parcours.id).in_(une_fois.queue(contexte))
    return db.exec(select(Parcours.id).where(Parcours.id == ident, attend)).first() is not None


def _is_reopened(db: Session, flux: Flux[Any], ident: int, contexte: Contexte) -> bool:
    """Tell whether a line was taken back already, and its parcours has not left since."""
    reprise = select(FluxLigne.numero).where(
        FluxLigne.parcours_id == ident,
        FluxLigne.code == flux.code,
        col(FluxLigne.repris_le).is_not(None),
    )
    if flux.une_fois is None or db.exec(reprise).first() is None:
        return False
    return _is_due(db, flux.une_fois, ident, contexte)
