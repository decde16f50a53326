"""The NIR of a person: sealed, found again, opened. The only service that sees one in the base."""

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.nir import Nir
from sigma_cli.errors import KeyProblem
from sigma_cli.models.cle import CleActive
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.services import journal
from sigma_cli.store.coffre import Coffre


def adopt_key(db: Session, acte: Acte, coffre: Coffre) -> None:
    """Refuse a key that is not the base’s (KeyProblem); the first key used becomes the base’s."""
    if db.get(CleActive, 1) is None:
        db.add(CleActive(identifiant=coffre.identifiant, depuis=acte.le))
        journal.record(db, acte, "base.cle", "base", apres={"cle": coffre.identifiant})
    check_key(db, coffre)


def check_key(db: Session, coffre: Coffre) -> None:
    """Refuse a key that is not the base’s. Raises KeyProblem."""
    active = db.get(CleActive, 1)
    if active is not None and active.identifiant != coffre.identifiant:
        raise KeyProblem(
            "La clé donnée n’est pas celle de cette base : remettre la clé d’origine "
            "(SIGMA_CLE ou SIGMA_CLE_FICHIER)."
        )


def find(db: Session, coffre: Coffre, nir: Nir) -> Stagiaire | None:
    """Return the one person who bears this number (NIR-10)."""
    empreinte = coffre.fingerprint(nir.valeur)
    return db.exec(select(Stagiaire).where(col(Stagiaire.nir_empreinte) == empreinte)).first()


def assign(stagiaire: Stagiaire, coffre: Coffre, nir: Nir) -> None:
    """Seal the number on a person already flushed: the seal is bound to the reference."""
    stagiaire.nir_chiffre = coffre.seal(nir.valeur.encode(), proprietaire=owner(stagiaire.id))
    stagiaire.nir_empreinte = coffre.fingerprint(nir.valeur)
    stagiaire.nir_cle = coffre.identifiant
    stagiaire.nir_classe = nir.classe.value


def reveal(coffre: Coffre, stagiaire_id: int, scelle: bytes) -> Nir:
    """Open a sealed number. Raises BrokenBase when it was tampered with."""
    valeur = coffre.open(scelle, proprietaire=owner(stagiaire_id))
    return Nir(valeur=valeur.decode())


def owner(stagiaire_id: int) -> str:
    """Return whom a sealed number is bound to: the reference of the person."""
    return references.stagiaire(stagiaire_id)
