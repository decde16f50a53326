"""The NIR of a person: sealed, found again, opened. The only service that sees one in the base."""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import KeyProblem
from sigma_cli.models.cle import CleActive
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.services.socle import ancrage, journal
from sigma_cli.store.coffre import Coffre, Memoire

COLONNES: Final = ("nir_chiffre", "nir_empreinte", "nir_cle", "nir_classe", "nir_le")


def adopt_key(db: Session, acte: Acte, coffre: Coffre) -> None:
    """Refuse a key that is not the base’s (KeyProblem); the first key used becomes the base’s."""
    if db.get(CleActive, 1) is None:
        db.add(CleActive(identifiant=coffre.identifiant, depuis=acte.le))
        journal.record(db, acte, "base.cle", "base", apres={"cle": coffre.identifiant})
        ancrage.go_over(db, coffre.journal)
    check_key(db, coffre)


def check_key(db: Session, coffre: Coffre) -> None:
    """Refuse a key that is not the base’s. Raises KeyProblem."""
    active = db.get(CleActive, 1)
    if active is None:
        return
    if active.suivante is not None:
        raise KeyProblem(
            "Un changement de clé a commencé et n’est pas fini : lancer « sigma base rekey », qui "
            "reprend où il en était."
        )
    if active.identifiant != coffre.identifiant:
        raise KeyProblem(
            "La clé donnée n’est pas celle de cette base : remettre la clé d’origine "
            "(SIGMA_CLE ou SIGMA_CLE_FICHIER) ; après un changement de clé interrompu, relancer "
            "« sigma base rekey »."
        )


def memory(db: Session, acte: Acte, coffre: Coffre) -> Memoire:
    """Return what hashes the values remembered without being kept; made at its first use.

    Raises KeyProblem, BrokenBase.
    """
    adopt_key(db, acte, coffre)
    active = db.get_one(CleActive, 1)
    if active.memoire is None:
        active.memoire = Memoire.new().seal(coffre)
        db.add(active)
        db.flush()
    return Memoire.open(active.memoire, coffre)


def memory_if_any(db: Session, coffre: Coffre) -> Memoire | None:
    """Return the memory of the base, None when nothing was ever remembered. Raises BrokenBase."""
    active = db.get(CleActive, 1)
    return Memoire.open(active.memoire, coffre) if active and active.memoire else None


def find(db: Session, coffre: Coffre, nir: Nir) -> Stagiaire | None:
    """Return the one person who bears this number (NIR-10)."""
    empreinte = coffre.fingerprint(nir.valeur)
    return db.exec(select(Stagiaire).where(col(Stagiaire.nir_empreinte) == empreinte)).first()


def former(memoire: Memoire, nir: Nir) -> bytes:
    """Return the hash under which a number that was replaced is remembered (NIR-08)."""
    return memoire.fingerprint(f"numero {nir.valeur}")


def columns(ident: int, coffre: Coffre, nir: Nir, *, le: datetime) -> dict[str, Any]:
    """Return what the row of a person keeps of a number; the seal is bound to their reference."""
    valeurs = (
        coffre.seal(nir.valeur.encode(), proprietaire=owner(ident)),
        coffre.fingerprint(nir.valeur),
        coffre.identifiant,
        nir.classe.value,
        le,
    )
    return dict(zip(COLONNES, valeurs, strict=True))


def assign(stagiaire: Stagiaire, coffre: Coffre, nir: Nir, *, le: datetime) -> None:
    """Seal the number on a person already numbered."""
    for colonne, valeur in columns(stagiaire.id, coffre, nir, le=le).items():
        setattr(stagiaire, colonne, valeur)


def reveal(coffre: Coffre, stagiaire_id: int, scelle: bytes) -> Nir:
    """Open a sealed number. Raises BrokenBase when it was tampered with."""
    valeur = coffre.open(scelle, proprietaire=owner(stagiaire_id))
    return Nir(valeur=valeur.decode())


def owner(stagiaire_id: int) -> str:
    """Return whom a sealed number is bound to: the reference of the person."""
    return references.stagiaire(stagiaire_id)
